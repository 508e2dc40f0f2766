/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: that the publisher's page puts a certificate into the database, and that other nodes get it
 * within 30 minutes: TN210541; that OS Administration knows the users of the platform CLI: the public upload
 * scripts. */
#include "app/workflow/publish/sast-upload.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/publisher/web/known-web.h"
#include "app/publisher/web/web-upload.h"
#include "app/trustlist/certificate.h"
#include "app/workflow/nodes/node-prompt.h"
#include "app/workflow/publish/publish-fetch.h"
#include "app/workflow/publish/publish-tvs.h"
#include "app/workflow/publish/sast-ask.h"
#include "app/workflow/publish/sast-lists.h"
#include "app/workflow/publish/served-confirmed.h"
#include "app/workflow/publish/web-vouch.h"

#include <glib/gi18n.h>

/* What a run is about. */
typedef struct {
  const SastUpload *upload;
  const GPtrArray *certificates;
  const TvsIdentity *identity; /* or NULL: TVS cannot be asked */
  NodeRound round;
} Run;

static PublisherAddress *
dup_page(const AddressBookEntry *entry, const char *user)
{
  if (entry->address->way == DELIVER_BY_WEB)
    return publisher_address_copy(entry->address);
  PublisherAddress *address = address_book_entry_dup_cli_node(entry, 0, user);
  publisher_address_set_way(address, DELIVER_BY_WEB);
  return address;
}

gboolean
sast_upload_is_likely(const AddressBookEntry *entry, const PublisherLogin *login)
{
  g_autoptr(PublisherAddress) page = dup_page(entry, NULL);
  g_autofree char *usual = known_web_default_path();
  g_autofree char *pin = NULL;
  const char *path = login != NULL && login->own_known_web != NULL ? login->own_known_web : usual;
  return entry->address->way == DELIVER_BY_WEB || (known_web_find(path, page, &pin, NULL) && pin != NULL);
}

/* Once, however often TVS is asked. */
static void
warn(const SastUpload *upload, const char *sentence)
{
  GPtrArray *warnings = upload->warnings;
  if (warnings != NULL && !g_ptr_array_find_with_equal_func(warnings, sentence, g_str_equal, NULL))
    g_ptr_array_add(warnings, g_strdup(sentence));
}

/* --- who TVS is --- */

static TrustList *
read_held(const SastUpload *upload, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
          GError **error)
{
  const FetchRequest request = {.entry = upload->entry, .login = upload->login, .method = FETCH_BY_SFTP};
  g_autoptr(FetchedList) fetched =
      publish_fetch_list(&request, TRUE, upload->warnings, prompt, progress, cancellable, error);
  return fetched != NULL ? trust_list_parse(fetched->bytes, error) : NULL;
}

/* FALSE where another login would only fail, or ask, once more. WHY is that of the first, or NULL. */
static gboolean
may_log_in_again(const GError *why)
{
  return why == NULL || g_error_matches(why, CTL_ERROR, CTL_ERROR_REMOTE) ||
         g_error_matches(why, CTL_ERROR, CTL_ERROR_DAMAGED);
}

/* Without the list that is held nothing proves an ITL that is served, so that the error is that of the list.
 */
static TvsIdentity *
find_identity(const SastUpload *upload, CtlPrompt *prompt, const Progress *progress,
              GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) no_list = NULL;
  g_autoptr(GError) why = NULL;
  g_autoptr(PublishTvs) tvs = publish_tvs_new(upload->entry);
  g_autoptr(TrustList) held = read_held(upload, prompt, progress, cancellable, &no_list);
  if (may_log_in_again(no_list))
    publish_tvs_set_login(tvs, upload->login, prompt);
  TvsIdentity *identity = !served_error_is_final(no_list)
                              ? publish_tvs_dup_identity(tvs, held, progress, cancellable, &why)
                              : NULL;
  if (identity == NULL)
    g_propagate_error(error, no_list != NULL && !served_error_is_final(why) ? g_steal_pointer(&no_list)
                                                                            : g_steal_pointer(&why));
  return identity;
}

TvsIdentity *
sast_upload_find_identity(const SastUpload *upload, CtlPrompt *prompt, const Progress *progress,
                          GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) why = NULL;
  TvsIdentity *identity = find_identity(upload, prompt, progress, cancellable, &why);
  if (identity != NULL)
    return identity;
  if (served_error_is_final(why)) {
    g_propagate_error(error, g_steal_pointer(&why));
    return NULL;
  }
  g_autofree char *sentence =
      g_strdup_printf(_("TVS cannot be asked, so nothing will prove the upload: %s"), why->message);
  warn(upload, sentence);
  return NULL;
}

/* --- sending --- */

static gboolean
confirm(const SastUpload *upload, const GPtrArray *certificates, CtlPrompt *prompt, GCancellable *cancellable,
        GError **error)
{
  gboolean yes = upload->confirmed;
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < certificates->len; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                           ((const SastCertificate *)g_ptr_array_index(certificates, i))->name);
  g_autofree char
      *message = /* TRANSLATORS: a question; the question mark is added. A node, names of tokens. */
      g_strdup_printf(_("Upload to OS Administration of %s, as Phone-SAST-trust, the certificates of: %s"),
                      upload->entry->address->host, names->str);
  const PromptQuestion question = {.kind = PROMPT_STEP, .subject = "", .message = message};
  if (!yes && !prompt_confirm(prompt, &question, &yes, cancellable, error))
    return FALSE;
  if (!yes)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_CANCELLED, _("Stopped; no certificate was uploaded"));
  return yes;
}

static gboolean
send_one(const SastUpload *upload, SastCertificate *certificate, const PublisherAddress *page,
         CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) der = certificate_to_der(certificate->certificate);
  const WebUpload job = {.address = page,
                         .login = upload->login,
                         .contents = der,
                         .certificate = certificate->file_name,
                         .vouch = web_vouch_by_cli};
  WebUploadOutcome outcome = WEB_UPLOAD_UNSURE;
  g_clear_pointer(&certificate->said, g_free);
  if (!web_upload_run(&job, &outcome, &certificate->said, upload->warnings, prompt, progress, cancellable,
                      error))
    return FALSE;
  certificate->sent = TRUE;
  certificate->is_unsure = outcome == WEB_UPLOAD_UNSURE;
  certificate->is_no = outcome == WEB_UPLOAD_REFUSED;
  certificate->state = outcome == WEB_UPLOAD_REFUSED ? SAST_REFUSED : SAST_UPLOADED;
  return TRUE;
}

gboolean
sast_upload_send(const SastUpload *upload, const GPtrArray *certificates, CtlPrompt *prompt,
                 const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(PublisherAddress) page = dup_page(upload->entry, upload->user);
  if (!confirm(upload, certificates, prompt, cancellable, error))
    return FALSE;
  for (guint i = 0; i < certificates->len; i++)
    if (ctl_cancelled(cancellable, error) ||
        !send_one(upload, g_ptr_array_index(certificates, i), page, prompt, progress, cancellable, error))
      return FALSE;
  return TRUE;
}

/* --- asking TVS --- */

static void
take_answer(const Run *run, const SastAnswer *answer, const GPtrArray *nodes)
{
  for (guint i = 0; i < run->certificates->len; i++) {
    GPtrArray *missing = g_ptr_array_new_with_free_func(g_free);
    for (guint node = 0; node < nodes->len; node++)
      if (answer == NULL || !sast_answer_knows(answer, node, i))
        g_ptr_array_add(missing, g_strdup(((const PublisherAddress *)g_ptr_array_index(nodes, node))->host));
    sast_certificate_take_answer(g_ptr_array_index(run->certificates, i), missing,
                                 answer != NULL && sast_answer_knows(answer, 0, i));
  }
}

/* A TVS that cannot be asked is one that does not know them, and told of. */
static gboolean
ask(const Run *run, GError **error)
{
  const SastUpload *upload = run->upload;
  g_autoptr(GPtrArray) nodes = address_book_entry_list_nodes(upload->entry);
  g_autoptr(GPtrArray) asked = g_ptr_array_new();
  g_autoptr(GError) why = NULL;
  for (guint i = 0; i < run->certificates->len; i++)
    g_ptr_array_add(asked, ((const SastCertificate *)g_ptr_array_index(run->certificates, i))->certificate);
  const SastQuestion question = {.nodes = nodes,
                                 .certificates = asked,
                                 .identity = run->identity,
                                 .tvs_port = upload->entry->cluster->tvs_port,
                                 .old_tls = upload->old_tls};
  g_autoptr(SastAnswer) answer =
      run->identity != NULL ? sast_ask(&question, upload->warnings, &run->round, error) : NULL;
  if (answer == NULL && run->identity != NULL)
    return FALSE;
  take_answer(run, answer, nodes);
  if (answer != NULL && !sast_answer_check(answer, &why))
    warn(upload, why->message);
  return TRUE;
}

static gboolean
is_waited_for(const Run *run)
{
  for (guint i = 0; i < run->certificates->len; i++) {
    const SastCertificate *certificate = g_ptr_array_index(run->certificates, i);
    if (certificate->state == SAST_UPLOADED && certificate->missing->len > 0)
      return run->identity != NULL;
  }
  return FALSE;
}

static gboolean
ask_until_known(const Run *run, GError **error)
{
  GCancellable *cancellable = run->round.cancellable;
  gint64 until_us = clock_now_us() + run->upload->wait_s * G_TIME_SPAN_SECOND;
  for (;;) {
    if (!ask(run, error))
      return FALSE;
    if (!is_waited_for(run) || clock_now_us() >= until_us)
      return TRUE;
    progress_step(run->round.progress, "%s", _("Waiting until TVS on every node knows the certificates"));
    if (!clock_sleep(clock_in_ms(SAST_POLL_S * 1000), cancellable))
      return !ctl_cancelled(cancellable, error);
  }
}

/* --- the whole --- */

static gboolean
is_among(GPtrArray *hosts, const char *host)
{
  return g_ptr_array_find_with_equal_func(hosts, host, g_str_equal, NULL);
}

/* Those that the publisher does not have, as far as can be told. */
static GPtrArray *
list_wanted(const Run *run)
{
  const char *publisher = run->upload->entry->address->host;
  GPtrArray *wanted = g_ptr_array_new();
  for (guint i = 0; i < run->certificates->len; i++) {
    SastCertificate *certificate = g_ptr_array_index(run->certificates, i);
    if (is_among(certificate->missing, publisher) || is_among(certificate->listed, publisher))
      g_ptr_array_add(wanted, certificate);
  }
  return wanted;
}

static gboolean
run_whole(const SastUpload *upload, const GPtrArray *certificates, CtlPrompt *prompt,
          const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) why = NULL;
  g_autoptr(TvsIdentity) identity =
      upload->identity != NULL ? tvs_identity_ref(upload->identity)
                               : sast_upload_find_identity(upload, prompt, progress, cancellable, &why);
  if (why != NULL) {
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  }
  const Run run = {
      upload, certificates, identity, {.prompt = prompt, .progress = progress, .cancellable = cancellable}};
  if (!sast_look_at_lists(upload, certificates, &run.round, error) || !ask(&run, error))
    return FALSE;
  g_autoptr(GPtrArray) wanted = list_wanted(&run);
  if (wanted->len > 0 && !sast_upload_send(upload, wanted, prompt, progress, cancellable, error))
    return FALSE;
  return ask_until_known(&run, error);
}

gboolean
sast_upload_run(const SastUpload *upload, const GPtrArray *certificates, CtlPrompt *prompt,
                const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(CtlNodePrompt) once = node_prompt_new(prompt); /* a host key is asked about once */
  return run_whole(upload, certificates, CTL_PROMPT(once), progress, cancellable, error);
}
