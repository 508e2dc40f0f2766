/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/publisher/ssh/login-private.h"
#include "app/publisher/ssh/login-question.h"
#include "app/publisher/ssh/remote-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* A server that never stops asking is not a publisher. */
#define MAX_ROUNDS 10
#define MAX_QUESTIONS 8 /* of one round */

/* The password is asked for once and kept for the whole login. */
static const Secret *
get_password(Login *login, GError **error)
{
  if (login->password != NULL)
    return login->password;
  g_autofree char *message = g_strdup_printf(_("Password of %s"), login->subject);
  const PromptQuestion question = {
      .kind = PROMPT_LOGIN_PASSWORD, .subject = login->subject, .message = message};
  login->password_sent = FALSE;
  login->password = shared_password_get(login->shared, &login->owner, &login->password_kept, login->prompt,
                                        &question, login->session->cancellable, error);
  return login->password;
}

/* TRUE when the refused password was the keyring's: then the user has not been asked yet. */
static gboolean
drop_kept_password(Login *login)
{
  if (login->password == NULL || !login->password_kept || login->password_accepted)
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
  return password != NULL ? login_send(login, with_password, password) : SSH_AUTH_ERROR;
}

/* RFC 4252, section 8: the server asks for a new password with packet 60, which libssh rejects, with what the
 * server says in it. Another broken connection is told in libssh's words. */
static gboolean
wants_new_password(PublisherSession *session)
{
  return !remote_error_connection_lost(session) && strstr(ssh_get_error(session->ssh), "(type 60)") != NULL;
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
  if (rc == SSH_AUTH_ERROR && wants_new_password(session)) {
    remote_error_set_text(session, error, CTL_ERROR_LOGIN_REFUSED,
                          _("the password of %s has expired; change it by a login of your own"),
                          login->subject);
    return LOGIN_FAILED;
  }
  return login_result(login, rc, error);
}

/* A person answers what the server asks, and is told that it is the server who asks. */
static Secret *
ask_server_question(Login *login, const char *text, gboolean echo, GError **error)
{
  ssh_session ssh = login->session->ssh;
  g_autoptr(LoginQuestion) words = login_question_new(login->subject, text, ssh_userauth_kbdint_getname(ssh),
                                                      ssh_userauth_kbdint_getinstruction(ssh), !echo);
  const PromptQuestion question = {.kind = echo ? PROMPT_LOGIN_ANSWER : PROMPT_LOGIN_HIDDEN_ANSWER,
                                   .subject = login->subject,
                                   .message = words->message,
                                   .detail = words->detail};
  return prompt_ask_secret(login->prompt, &question, login->session->cancellable, error);
}

/* State of one keyboard-interactive conversation (RFC 4256). */
typedef struct {
  guint rounds;
  char *password_text; /* the question that the password answered, or NULL */
  char *other_text;    /* the last hidden one that something else answered, or NULL */
  GHashTable *hidden;  /* texts of hidden questions that were answered */
} Conversation;

static void
conversation_forget(Conversation *conversation)
{
  g_hash_table_remove_all(conversation->hidden);
  g_clear_pointer(&conversation->password_text, g_free);
  g_clear_pointer(&conversation->other_text, g_free);
}

static void
note_hidden(Conversation *conversation, const char *text, gboolean password)
{
  char **last = password ? &conversation->password_text : &conversation->other_text;
  g_free(*last);
  *last = g_strdup(text);
  g_hash_table_add(conversation->hidden, g_strdup(text));
}

static gboolean
wants_password(const Login *login, const Conversation *conversation, const char *text, gboolean echo)
{
  return !echo && !login->password_accepted && conversation->password_text == NULL &&
         login_question_wants_password(text);
}

/* The password of the login is for the first hidden question that asks for one, once, and for none when
 * another way has accepted it: then the question is for a second thing. Everything else (a one-time code, a
 * token's password) is asked in the server's words, and no password that was given beforehand answers it. */
static Secret *
get_answer(Login *login, const Conversation *conversation, const char *text, gboolean echo, GError **error)
{
  if (!wants_password(login, conversation, text, echo))
    return ask_server_question(login, text, echo, error);
  return get_password(login, error) != NULL ? secret_ref(login->password) : NULL;
}

static gboolean
answer_one(Login *login, Conversation *conversation, guint i, GError **error)
{
  ssh_session ssh = login->session->ssh;
  char echo = 0;
  const char *said = ssh_userauth_kbdint_getprompt(ssh, i, &echo);
  const char *text = said != NULL ? said : "";
  g_autoptr(Secret) answer = get_answer(login, conversation, text, echo != 0, error);
  if (answer == NULL)
    return FALSE;
  if (echo == 0)
    note_hidden(conversation, text, wants_password(login, conversation, text, FALSE));
  if (ssh_userauth_kbdint_setanswer(ssh, i, secret_peek(answer, NULL)) >= 0)
    return TRUE;
  remote_error_set(login->session, error, _("the answer of %s cannot be sent"), login->subject);
  return FALSE;
}

/* The hidden question of this round that was answered before, so that the answer was wrong; or NULL. */
static const char *
find_repeated(Login *login, const Conversation *conversation, guint n_questions)
{
  for (guint i = 0; i < n_questions; i++) {
    char echo = 0;
    const char *text = ssh_userauth_kbdint_getprompt(login->session->ssh, i, &echo);
    if (echo == 0 && text != NULL && g_hash_table_contains(conversation->hidden, text))
      return text;
  }
  return NULL;
}

/* Nothing is known of the password when it was not its question that was asked again. */
static void
set_wrong(Login *login, const Conversation *conversation, const char *repeated, GError **error)
{
  g_autofree char *shown = remote_text(repeated);
  login->password_unsure = g_strcmp0(repeated, conversation->password_text) != 0;
  if (login->password_unsure)
    remote_error_set_text(login->session, error, CTL_ERROR_LOGIN_REFUSED,
                          _("the answer of %s to \"%s\" is wrong"), login->subject, shown);
  else
    remote_error_set_text(login->session, error, CTL_ERROR_LOGIN_REFUSED, _("the password of %s is wrong"),
                          login->subject);
}

/* FALSE with an error ends the conversation without another try. */
static gboolean
check_round(Login *login, Conversation *conversation, guint n_questions, GError **error)
{
  const char *repeated = find_repeated(login, conversation, n_questions);
  if (repeated != NULL && g_strcmp0(repeated, conversation->password_text) == 0 &&
      drop_kept_password(login)) {
    conversation_forget(conversation);
    repeated = NULL;
  }
  conversation->rounds++;
  if (repeated != NULL)
    set_wrong(login, conversation, repeated, error);
  else if (conversation->rounds > MAX_ROUNDS || n_questions > MAX_QUESTIONS)
    remote_error_set_text(login->session, error, CTL_ERROR_LOGIN_REFUSED,
                          _("the server asks %s too many questions"), login->subject);
  else
    return TRUE;
  return FALSE;
}

/* One round of questions. */
static LoginResult
answer_round(Login *login, Conversation *conversation, GError **error)
{
  int n = ssh_userauth_kbdint_getnprompts(login->session->ssh);
  guint n_questions = n > 0 ? (guint)n : 0;
  if (!check_round(login, conversation, n_questions, error))
    return LOGIN_FAILED;
  for (guint i = 0; i < n_questions; i++) {
    if (!answer_one(login, conversation, i, error))
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
  return login_send(login, with_answers, NULL);
}

/* The server refuses all answers together. */
static void
note_refused(Login *login, const Conversation *conversation)
{
  login->password_unsure = conversation->other_text != NULL && conversation->password_text == NULL;
  login->password_in_doubt = conversation->other_text != NULL && conversation->password_text != NULL;
  if (conversation->other_text == NULL)
    return;
  g_autofree char *shown = remote_text(conversation->other_text);
  if (conversation->password_text != NULL)
    login_note(login, _("the password or the answer to \"%s\" is wrong"), shown);
  else
    login_note(login, _("the answer to \"%s\" is wrong"), shown);
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
  if (*refused)
    note_refused(login, &conversation);
  conversation_forget(&conversation);
  g_hash_table_unref(conversation.hidden);
  return result == LOGIN_FAILED ? LOGIN_FAILED : login_result(login, rc, error);
}

LoginResult
login_try_questions(Login *login, GError **error)
{
  if (login->password_refused)
    return LOGIN_REFUSED;
  gsize notes_len = login->notes->len;
  LoginResult result = converse(login, &login->password_refused, error);
  /* Also when another answer may be what was wrong: who has changed the password would never be asked for it.
   */
  if (result == LOGIN_REFUSED && login->password_refused && drop_kept_password(login)) {
    g_string_truncate(login->notes, notes_len);
    result = converse(login, &login->password_refused, error);
  }
  return result;
}
