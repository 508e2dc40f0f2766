/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: TN118893, "From Tokenless Solution to Hardware eTokens"; that other nodes get certificates within
 * 30 minutes: TN210541. */
#include "app/workflow/nodes/node-round.h"
#include "app/workflow/update/update-private.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "app/workflow/cluster/cluster-status.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/publish/publish.h"
#include "app/workflow/publish/tvs-check.h"
#include "app/workflow/tokens/export.h"
#include "app/workflow/update/update-tokens.h"

#include <glib/gi18n.h>

/* The steps before anything is signed. */

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

static gboolean
check_status(Update *update, const ClusterStatus *status, GError **error)
{
  const NodeStatus *first = g_ptr_array_index(status->nodes, 0);
  if (!cluster_status_check(status, error))
    return FALSE;
  if (!check_release(update, first->version, error))
    return FALSE;
  if (first->mode != CLUSTER_MODE_MIXED)
    return refuse(error,
                  _("The cluster is in %s mode; only one in mixed mode can be migrated. Set it to mixed mode "
                    "first, then start again"),
                  cluster_mode_text(first->mode));
  if (!first->ctl.found)
    return refuse(error, _("The publisher has no list to start from (CTL File not found). Make one and "
                           "publish it; there is nothing to migrate"));
  if (!status->same)
    return refuse_different(status, error);
  if (status->unasked->len > 0)
    return refuse(error,
                  _("Node %s belongs to the cluster and is not among the publisher's nodes. Add it to them, "
                    "then start again"),
                  (const char *)g_ptr_array_index(status->unasked, 0));
  return TRUE;
}

/* The list by SFTP has to be the one that the node itself speaks of, and tokenless. */
static gboolean
check_list(const TrustList *list, const NodeStatus *node, GError **error)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(trust_list_get_bytes(list), &md5, &sha1);
  if (!platform_list_facts_match(&node->ctl, md5, sha1))
    return refuse(
        error,
        _("The publisher's path is not that of the list which the node serves: MD5 %s there, %s served"), md5,
        node->ctl.md5 != NULL ? node->ctl.md5 : C_("fact of a list", "unknown"));
  if (!trust_list_verify(list, NULL, error))
    return FALSE;
  if (!update_is_token_issuer(trust_list_get_header(list)->signer_ca_name))
    return TRUE;
  return refuse(error, _("The list is signed by an eToken already; there is nothing to migrate"));
}

static TrustList *
fetch_from(const PublisherAddress *address, const Update *update, const UpdateRun *run, GError **error)
{
  PublishRequest request = {.address = address,
                            .login = update->setup->login,
                            .name = update->setup->entry->name,
                            .warnings = update->setup->warnings};
  g_autoptr(GBytes) bytes =
      publish_fetch(&request, NULL, run->prompt, run->progress, run->cancellable, error);
  return bytes != NULL ? trust_list_parse(bytes, error) : NULL;
}

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

static char *
describe_cluster(const ClusterStatus *status)
{
  const NodeStatus *first = g_ptr_array_index(status->nodes, 0);
  guint n_nodes = status->nodes->len;
  return g_strdup_printf(
      ngettext("Mixed mode, release %s; %u node with the same list of %u bytes (MD5 %s), signed by %s.",
               "Mixed mode, release %s; %u nodes with the same list of %u bytes (MD5 %s), signed by %s.",
               n_nodes),
      first->version != NULL ? first->version : C_("version", "unknown"), n_nodes, (guint)first->ctl.len,
      first->ctl.md5, first->ctl.signer != NULL ? first->ctl.signer : _("an unknown signer"));
}

gboolean
update_check_cluster(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  ClusterStatusRequest request = {.nodes = update->setup->cli_nodes, .login = update->setup->login};
  g_autoptr(ClusterStatus) status =
      cluster_status_ask(&request, run->prompt, run->progress, run->cancellable, error);
  if (status == NULL || !check_status(update, status, error))
    return FALSE;
  g_free(update->version);
  update->version = g_strdup(((const NodeStatus *)g_ptr_array_index(status->nodes, 0))->version);
  keep_warnings(update, status);
  const NodeStatus *first = g_ptr_array_index(status->nodes, 0);
  g_autoptr(TrustList) list = fetch_from(g_ptr_array_index(update->setup->nodes, 0), update, run, error);
  g_autofree char *path = update_path(update, UPDATE_OLD_LIST);
  if (list == NULL || !check_list(list, first, error) ||
      !file_replace(path, trust_list_get_bytes(list), error))
    return FALSE;
  step->found = describe_cluster(status);
  step->state = UPDATE_DONE;
  return TRUE;
}

static char *
token_names(const GPtrArray *tokens)
{
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < tokens->len; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", token_get_name(g_ptr_array_index(tokens, i)));
  return g_string_free(names, FALSE);
}

gboolean
update_check_tokens(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  g_autoptr(GPtrArray) tokens = update_find_tokens(update, run->cancellable, error);
  if (tokens == NULL)
    return FALSE;
  g_ptr_array_set_size(update->tokens, 0);
  for (guint i = 0; i < tokens->len; i++)
    g_ptr_array_add(update->tokens, g_strdup(token_get_name(g_ptr_array_index(tokens, i))));
  g_autofree char *names = token_names(tokens);
  step->found = g_strdup_printf(_("Tokens with their keys: %s."), names);
  step->state = UPDATE_DONE;
  return TRUE;
}

static char *
certificate_folder(const Update *update)
{
  return update_path(update, "certificates");
}

gboolean
update_export(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  g_autoptr(GPtrArray) tokens = update_find_tokens(update, run->cancellable, error);
  g_autofree char *folder = certificate_folder(update);
  g_autoptr(GString) files = g_string_new(NULL);
  for (guint i = 0; tokens != NULL && i < tokens->len; i++) {
    g_autofree char *path = NULL;
    gboolean written = FALSE;
    if (!export_certificate(g_ptr_array_index(tokens, i), EXPORT_DER, folder, TRUE, FALSE, &path, &written,
                            error))
      return FALSE;
    g_string_append_printf(files, " %s", path);
  }
  if (tokens == NULL)
    return FALSE;
  /* TRANSLATORS: %s are the names of files, with a blank before each. */
  step->found = g_strdup_printf(_("Exported:%s"), files->str);
  step->state = UPDATE_DONE;
  return TRUE;
}

/* The ITL beside the list says who TVS is. TVS may be asked for half an hour: one login is enough for that.
 * The caller unrefs it. */
static TvsIdentity *
get_identity(Update *update, const UpdateRun *run, GError **error)
{
  if (update->tvs == NULL) {
    const PublisherAddress *list = g_ptr_array_index(update->setup->nodes, 0);
    g_autoptr(PublisherAddress) address = publisher_address_beside(list, "ITLFile.tlv");
    g_autoptr(TrustList) itl = fetch_from(address, update, run, error);
    update->tvs = itl != NULL ? tvs_identity_new_from_ssh_itl(itl, error) : NULL;
  }
  return update->tvs != NULL ? tvs_identity_ref(update->tvs) : NULL;
}

/* What the nodes' threads share. */
typedef struct {
  const UpdateSetup *setup;
  const GPtrArray *tokens;
  const TvsIdentity *identity;
  GString **missing;    /* for each node what its TVS does not know: "TOKEN on NODE, ..." */
  GPtrArray **warnings; /* for each node, of char * */
} TvsQuestion;

static void
add_missing(GString *missing, const char *token, const char *host)
{
  g_string_append(missing, missing->len > 0 ? ", " : "");
  /* TRANSLATORS: the names of a token and of a node; several stand in "TVS does not know yet: %s." */
  g_string_append_printf(missing, _("%s on %s"), token, host);
}

static gboolean
ask_about_token(const TvsQuestion *question, const NodeTurn *turn, Token *token, GError **error)
{
  const UpdateSetup *setup = question->setup;
  const PublisherAddress *node = g_ptr_array_index(setup->nodes, turn->index);
  TvsCheckRequest request = {
      .target = {.host = node->host, .port = setup->tvs_port, .old_algorithms = setup->old_tls},
      .identity = question->identity};
  g_auto(TvsCheck) check = {0};
  if (!tvs_check_certificate(token_get_certificate(token), &request, &check, turn->progress,
                             turn->cancellable, error))
    return FALSE;
  if (check.old_algorithms != NULL)
    g_ptr_array_add(question->warnings[turn->index],
                    g_strdup_printf(_("TVS on %s: the connection uses old algorithms: %s"), node->host,
                                    check.old_algorithms));
  if (!check.accepts_signer)
    add_missing(question->missing[turn->index], token_get_name(token), node->host);
  return TRUE;
}

static gboolean
ask_node(const NodeTurn *turn, gpointer user_data, GError **error)
{
  const TvsQuestion *question = user_data;
  for (guint i = 0; i < question->tokens->len; i++)
    if (!ask_about_token(question, turn, g_ptr_array_index(question->tokens, i), error))
      return FALSE;
  return TRUE;
}

/* Moves what the nodes have told to MISSING and to the job's warnings, in the order of the nodes. */
static void
collect(TvsQuestion *question, GString *missing)
{
  for (guint i = 0; i < question->setup->nodes->len; i++) {
    g_string_append_printf(missing, "%s%s", missing->len > 0 && question->missing[i]->len > 0 ? ", " : "",
                           question->missing[i]->str);
    g_ptr_array_extend_and_steal(question->setup->warnings, question->warnings[i]);
    g_string_free(question->missing[i], TRUE);
  }
}

/* Asks TVS on every node about every token. *MISSING gets "TOKEN on NODE" for what is not known. */
static gboolean
ask_all(const Update *update, const GPtrArray *tokens, const TvsIdentity *identity, GString *missing,
        const UpdateRun *run, GError **error)
{
  guint n_nodes = update->setup->nodes->len;
  const NodeRound round = {.prompt = run->prompt, .progress = run->progress, .cancellable = run->cancellable};
  g_autofree GString **told = g_new0(GString *, n_nodes);
  g_autofree GPtrArray **warnings = g_new0(GPtrArray *, n_nodes);
  GError **errors = g_new0(GError *, n_nodes);
  TvsQuestion question = {update->setup, tokens, identity, told, warnings};
  for (guint i = 0; i < n_nodes; i++) {
    told[i] = g_string_new(NULL);
    warnings[i] = g_ptr_array_new_with_free_func(g_free);
  }
  node_round_run(&round, n_nodes, ask_node, &question, errors);
  collect(&question, missing);
  gboolean done = !ctl_cancelled(run->cancellable, error) &&
                  node_errors_check((const GError *const *)errors, n_nodes, error);
  node_errors_free(errors, n_nodes);
  return done;
}

gboolean
update_ask_tvs(Update *update, UpdateStep *step, const UpdateRun *run, GError **error)
{
  g_autoptr(GPtrArray) tokens = update_find_tokens(update, run->cancellable, error);
  g_autoptr(TvsIdentity) identity = tokens != NULL ? get_identity(update, run, error) : NULL;
  g_autoptr(GString) missing = g_string_new(NULL);
  if (identity == NULL)
    return FALSE;
  if (!ask_all(update, tokens, identity, missing, run, error)) {
    g_clear_pointer(&update->tvs, tvs_identity_unref); /* TVS may have another certificate by now */
    return FALSE;
  }
  if (missing->len == 0) {
    step->found = g_strdup(_("TVS on every node knows the tokens as System Administrator Security Tokens."));
    step->state = UPDATE_DONE;
    return TRUE;
  }
  g_autofree char *folder = certificate_folder(update);
  step->found = g_strdup_printf(_("TVS does not know yet: %s."), missing->str);
  /* TN118893, from tokenless to tokens: the upload. TN210541, change notification: 1800 s at the latest. */
  step->to_do = g_strdup_printf(_("%s. The files are in %s. Other nodes get them within 30 minutes."),
                                _(EXPORT_UPLOAD_HINT), folder);
  step->state = UPDATE_WAITING;
  return TRUE;
}
