/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Jobs on one token, with a helper and a user whose answers are in tables: what is asked, what the helper is
 * told, and what comes out. */

#include "scripted-helper.h"

#include "app/base/error.h"
#include "app/base/scripted-prompt.h"
#include "pkcs11/token-private.h"

#include <string.h>

#define MODULE "/usr/lib/libeToken.so"
#define NAME "SAST-ADN0054f509"
#define SENSELESS "PKCS#11 module " MODULE " damaged the token helper: its answer makes no sense"
#define CRASHED "PKCS#11 module " MODULE " crashed (signal 11)"
#define LOCKED "Token " NAME ": it is locked for good, after too many wrong passwords"
#define UNUSED "Token " NAME ": its last password try was left unused, as you wished"
#define ONE_TRY                                                                                              \
  "Only one try is left. One more wrong password locks the token for good, and nobody can unlock it."

typedef struct {
  const char *name;
  const char *says;    /* the helper */
  const char *answers; /* the user: "password=Cisco123 new=1234 again=1234 last-try=yes" */
  const char *asked;   /* the user, where there was an answer that is a secret */
  const char *told;    /* the helper */
  const char *outcome; /* "done", or the error: a word for its code and the message */
} Case;

#define SIGNED "SIGNATURE ([1, 2, 3],)"

static const Case sign_cases[] = {
    {"right", "LOGIN (0, 0, 0)\n" SIGNED, "password=Cisco123", "to sign\n", "SIGN, PASSWORD Cisco123",
     "done"},
    {"after-a-wrong-one", "LOGIN (1, 0, 0)\n" SIGNED, "password=Cisco123",
     "to sign: The last password given was wrong.\n", "SIGN, PASSWORD Cisco123", "done"},
    {"on-reader", "LOGIN (16, 0, 0)\n" SIGNED, "", "", "SIGN, ON_READER", "done"},
    {"locked", "LOGIN (5, 0, 0)\n" SIGNED, "password=Cisco123", "", "SIGN", "pin-locked: " LOCKED},
    {"last-try/yes", "LOGIN (2, 0, 0)\n" SIGNED, "last-try=yes password=Cisco123", "to sign: " ONE_TRY "\n",
     "SIGN, PASSWORD Cisco123", "done"},
    {"last-try/no", "LOGIN (2, 0, 0)\n" SIGNED, "last-try=no password=Cisco123", "", "SIGN",
     "last-try: " UNUSED},
    {"last-try/on-reader", "LOGIN (18, 0, 0)\n" SIGNED, "last-try=no", "", "SIGN", "last-try: " UNUSED},
    {"last-try/nobody-there", "LOGIN (2, 0, 0)\n" SIGNED, "password=Cisco123", "", "SIGN",
     "usage: Use the last password try of token " NAME "? No answer was given"},
    {"password/none", "LOGIN (0, 0, 0)\n" SIGNED, "", "", "SIGN",
     "usage: Password of token " NAME " was asked for, and no answer was given"},
    {"password/empty", "LOGIN (0, 0, 0)\n" SIGNED, "password=", "to sign\n", "SIGN",
     "usage: Token " NAME ": the password given is empty"},
    {"password/no-text", "LOGIN (0, 0, 0)\n" SIGNED, "password=Cisco@123", "to sign\n", "SIGN",
     "usage: Token " NAME ": the password given is not text"},
    {"password/wrong", "LOGIN (0, 0, 0)\nFAIL wrong-pin Token X: wrong", "password=Cisco123", "to sign\n",
     "SIGN, PASSWORD Cisco123", "wrong-pin: Token X: wrong"},
    {"gone", "FAIL no-token Token X is gone", "password=Cisco123", "", "SIGN", "no-token: Token X is gone"},
    {"crash", "LOGIN (0, 0, 0)\nCRASH 11", "password=Cisco123", "to sign\n", "SIGN, PASSWORD Cisco123",
     "module-crashed: " CRASHED},
    {"no-login", SIGNED, "password=Cisco123", "", "SIGN", "module-crashed: " SENSELESS},
    {"no-signature", "LOGIN (0, 0, 0)\nDONE", "password=Cisco123", "to sign\n", "SIGN, PASSWORD Cisco123",
     "module-crashed: " SENSELESS},
    {"empty-signature", "LOGIN (0, 0, 0)\nSIGNATURE ([],)", "password=Cisco123", "to sign\n",
     "SIGN, PASSWORD Cisco123", "module-crashed: " SENSELESS},
    {"missing", "MISSING", "password=Cisco123", "", NULL,
     "failed: The token helper cannot be started: No such file"},
};

static const Case change_cases[] = {
    {"right", "LOGIN (0, 4, 16)\nDONE", "password=Cisco123 new=1234 again=1234",
     "to change\nnew: The new password has to have 4 to 16 characters.\nagain\n",
     "CHANGE, PASSWORD Cisco123, PASSWORD 1234", "done"},
    {"no-limits", "LOGIN (0, 0, 0)\nDONE", "password=Cisco123 new=1 again=1", "to change\nnew\nagain\n",
     "CHANGE, PASSWORD Cisco123, PASSWORD 1", "done"},
    {"least", "LOGIN (0, 2, 0)\nDONE", "password=Cisco123 new=12 again=12",
     "to change\nnew: The new password has to have at least 2 characters.\nagain\n",
     "CHANGE, PASSWORD Cisco123, PASSWORD 12", "done"},
    {"most", "LOGIN (0, 1, 3)\nDONE", "password=Cisco123 new=123 again=123",
     "to change\nnew: The new password may have at most 3 characters.\nagain\n",
     "CHANGE, PASSWORD Cisco123, PASSWORD 123", "done"},
    {"on-reader", "LOGIN (16, 4, 16)\nDONE", "", "", "CHANGE, ON_READER", "done"},
    {"too-short", "LOGIN (0, 4, 0)\nDONE", "password=Cisco123 new=123 again=123",
     "to change\nnew: The new password has to have at least 4 characters.\n", "CHANGE",
     "usage: Token " NAME
     ": the new password is too short, the token takes at least 4 bytes; nothing was changed"},
    {"too-long", "LOGIN (0, 0, 3)\nDONE", "password=Cisco123 new=1234 again=1234",
     "to change\nnew: The new password may have at most 3 characters.\n", "CHANGE",
     "usage: Token " NAME
     ": the new password is too long, the token takes at most 3 bytes; nothing was changed"},
    {"typed-differently", "LOGIN (0, 0, 0)\nDONE", "password=Cisco123 new=1234 again=1243",
     "to change\nnew\nagain\n", "CHANGE",
     "usage: Token " NAME ": the new password was typed in two different ways; nothing was changed"},
    {"old-not-typed", "LOGIN (0, 0, 0)\nDONE", "new=1234 again=1234", "", "CHANGE",
     "usage: Password of token " NAME " was asked for, and no answer was given"},
    {"new-not-typed", "LOGIN (0, 0, 0)\nDONE", "password=Cisco123", "to change\n", "CHANGE",
     "usage: New password of token " NAME " was asked for, and no answer was given"},
    {"not-typed-again", "LOGIN (0, 0, 0)\nDONE", "password=Cisco123 new=1234", "to change\nnew\n", "CHANGE",
     "usage: New password of token " NAME " once more was asked for, and no answer was given"},
    {"new-empty", "LOGIN (0, 0, 0)\nDONE", "password=Cisco123 new= again=", "to change\nnew\n", "CHANGE",
     "usage: Token " NAME ": the password given is empty"},
    {"last-try", "LOGIN (2, 0, 0)\nDONE", "last-try=no password=Cisco123 new=1 again=1", "", "CHANGE",
     "last-try: " UNUSED},
    {"refused", "LOGIN (0, 0, 0)\nFAIL token Token X: too simple", "password=Cisco123 new=1 again=1",
     "to change\nnew\nagain\n", "CHANGE, PASSWORD Cisco123, PASSWORD 1", "token: Token X: too simple"},
    {"crash", "LOGIN (0, 0, 0)\nCRASH 11", "password=Cisco123 new=1 again=1", "to change\nnew\nagain\n",
     "CHANGE, PASSWORD Cisco123, PASSWORD 1", "module-crashed: " CRASHED},
};

static const Case reveal_cases[] = {
    {"right", "LOGIN (0, 0, 0)\nSHOW A,1,0,1,\nDONE", "password=Cisco123", "to read\n",
     "REVEAL, PASSWORD Cisco123", "done"},
    {"on-reader", "LOGIN (16, 0, 0)\nSHOW A,1,0,1,\nDONE", "", "", "REVEAL, ON_READER", "done"},
    {"locked", "LOGIN (4, 0, 0)\nSHOW A,1,0,1,\nDONE", "password=Cisco123", "", "REVEAL",
     "pin-locked: " LOCKED},
    {"no-password", "LOGIN (0, 0, 0)\nSHOW A,1,0,1,\nDONE", "", "", "REVEAL",
     "usage: Password of token " NAME " was asked for, and no answer was given"},
    {"no-token", "LOGIN (0, 0, 0)\nDONE", "password=Cisco123", "to read\n", "REVEAL, PASSWORD Cisco123",
     "module-crashed: " SENSELESS},
    {"two-tokens", "LOGIN (0, 0, 0)\nSHOW A,1,0,1,\nSHOW A,1,0,1,", "password=Cisco123", "to read\n",
     "REVEAL, PASSWORD Cisco123", "module-crashed: " SENSELESS},
    {"senseless-token", "LOGIN (0, 0, 0)\nSHOW A\033B,1,0,1,\nDONE", "password=Cisco123", "to read\n",
     "REVEAL, PASSWORD Cisco123", "module-crashed: " SENSELESS},
    {"crash", "LOGIN (0, 0, 0)\nSHOW A,1,0,1,\nCRASH 11", "password=Cisco123", "to read\n",
     "REVEAL, PASSWORD Cisco123", "module-crashed: " CRASHED},
};

/* --- the user --- */

static GString *asked;

static const char *
describe(const PromptQuestion *question)
{
  static const char *const uses[] = {"to sign", "to change", "to read"};
  if (question->kind == PROMPT_TOKEN_PASSWORD)
    return uses[question->use];
  return question->kind == PROMPT_NEW_TOKEN_PASSWORD ? "new" : "again";
}

static void
note_question(const PromptQuestion *question)
{
  g_assert_cmpstr(question->subject, ==, NAME);
  g_string_append(asked, describe(question));
  if (question->detail != NULL)
    g_string_append_printf(asked, ": %s", question->detail);
  g_string_append(asked, "\n");
}

/* "@" stands for a zero byte. */
static Secret *
make_secret(const char *text)
{
  gsize len = strlen(text);
  g_autofree char *bytes = g_strdelimit(g_strdup(text), "@", '\0');
  return secret_new(bytes, len, NULL);
}

static void
add_answer(CtlScriptedPrompt *user, const char *name, const char *value)
{
  if (g_str_equal(name, "last-try"))
    scripted_prompt_set_last_try(user, g_str_equal(value, "yes"));
  else if (g_str_equal(name, "password"))
    scripted_prompt_take_secret(user, PROMPT_TOKEN_PASSWORD, make_secret(value));
  else if (g_str_equal(name, "new"))
    scripted_prompt_take_secret(user, PROMPT_NEW_TOKEN_PASSWORD, make_secret(value));
  else if (g_str_equal(name, "again"))
    scripted_prompt_take_secret(user, PROMPT_NEW_TOKEN_PASSWORD_AGAIN, make_secret(value));
  else
    g_assert_not_reached();
}

static CtlScriptedPrompt *
make_user(const char *answers)
{
  CtlScriptedPrompt *user = scripted_prompt_new(NULL);
  g_auto(GStrv) words = g_strsplit(answers, " ", -1);
  scripted_prompt_set_func(user, note_question);
  for (gsize i = 0; words[i] != NULL; i++) {
    g_auto(GStrv) pair = g_strsplit(words[i], "=", 2);
    add_answer(user, pair[0], pair[1]);
  }
  return user;
}

/* --- the jobs --- */

static Token *
make_token(void)
{
  g_autoptr(GVariant) body = scripted_helper_token("My Token,0054f509,0,1," NAME);
  return token_new(MODULE, body);
}

static gboolean
sign(Token *token, CtlPrompt *prompt, GError **error)
{
  g_autoptr(GBytes) digest = g_bytes_new_static("AAAAAAAAAAAAAAAAAAAA", 20);
  g_autoptr(GBytes) expected = g_bytes_new_static("\1\2\3", 3);
  g_autoptr(GBytes) signature = token_sign_digest(token, "SHA1", digest, prompt, 0, NULL, error);
  g_assert_true(signature == NULL || g_bytes_equal(signature, expected));
  return signature != NULL;
}

static gboolean
change(Token *token, CtlPrompt *prompt, GError **error)
{
  return token_change_password(token, prompt, 0, NULL, error);
}

static gboolean
reveal(Token *token, CtlPrompt *prompt, GError **error)
{
  g_autoptr(Token) revealed = token_reveal(token, prompt, 0, NULL, error);
  return revealed != NULL;
}

typedef gboolean (*CtlJob)(Token *token, CtlPrompt *prompt, GError **error);

static void
run_case(const Case *test, CtlJob job)
{
  g_autoptr(CtlScriptedPrompt) user = make_user(test->answers);
  g_autoptr(Token) token = make_token();
  g_autoptr(GError) error = NULL;
  g_test_message("%s", test->name);
  g_string_truncate(asked, 0);
  scripted_helper_expect(test->says);
  g_autofree char *outcome = job(token, CTL_PROMPT(user), &error)
                                 ? g_strdup("done")
                                 : g_strdup_printf("%s: %s", ctl_error_get_word(error), error->message);
  g_assert_cmpstr(outcome, ==, test->outcome);
  g_assert_cmpstr(asked->str, ==, test->asked);
  g_autofree char *told = test->told != NULL ? scripted_helper_dup_told(0) : NULL;
  g_assert_cmpstr(told, ==, test->told);
  scripted_helper_finish();
}

static void
test_sign(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(sign_cases); i++)
    run_case(&sign_cases[i], sign);
}

static void
test_change(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(change_cases); i++)
    run_case(&change_cases[i], change);
}

static void
test_reveal(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(reveal_cases); i++)
    run_case(&reveal_cases[i], reveal);
}

/* What the helper has to know of the token, its key and the digest. */
static void
test_sign_body(void)
{
  g_autoptr(CtlScriptedPrompt) user = make_user("password=Cisco123");
  g_autoptr(Token) token = make_token();
  scripted_helper_expect("LOGIN (0, 0, 0)\n" SIGNED);
  g_assert_true(sign(token, CTL_PROMPT(user), NULL));
  g_autofree char *body = scripted_helper_dup_body(0, MESSAGE_SIGN);
  g_assert_true(g_str_has_prefix(body,
                                 "((b'" MODULE "', ('My Token', '0054f509', 'SafeNet', 'eToken'), '" NAME
                                 "'), [0x01], [0x30, ")); /* the public key begins */
  g_assert_true(g_str_has_suffix(body,
                                 "], 'SHA1', [0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, "
                                 "0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41])"));
  scripted_helper_finish();
}

/* --- a job after another --- */

/* One login is enough to read and to sign; a password is changed with the old one all the same. */
static const struct {
  CtlJob job;
  const char *says;
  const char *told;
} second_jobs[] = {
    {sign, SIGNED, "REVEAL, PASSWORD Cisco123, SIGN"},
    {change, "LOGIN (0, 0, 0)\nDONE", "REVEAL, PASSWORD Cisco123, CHANGE, PASSWORD Cisco123, PASSWORD 12"},
};

static void
test_after_reveal(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(second_jobs); i++) {
    g_autofree char *says = g_strconcat("LOGIN (0, 0, 0)\nSHOW My Token,0054f509,0,1," NAME "\nDONE\n",
                                        second_jobs[i].says, NULL);
    g_autoptr(CtlScriptedPrompt) user = make_user("password=Cisco123 password=Cisco123 new=12 again=12");
    g_autoptr(Token) hidden = make_token();
    g_autoptr(GError) error = NULL;
    scripted_helper_expect(says);
    Token *revealed = token_reveal(hidden, CTL_PROMPT(user), 0, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(token_is_logged_in(revealed));
    g_assert_false(token_is_logged_in(hidden));
    g_assert_true(second_jobs[i].job(revealed, CTL_PROMPT(user), &error));
    g_assert_false(token_is_logged_in(revealed));
    token_unref(revealed);
    g_autofree char *told = scripted_helper_dup_told(0);
    g_assert_cmpstr(told, ==, second_jobs[i].told);
    scripted_helper_finish();
  }
}

/* The login ends with the token. */
static void
test_reveal_only(void)
{
  g_autoptr(CtlScriptedPrompt) user = make_user("password=Cisco123");
  g_autoptr(Token) hidden = make_token();
  scripted_helper_expect("LOGIN (0, 0, 0)\nSHOW My Token,0054f509,0,1,\nDONE");
  Token *revealed = token_reveal(hidden, CTL_PROMPT(user), 0, NULL, NULL);
  g_assert_false(token_may_hide_certificates(revealed));
  g_assert_cmpuint(scripted_helper_get_n_running(), ==, 1);
  token_unref(revealed);
  scripted_helper_finish();
}

/* Nothing is started for a job that cannot be done. */
static void
test_not_started(void)
{
  static const struct {
    const char *digest;
    const char *message;
  } cases[] = {
      {"SHA256", "A digest of 20 bytes is no SHA256 digest"},
      {"SHA512", "A digest of 20 bytes is no SHA512 digest"},
      {"MD5", "Digest MD5 is not one that tokens sign with"},
  };
  g_autoptr(Token) token = make_token();
  g_autoptr(CtlScriptedPrompt) user = make_user("");
  g_autoptr(GBytes) digest = g_bytes_new_static("AAAAAAAAAAAAAAAAAAAA", 20);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(token_sign_digest(token, cases[i].digest, digest, CTL_PROMPT(user), 0, NULL, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
    g_assert_cmpstr(error->message, ==, cases[i].message);
  }
  g_autoptr(GVariant) empty = scripted_helper_token("Empty,1,0,0,");
  g_autoptr(Token) without = token_new(MODULE, empty);
  g_autoptr(GError) error = NULL;
  g_assert_false(sign(without, CTL_PROMPT(user), &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN);
  g_assert_cmpstr(error->message, ==, "Token Empty holds no SAST certificate");
  scripted_helper_finish();
}

static void
test_cancelled(void)
{
  g_autoptr(Token) token = make_token();
  g_autoptr(CtlScriptedPrompt) user = make_user("password=Cisco123");
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  g_cancellable_cancel(cancellable);
  g_assert_false(token_change_password(token, CTL_PROMPT(user), 0, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  scripted_helper_finish();
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  asked = g_string_new(NULL);
  g_test_add_func("/token-job/sign", test_sign);
  g_test_add_func("/token-job/sign/body", test_sign_body);
  g_test_add_func("/token-job/change", test_change);
  g_test_add_func("/token-job/reveal", test_reveal);
  g_test_add_func("/token-job/reveal/then", test_after_reveal);
  g_test_add_func("/token-job/reveal/only", test_reveal_only);
  g_test_add_func("/token-job/not-started", test_not_started);
  g_test_add_func("/token-job/cancelled", test_cancelled);
  int status = g_test_run();
  g_string_free(asked, TRUE);
  return status;
}
