/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: by default ten sessions of a user at a time, more logins are refused: CLI12b. */
#include "app/publisher/web/web-upload.h"

#include "app/base/error.h"
#include "app/publisher/web/web-helper.h"
#include "app/publisher/web/web-identity.h"

#include <glib/gi18n.h>

/* The password of one login, and whose it is. */
typedef struct {
  SharedPassword *shared;
  KeyringItem item;
  PasswordOwner owner;
  Secret *password;
} Login;

static void
set_owner(Login *login, const WebUpload *upload)
{
  const PublisherAddress *of = upload->login->keyring_of;
  const char *user = upload->address->user;
  login->owner = (PasswordOwner){.user = user, .keep = upload->login->keep_password};
  if (of == NULL)
    return;
  login->item = (KeyringItem){user, of->host, of->port};
  login->owner.item = &login->item;
}

static gboolean
get_password(Login *login, const WebUpload *upload, gboolean *kept, CtlPrompt *prompt,
             GCancellable *cancellable, GError **error)
{
  g_autofree char *subject = g_strdup_printf("%s@%s", upload->address->user, upload->address->host);
  g_autofree char *message = g_strdup_printf(_("Password of %s"), subject);
  const PromptQuestion question = {.kind = PROMPT_LOGIN_PASSWORD, .subject = subject, .message = message};
  login->password =
      shared_password_get(login->shared, &login->owner, kept, prompt, &question, cancellable, error);
  return login->password != NULL;
}

/* Whether the node never got it. What is posted has a connection of its own. */
static gboolean
is_unsent(const WebHelperAnswer *answer)
{
  if (answer->step == NULL || *answer->step == '\0' || g_str_equal(answer->step, UPLOAD_STEP_OPEN))
    return TRUE;
  return g_str_equal(answer->step, UPLOAD_STEP_LOGIN) &&
         (answer->status == UPLOAD_UNKNOWN_HOST || answer->status == UPLOAD_NO_SERVICE ||
          answer->status == UPLOAD_OTHER_KEY || answer->status == UPLOAD_TLS);
}

/* Only the page that takes a file proves it: a page after the login may say anything. */
static PasswordVerdict
judge_password(const WebHelperAnswer *answer)
{
  if (is_unsent(answer))
    return PASSWORD_NOT_JUDGED;
  switch (answer->status) {
  case UPLOAD_DONE:
  case UPLOAD_REFUSED:
  case UPLOAD_UNSURE:
  case UPLOAD_NO_TOKEN:
  case UPLOAD_NO_PURPOSE:
  case UPLOAD_FORM_ELSEWHERE:
    return PASSWORD_ACCEPTED;
  case UPLOAD_LOGIN_REFUSED:
    return PASSWORD_REFUSED;
  default:
    return PASSWORD_UNPROVED;
  }
}

static void
end_login(Login *login, PasswordVerdict verdict, GPtrArray *warnings, GCancellable *cancellable)
{
  char *trouble = NULL;
  shared_password_judge(login->shared, &login->owner, login->password, verdict, &trouble, cancellable);
  if (trouble != NULL && warnings != NULL)
    g_ptr_array_add(warnings, g_steal_pointer(&trouble));
  g_free(trouble);
  g_clear_pointer(&login->password, secret_unref);
}

/* --- failures --- */

/* What was tried, to begin a sentence with. */
static char *
describe_step(const char *step, const WebUpload *upload)
{
  const char *host = upload->address->host;
  if (g_strcmp0(step, UPLOAD_STEP_LOGIN) == 0)
    return g_strdup_printf(_("Node %s: the login to OS Administration failed"), host);
  if (g_strcmp0(step, UPLOAD_STEP_FORM) == 0 && upload->certificate != NULL)
    return g_strdup_printf(_("Node %s: the page for certificates of OS Administration cannot be used"), host);
  if (g_strcmp0(step, UPLOAD_STEP_FORM) == 0)
    return g_strdup_printf(_("Node %s: TFTP File Management of OS Administration cannot be opened"), host);
  if (g_strcmp0(step, UPLOAD_STEP_SEND) == 0)
    return g_strdup_printf(_("Node %s: the upload by OS Administration failed"), host);
  return g_strdup_printf(_("Node %s: OS Administration cannot be opened"), host);
}

static CtlError
code_of(UploadStatus status)
{
  switch (status) {
  case UPLOAD_UNKNOWN_HOST:
  case UPLOAD_NO_SERVICE:
  case UPLOAD_TIMED_OUT:
  case UPLOAD_CUT_OFF:
    return CTL_ERROR_UNREACHABLE;
  case UPLOAD_OTHER_KEY:
    return CTL_ERROR_HOST_KEY_CHANGED;
  case UPLOAD_LOGIN_REFUSED:
    return CTL_ERROR_LOGIN_REFUSED;
  case UPLOAD_FAILED:
    return CTL_ERROR_FAILED;
  default:
    return CTL_ERROR_REMOTE;
  }
}

/* Those of the connection. */
static char *
describe_connection(const WebHelperAnswer *answer)
{
  switch (answer->status) {
  case UPLOAD_UNKNOWN_HOST:
    return g_strdup(_("the host name is not known"));
  case UPLOAD_NO_SERVICE:
    return g_strdup(_("no such service answers there"));
  case UPLOAD_TIMED_OUT:
    return g_strdup(_("the server does not answer in time"));
  case UPLOAD_CUT_OFF:
    return g_strdup(_("the connection broke before the page was complete"));
  case UPLOAD_TOO_LARGE:
    return g_strdup(_("its page has no end"));
  case UPLOAD_HTTP_STATUS:
    return g_strdup_printf(_("the server answers with status %s"), answer->words);
  case UPLOAD_OTHER_KEY:
    return g_strdup(_("its public key has changed since the moment before"));
  default:
    return g_strdup(*answer->words != '\0' ? answer->words : _("the helper program failed"));
  }
}

/* Those of the pages; else NULL. */
static const char *
describe_page(UploadStatus status)
{
  switch (status) {
  case UPLOAD_LOGIN_REFUSED:
    return _("the user or the password is wrong. It knows the users of the platform CLI");
  case UPLOAD_TOO_MANY_SESSIONS:
    return _("too many sessions of this user are open there. Log them out, or wait until they end");
  case UPLOAD_NO_SESSION:
    return _("it asks for the login again");
  case UPLOAD_NO_FORM:
    return _("its page has no field for a file; this user may not be allowed to upload one");
  case UPLOAD_NO_PURPOSE:
    return _("its form does not offer the purpose Phone-SAST-trust, so nothing was sent");
  case UPLOAD_FORM_ELSEWHERE:
    return _("its form goes to another server, so nothing was sent");
  case UPLOAD_NO_TOKEN:
    return _("its page lacks the one-time token that an upload needs");
  default:
    return NULL;
  }
}

static void
set_error(const WebUpload *upload, const WebHelperAnswer *answer, GError **error)
{
  g_autofree char *step = describe_step(answer->step, upload);
  g_autofree char *connection = describe_connection(answer);
  const char *page = describe_page(answer->status);
  g_set_error(error, CTL_ERROR, (int)code_of(answer->status), "%s: %s", step,
              page != NULL ? page : connection);
}

/* --- the upload --- */

static gboolean
judge(const WebUpload *upload, const WebHelperAnswer *answer, WebUploadOutcome *outcome, char **said,
      GError **error)
{
  *said = *answer->words != '\0' ? g_strdup(answer->words) : NULL;
  switch (answer->status) {
  case UPLOAD_DONE:
    *outcome = WEB_UPLOAD_TAKEN;
    return TRUE;
  case UPLOAD_REFUSED:
    *outcome = WEB_UPLOAD_REFUSED;
    return TRUE;
  case UPLOAD_UNSURE:
    *outcome = WEB_UPLOAD_UNSURE;
    return TRUE;
  default:
    set_error(upload, answer, error);
    return FALSE;
  }
}

static gboolean
try_password(const WebUpload *upload, Login *login, const char *pin, WebHelperAnswer *answer, gboolean *kept,
             GPtrArray *warnings, CtlPrompt *prompt, GCancellable *cancellable, GError **error)
{
  if (!get_password(login, upload, kept, prompt, cancellable, error))
    return FALSE;
  if (upload->check != NULL && !upload->check(upload->check_data, cancellable, error)) {
    end_login(login, PASSWORD_NOT_JUDGED, warnings, cancellable);
    return FALSE;
  }
  const WebHelperRequest request = {.address = upload->address,
                                    .pin = pin,
                                    .old_tls = upload->login->old_tls,
                                    .password = login->password,
                                    .contents = upload->contents,
                                    .certificate = upload->certificate};
  gboolean ran = web_helper_run(&request, answer, cancellable, error);
  end_login(login, judge_password(answer), warnings, cancellable);
  return ran;
}

/* A cancellation does not take a file back. */
static gboolean
was_sent(const WebHelperAnswer *answer)
{
  return g_strcmp0(answer->step, UPLOAD_STEP_SEND) == 0 &&
         (answer->status == UPLOAD_DONE || answer->status == UPLOAD_REFUSED ||
          answer->status == UPLOAD_UNSURE);
}

gboolean
web_upload_run(const WebUpload *upload, WebUploadOutcome *outcome, char **said, GPtrArray *warnings,
               CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable, GError **error)
{
  *said = NULL;
  progress_step(progress, _("Looking at OS Administration of %s"), upload->address->host);
  g_autofree char *pin =
      web_identity_check(upload->address, upload->login, warnings, upload->vouch, prompt, cancellable, error);
  if (pin == NULL)
    return FALSE;
  g_autoptr(SharedPassword) own = shared_password_new();
  Login login = {.shared = upload->login->shared_password != NULL ? upload->login->shared_password : own};
  g_auto(WebHelperAnswer) answer = {0};
  gboolean kept = FALSE;
  set_owner(&login, upload);
  progress_step(progress,
                upload->contents != NULL ? _("Uploading to %s by OS Administration")
                                         : _("Logging in to OS Administration of %s"),
                upload->address->host);
  g_autoptr(GError) why = NULL;
  gboolean ran = try_password(upload, &login, pin, &answer, &kept, warnings, prompt, cancellable, &why);
  if (ran && kept && answer.status == UPLOAD_LOGIN_REFUSED) { /* that of the keyring: nobody was asked yet */
    web_helper_answer_clear(&answer);
    ran = try_password(upload, &login, pin, &answer, &kept, warnings, prompt, cancellable, &why);
  }
  if (ran || was_sent(&answer))
    return judge(upload, &answer, outcome, said, error);
  g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}
