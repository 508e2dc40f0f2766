/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host key of a node that nobody knows yet: read without a login, and kept only when somebody says so. */
#include "app/publisher/ssh/shown-host-key.h"
#include "tests/unit/publisher/sshd-fixture.h"

#include <string.h>

static PublisherAddress *
address_at(const char *port)
{
  g_autofree char *url = g_strdup_printf("sftp://keys@127.0.0.1%s/~/a", port);
  g_autoptr(GError) error = NULL;
  PublisherAddress *address = publisher_address_parse(url, &error);
  g_assert_no_error(error);
  return address;
}

static PublisherLogin
login_with(const char *file)
{
  return (PublisherLogin){.own_known_hosts = file, .timeout_ms = 10000};
}

/* "ssh-ed25519 AAAA..." */
static char *
key_of_server(const char *type)
{
  g_autofree char *path = sshd_path("keys/host_%s.pub", type);
  g_autofree char *text = sshd_read(path);
  g_auto(GStrv) words = g_strsplit(text, " ", 3);
  return g_strdup_printf("%s %s", words[0], words[1]);
}

/* Waits until the server has ended so many connections before a login. */
static void
expect_unused(guint n)
{
  while (sshd_log_count(SSHD_PORT, "[preauth]") < n)
    g_usleep(1000);
}

/* It is the key that the server has; nobody has tried to log in, and nothing was kept. */
static void
test_shown(void)
{
  g_autofree char *file = sshd_known_hosts(NULL);
  g_autofree char *key = key_of_server("ed25519");
  const PublisherLogin login = login_with(file);
  g_autoptr(PublisherAddress) address = address_at("");
  guint n_before = sshd_log_count(SSHD_PORT, "[preauth]");
  g_assert_true(shown_host_key_is_unknown(address, &login));
  g_autoptr(ShownHostKey) shown = shown_host_key_ask(address, &login, NULL, NULL);
  g_assert_nonnull(shown);
  g_assert_cmpstr(shown->type, ==, "ssh-ed25519");
  g_assert_true(g_str_has_prefix(shown->fingerprint, "SHA256:"));
  g_assert_cmpstr(shown->text, ==, key);
  g_assert_cmpstr(shown->file, ==, file);
  g_assert_cmpuint(shown->damage->len, ==, 0);
  g_assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
  expect_unused(n_before + 1);
  g_assert_cmpuint(sshd_log_count(SSHD_PORT, "user keys"), ==, 0);
}

/* Then a login asks nobody. */
static void
test_kept(void)
{
  g_autofree char *file = sshd_known_hosts(NULL);
  g_autofree char *key = key_of_server("ed25519");
  g_autofree char *line = g_strdup_printf("127.0.0.1 %s\n", key);
  PublisherLogin login = sshd_login("client");
  login.own_known_hosts = file;
  g_autoptr(CtlPrompt) nobody = sshd_prompt(NULL, NULL);
  g_autoptr(PublisherAddress) address = address_at("");
  g_autoptr(GError) error = NULL;
  g_autoptr(ShownHostKey) shown = shown_host_key_ask(address, &login, NULL, NULL);
  g_assert_true(shown_host_key_keep(shown, NULL, &error));
  g_assert_no_error(error);
  g_autofree char *text = sshd_read(file);
  g_assert_cmpstr(text, ==, line);
  g_assert_false(shown_host_key_is_unknown(address, &login));
  g_autoptr(PublisherSession) session = sshd_open("keys", "/~/a", &login, nobody, &error);
  g_assert_no_error(error);
}

/* One that is known, rightly or not, is no matter of a question. */
static void
test_known(void)
{
  g_autofree char *right = sshd_known_hosts("rsa");
  g_autofree char *wrong = sshd_known_hosts(NULL);
  g_autofree char *path = sshd_path("keys/stranger.pub");
  g_autofree char *stranger = sshd_read(path);
  g_autofree char *line = g_strdup_printf("127.0.0.1 %s", stranger);
  g_autofree char *revoked = g_strdup_printf("@revoked 127.0.0.1 %s", stranger);
  const char *const lines[] = {line, revoked};
  g_autoptr(PublisherAddress) address = address_at("");
  PublisherLogin login = login_with(right);
  g_assert_false(shown_host_key_is_unknown(address, &login));
  g_assert_null(shown_host_key_ask(address, &login, NULL, NULL));
  login.own_known_hosts = wrong;
  for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
    sshd_write(wrong, lines[i]);
    g_assert_false(shown_host_key_is_unknown(address, &login));
    g_assert_null(shown_host_key_ask(address, &login, NULL, NULL));
  }
}

/* A fingerprint that was given needs no question. */
static void
test_given(void)
{
  g_autofree char *file = sshd_known_hosts(NULL);
  PublisherLogin login = login_with(file);
  g_autoptr(PublisherAddress) address = address_at("");
  g_autoptr(ShownHostKey) shown = shown_host_key_ask(address, &login, NULL, NULL);
  const char *const given[] = {shown->fingerprint, NULL};
  login.host_keys = given;
  g_assert_true(shown_host_key_is_unknown(address, &login));
  g_assert_null(shown_host_key_ask(address, &login, NULL, NULL));
  g_assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
}

/* What cannot be read of the file may have been another key: whoever confirms has to know of it. */
static void
test_damage(void)
{
  g_autofree char *file = sshd_known_hosts(NULL);
  sshd_write(file, "127.0.0.1 ssh-ed25519 nonsense\n");
  const PublisherLogin login = login_with(file);
  g_autoptr(PublisherAddress) address = address_at("");
  g_autoptr(ShownHostKey) shown = shown_host_key_ask(address, &login, NULL, NULL);
  g_assert_cmpuint(shown->damage->len, ==, 1);
  g_assert_nonnull(strstr(g_ptr_array_index(shown->damage, 0), "Line 1 of "));
}

/* Nobody answers there; the server has old algorithms only; it is cancelled. */
static void
test_not_shown(void)
{
  g_autofree char *file = sshd_known_hosts(NULL);
  const PublisherLogin login = login_with(file);
  g_autoptr(PublisherAddress) closed = address_at(":1");
  g_autoptr(PublisherAddress) old = address_at(":2222");
  g_autoptr(PublisherAddress) address = address_at("");
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_assert_null(shown_host_key_ask(closed, &login, NULL, NULL));
  g_assert_null(shown_host_key_ask(old, &login, NULL, NULL));
  g_cancellable_cancel(cancellable);
  g_assert_null(shown_host_key_ask(address, &login, NULL, cancellable));
}

static void
test_not_kept(void)
{
  g_autofree char *file = sshd_path("keys/client/known_hosts"); /* keys/client is no folder */
  const PublisherLogin login = login_with(file);
  g_autoptr(PublisherAddress) address = address_at("");
  g_autoptr(GError) error = NULL;
  g_autoptr(ShownHostKey) shown = shown_host_key_ask(address, &login, NULL, NULL);
  g_assert_nonnull(shown);
  g_assert_false(shown_host_key_keep(shown, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
}

static void
add_tests(void)
{
  g_test_add_func("/publisher/shown-host-key/shown", test_shown);
  g_test_add_func("/publisher/shown-host-key/kept", test_kept);
  g_test_add_func("/publisher/shown-host-key/known", test_known);
  g_test_add_func("/publisher/shown-host-key/given", test_given);
  g_test_add_func("/publisher/shown-host-key/damage", test_damage);
  g_test_add_func("/publisher/shown-host-key/not-shown", test_not_shown);
  g_test_add_func("/publisher/shown-host-key/not-kept", test_not_kept);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
