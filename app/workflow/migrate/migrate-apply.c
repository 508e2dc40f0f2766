/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/migrate/migrate-private.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/base/file.h"
#include "app/publisher/cli/platform-cli.h"
#include "app/trustlist/show.h"
#include "app/workflow/cluster/cluster-status.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/nodes/node-round.h"

#include <glib/gi18n.h>

/* The steps that change something. */

/* All but that the old list does not know the signer, which is what the whole job is about. */
static void
keep_findings(Migration *migration, const GPtrArray *findings)
{
  findings_extend(migration->findings, findings);
  for (guint i = migration->findings->len; i-- > 0;) {
    const Finding *finding = g_ptr_array_index(migration->findings, i);
    if (finding->rule == judge_rule_get(JUDGE_SIGNER_NOT_IN_OLD_LIST))
      g_ptr_array_remove_index(migration->findings, i);
  }
}

/* What speaks against the draft is known before the question whether to sign it. */
static gboolean
check_draft(Migration *migration, const ListDraft *draft, Token *signer, GError **error)
{
  g_autoptr(GPtrArray) findings =
      list_draft_judge(draft, token_get_certificate(signer), DIGEST_SHA1, clock_unix_time(), error);
  if (findings == NULL)
    return FALSE;
  keep_findings(migration, findings);
  return consent_check(migration->consent, findings, error);
}

/* What changes, and what speaks against it. The records' numbers are those of the new list. */
static char *
describe_question(const Migration *migration, const char *changes)
{
  g_autofree char *findings = findings_describe(migration->findings);
  return findings != NULL ? g_strdup_printf("%s\n\n%s", changes, findings) : g_strdup(changes);
}

/* The rule that the signer has to be in the old list is broken knowingly: TVS vouches for it, see the step
 * before. No other rule is. */
static TrustList *
sign(Migration *migration, ListDraft *draft, Token *signer, const char *changes, const MigrateRun *run,
     GError **error)
{
  guint n_nodes = migration->setup->nodes->len;
  migrate_begin_judgement(migration, JUDGE_SIGNER_NOT_IN_OLD_LIST);
  SignRequest request = {.signer = signer,
                         .digest = DIGEST_SHA1,
                         .consent = migration->consent,
                         .warnings = migration->setup->warnings};
  g_autofree char *detail = NULL;
  g_autofree char *message =
      /* TRANSLATORS: a question; the question mark is added. */
      g_strdup_printf(ngettext("Sign this list with token %s and put it on %u node",
                               "Sign this list with token %s and put it on %u nodes", n_nodes),
                      token_get_name(signer), n_nodes);
  if (!check_draft(migration, draft, signer, error))
    return NULL;
  detail = describe_question(migration, changes);
  if (!migrate_confirm(run, message, detail, error))
    return NULL;
  return list_draft_sign(draft, &request, run->prompt, run->progress, run->cancellable, error);
}

gboolean
migrate_sign(Migration *migration, MigrateStep *step, const MigrateRun *run, GError **error)
{
  g_autoptr(GString) changes = g_string_new(NULL);
  g_autoptr(TrustList) old = migrate_load_list(migration, MIGRATE_OLD_LIST, run->cancellable, error);
  g_autoptr(GPtrArray) tokens = old != NULL ? migrate_find_tokens(migration, run->cancellable, error) : NULL;
  g_autoptr(ListDraft) draft =
      tokens != NULL ? migrate_make_draft(old, tokens, migration->version, changes, error) : NULL;
  if (draft == NULL)
    return FALSE;
  g_clear_pointer(&migration->difference, list_difference_free);
  migration->difference = list_difference_of_draft(draft, NULL); /* the question has it too, in brief */
  g_autoptr(TrustList) list =
      sign(migration, draft, g_ptr_array_index(tokens, 0), g_strchomp(changes->str), run, error);
  g_autofree char *path = migrate_path(migration, MIGRATE_NEW_LIST);
  if (list == NULL || !file_replace(path, trust_list_get_bytes(list), error))
    return FALSE;
  step->found = g_strdup_printf(_("Signed by %s: %s\n%s"), token_get_name(g_ptr_array_index(tokens, 0)), path,
                                changes->str);
  step->state = MIGRATE_DONE;
  return TRUE;
}

gboolean
migrate_push(Migration *migration, MigrateStep *step, const MigrateRun *run, GError **error)
{
  g_autoptr(TrustList) list = migrate_load_list(migration, MIGRATE_NEW_LIST, run->cancellable, error);
  migrate_begin_judgement(migration, JUDGE_N_RULES);
  if (list == NULL || !migrate_push_list(migration, list, run, error))
    return FALSE;
  guint n_nodes = migration->setup->nodes->len;
  step->found =
      g_strdup_printf(ngettext("The list is on %u node.", "The list is on %u nodes.", n_nodes), n_nodes);
  step->state = MIGRATE_DONE;
  return TRUE;
}

/* TRUE when NODE holds the new list and accepts it. */
static gboolean
check_node(const NodeStatus *node, const char *md5, GError **error)
{
  if (node->error != NULL)
    g_propagate_error(error, g_error_copy(node->error));
  else if (g_strcmp0(node->ctl.md5, md5) != 0)
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
check_all(const ClusterStatus *status, const char *md5, GError **error)
{
  guint n_nodes = status->nodes->len;
  g_autoptr(GPtrArray) errors = g_ptr_array_new_full(n_nodes, (GDestroyNotify)g_error_free);
  g_autofree GError **each = g_new0(GError *, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    if (!check_node(g_ptr_array_index(status->nodes, i), md5, &each[i]))
      g_ptr_array_add(errors, each[i]);
  return node_errors_check((const GError *const *)each, n_nodes, error);
}

static gboolean
new_checksums(Migration *migration, char **md5, char **sha1, const MigrateRun *run, GError **error)
{
  g_autoptr(TrustList) list = migrate_load_list(migration, MIGRATE_NEW_LIST, run->cancellable, error);
  if (list == NULL)
    return FALSE;
  list_checksums(trust_list_get_bytes(list), md5, sha1);
  return TRUE;
}

gboolean
migrate_verify(Migration *migration, MigrateStep *step, const MigrateRun *run, GError **error)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  ClusterStatusRequest request = {.nodes = migration->setup->cli_nodes, .login = migration->setup->login};
  if (!new_checksums(migration, &md5, &sha1, run, error))
    return FALSE;
  g_autoptr(ClusterStatus) status =
      cluster_status_ask(&request, run->prompt, run->progress, run->cancellable, error);
  if (status == NULL || !check_all(status, md5, error))
    return FALSE;
  step->found = g_strdup_printf(_("Every node holds the new list and verifies it (MD5 %s)."), md5);
  step->state = MIGRATE_DONE;
  return TRUE;
}
