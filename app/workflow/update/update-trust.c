/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: that other nodes get certificates within 30 minutes: TN210541. */
#include "app/base/error.h"
#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/publish/sast-ask.h"
#include "app/workflow/publish/served-read.h"
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

/* Of the tokens that are plugged in, and of those of which only the certificate is here. */
static GPtrArray *
list_asked(const UpdateSetup *setup, const GPtrArray *tokens)
{
  GPtrArray *certificates = g_ptr_array_new();
  for (guint i = 0; i < tokens->len; i++)
    g_ptr_array_add(certificates, token_get_certificate(g_ptr_array_index(tokens, i)));
  for (guint i = 0; setup->certificates != NULL && i < setup->certificates->len; i++)
    g_ptr_array_add(certificates, g_ptr_array_index(setup->certificates, i));
  return certificates;
}

static void
add_missing(GString *missing, X509 *certificate, const char *host)
{
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
  g_string_append(missing, missing->len > 0 ? ", " : "");
  /* TRANSLATORS: the names of a token and of a node; several stand in "TVS does not know yet: %s." */
  g_string_append_printf(missing, _("%s on %s"), facts->subject_short, host);
}

/* NULL with an error also when one of them cannot be asked. */
static SastAnswer *
ask_all(Update *update, const GPtrArray *certificates, const TvsIdentity *identity, const UpdateRun *run,
        GError **error)
{
  const UpdateSetup *setup = update->setup;
  const NodeRound round = {.prompt = run->prompt, .progress = run->progress, .cancellable = run->cancellable};
  const SastQuestion question = {.nodes = update->nodes,
                                 .certificates = certificates,
                                 .identity = identity,
                                 .tvs_port = setup->tvs_port,
                                 .old_tls = setup->old_tls};
  g_autoptr(SastAnswer) answer = sast_ask(&question, setup->warnings, &round, error);
  if (answer != NULL && sast_answer_check(answer, error))
    return g_steal_pointer(&answer);
  g_clear_pointer(&update->tvs, tvs_identity_unref); /* TVS may have another certificate by now */
  return NULL;
}

/* Once more after an upload. */
static SastAnswer *
ask_and_upload(Update *update, const GPtrArray *certificates, const TvsIdentity *identity,
               const UpdateRun *run, GError **error)
{
  gboolean sent = FALSE;
  g_autoptr(SastAnswer) answer = ask_all(update, certificates, identity, run, error);
  if (answer == NULL || !update_upload(update, certificates, answer, &sent, run, error))
    return NULL;
  return sent ? ask_all(update, certificates, identity, run, error) : g_steal_pointer(&answer);
}

/* "TOKEN on NODE, ...", or nothing when all is known. *AT_PUBLISHER is set when it is not known there. */
static char *
list_missing(const Update *update, const GPtrArray *certificates, const SastAnswer *answer,
             gboolean *at_publisher)
{
  const GPtrArray *nodes = update->nodes;
  g_autoptr(GString) missing = g_string_new(NULL);
  for (guint node = 0; node < nodes->len; node++) {
    const PublisherAddress *address = g_ptr_array_index(nodes, node);
    for (guint i = 0; i < certificates->len; i++) {
      if (sast_answer_knows(answer, node, i))
        continue;
      add_missing(missing, g_ptr_array_index(certificates, i), address->host);
      *at_publisher = *at_publisher || node == 0;
    }
  }
  return g_strdup(missing->str);
}

/* TN118893, from tokenless to tokens: the upload. TN210541, change notification: 1800 s at the latest. What
 * was taken is not uploaded by hand: TVS on the publisher may be a moment behind, too. */
static char *
describe_what_to_do(const Update *update, gboolean at_publisher)
{
  gboolean by_hand = update->uploads->len == 0 || sast_certificates_have_state(update->uploads, SAST_REFUSED);
  if (!by_hand && at_publisher)
    return g_strdup(_("TVS on the publisher does not know yet what was uploaded. Wait, then give the same "
                      "command again. Other nodes get the certificates within 30 minutes."));
  if (!by_hand)
    return g_strdup(_("Other nodes get the certificates within 30 minutes."));
  g_autofree char *folder = update_certificate_folder(update);
  return g_strdup_printf(_("%s. The files are in %s. Other nodes get them within 30 minutes."),
                         _(EXPORT_UPLOAD_HINT), folder);
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
  if (identity == NULL)
    return FALSE;
  g_autoptr(GPtrArray) certificates = list_asked(update->setup, tokens);
  g_autoptr(SastAnswer) answer = ask_and_upload(update, certificates, identity, run, error);
  if (answer == NULL)
    return FALSE;
  gboolean at_publisher = FALSE;
  g_autofree char *missing = list_missing(update, certificates, answer, &at_publisher);
  g_autoptr(GString) found = g_string_new(NULL);
  if (*missing == '\0')
    g_string_append(found, _("TVS on every node knows the tokens as System Administrator Security Tokens."));
  else
    g_string_append_printf(found, _("TVS does not know yet: %s."), missing);
  update_tell_uploads(update, certificates, answer, found);
  step->found = g_strdup(found->str);
  step->to_do = *missing != '\0' ? describe_what_to_do(update, at_publisher) : NULL;
  step->state = *missing == '\0' ? UPDATE_DONE : UPDATE_WAITING;
  return TRUE;
}
