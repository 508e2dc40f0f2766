/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/publisher/login-private.h"
#include "app/publisher/remote-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* A server that never stops asking is not a publisher. */
#define MAX_ROUNDS 20
#define MAX_QUESTION_LEN 2000 /* characters */

/* The password is asked for once and kept for the whole login. */
static const Secret *
get_password(Login *login, GError **error)
{
  if (login->password != NULL)
    return login->password;
  g_autofree char *message = g_strdup_printf(_("Password of %s"), login->subject);
  const PromptQuestion question = {
      .kind = PROMPT_LOGIN_PASSWORD, .subject = login->subject, .message = message};
  login->password = shared_password_get(login->shared, &login->owner, &login->password_kept, login->prompt,
                                        &question, login->session->cancellable, error);
  return login->password;
}

/* TRUE when the refused password was the keyring's: then the user has not been asked yet. */
static gboolean
drop_kept_password(Login *login)
{
  if (login->password == NULL || !login->password_kept)
    return FALSE;
  login_judge_password(login, PASSWORD_REFUSED);
  return TRUE;
}

static int
with_password(ssh_session ssh, gconstpointer password)
{
  return ssh_userauth_password(ssh, NULL, secret_peek(password, NULL));
}

/* SSH_AUTH_... of one try. */
static int
send_password(Login *login, GError **error)
{
  const Secret *password = get_password(login, error);
  return password != NULL ? login_call(login->session, with_password, password) : SSH_AUTH_ERROR;
}

LoginResult
login_try_password(Login *login, GError **error)
{
  PublisherSession *session = login->session;
  if (login->password_refused)
    return LOGIN_REFUSED;
  int rc = send_password(login, error);
  if (rc == SSH_AUTH_DENIED && drop_kept_password(login))
    rc = send_password(login, error);
  if (login->password == NULL)
    return LOGIN_FAILED;
  login->password_refused = rc == SSH_AUTH_DENIED;
  if (rc == SSH_AUTH_ERROR && !remote_error_connection_lost(session)) {
    /* RFC 4252, 8: the server asks for a new password; libssh calls that an error. */
    remote_error_set_text(session, error, CTL_ERROR_LOGIN_REFUSED,
                          _("the password of %s has to be changed before it can be used"), login->subject);
    return LOGIN_FAILED;
  }
  return login_result(login, rc, error);
}

/* A page is more than anybody reads before he answers. TEXT may be NULL. */
static void
shorten(char *text)
{
  if (text != NULL && g_utf8_strlen(text, -1) > MAX_QUESTION_LEN)
    *g_utf8_offset_to_pointer(text, MAX_QUESTION_LEN) = '\0';
}

/* The server's words for a question, with its introduction as the detail. */
static Secret *
ask_server_question(Login *login, const char *text, gboolean echo, GError **error)
{
  ssh_session ssh = login->session->ssh;
  const char *introduction = ssh_userauth_kbdint_getinstruction(ssh);
  g_autofree char *prompt_text = remote_text(text);
  g_autofree char *detail = introduction != NULL ? remote_text(introduction) : NULL;
  shorten(prompt_text);
  shorten(detail);
  gsize len = strlen(prompt_text);
  while (len > 0 && (prompt_text[len - 1] == ':' || prompt_text[len - 1] == ' '))
    prompt_text[--len] = '\0';
  g_autofree char *message = g_strdup_printf(_("%s asks: %s"), login->subject, prompt_text);
  const PromptQuestion question = {.kind = echo ? PROMPT_LOGIN_ANSWER : PROMPT_LOGIN_PASSWORD,
                                   .subject = login->subject,
                                   .message = message,
                                   .detail = detail != NULL && *detail != '\0' ? detail : NULL};
  return prompt_ask_secret(login->prompt, &question, login->session->cancellable, error);
}

/* State of one keyboard-interactive conversation (RFC 4256). */
typedef struct {
  guint rounds;
  GHashTable *hidden; /* texts of hidden questions that were answered */
} Conversation;

/* The first hidden question that stands alone is for the password. Others (a one-time code) are asked in the
 * server's words. */
static gboolean
answer_one(Login *login, Conversation *conversation, guint i, gboolean alone, GError **error)
{
  ssh_session ssh = login->session->ssh;
  char echo = 0;
  const char *text = ssh_userauth_kbdint_getprompt(ssh, i, &echo);
  if (text == NULL)
    text = "";
  int rc = SSH_ERROR;
  if (echo == 0 && alone && g_hash_table_size(conversation->hidden) == 0) {
    const Secret *password = get_password(login, error);
    if (password == NULL)
      return FALSE;
    rc = ssh_userauth_kbdint_setanswer(ssh, i, secret_peek(password, NULL));
  } else {
    g_autoptr(Secret) answer = ask_server_question(login, text, echo != 0, error);
    if (answer == NULL)
      return FALSE;
    rc = ssh_userauth_kbdint_setanswer(ssh, i, secret_peek(answer, NULL));
  }
  if (echo == 0)
    g_hash_table_add(conversation->hidden, g_strdup(text));
  if (rc < 0)
    remote_error_set(login->session, error, _("the answer of %s cannot be sent"), login->subject);
  return rc >= 0;
}

/* TRUE when a hidden question of this round was answered before: the answer was wrong. */
static gboolean
is_repeated(Login *login, Conversation *conversation, guint n_questions)
{
  for (guint i = 0; i < n_questions; i++) {
    char echo = 0;
    const char *text = ssh_userauth_kbdint_getprompt(login->session->ssh, i, &echo);
    if (echo == 0 && text != NULL && g_hash_table_contains(conversation->hidden, text))
      return TRUE;
  }
  return FALSE;
}

/* One round of questions. REFUSED ends the conversation without another try. */
static LoginResult
answer_round(Login *login, Conversation *conversation, GError **error)
{
  int n = ssh_userauth_kbdint_getnprompts(login->session->ssh);
  guint n_questions = n > 0 ? (guint)n : 0;
  gboolean repeated = is_repeated(login, conversation, n_questions);
  if (repeated && drop_kept_password(login)) {
    g_hash_table_remove_all(conversation->hidden);
    repeated = FALSE;
  }
  if (++conversation->rounds > MAX_ROUNDS || repeated) {
    remote_error_set_text(login->session, error, CTL_ERROR_LOGIN_REFUSED, _("the password of %s is wrong"),
                          login->subject);
    return LOGIN_FAILED;
  }
  for (guint i = 0; i < n_questions; i++) {
    if (!answer_one(login, conversation, i, n_questions == 1, error))
      return LOGIN_FAILED;
  }
  return LOGIN_PARTIAL;
}

static int
with_answers(ssh_session ssh, gconstpointer unused)
{
  return ssh_userauth_kbdint(ssh, NULL, NULL);
}

static int
talk(Login *login)
{
  return login_call(login->session, with_answers, NULL);
}

/* A whole conversation. *REFUSED when it was answered and the server said no. */
static LoginResult
converse(Login *login, gboolean *refused, GError **error)
{
  Conversation conversation = {.hidden = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  LoginResult result = LOGIN_PARTIAL;
  int rc = talk(login);
  while (rc == SSH_AUTH_INFO && result == LOGIN_PARTIAL) {
    result = answer_round(login, &conversation, error);
    if (result == LOGIN_PARTIAL)
      rc = talk(login);
  }
  *refused = rc == SSH_AUTH_DENIED && g_hash_table_size(conversation.hidden) > 0;
  g_hash_table_unref(conversation.hidden);
  return result == LOGIN_FAILED ? LOGIN_FAILED : login_result(login, rc, error);
}

LoginResult
login_try_questions(Login *login, GError **error)
{
  if (login->password_refused)
    return LOGIN_REFUSED;
  LoginResult result = converse(login, &login->password_refused, error);
  if (result == LOGIN_REFUSED && login->password_refused && drop_kept_password(login))
    result = converse(login, &login->password_refused, error);
  return result;
}
