/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stand-in for the user's SSH agent: what is handed on, and that an agent whose user thinks for long is
 * not taken for a silent server. The agent is this test, the clock stands still until the test moves it. */

#include "app/publisher/ssh/agent-relay.h"

#include "tests/unit/base/fake-clock.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define TIMEOUT_MS 3000
#define REQUEST "\0\0\0\1\x0b"
#define ANSWER "\0\0\0\5\x0c\0\0\0\0"

typedef struct {
  char *folder, *path;
  int server[2]; /* what the watchdog watches */
  int listener;  /* the agent's */
  GCancellable *cancellable;
  Watchdog *watchdog;
  AgentRelay *relay;
  int client; /* libssh's end */
  int agent;  /* the agent's end */
} Fixture;

static struct sockaddr_un
address_of(const char *path)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_strlcpy(address.sun_path, path, sizeof address.sun_path);
  return address;
}

static int
listen_at(const char *path)
{
  struct sockaddr_un address = address_of(path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint(bind(fd, (const struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint(listen(fd, 1), ==, 0);
  return fd;
}

static int
connect_to(const char *path)
{
  struct sockaddr_un address = address_of(path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint(connect(fd, (const struct sockaddr *)&address, sizeof address), ==, 0);
  return fd;
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp("etoken-ctl-XXXXXX", NULL);
  fixture->path = g_build_filename(fixture->folder, "agent", NULL);
  fixture->listener = listen_at(fixture->path);
  g_setenv("SSH_AUTH_SOCK", fixture->path, TRUE);
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fixture->server), ==, 0);
  fixture->cancellable = g_cancellable_new();
  fixture->watchdog = watchdog_new(fixture->server[0], TIMEOUT_MS);
  fixture->relay = agent_relay_start(fixture->watchdog, fixture->cancellable);
  g_assert_nonnull(fixture->relay);
  fixture->agent = accept(fixture->listener, NULL, NULL);
  fixture->client = -1;
}

/* A call of libssh has begun and talks to the agent. */
static void
set_up_call(Fixture *fixture, gconstpointer data)
{
  set_up(fixture, data);
  fixture->client = connect_to(agent_relay_path(fixture->relay));
  watchdog_call_begins(fixture->watchdog);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  const int fds[] = {fixture->client, fixture->agent, fixture->listener, fixture->server[0],
                     fixture->server[1]};
  agent_relay_stop(fixture->relay);
  watchdog_free(fixture->watchdog);
  g_object_unref(fixture->cancellable);
  for (gsize i = 0; i < G_N_ELEMENTS(fds); i++)
    if (fds[i] >= 0)
      close(fds[i]);
  g_unlink(fixture->path);
  g_assert_cmpint(g_rmdir(fixture->folder), ==, 0);
  g_free(fixture->path);
  g_free(fixture->folder);
  g_unsetenv("SSH_AUTH_SOCK");
}

static void
send_bytes(int fd, const char *bytes, gsize len)
{
  g_assert_cmpint(write(fd, bytes, len), ==, (gssize)len);
}

static void
expect_bytes(int fd, const char *bytes, gsize len)
{
  char got[64];
  g_assert_cmpint(recv(fd, got, len, MSG_WAITALL), ==, (gssize)len);
  g_assert_true(memcmp(got, bytes, len) == 0);
}

static void
test_slow_user(Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 2; i++) {
    fake_clock_await(clock_in_ms(TIMEOUT_MS)); /* the server has the word */
    send_bytes(fixture->client, REQUEST, sizeof REQUEST - 1);
    expect_bytes(fixture->agent, REQUEST, sizeof REQUEST - 1);
    fake_clock_await(CLOCK_NEVER); /* the agent has it */
    fake_clock_advance_ms(10 * TIMEOUT_MS);
    send_bytes(fixture->agent, ANSWER, sizeof ANSWER - 1);
    expect_bytes(fixture->client, ANSWER, sizeof ANSWER - 1);
  }
  fake_clock_await(clock_in_ms(TIMEOUT_MS));
  g_assert_cmpint(watchdog_get_reason(fixture->watchdog), !=, WATCHDOG_SILENCE);
}

/* The user gives up while the agent has the word. */
/* libssh would wait for ever for a word of an agent that it can reach. */
static void
expect_closed(Fixture *fixture)
{
  char byte = 0;
  g_assert_cmpint(read(fixture->client, &byte, 1), <=, 0);
  close(fixture->client);
  fixture->client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_un address = address_of(agent_relay_path(fixture->relay));
  g_assert_true(connect(fixture->client, (const struct sockaddr *)&address, sizeof address) != 0 ||
                read(fixture->client, &byte, 1) <= 0);
}

static void
test_cancel(Fixture *fixture, gconstpointer data)
{
  send_bytes(fixture->client, REQUEST, sizeof REQUEST - 1);
  expect_bytes(fixture->agent, REQUEST, sizeof REQUEST - 1);
  g_cancellable_cancel(fixture->cancellable);
  expect_closed(fixture);
}

/* The user gave up before libssh came to ask. */
static void
test_cancelled_before(Fixture *fixture, gconstpointer data)
{
  fixture->client = connect_to(agent_relay_path(fixture->relay));
  g_cancellable_cancel(fixture->cancellable);
  expect_closed(fixture);
}

/* Nobody's agent says so much. */
static void
test_too_long(Fixture *fixture, gconstpointer data)
{
  send_bytes(fixture->client, REQUEST, sizeof REQUEST - 1);
  expect_bytes(fixture->agent, REQUEST, sizeof REQUEST - 1);
  send_bytes(fixture->agent, "\0\4\0\1", 4);
  expect_closed(fixture);
}

static void
test_no_agent(void)
{
  g_unsetenv("SSH_AUTH_SOCK");
  g_assert_null(agent_relay_start(NULL, NULL));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add("/publisher/agent-relay/slow-user", Fixture, NULL, set_up_call, test_slow_user, tear_down);
  g_test_add("/publisher/agent-relay/cancel", Fixture, NULL, set_up_call, test_cancel, tear_down);
  g_test_add("/publisher/agent-relay/cancelled-before", Fixture, NULL, set_up, test_cancelled_before,
             tear_down);
  g_test_add("/publisher/agent-relay/too-long", Fixture, NULL, set_up_call, test_too_long, tear_down);
  g_test_add_func("/publisher/agent-relay/no-agent", test_no_agent);
  return g_test_run();
}
