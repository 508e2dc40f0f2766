/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/update/update-private.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/publisher/cli/platform-cli.h"
#include "app/trustlist/show.h"
#include "app/workflow/cluster/cluster-status.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/nodes/node-round.h"

#include <glib/gi18n.h>

/* The steps that change something. */

/* All but that the old list does not know the signer, when that is what TVS was asked for. */
static void
keep_findings(Update *update, const GPtrArray *findings)
{
  findings_extend(update->findings, findings);
  if (!update->asks_tvs)
    return;
  for (guint i = update->findings->len; i-- > 0;) {
    const Finding *finding = g_ptr_array_index(update->findings, i);
    if (finding->rule == judge_rule_get(JUDGE_SIGNER_NOT_IN_OLD_LIST))
      g_ptr_array_remove_index(update->findings, i);
  }
}

/* What speaks against the draft is known before the question whether to sign it. */
static gboolean
check_draft(Update *update, const ListDraft *draft, Token *signer, GError **error)
{
  g_autoptr(GPtrArray) findings =
      list_draft_judge(draft, token_get_certificate(signer), DIGEST_SHA1, clock_unix_time(), error);
  if (findings == NULL)
    return FALSE;
  keep_findings(update, findings);
  return consent_check(update->consent, findings, error);
}

/* The list that the publisher holds is not here when a person has named another one. NULL: it is. */
static const char *
describe_no_way_back(const Update *update)
{
  const NodeStatus *publisher = g_ptr_array_index(update->status->nodes, 0);
  return update->today_is_other && publisher->ctl.found
             ? _("The list that the publisher holds now cannot be put back with --back.")
             : NULL;
}

/* What changes, and what speaks against it. The records' numbers are those of the new list. */
static char *
describe_question(const Update *update, const char *changes)
{
  g_autofree char *findings = findings_describe(update->findings);
  return findings != NULL ? g_strdup_printf("%s\n\n%s", changes, findings) : g_strdup(changes);
}

/* The rule that the signer has to be in the old list is broken knowingly where TVS vouches for it, see the
 * step before. No other rule is. */
static TrustList *
sign(Update *update, ListDraft *draft, Token *signer, const char *changes, const UpdateRun *run,
     GError **error)
{
  guint n_nodes = update->nodes->len;
  update_begin_judgement(update, update->asks_tvs ? JUDGE_SIGNER_NOT_IN_OLD_LIST : JUDGE_N_RULES);
  SignRequest request = {.signer = signer,
                         .digest = DIGEST_SHA1,
                         .consent = update->consent,
                         .warnings = update->setup->warnings};
  g_autofree char *detail = NULL;
  g_autofree char *message =
      /* TRANSLATORS: a question; the question mark is added. */
      g_strdup_printf(ngettext("Sign this list with token %s and put it on %u node",
                               "Sign this list with token %s and put it on %u nodes", n_nodes),
                      token_get_name(signer), n_nodes);
  if (!check_draft(update, draft, signer, error))
    return NULL;
  detail = describe_question(update, changes);
  if (!update_confirm(run, message, detail, error))
    return NULL;
  return list_draft_sign(draft, &request, run->prompt, run->progress, run->cancellable, error);
}

/* The list of before is kept when another one is signed, and not earlier: until then the one of the job
 * before can be taken back. When a job makes its list again, the first one may be on nodes, and is not the
 * list of before. */
static gboolean
keep_before(Update *update, GError **error)
{
  if (update->begun)
    return TRUE;
  if (update->today == NULL) {
    update_forget_before(update);
    update->is_first = TRUE;
    return TRUE;
  }
  update->is_first = FALSE;
  update->has_before = !update->today_is_other; /* a person has named it, and it was not there */
  return update_keep_list(update, UPDATE_OLD_LIST, update->today, error);
}

/* The names of the nodes that hold another list than today's, or none; NULL: there is no such node. */
static char *
list_other_nodes(const Update *update)
{
  const ClusterStatus *status = update->status;
  g_autoptr(GString) names = g_string_new(NULL);
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(trust_list_get_bytes(update->today), &md5, &sha1);
  for (guint i = 0; i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    if (!platform_list_facts_match(&node->ctl, md5, sha1))
      g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", node->host);
  }
  return names->len > 0 ? g_strdup(names->str) : NULL;
}

/* NULL: there is nothing to ask. The caller frees it. */
static char *
describe_keep(const Update *update)
{
  g_autofree char *nodes = list_other_nodes(update);
  if (nodes == NULL)
    return NULL;
  if (update->setup->given != NULL)
    /* TRANSLATORS: a question; the question mark is added. The names of nodes follow. */
    return g_strdup_printf(_("Put the list that was given as it is on %s"), nodes);
  /* TRANSLATORS: a question; the question mark is added. The names of nodes follow. */
  return g_strdup_printf(_("Put the publisher's list as it is on %s"), nodes);
}

static gboolean
is_today(const Update *update, const char *name)
{
  g_autoptr(TrustList) list = update_load_list(update, name, NULL, NULL);
  return list != NULL && g_bytes_equal(trust_list_get_bytes(list), trust_list_get_bytes(update->today));
}

/* Where somebody else has put a list since, that of before the last job is not the one of before. */
static void
drop_old_job(Update *update)
{
  if (update->today_is_other || (!is_today(update, UPDATE_NEW_LIST) && !is_today(update, UPDATE_OLD_LIST)))
    update_forget_before(update);
}

/* The cluster has the list that it needs: nodes that do not hold it get it as it is. */
static gboolean
keep_today(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  g_autofree char *message = describe_keep(update);
  if (message != NULL && !update_confirm(run, message, describe_no_way_back(update), error))
    return FALSE;
  drop_old_job(update);
  if (!update_keep_list(update, UPDATE_NEW_LIST, update->today, error))
    return FALSE;
  update_allow_replacement(update);
  step->found = g_strdup(_("Nothing has to be signed: the list stays as it is."));
  step->state = UPDATE_DONE;
  return TRUE;
}

gboolean
update_sign(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  g_autoptr(GString) changes = g_string_new(NULL);
  if (!plan_needs_list(update->plan))
    return keep_today(update, step, run, error);
  g_autoptr(GPtrArray) tokens = update_find_tokens(update, NULL, run->cancellable, error);
  g_autoptr(ListDraft) draft =
      tokens != NULL ? update_make_draft(update, changes, run->cancellable, error) : NULL;
  if (draft == NULL)
    return FALSE;
  const char *no_way_back = describe_no_way_back(update);
  if (no_way_back != NULL)
    g_string_append_printf(changes, "%s\n", no_way_back);
  g_autoptr(TrustList) list =
      sign(update, draft, g_ptr_array_index(tokens, 0), g_strchomp(changes->str), run, error);
  if (list == NULL || !keep_before(update, error) || !update_keep_list(update, UPDATE_NEW_LIST, list, error))
    return FALSE;
  update->replaced = TRUE;
  update->begun = TRUE;
  update_allow_replacement(update);
  g_hash_table_remove_all(update->restarted);
  g_autofree char *path = update_path(update, UPDATE_NEW_LIST);
  step->found = g_strdup_printf(_("Signed by %s: %s\n%s"), token_get_name(g_ptr_array_index(tokens, 0)), path,
                                changes->str);
  step->state = UPDATE_DONE;
  return TRUE;
}

gboolean
update_push(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  update_begin_judgement(update, JUDGE_N_RULES);
  if (!update_push_list(update, UPDATE_NEW_LIST, run, error))
    return FALSE;
  guint n_nodes = update->nodes->len;
  if (update->by_hand != NULL) {
    step->to_do = g_strdup(update->by_hand);
    step->state = UPDATE_WAITING;
    return TRUE;
  }
  step->found =
      g_strdup_printf(ngettext("The list is on %u node.", "The list is on %u nodes.", n_nodes), n_nodes);
  step->state = UPDATE_DONE;
  return TRUE;
}

/* TRUE when NODE holds the new list and accepts it. */
static gboolean
check_node(const NodeStatus *node, const char *md5, const char *sha1, GError **error)
{
  if (node->error != NULL)
    g_propagate_error(error, g_error_copy(node->error));
  else if (!platform_list_facts_match(&node->ctl, md5, sha1))
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
                _("Node %s does not hold the new list (MD5 %s instead of %s)"), node->host,
                node->ctl.md5 != NULL ? node->ctl.md5 : C_("checksum", "none"), md5);
  else if (!node->ctl.verified)
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
                _("Node %s does not accept the new list: its verification failed"), node->host);
  else
    return TRUE;
  return FALSE;
}

/* The error tells of each node that does not. */
static gboolean
check_all(const ClusterStatus *status, const char *md5, const char *sha1, GError **error)
{
  guint n_nodes = status->nodes->len;
  g_autoptr(GPtrArray) errors = g_ptr_array_new_full(n_nodes, (GDestroyNotify)g_error_free);
  g_autofree GError **each = g_new0(GError *, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    if (!check_node(g_ptr_array_index(status->nodes, i), md5, sha1, &each[i]))
      g_ptr_array_add(errors, each[i]);
  return node_errors_check((const GError *const *)each, n_nodes, error);
}

static gboolean
new_checksums(Update *update, char **md5, char **sha1, const UpdateRun *run, GError **error)
{
  g_autoptr(TrustList) list = update_load_list(update, UPDATE_NEW_LIST, run->cancellable, error);
  if (list == NULL)
    return FALSE;
  list_checksums(trust_list_get_bytes(list), md5, sha1);
  return TRUE;
}

gboolean
update_verify(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  ClusterStatusRequest request = {.nodes = update->cli_nodes, .login = update->setup->login};
  if (!new_checksums(update, &md5, &sha1, run, error))
    return FALSE;
  g_autoptr(ClusterStatus) status =
      cluster_status_ask(&request, run->prompt, run->progress, run->cancellable, error);
  if (status == NULL || !check_all(status, md5, sha1, error))
    return FALSE;
  step->found = g_strdup_printf(_("Every node holds the new list and verifies it (MD5 %s)."), md5);
  step->state = UPDATE_DONE;
  return TRUE;
}
