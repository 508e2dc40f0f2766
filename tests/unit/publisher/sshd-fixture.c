/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/publisher/sshd-fixture.h"
#include "app/publisher/sftp/sftp-session.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
sshd_test_run(int argc, char **argv, void (*add_tests)(void))
{
  g_test_init(&argc, &argv, NULL);
  if (g_getenv("SSHD_DIR") == NULL) {
    g_printerr("skipped: run by with-sshd.sh only\n");
    return 77;
  }
  add_tests();
  return g_test_run();
}

guint
sshd_step(guint quick)
{
  return g_strcmp0(g_getenv("CTL_CHECK_FULL"), "1") == 0 ? 1 : quick;
}

char *
sshd_path(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *name = g_strdup_vprintf(format, args);
  va_end(args);
  return g_build_filename(g_getenv("SSHD_DIR"), name, NULL);
}

char *
sshd_read(const char *path)
{
  char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(path, &text, NULL, &error);
  g_assert_no_error(error);
  return text;
}

void
sshd_write(const char *path, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_file_set_contents(path, text, -1, &error);
  g_assert_no_error(error);
}

char *
sshd_known_hosts(const char *type)
{
  static int number = 0;
  char *file = sshd_path("known_hosts.%d", ++number);
  if (type == NULL)
    return file;
  g_autofree char *key_path = sshd_path("keys/host_%s.pub", type);
  g_autofree char *key = sshd_read(key_path);
  g_autofree char *line = g_strdup_printf("127.0.0.1,::1,[127.0.0.1]:%d %s", SSHD_OLD_PORT, key);
  sshd_write(file, line);
  return file;
}

CtlPrompt *
sshd_prompt(const char *password, const char *passphrase)
{
  CtlScriptedPrompt *prompt = scripted_prompt_new(NULL);
  if (password != NULL)
    scripted_prompt_take_secret(prompt, PROMPT_LOGIN_PASSWORD, secret_new(password, strlen(password), NULL));
  if (passphrase != NULL)
    scripted_prompt_take_secret(prompt, PROMPT_KEY_PASSPHRASE,
                                secret_new(passphrase, strlen(passphrase), NULL));
  return CTL_PROMPT(prompt);
}

PublisherLogin
sshd_login(const char *key)
{
  static char *known_hosts = NULL;
  if (known_hosts == NULL)
    known_hosts = sshd_known_hosts("ed25519");
  PublisherLogin login = {.own_known_hosts = known_hosts, .timeout_ms = 10000};
  g_autofree char *path = key != NULL ? sshd_path("keys/%s", key) : NULL;
  login.identity = path != NULL ? g_intern_string(path) : NULL;
  return login;
}

PublisherSession *
sshd_open(const char *user, const char *path, const PublisherLogin *login, CtlPrompt *prompt, GError **error)
{
  g_autofree char *url = g_strdup_printf("sftp://%s@127.0.0.1%s", user, path);
  g_autoptr(GError) local_error = NULL;
  g_autoptr(PublisherAddress) address = publisher_address_parse(url, &local_error);
  g_assert_no_error(local_error);
  return publisher_session_open(address, login, prompt, NULL, NULL, error);
}

PublisherSession *
sshd_must_open(const char *user, const char *path)
{
  const PublisherLogin login = sshd_login("client");
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(GError) error = NULL;
  PublisherSession *session = sshd_open(user, path, &login, prompt, &error);
  g_assert_no_error(error);
  g_assert_nonnull(session);
  return session;
}

guint
sshd_log_count(int port, const char *text)
{
  g_autofree char *path = sshd_path("log_%d", port);
  g_autofree char *log = sshd_read(path);
  guint n = 0;
  for (const char *p = strstr(log, text); p != NULL; p = strstr(p + 1, text))
    n++;
  return n;
}

void
sshd_signal_user(const char *user, int signal)
{
  const struct passwd *account = getpwnam(user);
  g_assert_nonnull(account);
  uid_t uid = account->pw_uid;
  g_autoptr(GDir) proc = g_dir_open("/proc", 0, NULL);
  const char *name = NULL;
  while ((name = g_dir_read_name(proc)) != NULL) {
    g_autofree char *path = g_build_filename("/proc", name, NULL);
    struct stat st = {0};
    int pid = atoi(name);
    if (pid > 1 && stat(path, &st) == 0 && st.st_uid == uid)
      kill(pid, signal);
  }
}

guint
sshd_count_files(const char *folder, const char *prefix)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_assert_nonnull(dir);
  guint n = 0;
  const char *name = NULL;
  while ((name = g_dir_read_name(dir)) != NULL)
    n += g_str_has_prefix(name, prefix) ? 1 : 0;
  return n;
}

GBytes *
sshd_bytes(gsize len)
{
  guint8 *bytes = g_malloc(len);
  guint32 state = 1;
  for (gsize i = 0; i < len; i++) {
    state = state * 1103515245U + 12345U;
    bytes[i] = (guint8)(state >> 16);
  }
  return g_bytes_new_take(bytes, len);
}

/* The bytes of the file PATH, or NULL when there is no such file. */
static GBytes *
load(const char *path)
{
  char *text = NULL;
  gsize len = 0;
  gboolean is_file = g_file_test(path, G_FILE_TEST_IS_REGULAR);
  return is_file && g_file_get_contents(path, &text, &len, NULL) ? g_bytes_new_take(text, len) : NULL;
}

gboolean
sshd_replace(PublisherSession *session, const char *file, GBytes *contents, guint keep_old,
             const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) judged = load(file);
  const PublisherReplaceRequest request = {.contents = contents, .judged = judged, .keep_old = keep_old};
  return publisher_replace_file(session, &request, progress, cancellable, error);
}
