/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: that other nodes get certificates within 30 minutes: TN210541. */
#include "app/base/error.h"
#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/nodes/node-round.h"
#include "app/workflow/publish/served-read.h"
#include "app/workflow/publish/tvs-check.h"
#include "app/workflow/tokens/export.h"
#include "app/workflow/update/update-private.h"

#include <glib/gi18n.h>

/* The step that waits until TVS on every node knows the tokens: phones that do not know the signer ask it. */

gboolean
update_needs_trust(const Update *update, Token *signer)
{
  g_autoptr(ListDraft) draft = list_draft_new(update->today);
  return update->setup->kind == UPDATE_MIGRATE ||
         (update->today != NULL && !list_draft_has_token(draft, token_get_certificate(signer)));
}

void
update_skip(UpdateStep *step)
{
  step->found = g_strdup(_("Not needed: no phone has to ask TVS about the signer."));
  step->state = UPDATE_DONE;
}

static TvsIdentity *
identity_by_sftp(const Update *update, const PublisherAddress *address, const UpdateRun *run, GError **error)
{
  g_autoptr(TrustList) itl = update_fetch_from(update, address, run, error);
  return itl != NULL ? tvs_identity_new_from_ssh_itl(itl, error) : NULL;
}

/* What anybody can serve counts when a record of the list that the cluster has knows who signed it. */
static TvsIdentity *
identity_by_list(const Update *update, const PublisherAddress *address, const UpdateRun *run, GError **error)
{
  const ClusterSettings *cluster = update->setup->entry->cluster;
  const ServedFile file = {
      .address = address, .http_port = cluster->http_port, .tftp_port = cluster->tftp_port};
  g_autoptr(GBytes) bytes = NULL;
  progress_step(run->progress, _("Reading what %s serves to phones"), address->host);
  if (!served_file_read(&file, &bytes, run->cancellable, error))
    return NULL;
  if (bytes == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("Node %s serves no ITL, which says who TVS is"),
                address->host);
    return NULL;
  }
  g_autoptr(TrustList) itl = trust_list_parse(bytes, error);
  return itl != NULL ? tvs_identity_new_from_served_itl(itl, update->today, error) : NULL;
}

/* The ITL beside the list says who TVS is. TVS may be asked for half an hour: one login is enough for that.
 * The caller unrefs it. */
static TvsIdentity *
get_identity(Update *update, const UpdateRun *run, GError **error)
{
  if (update->tvs == NULL) {
    const PublisherAddress *list = g_ptr_array_index(update->nodes, 0);
    g_autoptr(PublisherAddress) address = publisher_address_beside(list, "ITLFile.tlv");
    update->tvs = address->way == DELIVER_BY_SFTP ? identity_by_sftp(update, address, run, error)
                                                  : identity_by_list(update, address, run, error);
  }
  return update->tvs != NULL ? tvs_identity_ref(update->tvs) : NULL;
}

/* What the nodes' threads share. */
typedef struct {
  const UpdateSetup *setup;
  const GPtrArray *nodes; /* of PublisherAddress */
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
ask_about_token(const TvsQuestion *question, const NodeTurn *turn, X509 *certificate, GError **error)
{
  const UpdateSetup *setup = question->setup;
  const PublisherAddress *node = g_ptr_array_index(question->nodes, turn->index);
  TvsCheckRequest request = {
      .target = {.host = node->host, .port = setup->tvs_port, .old_algorithms = setup->old_tls},
      .identity = question->identity};
  g_auto(TvsCheck) check = {0};
  if (!tvs_check_certificate(certificate, &request, &check, turn->progress, turn->cancellable, error))
    return FALSE;
  if (check.old_algorithms != NULL)
    g_ptr_array_add(question->warnings[turn->index],
                    g_strdup_printf(_("TVS on %s: the connection uses old algorithms: %s"), node->host,
                                    check.old_algorithms));
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
  if (!check.accepts_signer)
    add_missing(question->missing[turn->index], facts->subject_short, node->host);
  return TRUE;
}

/* Those that are plugged in, and those of which only the certificate is here. */
static gboolean
ask_node(const NodeTurn *turn, gpointer user_data, GError **error)
{
  const TvsQuestion *question = user_data;
  const GPtrArray *files = question->setup->certificates;
  for (guint i = 0; i < question->tokens->len; i++)
    if (!ask_about_token(question, turn, token_get_certificate(g_ptr_array_index(question->tokens, i)),
                         error))
      return FALSE;
  for (guint i = 0; files != NULL && i < files->len; i++)
    if (!ask_about_token(question, turn, g_ptr_array_index(files, i), error))
      return FALSE;
  return TRUE;
}

/* Moves what the nodes have told to MISSING and to the job's warnings, in the order of the nodes. */
static void
collect(TvsQuestion *question, GString *missing)
{
  for (guint i = 0; i < question->nodes->len; i++) {
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
  guint n_nodes = update->nodes->len;
  const NodeRound round = {.prompt = run->prompt, .progress = run->progress, .cancellable = run->cancellable};
  g_autofree GString **told = g_new0(GString *, n_nodes);
  g_autofree GPtrArray **warnings = g_new0(GPtrArray *, n_nodes);
  GError **errors = g_new0(GError *, n_nodes);
  TvsQuestion question = {update->setup, update->nodes, tokens, identity, told, warnings};
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
  if (!update->asks_tvs) {
    update_skip(step);
    return TRUE;
  }
  g_autoptr(GPtrArray) tokens = update_find_tokens(update, NULL, run->cancellable, error);
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
  g_autofree char *folder = update_certificate_folder(update);
  step->found = g_strdup_printf(_("TVS does not know yet: %s."), missing->str);
  /* TN118893, from tokenless to tokens: the upload. TN210541, change notification: 1800 s at the latest. */
  step->to_do = g_strdup_printf(_("%s. The files are in %s. Other nodes get them within 30 minutes."),
                                _(EXPORT_UPLOAD_HINT), folder);
  step->state = UPDATE_WAITING;
  return TRUE;
}
