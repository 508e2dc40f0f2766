/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Logins by password on a server that asks what it likes, and hangs up when it likes. libssh's calls and the
 * keyring are replaced. */
#include "app/base/error.h"
#include "app/base/scripted-prompt.h"
#include "app/publisher/ssh/login-private.h"
#include "app/publisher/ssh/login-question.h"
#include "fake-prompt.h"
#include "tests/unit/base/nasty-texts.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_ASKED 9
#define GIVEN "given"   /* by --password-file */
#define KEPT "kept"     /* by the keyring */
#define TYPED "typed"   /* at our question for the password */
#define HIDDEN "hidden" /* at the server's question, without echo */
#define SEEN "seen"     /* the same, with echo */

/* --- the server --- */

typedef struct {
  const char *text;
  char echo;
} Asked;

typedef struct {
  const char *name;
  const char *instruction;
  int n;
  Asked asked[MAX_ASKED];
} Round;

static struct {
  const Round *rounds;
  guint n_rounds;
  gboolean endless; /* the last one comes again and again */
  int last;         /* SSH_AUTH_... after them */
  guint calls;
  GPtrArray *answers; /* "ROUND.QUESTION=ANSWER", in the order in which they were given */
  gboolean keyring_has_one;
  gboolean hangs_up_early; /* while the keyring is asked */
  gboolean hangs_up;       /* when it gets the password */
  gboolean disconnected;   /* and libssh has noticed it */
  guint n_passwords;       /* by the way "password" */
} server;

static const Round *
current(void)
{
  return &server.rounds[MIN(server.calls, server.n_rounds) - 1];
}

int
ssh_userauth_kbdint(ssh_session session, const char *user, const char *submethods)
{
  server.calls++;
  return server.calls <= server.n_rounds || server.endless ? SSH_AUTH_INFO : server.last;
}

int
ssh_userauth_kbdint_getnprompts(ssh_session session)
{
  return current()->n;
}

const char *
ssh_userauth_kbdint_getprompt(ssh_session session, unsigned int i, char *echo)
{
  *echo = current()->asked[i].echo;
  return current()->asked[i].text;
}

const char *
ssh_userauth_kbdint_getname(ssh_session session)
{
  return current()->name;
}

const char *
ssh_userauth_kbdint_getinstruction(ssh_session session)
{
  return current()->instruction;
}

int
ssh_userauth_kbdint_setanswer(ssh_session session, unsigned int i, const char *answer)
{
  g_ptr_array_add(server.answers, g_strdup_printf("%u.%u=%s", server.calls, i + 1, answer));
  return 0;
}

int
ssh_is_connected(ssh_session session)
{
  return !server.disconnected;
}

const char *
ssh_get_error(void *session)
{
  return server.disconnected ? "Received SSH_MSG_DISCONNECT: 2:Too many authentication failures" : "";
}

/* As libssh 0.11 answers a server that hangs up. */
int
ssh_userauth_password(ssh_session session, const char *user, const char *password)
{
  server.n_passwords++;
  server.disconnected = server.hangs_up || server.hangs_up_early;
  return server.disconnected ? SSH_AUTH_DENIED : server.last;
}

int
ssh_event_add_session(ssh_event event, ssh_session session)
{
  return SSH_OK;
}

int
ssh_event_remove_session(ssh_event event, ssh_session session)
{
  return SSH_OK;
}

int
ssh_event_dopoll(ssh_event event, int timeout)
{
  server.disconnected = server.hangs_up_early;
  return SSH_OK;
}

/* --- the keyring --- */

gboolean
keyring_lookup(const KeyringItem *item, Secret **password, GCancellable *cancellable, GError **error)
{
  *password = server.keyring_has_one ? secret_new(KEPT, strlen(KEPT), error) : NULL;
  return TRUE;
}

gboolean
keyring_store(const KeyringItem *item, const Secret *password, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

gboolean
keyring_forget(const KeyringItem *item, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

/* --- the login --- */

typedef struct {
  PublisherSession session;
  SharedPassword *shared;
  CtlFakePrompt *person;
  CtlScriptedPrompt *script;
  Login login;
  int sockets[2];
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  static const PublisherLogin wanted = {0};
  memset(&server, 0, sizeof server);
  server.last = SSH_AUTH_SUCCESS;
  server.answers = g_ptr_array_new_with_free_func(g_free);
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, fixture->sockets), ==, 0);
  fixture->session.name = g_strdup("Publisher cucm-pub");
  fixture->session.ssh = ssh_new();
  fixture->session.watchdog = watchdog_new(fixture->sockets[0], 60000);
  fixture->session.warnings = g_ptr_array_new_with_free_func(g_free);
  fixture->shared = shared_password_new();
  fixture->person = fake_prompt_new();
  fixture->script = scripted_prompt_new(CTL_PROMPT(fixture->person));
  fake_prompt_set_secret(fixture->person, PROMPT_LOGIN_PASSWORD, TYPED);
  fake_prompt_set_secret(fixture->person, PROMPT_LOGIN_HIDDEN_ANSWER, HIDDEN);
  fake_prompt_set_secret(fixture->person, PROMPT_LOGIN_ANSWER, SEEN);
  fake_prompt_set_secret(fixture->person, PROMPT_TOKEN_PASSWORD, "a token's");
  scripted_prompt_take_secret(fixture->script, PROMPT_TOKEN_PASSWORD, secret_new("pin", 3, NULL));
  fixture->login = (Login){.session = &fixture->session,
                           .wanted = &wanted,
                           .prompt = CTL_PROMPT(fixture->script),
                           .subject = g_strdup("ctl@cucm-pub"),
                           .shared = fixture->shared,
                           .notes = g_string_new(NULL),
                           .item = {"ctl", "cucm-pub", 22}};
  fixture->login.owner = (PasswordOwner){.user = "ctl"};
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  login_judge_password(&fixture->login, PASSWORD_ACCEPTED);
  g_free(fixture->login.subject);
  g_string_free(fixture->login.notes, TRUE);
  g_object_unref(fixture->script);
  g_object_unref(fixture->person);
  shared_password_free(fixture->shared);
  g_ptr_array_unref(fixture->session.warnings);
  watchdog_free(fixture->session.watchdog);
  ssh_free(fixture->session.ssh);
  g_free(fixture->session.name);
  close(fixture->sockets[0]);
  close(fixture->sockets[1]);
  g_ptr_array_unref(server.answers);
}

static void
give_password(Fixture *fixture)
{
  scripted_prompt_take_secret(fixture->script, PROMPT_LOGIN_PASSWORD, secret_new(GIVEN, strlen(GIVEN), NULL));
}

static void
remember_password(Fixture *fixture)
{
  server.keyring_has_one = TRUE;
  fixture->login.owner.item = &fixture->login.item;
  fixture->login.owner.keep = TRUE;
}

/* What was answered: "1.1=given 1.2=hidden". The caller frees it. */
static char *
answers(void)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < server.answers->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "", (char *)g_ptr_array_index(server.answers, i));
  return g_string_free(text, FALSE);
}

static void
converse(Fixture *fixture, const Round *rounds, guint n_rounds, const char *expected)
{
  g_autoptr(GError) error = NULL;
  server.rounds = rounds;
  server.n_rounds = n_rounds;
  g_assert_cmpint(login_try_questions(&fixture->login, &error), ==, LOGIN_DONE);
  g_assert_no_error(error);
  g_autofree char *given = answers();
  g_assert_cmpstr(given, ==, expected);
}

static void
expect_refusal(Fixture *fixture, const Round *rounds, guint n_rounds, const char *says, const char *expected)
{
  g_autoptr(GError) error = NULL;
  server.rounds = rounds;
  server.n_rounds = n_rounds;
  g_assert_cmpint(login_try_questions(&fixture->login, &error), ==, LOGIN_FAILED);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  g_assert_nonnull(strstr(error->message, says));
  g_autofree char *given = answers();
  g_assert_cmpstr(given, ==, expected);
}

/* --- which question gets the password --- */

static const struct {
  const char *text;
  gboolean wants;
} QUESTIONS[] = {
    {"Password: ", TRUE},
    {"password:", TRUE},
    {"PASSWORD", TRUE},
    {"(ctl@cucm-pub) Password: ", TRUE},
    {"ctl@cucm-pub's password: ", TRUE},
    {"Password for ctl@cucm-pub:", TRUE},
    {"Mot de passe : ", TRUE},
    {"Contraseña: ", TRUE},
    {"Passwort: ", TRUE},
    {"パスワード:", TRUE},
    {"密码：", TRUE},
    {"Пароль: ", TRUE},
    {"", FALSE},
    {": ", FALSE},
    {"Username: ", FALSE},
    {"Password of token SAST-ADN008580ef", FALSE}, /* as this program asks */
    {"Password of token SAST-ADN008580ef: ", FALSE},
    {"New password of token SAST-A once more: ", FALSE},
    {"Mot de passe du jeton SAST-A : ", FALSE},
    {"Contraseña del token SAST-A: ", FALSE},
    {"PASSWORD OF YOUR TOKEN", FALSE},
    {"eToken password: ", FALSE},
    {"Smart card password: ", FALSE},
    {"PIN: ", FALSE},
    {"Password (PIN): ", FALSE},
    {"New password: ", FALSE},
    {"Retype new password: ", FALSE},
    {"Nouveau mot de passe : ", FALSE},
    {"Nueva contraseña: ", FALSE},
    {"One-time password (OATH) for `ctl': ", FALSE},
    {"OTP password: ", FALSE},
    {"Verification code: ", FALSE},
    {"Passphrase of the key file: ", FALSE},
    {"Pass\u200bword: ", FALSE},
    {"\xff\xfePassword of to\xffken: ", TRUE}, /* no word of ours, and no harm: it is the login's */
};

static void
test_wants_password(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(QUESTIONS); i++) {
    g_test_message("%s", QUESTIONS[i].text);
    g_assert_cmpint(login_question_wants_password(QUESTIONS[i].text), ==, QUESTIONS[i].wants);
  }
}

/* Each by itself: with a given password, with a remembered one, and with neither; with echo no question gets
 * it. */
static void
test_each(void)
{
  static const char *const sources[] = {GIVEN, KEPT, TYPED, SEEN};
  for (gsize i = 0; i < G_N_ELEMENTS(QUESTIONS); i++)
    for (gsize s = 0; s < G_N_ELEMENTS(sources); s++) {
      const gboolean echo = g_str_equal(sources[s], SEEN);
      const Round round = {.n = 1, .asked = {{QUESTIONS[i].text, echo ? 1 : 0}}};
      Fixture own = {0};
      set_up(&own, NULL);
      if (s == 0 || echo)
        give_password(&own);
      if (s == 1)
        remember_password(&own);
      g_autofree char *expected = g_strdup_printf("1.1=%s", echo || QUESTIONS[i].wants ? sources[s] : HIDDEN);
      converse(&own, &round, 1, expected);
      tear_down(&own, NULL);
    }
}

#define ROUND(...)                                                                                           \
  {                                                                                                          \
    .n = sizeof((Asked[]){__VA_ARGS__}) / sizeof(Asked), .asked = { __VA_ARGS__ }                            \
  }

/* Whole conversations with --password-file: where the password goes, and where it does not. */
static void
test_conversations(void)
{
  static const struct {
    const char *what;
    Round rounds[3];
    guint n;
    const char *answers;
  } rows[] = {
      {"code in the same round", {ROUND({"Password: ", 0}, {"Code: ", 0})}, 1, "1.1=given 1.2=hidden"},
      {"code first", {ROUND({"Code: ", 0}, {"Password: ", 0})}, 1, "1.1=hidden 1.2=given"},
      {"name first", {ROUND({"User: ", 1}, {"Password: ", 0})}, 1, "1.1=seen 1.2=given"},
      {"two passwords", {ROUND({"Password: ", 0}, {"Other password: ", 0})}, 1, "1.1=given 1.2=hidden"},
      {"the same twice", {ROUND({"Password: ", 0}, {"Password: ", 0})}, 1, "1.1=given 1.2=hidden"},
      {"code afterwards", {ROUND({"Password: ", 0}), ROUND({"Code: ", 0})}, 2, "1.1=given 2.1=hidden"},
      {"token afterwards",
       {ROUND({"Password: ", 0}), ROUND({"Password of token SAST-A: ", 0})},
       2,
       "1.1=given 2.1=hidden"},
      {"token before",
       {ROUND({"Password of token SAST-A: ", 0}), ROUND({"Password: ", 0})},
       2,
       "1.1=hidden 2.1=given"},
      {"nothing, then words", {ROUND(), ROUND({"Password: ", 0})}, 2, "2.1=given"},
      {"a new password",
       {ROUND({"Password: ", 0}), ROUND({"New password: ", 0}), ROUND({"Retype new password: ", 0})},
       3,
       "1.1=given 2.1=hidden 3.1=hidden"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    Fixture own = {0};
    g_test_message("%s", rows[i].what);
    set_up(&own, NULL);
    give_password(&own);
    converse(&own, rows[i].rounds, rows[i].n, rows[i].answers);
    g_assert_cmpuint(fake_prompt_count(own.person, PROMPT_LOGIN_PASSWORD), ==, 0);
    g_assert_cmpuint(fake_prompt_count(own.person, PROMPT_TOKEN_PASSWORD), ==, 0);
    tear_down(&own, NULL);
  }
}

/* A password that was wrong is not sent again to the same question. */
static void
test_repeated(Fixture *fixture, gconstpointer unused)
{
  static const Round rounds[] = {ROUND({"Password: ", 0}), ROUND({"Password: ", 0})};
  give_password(fixture);
  expect_refusal(fixture, rounds, G_N_ELEMENTS(rounds), "the password of ctl@cucm-pub is wrong", "1.1=given");
}

/* One of the keyring that is wrong makes way for the person's, which is asked for in our words. */
static void
test_repeated_with_kept(Fixture *fixture, gconstpointer unused)
{
  static const Round rounds[] = {ROUND({"Password: ", 0}), ROUND({"Password: ", 0})};
  remember_password(fixture);
  converse(fixture, rounds, G_N_ELEMENTS(rounds), "1.1=kept 2.1=typed");
}

/* --- another answer that is wrong --- */

static const Round CODES[] = {ROUND({"Password: ", 0}), ROUND({"Code: ", 0}), ROUND({"Code: ", 0})};

static PasswordVerdict
get_verdict(const Login *login)
{
  g_autoptr(GError) refused = g_error_new_literal(CTL_ERROR, CTL_ERROR_LOGIN_REFUSED, "refused");
  return login_get_verdict(login, refused);
}

/* Says nothing of the password, which other nodes may go on with. */
static void
test_wrong_code(Fixture *fixture, gconstpointer unused)
{
  give_password(fixture);
  expect_refusal(fixture, CODES, G_N_ELEMENTS(CODES), "the answer of ctl@cucm-pub to \"Code:\" is wrong",
                 "1.1=given 2.1=hidden");
  g_assert_cmpint(get_verdict(&fixture->login), ==, PASSWORD_NOT_JUDGED);
}

/* Nor does the keyring's make way for another one. */
static void
test_wrong_code_with_kept(Fixture *fixture, gconstpointer unused)
{
  remember_password(fixture);
  expect_refusal(fixture, CODES, G_N_ELEMENTS(CODES), "the answer of ctl@cucm-pub to \"Code:\" is wrong",
                 "1.1=kept 2.1=hidden");
  g_assert_cmpuint(fake_prompt_count(fixture->person, PROMPT_LOGIN_PASSWORD), ==, 0);
}

/* Refused as a whole: nobody knows for which of the answers, unless the password was the only one. */
static void
test_refused_together(void)
{
  static const struct {
    Round round;
    PasswordVerdict verdict;
    const char *notes;
  } rows[] = {
      {ROUND({"Password: ", 0}), PASSWORD_REFUSED, ""},
      {ROUND({"Password: ", 0}, {"Code: ", 0}), PASSWORD_UNPROVED, /* it may have counted as a wrong one */
       "; the password or the answer to \"Code:\" is wrong"},
      {ROUND({"Code: ", 0}), PASSWORD_NOT_JUDGED, "; the answer to \"Code:\" is wrong"},
      {ROUND({"User: ", 1}, {"Password: ", 0}), PASSWORD_REFUSED, ""},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    Fixture own = {0};
    g_autoptr(GError) error = NULL;
    set_up(&own, NULL);
    give_password(&own);
    server.rounds = &rows[i].round;
    server.n_rounds = 1;
    server.last = SSH_AUTH_DENIED;
    g_assert_cmpint(login_try_questions(&own.login, &error), ==, LOGIN_REFUSED);
    g_assert_no_error(error);
    g_assert_cmpint(get_verdict(&own.login), ==, rows[i].verdict);
    g_assert_cmpstr(own.login.notes->str, ==, rows[i].notes);
    tear_down(&own, NULL);
  }
}

/* --- a server that hangs up --- */

/* A password that the server never got was not refused by it. */
static void
test_hung_up_before(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  remember_password(fixture);
  server.hangs_up_early = TRUE;
  g_assert_cmpint(login_try_password(&fixture->login, &error), ==, LOGIN_FAILED);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  g_assert_nonnull(strstr(error->message, "the server ended the login of ctl@cucm-pub (2:Too many"));
  g_assert_cmpuint(server.n_passwords, ==, 0);
  g_assert_cmpuint(fake_prompt_count(fixture->person, PROMPT_LOGIN_PASSWORD), ==, 0);
  g_assert_cmpint(login_get_verdict(&fixture->login, error), ==, PASSWORD_NOT_JUDGED);
}

/* Who hangs up instead of an answer refuses it; nobody is asked for another one. */
static void
test_hung_up_after(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  remember_password(fixture);
  server.hangs_up = TRUE;
  g_assert_cmpint(login_try_password(&fixture->login, &error), ==, LOGIN_FAILED);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  g_assert_cmpuint(server.n_passwords, ==, 1);
  g_assert_cmpuint(fake_prompt_count(fixture->person, PROMPT_LOGIN_PASSWORD), ==, 0);
  g_assert_cmpint(login_get_verdict(&fixture->login, error), ==, PASSWORD_REFUSED);
}

/* The connection broke before the answer came: the server may have counted a wrong password. */
static void
test_broken_after(Fixture *fixture, gconstpointer unused)
{
  static const CtlError codes[] = {CTL_ERROR_UNREACHABLE, CTL_ERROR_REMOTE, CTL_ERROR_CANCELLED};
  give_password(fixture);
  for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
    g_autoptr(GError) why = g_error_new_literal(CTL_ERROR, (int)codes[i], "broken");
    fixture->login.password_sent = FALSE;
    g_assert_cmpint(login_get_verdict(&fixture->login, why), ==, PASSWORD_NOT_JUDGED);
    fixture->login.password_sent = TRUE;
    g_assert_cmpint(login_get_verdict(&fixture->login, why), ==, PASSWORD_UNPROVED);
    fixture->login.password_accepted = TRUE;
    g_assert_cmpint(login_get_verdict(&fixture->login, why), ==, PASSWORD_NOT_JUDGED);
    fixture->login.password_accepted = FALSE;
  }
}

/* The password was right, and what else the server wants is not. */
static void
test_second_way_refused(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  give_password(fixture);
  server.last = SSH_AUTH_PARTIAL;
  g_assert_cmpint(login_try_password(&fixture->login, &error), ==, LOGIN_PARTIAL);
  g_assert_cmpint(get_verdict(&fixture->login), ==, PASSWORD_NOT_JUDGED);
}

/* A second way that asks for a "password" gets another one, and what it refuses is not the first one. */
static void
test_second_way_asks_for_password(Fixture *fixture, gconstpointer unused)
{
  static const Round round = ROUND({"Password: ", 0});
  g_autoptr(GError) error = NULL;
  remember_password(fixture);
  server.last = SSH_AUTH_PARTIAL;
  g_assert_cmpint(login_try_password(&fixture->login, &error), ==, LOGIN_PARTIAL);
  server.rounds = &round;
  server.n_rounds = 1;
  server.last = SSH_AUTH_DENIED;
  g_assert_cmpint(login_try_questions(&fixture->login, &error), ==, LOGIN_REFUSED);
  g_autofree char *given = answers();
  g_assert_cmpstr(given, ==, "1.1=hidden");
  g_assert_cmpstr(fixture->login.notes->str, ==, "; the answer to \"Password:\" is wrong");
  g_assert_cmpint(get_verdict(&fixture->login), ==, PASSWORD_NOT_JUDGED);
}

/* The keyring's password was right for the questions, and is kept when the way "password" refuses it. */
static void
test_second_way_refuses_kept(Fixture *fixture, gconstpointer unused)
{
  static const Round round = ROUND({"Password: ", 0});
  g_autoptr(GError) error = NULL;
  remember_password(fixture);
  server.rounds = &round;
  server.n_rounds = 1;
  server.last = SSH_AUTH_PARTIAL;
  g_assert_cmpint(login_try_questions(&fixture->login, &error), ==, LOGIN_PARTIAL);
  server.last = SSH_AUTH_DENIED;
  g_assert_cmpint(login_try_password(&fixture->login, &error), ==, LOGIN_REFUSED);
  g_assert_cmpuint(server.n_passwords, ==, 1);
  g_assert_cmpuint(fake_prompt_count(fixture->person, PROMPT_LOGIN_PASSWORD), ==, 0);
  g_assert_cmpint(get_verdict(&fixture->login), ==, PASSWORD_NOT_JUDGED);
}

/* --- limits --- */

static void
test_too_many_questions(Fixture *fixture, gconstpointer unused)
{
  static const Round round = ROUND({"Password: ", 0}, {"a", 0}, {"b", 0}, {"c", 0}, {"d", 0}, {"e", 0},
                                   {"f", 0}, {"g", 0}, {"h", 0});
  give_password(fixture);
  expect_refusal(fixture, &round, 1, "the server asks ctl@cucm-pub too many questions", "");
}

static void
test_too_many_rounds(Fixture *fixture, gconstpointer unused)
{
  static const Round silence = {.instruction = "Wait"};
  server.endless = TRUE;
  expect_refusal(fixture, &silence, 1, "the server asks ctl@cucm-pub too many questions", "");
  g_assert_cmpuint(server.calls, ==, 11);
}

static void
test_length(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = g_strnfill(100000, 'q');
  g_autofree char *words = g_strnfill(100000, 'w');
  const Round round = {.name = words, .instruction = words, .n = 1, .asked = {{text, 0}}};
  converse(fixture, &round, 1, "1.1=hidden");
  g_assert_cmpuint(strlen(fake_prompt_get_last(fixture->person, PROMPT_LOGIN_HIDDEN_ANSWER)), <, 1400);
}

/* --- what is seen --- */

static void
test_words(Fixture *fixture, gconstpointer unused)
{
  static const Round hidden = {.name = "RSA",
                               .instruction = "Your token is locked.\n",
                               .n = 1,
                               .asked = {{"Password of token A: ", 0}}};
  converse(fixture, &hidden, 1, "1.1=hidden");
  g_assert_cmpstr(fake_prompt_get_last(fixture->person, PROMPT_LOGIN_HIDDEN_ANSWER), ==,
                  "ctl@cucm-pub: ctl@cucm-pub asks: Password of token A (ctl@cucm-pub says: RSA\n"
                  "ctl@cucm-pub says: Your token is locked.\n"
                  "The server asks this, not this program. Never answer with a token's password.)");
}

static void
test_words_of_seen(Fixture *fixture, gconstpointer unused)
{
  static const Round seen = {.name = "", .instruction = " ", .n = 1, .asked = {{"User:", 1}}};
  converse(fixture, &seen, 1, "1.1=seen");
  g_assert_cmpstr(fake_prompt_get_last(fixture->person, PROMPT_LOGIN_ANSWER), ==,
                  "ctl@cucm-pub: ctl@cucm-pub asks: User ()");
}

static void
test_nasty(void)
{
  for (gsize i = 0; i < N_NASTY_TEXTS; i++) {
    const char *nasty = NASTY_TEXTS[i].bytes;
    g_autoptr(LoginQuestion) question = login_question_new("ctl@cucm-pub", nasty, nasty, nasty, TRUE);
    g_auto(GStrv) lines = g_strsplit(question->detail, "\n", -1);
    g_test_message("%s", NASTY_TEXTS[i].what);
    nasty_texts_assert_harmless(question->message, FALSE);
    nasty_texts_assert_harmless(question->detail, TRUE);
    for (guint line = 0; line + 1 < g_strv_length(lines); line++)
      g_assert_true(g_str_has_prefix(lines[line], "ctl@cucm-pub says: "));
  }
}

/* --- nobody is there --- */

static void
test_nobody_to_ask(Fixture *fixture, gconstpointer unused)
{
  static const Round rounds[] = {ROUND({"Password of token SAST-A: ", 0})};
  g_autoptr(CtlScriptedPrompt) script = scripted_prompt_new(NULL);
  g_autoptr(GError) error = NULL;
  scripted_prompt_take_secret(script, PROMPT_LOGIN_PASSWORD, secret_new(GIVEN, strlen(GIVEN), NULL));
  scripted_prompt_take_secret(script, PROMPT_TOKEN_PASSWORD, secret_new("pin", 3, NULL));
  fixture->login.prompt = CTL_PROMPT(script);
  server.rounds = rounds;
  server.n_rounds = 1;
  g_assert_cmpint(login_try_questions(&fixture->login, &error), ==, LOGIN_FAILED);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_cmpuint(server.answers->len, ==, 0);
}

#define ADD(name, func) g_test_add("/login-questions/" name, Fixture, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/login-questions/wants-password", test_wants_password);
  g_test_add_func("/login-questions/each", test_each);
  g_test_add_func("/login-questions/conversations", test_conversations);
  ADD("repeated", test_repeated);
  ADD("repeated-with-kept", test_repeated_with_kept);
  ADD("wrong-code", test_wrong_code);
  ADD("wrong-code-with-kept", test_wrong_code_with_kept);
  g_test_add_func("/login-questions/refused-together", test_refused_together);
  ADD("hung-up-before", test_hung_up_before);
  ADD("hung-up-after", test_hung_up_after);
  ADD("broken-after", test_broken_after);
  ADD("second-way-refused", test_second_way_refused);
  ADD("second-way-asks-for-password", test_second_way_asks_for_password);
  ADD("second-way-refuses-kept", test_second_way_refuses_kept);
  ADD("too-many-questions", test_too_many_questions);
  ADD("too-many-rounds", test_too_many_rounds);
  ADD("length", test_length);
  ADD("words", test_words);
  ADD("words-of-seen", test_words_of_seen);
  g_test_add_func("/login-questions/nasty", test_nasty);
  ADD("nobody-to-ask", test_nobody_to_ask);
  return g_test_run();
}
