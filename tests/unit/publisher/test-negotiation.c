/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server that has old algorithms only, and hangs up. libssh, as it is on this machine, has to tell what the
 * server offers in the words that are known; where it does not, what is allowed is tried all the same. */
#include "app/publisher/ssh/algorithms.h"
#include "app/publisher/ssh/negotiation.h"
#include "app/publisher/ssh/session.h"
#include "app/publisher/ssh/socket.h"

#include <dlfcn.h>
#include <libssh/callbacks.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BANNER "SSH-2.0-OpenSSH_5.8\r\n"
#define N_METHODS 10 /* lists of names in a KEXINIT (RFC 4253, 7.1) */
#define FOUR (OLD_GROUP1_SHA1 | OLD_SSH_RSA | OLD_AES_CBC | OLD_HMAC_SHA1)

static const char *const OLD_OFFER[N_METHODS] = {"diffie-hellman-group1-sha1",
                                                 "ssh-rsa",
                                                 "aes256-cbc",
                                                 "aes256-cbc",
                                                 "hmac-sha1",
                                                 "hmac-sha1",
                                                 "none",
                                                 "none",
                                                 "",
                                                 ""};
static const char *const UNKNOWN_OFFER[N_METHODS] = {
    "unheard-of",    "ssh-rsa", "aes256-ctr", "aes256-ctr", "hmac-sha2-256",
    "hmac-sha2-256", "none",    "none",       "",           ""};

static struct {
  const char *banner;
  const char *const *offer; /* NULL: it hangs up after the banner */
  gboolean hangs_up;
  gboolean is_busy; /* it hangs up after the first banner, whatever it offers later */
  GArray *clients;  /* of int: its end of each connection */
} server;

/* FALSE: in words that nobody knows. */
static gboolean libssh_tells = TRUE;

/* --- the server --- */

static void
append_u32(GByteArray *bytes, guint32 value)
{
  value = GUINT32_TO_BE(value);
  g_byte_array_append(bytes, (const guint8 *)&value, sizeof value);
}

/* RFC 4253, 7.1: type, cookie, lists of names, no guessed packet, a reserved number. */
static GByteArray *
make_kexinit(const char *const *offer)
{
  static const guint8 zeros[16] = {0};
  const guint8 type = 20;
  GByteArray *bytes = g_byte_array_new();
  g_byte_array_append(bytes, &type, 1);
  g_byte_array_append(bytes, zeros, 16);
  for (guint i = 0; i < N_METHODS; i++) {
    append_u32(bytes, (guint32)strlen(offer[i]));
    g_byte_array_append(bytes, (const guint8 *)offer[i], (guint)strlen(offer[i]));
  }
  g_byte_array_append(bytes, zeros, 5);
  return bytes;
}

/* RFC 4253, 6: as a packet before there are keys. */
static GByteArray *
make_packet(const char *const *offer)
{
  static const guint8 zeros[16] = {0};
  g_autoptr(GByteArray) payload = make_kexinit(offer);
  guint8 padding = (guint8)(16 - (payload->len + 5) % 8);
  GByteArray *packet = g_byte_array_new();
  append_u32(packet, 1 + payload->len + padding);
  g_byte_array_append(packet, &padding, 1);
  g_byte_array_append(packet, payload->data, payload->len);
  g_byte_array_append(packet, zeros, padding);
  return packet;
}

/* All that the server says is on its way before the client begins. The client's end. */
static int
answer(void)
{
  int fds[2] = {-1, -1};
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  g_assert_cmpint(write(fds[0], server.banner, strlen(server.banner)), ==, (gssize)strlen(server.banner));
  gboolean ends = server.is_busy && server.clients->len == 0;
  if (server.offer != NULL && !ends) {
    g_autoptr(GByteArray) packet = make_packet(server.offer);
    g_assert_cmpint(write(fds[0], packet->data, packet->len), ==, (gssize)packet->len);
  }
  if (server.hangs_up || ends)
    g_assert_cmpint(shutdown(fds[0], SHUT_WR), ==, 0);
  g_array_append_val(server.clients, fds[0]);
  return fds[1];
}

/* In place of the real one. */
GSocketConnection *
publisher_socket_connect(const PublisherAddress *address, const char *subject, guint timeout_ms,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr(GSocket) socket = g_socket_new_from_fd(answer(), error);
  g_assert_nonnull(socket);
  return g_socket_connection_factory_create_connection(socket);
}

static ssh_logging_callback keep = NULL;

static void
hand_on(int priority, const char *function, const char *text, void *user_data)
{
  if (libssh_tells)
    keep(priority, function, text, user_data);
}

/* In place of libssh's. */
int
ssh_set_log_callback(ssh_logging_callback callback)
{
  int (*real)(ssh_logging_callback) = NULL;
  *(void **)&real = dlsym(RTLD_NEXT, "ssh_set_log_callback");
  keep = callback;
  return real(hand_on);
}

static void
server_start(const char *banner, const char *const *offer, gboolean hangs_up)
{
  server.banner = banner;
  server.offer = offer;
  server.hangs_up = hangs_up;
  server.is_busy = FALSE;
  server.clients = g_array_new(FALSE, FALSE, sizeof(int));
}

/* TRUE when the client has said NAME in connection I. */
static gboolean
was_offered(guint i, const char *name)
{
  char bytes[8192];
  gssize len = recv(g_array_index(server.clients, int, i), bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);
  return len > 0 && memmem(bytes, (gsize)len, name, strlen(name)) != NULL;
}

static void
server_stop(void)
{
  for (guint i = 0; i < server.clients->len; i++)
    close(g_array_index(server.clients, int, i));
  g_clear_pointer(&server.clients, g_array_unref);
}

/* --- tests --- */

static void
check_words(gboolean hangs_up)
{
  server_start(BANNER, OLD_OFFER, hangs_up);
  int fd = answer();
  ssh_session ssh = ssh_new();
  g_autofree char *mismatch = NULL;
  g_autofree char *offer = NULL;
  g_assert_cmpint(ssh_options_set(ssh, SSH_OPTIONS_HOST, "server"), ==, SSH_OK);
  g_assert_cmpint(ssh_options_set(ssh, SSH_OPTIONS_FD, &fd), ==, SSH_OK);
  g_assert_cmpint(negotiation_connect(ssh, &mismatch, &offer), ==, SSH_ERROR);
  g_test_message("%s; %s", mismatch, offer);
  g_assert_cmphex(algorithms_missing(mismatch, offer), ==, FOUR);
  g_assert_cmphex(algorithms_missing(mismatch, NULL), ==, OLD_GROUP1_SHA1);
  ssh_free(ssh);
  server_stop();
}

/* When this fails, libssh tells in other words than negotiation.c and algorithms.c know. */
static void
test_words(void)
{
  check_words(FALSE);
  check_words(TRUE);
}

/* How often the server is called, and whether the last time with old algorithms. */
static void
check_calls(guint allowed, guint calls, gboolean old)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherAddress) address = publisher_address_parse("sftp://admin@server/~/CTLFile.tlv", NULL);
  PublisherLogin login = {.own_known_hosts = "/nonexistent/known_hosts", .old_algorithms = allowed};
  g_assert_null(publisher_session_log_in(address, &login, NULL, NULL, NULL, &error));
  g_assert_nonnull(error);
  g_test_message("%s", error->message);
  g_assert_cmpuint(server.clients->len, ==, calls);
  g_assert_false(calls > 1 && was_offered(0, "diffie-hellman-group1-sha1"));
  g_assert_cmpint(was_offered(calls - 1, "diffie-hellman-group1-sha1"), ==, old);
  g_assert_cmpint(was_offered(calls - 1, "hmac-sha1"), ==, old);
}

/* It is called again with what it needs and is allowed: by libssh's words, and without them. */
static void
test_calls(void)
{
  static const struct {
    const char *banner;
    const char *const *offer;
    gboolean told;
    guint allowed, calls;
  } rows[] = {
      {BANNER, OLD_OFFER, TRUE, OLD_ALGORITHMS_NONE, 1},
      {BANNER, OLD_OFFER, TRUE, OLD_ALGORITHMS_ALL, 2},
      {BANNER, OLD_OFFER, TRUE, FOUR, 2},
      {BANNER, OLD_OFFER, FALSE, OLD_ALGORITHMS_NONE, 1},
      {BANNER, OLD_OFFER, FALSE, OLD_ALGORITHMS_ALL, 3},
      {BANNER, OLD_OFFER, FALSE, FOUR, 3},
      /* nothing of what is allowed would help */
      {BANNER, UNKNOWN_OFFER, TRUE, OLD_ALGORITHMS_ALL, 1},
      {BANNER, OLD_OFFER, FALSE, OLD_TLS, 1},
      /* no SSH server has answered */
      {"busy\r\n", NULL, TRUE, OLD_ALGORITHMS_ALL, 1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("line %zu", i);
    libssh_tells = rows[i].told;
    server_start(rows[i].banner, rows[i].offer, TRUE);
    check_calls(rows[i].allowed, rows[i].calls, rows[i].calls > 1);
    server_stop();
  }
  libssh_tells = TRUE;
}

/* One that was only busy, and is called again, is not offered what it does not need. */
static void
test_busy(void)
{
  static const char *const offer[N_METHODS] = {"diffie-hellman-group1-sha1",
                                               "ssh-ed25519",
                                               "aes256-ctr",
                                               "aes256-ctr",
                                               "hmac-sha2-256",
                                               "hmac-sha2-256",
                                               "none",
                                               "none",
                                               "",
                                               ""};
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherAddress) address = publisher_address_parse("sftp://admin@server/~/CTLFile.tlv", NULL);
  PublisherLogin login = {.own_known_hosts = "/nonexistent/known_hosts",
                          .old_algorithms = OLD_ALGORITHMS_ALL};
  server_start(BANNER, offer, TRUE);
  server.is_busy = TRUE;
  g_assert_null(publisher_session_log_in(address, &login, NULL, NULL, NULL, &error));
  g_assert_cmpuint(server.clients->len, ==, 3);
  g_assert_true(was_offered(2, "diffie-hellman-group1-sha1"));
  g_assert_false(was_offered(2, "hmac-sha1"));
  server_stop();
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/negotiation/words", test_words);
  g_test_add_func("/negotiation/calls", test_calls);
  g_test_add_func("/negotiation/busy", test_busy);
  return g_test_run();
}
