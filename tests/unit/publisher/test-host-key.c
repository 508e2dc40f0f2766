/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/publisher/sshd-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* The fingerprint that ssh-keygen prints for the server's key of TYPE. */
static char *
fingerprint(const char *type)
{
  g_autofree char *path = sshd_path("keys/host_%s.pub", type);
  g_autofree char *output = NULL;
  const char *argv[] = {"ssh-keygen", "-l", "-f", path, NULL};
  g_autoptr(GError) error = NULL;
  g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error(error);
  g_auto(GStrv) words = g_strsplit(output, " ", 3);
  return g_strdup(words[1]);
}

/* The result of opening a session with this own file and prompt; NULL when it was opened. */
static GError *
try_open(const char *path, const char *own_file, CtlPrompt *prompt)
{
  PublisherLogin login = sshd_login("client");
  login.own_known_hosts = own_file;
  GError *error = NULL;
  g_autoptr(PublisherSession) session = sshd_open("keys", path, &login, prompt, &error);
  g_assert_true((session == NULL) == (error != NULL));
  return error;
}

static void
test_nobody_to_ask(void)
{
  g_autofree char *file = sshd_known_hosts(NULL);
  g_autofree char *shown = fingerprint("ed25519");
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) error = try_open("/~/a", file, prompt);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN);
  g_assert_nonnull(strstr(error->message, shown));
  g_assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
}

/* Another fingerprint, and whatever else of the question a script may hand over by mistake. */
static void
test_not_confirmed(void)
{
  g_autofree char *file = sshd_known_hosts(NULL);
  g_autofree char *shown = fingerprint("ed25519");
  g_autofree char *cut = g_strndup(shown, strlen(shown) - 1);
  g_autofree char *longer = g_strconcat(shown, "=", NULL);
  g_autofree char *lower = g_ascii_strdown(shown, -1);
  g_autofree char *other = fingerprint("rsa");
  const char *const wrong[] = {other, "", "S", "SHA256:", "ssh-ed25519", "127.0.0.1", cut, longer, lower};
  for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
    scripted_prompt_set_host_key(CTL_SCRIPTED_PROMPT(prompt), wrong[i]);
    g_autoptr(GError) error = try_open("/~/a", file, prompt);
    g_assert_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN);
    g_assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
  }
}

static void
test_confirmed_and_kept(void)
{
  g_autofree char *folder = sshd_path("new/config");
  g_autofree char *file = g_build_filename(folder, "known_hosts", NULL);
  g_autofree char *shown = fingerprint("ed25519");
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(CtlPrompt) silent = sshd_prompt(NULL, NULL);
  scripted_prompt_set_host_key(CTL_SCRIPTED_PROMPT(prompt), shown);
  g_autoptr(GError) first = try_open("/~/a", file, prompt);
  g_assert_no_error(first);

  struct stat st = {0};
  g_assert_cmpint(stat(file, &st), ==, 0);
  g_assert_cmpint(st.st_mode & 07777, ==, 0600);
  g_assert_cmpint(stat(folder, &st), ==, 0);
  g_assert_cmpint(st.st_mode & 07777, ==, 0700);
  g_autoptr(GError) second = try_open("/~/a", file, silent);
  g_assert_no_error(second);
}

/* The default place, and an entry with the port; what stood in the file stays. */
static void
test_default_file(void)
{
  g_autofree char *file = g_build_filename(g_get_user_config_dir(), "etoken-ctl", "known_hosts", NULL);
  g_autofree char *folder = g_path_get_dirname(file);
  g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
  sshd_write(file, "# mine\nother.example ssh-ed25519 AAAA");
  g_autofree char *shown = fingerprint("rsa");
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  scripted_prompt_set_host_key(CTL_SCRIPTED_PROMPT(prompt), shown);
  PublisherLogin login = {.identity = sshd_login("client").identity, .old_algorithms = OLD_ALGORITHMS_SSH};
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherSession) session G_GNUC_UNUSED = sshd_open("keys", ":2222/~/a", &login, prompt, &error);
  g_assert_no_error(error);
  g_autofree char *text = sshd_read(file);
  g_assert_true(
      g_str_has_prefix(text, "# mine\nother.example ssh-ed25519 AAAA\n[127.0.0.1]:2222 ssh-rsa AAAA"));
  g_assert_true(g_str_has_suffix(text, "\n"));
  g_remove(file);
}

/* A key of the other type steers the negotiation, so it can be compared. */
static void
test_rsa_entry(void)
{
  static const char *const TYPES[] = {"rsa", "ecdsa", "ed25519"};
  for (gsize i = 0; i < G_N_ELEMENTS(TYPES); i++) {
    g_autofree char *file = sshd_known_hosts(TYPES[i]);
    g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
    g_autoptr(GError) error = try_open("/~/a", file, prompt);
    g_assert_no_error(error);
  }
}

/* A line of a known hosts file with another key than the server's. */
static char *
wrong_line(const char *host, const char *key_file)
{
  g_autofree char *path = sshd_path("keys/%s", key_file);
  g_autofree char *key = sshd_read(path);
  return g_strdup_printf("# comment\n%s %s", host, key);
}

static void
check_changed(const char *file, const char *own_file, const char *says)
{
  g_autofree char *shown = fingerprint("ed25519");
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  scripted_prompt_set_host_key(CTL_SCRIPTED_PROMPT(prompt), shown); /* would say yes */
  g_autoptr(GError) error = try_open("/~/a", own_file, prompt);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_CHANGED);
  g_test_message("%s", error->message);
  g_assert_nonnull(strstr(error->message, shown));
  g_assert_nonnull(strstr(error->message, file));
  g_assert_nonnull(strstr(error->message, says));
}

static void
test_changed(void)
{
  g_autofree char *file = sshd_known_hosts(NULL);
  g_autofree char *line = wrong_line("127.0.0.1", "stranger.pub");
  sshd_write(file, line);
  check_changed(file, file, "line 2");
}

/* A wrong key in any file refuses, even when the own file knows the right one. */
static void
test_changed_elsewhere(void)
{
  g_autofree char *own = sshd_known_hosts("ed25519");
  g_autofree char *users = g_build_filename(g_get_home_dir(), ".ssh", "known_hosts", NULL);
  g_autofree char *line = wrong_line("127.0.0.1", "stranger.pub");
  const char *files[] = {users, "/etc/ssh/ssh_known_hosts"};
  for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
    sshd_write(files[i], line);
    check_changed(files[i], own, "line 2");
    g_remove(files[i]);
  }
}

/* The users' files are believed, and never written to. */
static void
test_known_elsewhere(void)
{
  g_autofree char *own = sshd_known_hosts(NULL);
  g_autofree char *right = sshd_known_hosts("rsa");
  g_autofree char *line = sshd_read(right);
  g_autofree char *users = g_build_filename(g_get_home_dir(), ".ssh", "known_hosts", NULL);
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  sshd_write(users, line);
  g_autoptr(GError) error = try_open("/~/a", own, prompt);
  g_assert_no_error(error);
  g_autofree char *after = sshd_read(users);
  g_assert_cmpstr(after, ==, line);
  g_assert_false(g_file_test(own, G_FILE_TEST_EXISTS));
  g_remove(users);
}

/* The host is known by a key of a type that the server no longer has. */
static void
test_other_type(void)
{
  g_autofree char *file = sshd_known_hosts("ed25519");
  PublisherLogin login = sshd_login("client");
  login.own_known_hosts = file;
  login.old_algorithms = OLD_ALGORITHMS_SSH;
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autofree char *shown = fingerprint("rsa");
  scripted_prompt_set_host_key(CTL_SCRIPTED_PROMPT(prompt), shown); /* would say yes */
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherSession) session = sshd_open("keys", ":2222/~/a", &login, prompt, &error);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_CHANGED);
  g_assert_null(session);
  g_assert_nonnull(strstr(error->message, "shows ssh-rsa SHA256:"));
  g_assert_nonnull(strstr(error->message, "expects ssh-ed25519 SHA256:"));
}

static void
test_revoked(void)
{
  g_autofree char *file = sshd_known_hosts(NULL);
  g_autofree char *line = wrong_line("127.0.0.1", "host_ed25519.pub");
  g_autofree char *text = g_strdup_printf("%s\n@revoked %s", line, line + strlen("# comment\n"));
  sshd_write(file, text);
  check_changed(file, file, "revoked");
}

static void
test_hashed(void)
{
  g_autofree char *file = sshd_known_hosts("ed25519");
  const char *argv[] = {"ssh-keygen", "-H", "-f", file, NULL};
  g_autoptr(GError) spawn_error = NULL;
  g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
               NULL, NULL, &spawn_error);
  g_assert_no_error(spawn_error);
  g_autofree char *text = sshd_read(file);
  g_assert_true(g_str_has_prefix(text, "|1|"));
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) error = try_open("/~/a", file, prompt);
  g_assert_no_error(error);
}

/* What cannot be read might hold another key. */
static void
test_unreadable(void)
{
  g_autofree char *folder = sshd_path("a_folder");
  g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) error = try_open("/~/a", folder, prompt);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
}

static void
test_old_algorithms(void)
{
  g_autofree char *file = sshd_known_hosts("rsa");
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) refused = try_open(":2222/~/a", file, prompt);
  g_assert_error(refused, CTL_ERROR, CTL_ERROR_REMOTE);
  g_test_message("%s", refused->message);
  g_assert_nonnull(strstr(refused->message,
                          "the old algorithms diffie-hellman-group14-sha1, ssh-rsa, hmac-sha1 have to be"));

  PublisherLogin login = sshd_login("client");
  login.own_known_hosts = file;
  login.old_algorithms = OLD_ALGORITHMS_SSH;
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherSession) session = sshd_open("keys", ":2222/~/a", &login, prompt, &error);
  g_assert_no_error(error);
  g_assert_nonnull(session);
  const GPtrArray *warnings = publisher_session_get_warnings(session);
  g_assert_cmpuint(warnings->len, ==, 1);
  g_test_message("%s", (const char *)warnings->pdata[0]);
  g_assert_nonnull(strstr(warnings->pdata[0], ": diffie-hellman-group14-sha1, ssh-rsa, hmac-sha1"));
}

/* A server that can do better is never brought down to old ones, even where they are allowed. */
static void
test_old_not_needed(void)
{
  PublisherLogin login = sshd_login("client");
  login.old_algorithms = OLD_ALGORITHMS_SSH;
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherSession) session = sshd_open("keys", "/~/a", &login, prompt, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(publisher_session_get_warnings(session)->len, ==, 0);
}

/* Each set alone is not enough for a server that needs three. */
static void
test_old_in_part(void)
{
  static const guint SETS[] = {OLD_GROUP14_SHA1 | OLD_SSH_RSA, OLD_GROUP14_SHA1 | OLD_HMAC_SHA1,
                               OLD_SSH_RSA | OLD_HMAC_SHA1, OLD_GROUP1_SHA1 | OLD_AES_CBC};
  static const char *const NAMES[] = {"hmac-sha1 ", "ssh-rsa ", "diffie-hellman-group14-sha1 ",
                                      "diffie-hellman-group14-sha1, ssh-rsa, hmac-sha1 "};
  g_autofree char *file = sshd_known_hosts("rsa");
  for (gsize i = 0; i < G_N_ELEMENTS(SETS); i++) {
    PublisherLogin login = sshd_login("client");
    login.own_known_hosts = file;
    login.old_algorithms = SETS[i];
    g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
    g_autoptr(GError) error = NULL;
    g_assert_null(sshd_open("keys", ":2222/~/a", &login, prompt, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_REMOTE);
    g_assert_nonnull(strstr(error->message, NAMES[i]));
  }
}

/* A fingerprint that the address book holds needs nobody to confirm it. */
static void
test_expected(void)
{
  g_autofree char *file = sshd_known_hosts(NULL);
  g_autofree char *wanted = NULL;
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) unknown = try_open("/~/a", file, prompt);
  g_assert_error(unknown, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN);
  const char *fingerprint = strstr(unknown->message, "SHA256:");
  wanted = g_strndup(fingerprint, strcspn(fingerprint, " "));
  g_autofree char *cut = g_strndup(wanted, strlen(wanted) - 1);
  const char *const wrong[] = {"SHA256:0000000000000000000000000000000000000000000", "", "SHA256:", cut,
                               NULL};
  const char *const right[] = {wrong[0], wanted, NULL};
  PublisherLogin login = sshd_login("client");
  login.own_known_hosts = file;
  login.host_keys = wrong;
  g_assert_null(sshd_open("keys", "/~/a", &login, prompt, NULL));
  login.host_keys = right;
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherSession) session = sshd_open("keys", "/~/a", &login, prompt, &error);
  g_assert_no_error(error);
  g_assert_nonnull(session);
}

static void
add_tests(void)
{
  g_test_add_func("/publisher/host-key/nobody-to-ask", test_nobody_to_ask);
  g_test_add_func("/publisher/host-key/not-confirmed", test_not_confirmed);
  g_test_add_func("/publisher/host-key/confirmed-and-kept", test_confirmed_and_kept);
  g_test_add_func("/publisher/host-key/default-file", test_default_file);
  g_test_add_func("/publisher/host-key/rsa-entry", test_rsa_entry);
  g_test_add_func("/publisher/host-key/changed", test_changed);
  g_test_add_func("/publisher/host-key/changed-elsewhere", test_changed_elsewhere);
  g_test_add_func("/publisher/host-key/known-elsewhere", test_known_elsewhere);
  g_test_add_func("/publisher/host-key/other-type", test_other_type);
  g_test_add_func("/publisher/host-key/revoked", test_revoked);
  g_test_add_func("/publisher/host-key/hashed", test_hashed);
  g_test_add_func("/publisher/host-key/unreadable", test_unreadable);
  g_test_add_func("/publisher/host-key/expected", test_expected);
  g_test_add_func("/publisher/host-key/old-algorithms", test_old_algorithms);
  g_test_add_func("/publisher/host-key/old-not-needed", test_old_not_needed);
  g_test_add_func("/publisher/host-key/old-in-part", test_old_in_part);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
