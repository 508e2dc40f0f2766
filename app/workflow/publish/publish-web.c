/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: a file that was uploaded is served after a restart of Cisco Tftp, and each node for itself:
 * TN200119. Whether a node overwrites a file no source tells. */
#include "app/workflow/publish/publish-private.h"

#include "app/base/error.h"
#include "app/publisher/web/web-upload.h"
#include "app/workflow/publish/web-vouch.h"

#include <glib/gi18n.h>

/* What is published, and what the node serves by now. */
typedef struct {
  GBytes *bytes;
  const PublishRequest *request;
  PublishRecord *record;
  PublishedThere there; /* before */
  PublishedThere now;
  gboolean is_known; /* what it serves now */
} Delivery;

static void
delivery_clear(Delivery *delivery)
{
  published_there_clear(&delivery->there);
  published_there_clear(&delivery->now);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Delivery, delivery_clear)

/* A list that nobody can read cannot be kept either, so nothing is put in its place. */
static gboolean
read_old(Delivery *delivery, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
         GError **error)
{
  if (publish_look_there(&delivery->there, delivery->request, prompt, progress, cancellable, error))
    return TRUE;
  g_prefix_error(error, "%s", _("Nothing was uploaded, since the list that is there could not be kept. "));
  return FALSE;
}

/* What only HTTP or TFTP says is not enough where the node itself says otherwise. */
static gboolean
is_served(const Delivery *delivery)
{
  return delivery->is_known && published_there_serves(&delivery->now, delivery->bytes) &&
         delivery->now.state != HELD_OTHER;
}

static gboolean
is_other(const Delivery *delivery)
{
  GBytes *now = delivery->now.served;
  GBytes *old = delivery->there.served;
  if (!delivery->is_known || published_there_serves(&delivery->now, delivery->bytes))
    return FALSE;
  return now == NULL || old == NULL ? now != old : !g_bytes_equal(now, old);
}

static void
warn(const PublishRequest *request, char *sentence)
{
  if (request->warnings != NULL)
    g_ptr_array_add(request->warnings, sentence);
  else
    g_free(sentence);
}

/* The file was sent, and phones do not get it. */
static gboolean
judge_unserved(const Delivery *delivery, WebUploadOutcome outcome, const char *said, GError **error)
{
  const char *host = delivery->request->address->host;
  switch (outcome) {
  case WEB_UPLOAD_TAKEN:
    return TRUE;
  case WEB_UPLOAD_REFUSED:
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_REMOTE,
        _("Node %s did not take the file by OS Administration (it says: %s). If it does not replace a "
          "file of this name, its administrator can type \"file delete tftp %s\" on its platform CLI, "
          "then give the same command again"),
        host, said != NULL ? said : "-", delivery->request->address->path + 1);
    return FALSE;
  case WEB_UPLOAD_UNSURE:
    break;
  }
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_UNREACHABLE,
      _("Node %s did not answer after the file was sent by OS Administration, so whether it took it is "
        "not known (%s). Give the same command again"),
      host, said != NULL ? said : "-");
  return FALSE;
}

/* What the node serves is not asked any more. */
static gboolean
stop_after_upload(const PublishRequest *request, GCancellable *cancellable, GError **error)
{
  if (!ctl_cancelled(cancellable, error))
    return FALSE;
  *request->state = PUBLISH_UPLOADED;
  warn(request,
       g_strdup_printf(_("%s may have taken the file; it would serve it after a restart of Cisco Tftp"),
                       request->address->host));
  return TRUE;
}

static gboolean
judge(Delivery *delivery, WebUploadOutcome outcome, const char *said, CtlPrompt *prompt,
      const Progress *progress, GCancellable *cancellable, GError **error)
{
  const PublishRequest *request = delivery->request;
  delivery->is_known = publish_look_there(&delivery->now, request, prompt, progress, cancellable, NULL);
  gboolean served = is_served(delivery);
  *request->state = outcome == WEB_UPLOAD_REFUSED ? PUBLISH_REFUSED : PUBLISH_UPLOADED;
  if (served)
    *request->state = PUBLISH_SERVED;
  if (served)
    return TRUE;
  if (is_other(delivery))
    warn(request, g_strdup_printf(_("%s serves neither this list nor the one that it served before"),
                                  request->address->host));
  if (!delivery->is_known)
    warn(request, g_strdup_printf(_("What %s serves after the upload is not known"), request->address->host));
  return judge_unserved(delivery, outcome, said, error);
}

static gboolean
is_unchanged(const Delivery *delivery, GCancellable *cancellable, GError **error)
{
  const PublishRequest *request = delivery->request;
  GBytes *old = delivery->there.served;
  g_autoptr(GBytes) now = NULL;
  if (!publish_read_served(request, &now, cancellable, error))
    return FALSE;
  if (old != NULL && now != NULL ? g_bytes_equal(old, now) : old == now)
    return TRUE;
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_CHANGED,
      _("What %s serves has changed while it was looked at, so nothing was replaced; give the same command "
        "again"),
      request->address->host);
  return FALSE;
}

/* Questions may have taken minutes since the list was read that is replaced. It is kept before it is. */
static gboolean
on_ready(gpointer data, GCancellable *cancellable, GError **error)
{
  const Delivery *delivery = data;
  if (!is_unchanged(delivery, cancellable, error))
    return FALSE;
  if (delivery->there.served != NULL)
    publish_record_old(delivery->record, delivery->there.served, delivery->request);
  return TRUE;
}

static gboolean
upload(Delivery *delivery, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
       GError **error)
{
  const PublishRequest *request = delivery->request;
  const WebUpload job = {.address = request->address,
                         .login = request->login,
                         .contents = delivery->bytes,
                         .vouch = web_vouch_by_cli,
                         .check = on_ready,
                         .check_data = delivery};
  WebUploadOutcome outcome = WEB_UPLOAD_UNSURE;
  g_autofree char *said = NULL;
  if (!web_upload_run(&job, &outcome, &said, request->warnings, prompt, progress, cancellable, error))
    return FALSE;
  publish_record_sent(delivery->record);
  if (stop_after_upload(request, cancellable, error))
    return FALSE;
  return judge(delivery, outcome, said, prompt, progress, cancellable, error);
}

gboolean
publish_by_web(const TrustList *list, const PublishRequest *request, PublishResult *result,
               PublishRecord *record, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
               GError **error)
{
  PublishRequest own = *request;
  g_auto(Delivery) delivery = {.bytes = trust_list_get_bytes(list), .request = &own, .record = record};
  if (!read_old(&delivery, prompt, progress, cancellable, error))
    return FALSE;
  GBytes *old = delivery.there.served;
  own.is_unprotected = delivery.there.state == HELD_NOT_KNOWN;
  *result = old == NULL ? PUBLISH_CREATED : PUBLISH_REPLACED;
  request->found->old_bytes = old != NULL ? g_bytes_ref(old) : NULL;
  if (published_there_waits(&delivery.there, delivery.bytes)) {
    *result = PUBLISH_UNCHANGED;
    *request->state = PUBLISH_UPLOADED;
    return TRUE;
  }
  if (published_there_serves(&delivery.there, delivery.bytes) && delivery.there.state == HELD_SERVED) {
    *result = PUBLISH_UNCHANGED;
    *request->state = PUBLISH_SERVED;
    return TRUE;
  }
  if (!publish_check_there(&delivery.there, request, error) ||
      !publish_check_unchanged(old, request, error) ||
      !publish_check_node(list, old, &own, progress, cancellable, error))
    return FALSE;
  return request->dry_run || upload(&delivery, prompt, progress, cancellable, error);
}
