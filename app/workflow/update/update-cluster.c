/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: TN118893, "From Tokenless Solution to Hardware eTokens". */
#include "app/workflow/update/update-private.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/publisher/cli/platform-cli.h"
#include "app/trustlist/token-issuer.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/plan/plan-list.h"
#include "app/workflow/publish/publish.h"

#include <glib/gi18n.h>

/* The first step: what the cluster is, and the list that it has. */

static gboolean refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static gboolean
refuse(GError **error, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REJECTED, text);
  return FALSE;
}

static const NodeStatus *
get_publisher(const ClusterStatus *status)
{
  return g_ptr_array_index(status->nodes, 0);
}

/* --- what a job is refused for --- */

/* What is to be done on the nodes that differ stands in the error. */
static gboolean
refuse_different(const ClusterStatus *status, GError **error)
{
  g_autoptr(GPtrArray) advice = cluster_status_get_advice(status);
  g_ptr_array_add(advice, NULL);
  g_autofree char *text = g_strjoinv(" ", (char **)advice->pdata);
  return refuse(error, _("The nodes do not hold the same list. %s Then start again"), text);
}

/* Nobody knows whether phones would ever get the list, so a person has to want it by name. */
static gboolean
check_release(Update *update, const char *version, GError **error)
{
  update_begin_judgement(update, JUDGE_N_RULES);
  if (version == NULL || platform_cli_version_supports_tokens(version) ||
      consent_covers(update->consent, JUDGE_RELEASE_WITHOUT_TOKENS))
    return TRUE;
  findings_add_obstacle(update->findings, JUDGE_RELEASE_WITHOUT_TOKENS, judge_describe_release(version),
                        N_("stay with a tokenless list there"));
  return consent_check(update->consent, update->findings, error);
}

/* What phones are served is another matter. */
static gboolean
hold_one_list(const ClusterStatus *status)
{
  for (guint i = 0; i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    if (node->other_list || node->other_mode || !node_status_is_determined(node))
      return FALSE;
  }
  return TRUE;
}

/* Also when the list is to be made again. */
static gboolean
has_signed(const Update *update)
{
  return update->begun || update->steps[UPDATE_SIGN].state == UPDATE_DONE;
}

/* A migration begins with one list on all nodes. */
static gboolean
check_one_list(const Update *update, const ClusterStatus *status, GError **error)
{
  if (has_signed(update))
    return TRUE; /* and has given some of them another one since */
  if (!get_publisher(status)->ctl.found)
    return refuse(error, _("The publisher has no list to start from (CTL File not found). Make one and "
                           "publish it; there is nothing to migrate"));
  if (!hold_one_list(status))
    return refuse_different(status, error);
  if (status->unasked->len > 0)
    return refuse(error,
                  _("Node %s belongs to the cluster and is not among the publisher's nodes. Add it to them, "
                    "then start again"),
                  (const char *)g_ptr_array_index(status->unasked, 0));
  return TRUE;
}

static gboolean
refuse_mode(const Update *update, ClusterMode mode, GError **error)
{
  if (update->setup->kind == UPDATE_MIGRATE)
    return refuse(error,
                  _("The cluster is in %s mode; only one in mixed mode can be migrated. Set it to mixed mode "
                    "first, then start again"),
                  cluster_mode_text(mode));
  return refuse(error,
                _("The cluster is in %s mode, and a list with certificates of servers is for one in mixed "
                  "mode. Set it to mixed mode first, then start again"),
                cluster_mode_text(mode));
}

static gboolean
check_nodes(const Update *update, const ClusterStatus *status, GError **error)
{
  if (cluster_status_check(status, error))
    return TRUE;
  if (update->setup->kind == UPDATE_TO_PLAN && get_publisher(status)->error == NULL)
    g_prefix_error(error,
                   "%s: ", _("Not all nodes could be asked, and one can be left out (--without NODE)"));
  return FALSE;
}

static gboolean
check_status(Update *update, const ClusterStatus *status, GError **error)
{
  const NodeStatus *first = get_publisher(status);
  if (!check_nodes(update, status, error) || !check_release(update, first->version, error))
    return FALSE;
  if (first->mode != CLUSTER_MODE_MIXED)
    return refuse_mode(update, first->mode, error);
  return update->setup->kind == UPDATE_TO_PLAN || check_one_list(update, status, error);
}

/* --- today's list --- */

TrustList *
update_fetch_from(const Update *update, const PublisherAddress *address, const UpdateRun *run, GError **error)
{
  PublishRequest request = {.address = address,
                            .login = update->setup->login,
                            .dry_run = update->setup->trial,
                            .name = update->setup->entry->name,
                            .warnings = update->setup->warnings};
  g_autoptr(GBytes) bytes =
      publish_fetch(&request, NULL, run->prompt, run->progress, run->cancellable, error);
  return bytes != NULL ? trust_list_parse(bytes, error) : NULL;
}

/* The list by SFTP has to be the one that the node itself speaks of. */
static TrustList *
fetch_today(const Update *update, const NodeStatus *publisher, const UpdateRun *run, GError **error)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  g_autoptr(TrustList) list = update_fetch_from(update, g_ptr_array_index(update->nodes, 0), run, error);
  if (list == NULL)
    return NULL;
  list_checksums(trust_list_get_bytes(list), &md5, &sha1);
  if (!platform_list_facts_match(&publisher->ctl, md5, sha1)) {
    refuse(error,
           _("The publisher's path is not that of the list which the node serves: MD5 %s there, %s served"),
           md5, publisher->ctl.md5 != NULL ? publisher->ctl.md5 : C_("fact of a list", "unknown"));
    return NULL;
  }
  return trust_list_verify(list, NULL, error) ? g_steal_pointer(&list) : NULL;
}

/* The list of the job in the file NAME, when the publisher says that it holds it. */
static TrustList *
load_held(const Update *update, const char *name, const NodeStatus *publisher, const UpdateRun *run)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  g_autoptr(TrustList) list = update_load_list(update, name, run->cancellable, NULL);
  if (list == NULL)
    return NULL;
  list_checksums(trust_list_get_bytes(list), &md5, &sha1);
  return platform_list_facts_match(&publisher->ctl, md5, sha1) && trust_list_verify(list, NULL, NULL)
             ? g_steal_pointer(&list)
             : NULL;
}

/* The list that a person has given. When the same command goes on, the publisher may hold what the job has
 * made of it. */
static gboolean
take_given(Update *update, const ClusterStatus *status, const UpdateRun *run, GError **error)
{
  GBytes *given = update->setup->given;
  update->today = plan_take_list(status, given, &update->today_is_other, error);
  if (update->today == NULL || !update->today_is_other)
    return update->today != NULL;
  g_autoptr(TrustList) before = update_load_list(update, UPDATE_OLD_LIST, run->cancellable, NULL);
  g_autoptr(TrustList) made = load_held(update, UPDATE_NEW_LIST, get_publisher(status), run);
  if (made == NULL || before == NULL || !g_bytes_equal(trust_list_get_bytes(before), given))
    return TRUE;
  trust_list_unref(update->today);
  update->today = g_steal_pointer(&made);
  update->today_is_other = FALSE;
  return TRUE;
}

/* What the publisher serves does not count while Cisco Tftp has not read the list that it holds: that is one
 * of the job's own, or SFTP reads it. */
static gboolean
find_today(Update *update, const ClusterStatus *status, const UpdateRun *run, GError **error)
{
  g_autoptr(GError) why = NULL;
  const NodeStatus *first = get_publisher(status);
  g_clear_pointer(&update->today, trust_list_unref);
  update->today_is_other = FALSE;
  if (update->setup->given != NULL)
    return take_given(update, status, run, error);
  if (plan_find_list(status, &update->today, &why))
    return TRUE;
  gboolean sftp = ((const PublisherAddress *)g_ptr_array_index(update->nodes, 0))->way == DELIVER_BY_SFTP;
  if (!g_error_matches(why, CTL_ERROR, CTL_ERROR_REMOTE) || !node_status_knows_list(first)) {
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  }
  update->today = load_held(update, UPDATE_NEW_LIST, first, run);
  if (update->today == NULL)
    update->today = load_held(update, UPDATE_OLD_LIST, first, run);
  if (update->today == NULL && sftp)
    update->today = fetch_today(update, first, run, error);
  else if (update->today == NULL)
    g_propagate_error(error, g_steal_pointer(&why));
  return update->today != NULL;
}

/* A job that goes on may have put its own list there. */
static gboolean
check_tokenless(const Update *update, GError **error)
{
  if (has_signed(update) || !token_issuer_matches(trust_list_get_header(update->today)->signer_ca_name))
    return TRUE;
  return refuse(error, _("The list is signed by an eToken already; there is nothing to migrate"));
}

/* --- what is told --- */

static void
keep_warnings(const Update *update, const ClusterStatus *status)
{
  for (guint i = 0; i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    if (node->warnings != NULL)
      g_ptr_array_add(update->setup->warnings, g_strdup(node->warnings));
  }
  for (guint i = 0; i < status->unread->len; i++)
    g_ptr_array_add(
        update->setup->warnings,
        g_strdup_printf(
            _("%s belongs to the cluster and gets no list here; the publisher does not say whether "
              "it runs CallManager or TFTP"),
            (const char *)g_ptr_array_index(status->unread, i)));
  if (status->unknown)
    g_ptr_array_add(
        update->setup->warnings,
        g_strdup(_("The publisher does not say which nodes the cluster has (show network cluster), so "
                   "others than these may keep their list")));
}

static const char *
version_text(const NodeStatus *publisher)
{
  return publisher->version != NULL ? publisher->version : C_("version", "unknown");
}

static char *
describe_one_list(const ClusterStatus *status)
{
  const NodeStatus *first = get_publisher(status);
  guint n_nodes = status->nodes->len;
  return g_strdup_printf(
      ngettext("Mixed mode, release %s; %u node with the same list of %u bytes (MD5 %s), signed by %s.",
               "Mixed mode, release %s; %u nodes with the same list of %u bytes (MD5 %s), signed by %s.",
               n_nodes),
      version_text(first), n_nodes, (guint)first->ctl.len, first->ctl.md5,
      first->ctl.signer != NULL ? first->ctl.signer : _("an unknown signer"));
}

static char *
describe_cluster(const ClusterStatus *status)
{
  const NodeStatus *first = get_publisher(status);
  guint n_nodes = status->nodes->len;
  g_autofree char *nodes = g_strdup_printf(
      ngettext("Mixed mode, release %s; %u node.", "Mixed mode, release %s; %u nodes.", n_nodes),
      version_text(first), n_nodes);
  if (!first->ctl.found)
    return g_strdup_printf("%s %s", nodes, _("The publisher has no list yet."));
  g_autofree char *list =
      g_strdup_printf(_("The publisher's list has %u bytes (MD5 %s)."), (guint)first->ctl.len,
                      first->ctl.md5 != NULL ? first->ctl.md5 : C_("checksum", "none"));
  return g_strdup_printf("%s %s", nodes, list);
}

/* --- the step --- */

/* Where the list of somebody else has come, a migration begins anew, and with what every one begins with. */
static gboolean
check_start(const Update *update, GError **error)
{
  return update->setup->kind == UPDATE_TO_PLAN ||
         (check_one_list(update, update->status, error) && check_tokenless(update, error));
}

/* A node that was left out before, or has got another list since the push, makes the push one that is to be
 * done. */
static gboolean
check_push(Update *update, GError **error)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  if (update->steps[UPDATE_PUSH].state != UPDATE_DONE)
    return TRUE;
  g_autoptr(TrustList) list = update_load_list(update, UPDATE_NEW_LIST, NULL, error);
  if (list == NULL)
    return FALSE;
  list_checksums(trust_list_get_bytes(list), &md5, &sha1);
  for (guint i = 0; i < update->status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(update->status->nodes, i);
    if (!platform_list_facts_match(&node->ctl, md5, sha1))
      update_forget(update, UPDATE_PUSH);
  }
  return TRUE;
}

ClusterStatus *
update_ask_cluster(const Update *update, const UpdateRun *run, GError **error)
{
  const UpdateSetup *setup = update->setup;
  ClusterStatusRequest request = {.nodes = setup->cli_nodes, /* whether they serve lists is asked again */
                                  .login = setup->login,
                                  .entry = setup->entry,
                                  .certificates = TRUE,
                                  .facts = setup->kind == UPDATE_TO_PLAN,
                                  .old_tls = setup->old_tls,
                                  .left_out = setup->without};
  return cluster_status_ask(&request, run->prompt, run->progress, run->cancellable, error);
}

gboolean
update_check_cluster(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  g_autoptr(ClusterStatus) status = update_ask_cluster(update, run, error);
  if (status == NULL || !check_status(update, status, error))
    return FALSE;
  const NodeStatus *first = get_publisher(status);
  gboolean migrate = update->setup->kind == UPDATE_MIGRATE;
  g_free(update->version);
  update->version = g_strdup(first->version);
  keep_warnings(update, status);
  update_leave_out_others(update, status);
  if (!find_today(update, status, run, error))
    return FALSE;
  step->found = migrate ? describe_one_list(status) : describe_cluster(status);
  g_clear_pointer(&update->status, cluster_status_free);
  update->status = g_steal_pointer(&status);
  if (!update_review(update, step, error) || !check_start(update, error) || !check_push(update, error))
    return FALSE;
  step->state = UPDATE_DONE;
  return TRUE;
}
