/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/web/web-upload.h"
#include "fake-private.h"

/* In place of web-upload.c. */

static WebUploadOutcome outcome_now;
static const char *said_now;

void
fake_web_reset(void)
{
  fake_web_answer(WEB_UPLOAD_TAKEN, NULL);
}

void
fake_web_answer(WebUploadOutcome outcome, const char *said)
{
  fake_lock();
  outcome_now = outcome;
  said_now = said;
  fake_unlock();
}

gboolean
web_upload_run(const WebUpload *upload, WebUploadOutcome *outcome, char **said, GPtrArray *warnings,
               CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable, GError **error)
{
  const PublisherAddress *address = upload->address;
  gboolean is_file = upload->certificate == NULL;
  g_autofree char *what = upload->contents == NULL
                              ? g_strdup("form")
                              : g_strdup_printf("%s %s", is_file ? "upload" : "certificate",
                                                is_file ? address->path : upload->certificate);
  progress_step(progress, "Uploading to %s", address->host);
  if (upload->check != NULL && !upload->check(upload->check_data, cancellable, error))
    return FALSE;
  if (!fake_log_in(address, what, upload->login, prompt, warnings, cancellable, error))
    return FALSE;
  if (upload->contents == NULL)
    return TRUE;
  if (is_file)
    fake_put(address->host, address->path, upload->contents);
  g_autofree char *who = fake_describe(address);
  fake_ask(NULL, NULL, "%s sent", who);
  fake_lock();
  *outcome = outcome_now;
  *said = g_strdup(said_now);
  fake_unlock();
  return TRUE;
}
