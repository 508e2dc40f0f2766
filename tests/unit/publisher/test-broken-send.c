/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli.h"
#include "app/publisher/sftp/sftp-session.h"
#include "tests/unit/publisher/sshd-fixture.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The connection ends in the moment in which libssh sends something: each of its sends in turn (in a quick
 * run some), from the first greeting on, with each way to log in. libssh 0.10.6 keeps such a failure to
 * itself during a login and would wait for ever for an answer that cannot come. */

#define OLD "the old list"
#define NEW "the new list"
#define MAX_LEN 4096
#define MAX_SENDS 200
#define PATIENCE_S 10

typedef enum {
  SEND_WORKS,
  SEND_BREAKS,  /* the server is gone */
  SEND_CANCELS, /* the user cancels right then, and the watchdog shuts the connection down */
} SendFault;

static struct {
  SendFault fault;
  guint at; /* from this send on, the first is 1 */
  guint n;
  GCancellable *cancellable;
} sending;

static gboolean
is_network(int fd)
{
  int domain = AF_UNIX;
  socklen_t len = sizeof domain;
  return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 && domain != AF_UNIX;
}

static void
wait_for_shutdown(int fd)
{
  struct pollfd hang_up = {.fd = fd};
  g_cancellable_cancel(sending.cancellable);
  g_assert_cmpint(poll(&hang_up, 1, PATIENCE_S * 1000), ==, 1);
}

/* In place of the C library's, also for libssh. */
ssize_t
send(int fd, const void *bytes, size_t len, int flags)
{
  ssize_t (*real_send)(int, const void *, size_t, int) = NULL;
  *(void **)&real_send = dlsym(RTLD_NEXT, "send");
  if (is_network(fd) && ++sending.n >= sending.at) {
    if (sending.fault == SEND_CANCELS)
      wait_for_shutdown(fd);
    if (sending.fault == SEND_BREAKS) {
      errno = ECONNRESET;
      return -1;
    }
  }
  return real_send(fd, bytes, len, flags);
}

/* --- the jobs: TRUE when done, also for the server --- */

typedef gboolean (*CtlJob)(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt,
                           GError **error);

/* What is sent to say goodbye belongs to no job that could be cancelled. */
static gboolean
over(gboolean done)
{
  if (sending.fault == SEND_CANCELS)
    sending.fault = SEND_WORKS;
  return done;
}

static PublisherSession *
open_session(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt, GError **error)
{
  return publisher_session_open(address, login, prompt, NULL, sending.cancellable, error);
}

static gboolean
log_in(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt, GError **error)
{
  g_autoptr(PublisherSession) session = open_session(address, login, prompt, error);
  return over(session != NULL);
}

static gboolean
fetch(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt, GError **error)
{
  g_autoptr(PublisherSession) session = open_session(address, login, prompt, error);
  g_autoptr(GBytes) contents = NULL;
  return over(session != NULL &&
              publisher_fetch_file(session, MAX_LEN, &contents, NULL, NULL, sending.cancellable, error));
}

static gboolean
push(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt, GError **error)
{
  g_autoptr(PublisherSession) session = open_session(address, login, prompt, error);
  g_autoptr(GBytes) contents = g_bytes_new_static(NEW, strlen(NEW));
  g_autofree char *file = sshd_path("home/keys/CTLFile.tlv");
  return session != NULL && sshd_replace(session, file, contents, 0, NULL, sending.cancellable, error);
}

static gboolean
ask_cli(const PublisherAddress *address, const PublisherLogin *login, CtlPrompt *prompt, GError **error)
{
  g_autoptr(PlatformCli) cli = platform_cli_open(address, login, prompt, NULL, sending.cancellable, error);
  g_autofree char *answer =
      cli != NULL ? platform_cli_run(cli, "show version active", PLATFORM_CLI_NO, sending.cancellable, error)
                  : NULL;
  return over(answer != NULL);
}

typedef struct {
  const char *name;
  CtlJob job;
  const char *user;
  const char *key;
  const char *password;
} Case;

static const Case CASES[] = {
    {"fetch with a key", fetch, "keys", "client", NULL},
    {"log in by password", log_in, "word", NULL, SSHD_PASSWORD},
    {"log in by questions", log_in, "talk", NULL, SSHD_PASSWORD},
    {"log in by key and password", log_in, "two", "client", SSHD_PASSWORD},
    {"log in by agent", log_in, "keys", NULL, NULL},
    {"ask the CLI", ask_cli, "admin", "client", NULL},
};

/* Its cancellation has tests of its own. */
static const Case PUSH = {"push", push, "keys", "client", NULL};

static gboolean
is_time_limit(const GError *error)
{
  return strstr(error->message, "did not answer for") != NULL ||
         strstr(error->message, "nothing came for") != NULL;
}

/* FALSE when the job was done before the send AT. */
static gboolean
try_fault(SendFault fault, guint at, const Case *of)
{
  const PublisherLogin login = sshd_login(of->key);
  g_autoptr(CtlPrompt) prompt = sshd_prompt(of->password, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autofree char *url = g_strdup_printf("sftp://%s@127.0.0.1/~/CTLFile.tlv", of->user);
  g_autoptr(PublisherAddress) address = publisher_address_parse(url, NULL);
  g_autoptr(GError) error = NULL;
  sending.at = at;
  sending.n = 0;
  sending.cancellable = cancellable;
  sending.fault = fault;
  gboolean done = of->job(address, &login, prompt, &error);
  sending.fault = SEND_WORKS;
  g_test_message("%s, send %u: %s", of->name, at, done ? "done" : error->message);
  int expected = fault == SEND_CANCELS ? CTL_ERROR_CANCELLED : CTL_ERROR_UNREACHABLE;
  if (done)
    return FALSE;
  g_assert_error(error, CTL_ERROR, expected);
  g_assert_false(is_time_limit(error)); /* it was noticed, not waited for */
  return TRUE;
}

/* Each send of the job OF; in a quick run every third, FIRST of the first three. */
static void
try_each_send(SendFault fault, const Case *of, guint first)
{
  g_autofree char *file = sshd_path("home/keys/CTLFile.tlv");
  g_autofree char *lock = sshd_path("home/keys/.CTLFile.tlv.etoken-ctl-lock");
  const guint step = sshd_step(3);
  gboolean failed = TRUE;
  guint at = 1 + first % step;
  for (; failed && at < MAX_SENDS; at += step) {
    sshd_write(file, OLD);
    unlink(lock); /* of the push before, which could not remove it any more */
    failed = try_fault(fault, at, of);
    g_autofree char *text = sshd_read(file);
    g_assert_true(strcmp(text, OLD) == 0 || strcmp(text, NEW) == 0);
  }
  g_test_message("%s: done before send %u", of->name, at - step);
  g_assert_false(failed);
  g_assert_cmpuint(at, >, 10);
}

static void
test_breaks(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(CASES); i++)
    try_each_send(SEND_BREAKS, &CASES[i], i);
  try_each_send(SEND_BREAKS, &PUSH, 0);
}

static void
test_cancels(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(CASES); i++)
    try_each_send(SEND_CANCELS, &CASES[i], i + 1);
}

static void
add_tests(void)
{
  g_autofree char *socket = sshd_path("agent");
  g_setenv("SSH_AUTH_SOCK", socket, TRUE); /* asked where no key file is given */
  g_test_add_func("/publisher/broken-send/breaks", test_breaks);
  g_test_add_func("/publisher/broken-send/cancels", test_cancels);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
