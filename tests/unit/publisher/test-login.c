/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/sftp-session.h"
#include "tests/unit/publisher/sshd-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define PATH "/~/CTLFile.tlv"

/* NULL when the login succeeded. */
static GError *
try_login(const char *user, const char *key, const char *password, const char *passphrase)
{
  const PublisherLogin login = sshd_login(key);
  g_autoptr(CtlPrompt) prompt = sshd_prompt(password, passphrase);
  GError *error = NULL;
  g_autoptr(PublisherSession) session = sshd_open(user, PATH, &login, prompt, &error);
  g_assert_true((session == NULL) == (error != NULL));
  if (error != NULL)
    g_test_message("%s", error->message);
  return error;
}

static void
check_works(const char *user, const char *key, const char *password, const char *passphrase)
{
  g_autoptr(GError) error = try_login(user, key, password, passphrase);
  g_assert_no_error(error);
}

static void
check_refused(const char *user, const char *key, const char *password, const char *passphrase,
              const char *says)
{
  g_autoptr(GError) error = try_login(user, key, password, passphrase);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  g_assert_nonnull(strstr(error->message, user));
  g_assert_nonnull(strstr(error->message, says));
}

static void
test_key(void)
{
  check_works("keys", "client", NULL, NULL);
  check_refused("keys", "stranger", NULL, NULL, "keys@127.0.0.1 was refused; the server offers: key");
}

static void
test_key_file_missing(void)
{
  g_autoptr(GError) error = try_login("keys", "no_such_key", NULL, NULL);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
  g_autoptr(GError) folder_error = try_login("keys", ".", NULL, NULL);
  g_assert_error(folder_error, CTL_ERROR, CTL_ERROR_FILE);
}

static void
test_agent(void)
{
  g_autofree char *socket = sshd_path("agent");
  g_setenv("SSH_AUTH_SOCK", socket, TRUE);
  check_works("keys", NULL, NULL, NULL);
  g_unsetenv("SSH_AUTH_SOCK");
  check_refused("keys", NULL, NULL, NULL, "was refused");
}

/* An agent's socket that nobody listens on is no reason to fail. */
static void
test_agent_dead(void)
{
  g_setenv("SSH_AUTH_SOCK", "/nonexistent/agent", TRUE);
  check_works("word", NULL, SSHD_PASSWORD, NULL);
  g_unsetenv("SSH_AUTH_SOCK");
}

static void
test_encrypted_key(void)
{
  check_works("keys", "locked", NULL, SSHD_PASSPHRASE);
  check_works("keys", "pem", NULL, SSHD_PASSPHRASE);
  check_refused("keys", "locked", NULL, "wrong", "passphrase of the key file");
  check_refused("keys", "locked", NULL, NULL, "needs its passphrase");
}

/* The prompt would be left with its answer, and the message says nothing of a passphrase. */
static void
test_passphrase_not_asked_in_vain(void)
{
  g_autoptr(GError) error = try_login("keys", "locked_stranger", NULL, NULL);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  g_assert_null(strstr(error->message, "passphrase"));
}

static void
copy_file(const char *from, const char *to)
{
  g_autofree char *source = sshd_path("keys/%s", from);
  g_autofree char *target = g_build_filename(g_get_home_dir(), ".ssh", to, NULL);
  g_autofree char *text = sshd_read(source);
  sshd_write(target, text);
}

/* The user's own keys are found by $HOME. The first one is refused, the second accepted. */
static void
test_default_keys(void)
{
  copy_file("stranger", "id_ed25519");
  copy_file("client", "id_rsa");
  check_works("keys", NULL, NULL, NULL);
  g_autofree char *first = g_build_filename(g_get_home_dir(), ".ssh", "id_ed25519", NULL);
  g_autofree char *second = g_build_filename(g_get_home_dir(), ".ssh", "id_rsa", NULL);
  g_remove(first);
  g_remove(second);
}

static void
test_password(void)
{
  check_works("word", NULL, SSHD_PASSWORD, NULL);
}

static void
test_questions(void)
{
  check_works("talk", NULL, SSHD_PASSWORD, NULL);
}

/* Waits until the server has noted the end of one more connection that did not get in. */
static void
wait_for_end(const char *text, guint before)
{
  gint64 until = g_get_monotonic_time() + 20 * G_TIME_SPAN_SECOND;
  while (sshd_log_count(SSHD_PORT, text) == before && g_get_monotonic_time() < until)
    g_usleep(10000);
  g_assert_cmpuint(sshd_log_count(SSHD_PORT, text), >, before);
}

/* How often the server saw a wrong password of USER. */
static guint
count_failures(const char *user)
{
  g_autofree char *password = g_strdup_printf("Failed password for %s ", user);
  g_autofree char *questions = g_strdup_printf("Failed keyboard-interactive/pam for %s ", user);
  return sshd_log_count(SSHD_PORT, password) + sshd_log_count(SSHD_PORT, questions);
}

/* Three wrong passwords lock an account of Unified CM: one wrong answer costs one try, whatever is offered.
 */
static void
test_wrong_password_sent_once(void)
{
  static const char *const USERS[] = {"word", "talk", "both"};
  for (gsize i = 0; i < G_N_ELEMENTS(USERS); i++) {
    g_autofree char *end = g_strdup_printf("by authenticating user %s ", USERS[i]);
    guint n_ends = sshd_log_count(SSHD_PORT, end);
    guint before = count_failures(USERS[i]);
    check_refused(USERS[i], NULL, "wrong", NULL, "was refused");
    wait_for_end(end, n_ends);
    g_assert_cmpuint(count_failures(USERS[i]) - before, ==, 1);
  }
}

static void
test_methods_named(void)
{
  check_refused("both", NULL, "wrong", NULL, "the server offers: keyboard-interactive, password");
}

/* A key and then a password. */
static void
test_two_steps(void)
{
  check_works("two", "client", SSHD_PASSWORD, NULL);
  check_refused("two", "client", "wrong", NULL, "the server offers: password");
  check_refused("two", "stranger", SSHD_PASSWORD, NULL, "the server offers: key");
}

static void
test_nobody_to_ask(void)
{
  g_autoptr(GError) error = try_login("word", NULL, NULL, NULL);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
}

static void
test_unknown_user(void)
{
  check_refused("nobody-of-that-name", "client", NULL, NULL, "the server offers: nothing");
}

static void
test_ipv6(void)
{
  const PublisherLogin login = sshd_login("client");
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherAddress) address = publisher_address_parse("sftp://keys@[::1]/~/a", &error);
  g_assert_no_error(error);
  g_autoptr(PublisherSession) session = publisher_session_open(address, &login, prompt, NULL, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(address->host, ==, "::1");
}

static void
add_tests(void)
{
  g_test_add_func("/publisher/login/key", test_key);
  g_test_add_func("/publisher/login/key-file-missing", test_key_file_missing);
  g_test_add_func("/publisher/login/agent", test_agent);
  g_test_add_func("/publisher/login/agent-dead", test_agent_dead);
  g_test_add_func("/publisher/login/encrypted-key", test_encrypted_key);
  g_test_add_func("/publisher/login/passphrase-not-asked-in-vain", test_passphrase_not_asked_in_vain);
  g_test_add_func("/publisher/login/default-keys", test_default_keys);
  g_test_add_func("/publisher/login/password", test_password);
  g_test_add_func("/publisher/login/questions", test_questions);
  g_test_add_func("/publisher/login/wrong-password-sent-once", test_wrong_password_sent_once);
  g_test_add_func("/publisher/login/methods-named", test_methods_named);
  g_test_add_func("/publisher/login/two-steps", test_two_steps);
  g_test_add_func("/publisher/login/nobody-to-ask", test_nobody_to_ask);
  g_test_add_func("/publisher/login/unknown-user", test_unknown_user);
  g_test_add_func("/publisher/login/ipv6", test_ipv6);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
