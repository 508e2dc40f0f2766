/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/login-question.h"

#include "app/base/text.h"

#include <glib/gi18n.h>
#include <string.h>

/* In characters: nobody reads more in front of a question. */
#define MAX_QUESTION 200
#define MAX_INSTRUCTION 400

/* "Password" as PAM and sshd say it (Linux-PAM's translations), in lower case. */
static const char *const PASSWORD_WORDS[] = {
    "password",      "passwort",   "kennwort",   "mot de passe", "contraseña",  "contrasenya", "senha",
    "palavra-passe", "wachtwoord", "lösenord",   "passord",      "adgangskode", "salasana",    "hasło",
    "heslo",         "jelszó",     "parola",     "geslo",        "lozinka",     "пароль",      "κωδικός",
    "密码",          "密碼",       "パスワード", "암호",
};

/* What is no password of the login, whatever else the question says: codes that are used once, passwords to
 * come, and tokens (also as this program calls them in other languages). */
static const char OTHER_SECRETS[] =
    "token|jeton|smart ?card|\\bpin\\b|\\botp\\b|oath|one[- ]time|passcode|verification|\\bcode\\b|código|"
    "\\bnew\\b|nouveau|nueva|retype|again|passphrase";

gboolean
login_question_wants_password(const char *text)
{
  g_autofree char *valid = text_for_people(text);
  g_autofree char *lower = g_utf8_strdown(valid, -1);
  if (g_regex_match_simple(OTHER_SECRETS, lower, 0, 0))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS(PASSWORD_WORDS); i++)
    if (strstr(lower, PASSWORD_WORDS[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Without the colon that the prompt adds. */
static char *
strip_question(const char *text)
{
  char *shown = text_for_people_within(text, MAX_QUESTION);
  gsize len = strlen(shown);
  while (len > 0 && strchr(": ", shown[len - 1]) != NULL)
    shown[--len] = '\0';
  return shown;
}

static void
append_words(GString *detail, const char *subject, const char *words)
{
  g_autofree char *stripped = g_strstrip(g_strdup(words != NULL ? words : ""));
  if (*stripped == '\0')
    return;
  g_autofree char *shown = text_for_people_within(stripped, MAX_INSTRUCTION);
  g_string_append(detail, detail->len > 0 ? "\n" : "");
  /* TRANSLATORS: user@host, and the words of that server */
  g_string_append_printf(detail, _("%s says: %s"), subject, shown);
}

LoginQuestion *
login_question_new(const char *subject, const char *text, const char *name, const char *instruction,
                   gboolean hidden)
{
  LoginQuestion *question = g_new0(LoginQuestion, 1);
  g_autofree char *words = strip_question(text);
  question->message = g_strdup_printf(_("%s asks: %s"), subject, words);
  GString *detail = g_string_new(NULL);
  append_words(detail, subject, name);
  append_words(detail, subject, instruction);
  if (hidden)
    g_string_append_printf(
        detail, "%s%s", detail->len > 0 ? "\n" : "",
        _("The server asks this, not this program. Never answer with a token's password."));
  question->detail = g_string_free(detail, detail->len == 0);
  return question;
}

void
login_question_free(LoginQuestion *question)
{
  if (question == NULL)
    return;
  g_free(question->message);
  g_free(question->detail);
  g_free(question);
}
