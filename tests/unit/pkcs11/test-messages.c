/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Framing between a program and its token helper, and what each makes of a peer that does not keep to it. */

#include "pkcs11/message.h"

#include "app/base/error.h"
#include "app/base/process.h"
#include "tests/unit/base/fake-clock.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TIMEOUT_MS 10000

typedef struct {
  Channel here;
  Channel there;
} Pair;

static void
pair_init(Pair *pair)
{
  int fds[2] = {-1, -1};
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  gint64 deadline_us = clock_in_ms(TIMEOUT_MS);
  pair->here = (Channel){.fd = fds[0], .deadline_us = deadline_us};
  pair->there = (Channel){.fd = fds[1], .deadline_us = deadline_us};
}

static void
pair_clear(Pair *pair)
{
  close(pair->here.fd);
  if (pair->there.fd >= 0)
    close(pair->there.fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pair, pair_clear)

static void
test_round_trip(void)
{
  g_auto(Pair) pair = {0};
  pair_init(&pair);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) sent = g_variant_ref_sink(g_variant_new_parsed(
      "(('label', 'serial', '', 'm\u00f6del'), uint32 3, true, [([byte 1, 2], [byte 9], 'x')])"));
  g_assert_true(message_send(&pair.here, MESSAGE_TOKEN, sent, &error));
  MessageKind kind = 0;
  g_autoptr(GVariant) received = NULL;
  g_assert_true(message_receive(&pair.there, &kind, &received, NULL, &error));
  g_assert_cmpint(kind, ==, MESSAGE_TOKEN);
  g_assert_true(g_variant_equal(sent, received));
}

static void
test_password(void)
{
  g_auto(Pair) pair = {0};
  pair_init(&pair);
  g_autoptr(GError) error = NULL;
  g_autoptr(Secret) sent = secret_new("Cisco\n123", 9, NULL);
  g_assert_true(message_send_password(&pair.here, sent, &error));
  g_assert_true(message_send_password(&pair.here, sent, &error));
  MessageKind kind = 0;
  g_autoptr(GVariant) body = NULL;
  g_autoptr(Secret) received = NULL;
  g_assert_true(message_receive(&pair.there, &kind, &body, &received, &error));
  g_assert_cmpint(kind, ==, MESSAGE_PASSWORD);
  g_assert_true(secret_equal(sent, received));
  /* Where no password is expected, none is accepted. */
  g_assert_false(message_receive(&pair.there, &kind, &body, NULL, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

/* Longer than a socket's buffer, so that both sides have to wait for each other. */
static gpointer
send_large(gpointer data)
{
  g_autofree char *text = g_strnfill(MESSAGE_BODY_MAX - 100, 'x');
  g_assert_true(message_send(data, MESSAGE_UNREADABLE, g_variant_new("(s)", text), NULL));
  return NULL;
}

static void
test_large(void)
{
  g_auto(Pair) pair = {0};
  pair_init(&pair);
  GThread *thread = g_thread_new("send", send_large, &pair.here);
  MessageKind kind = 0;
  g_autoptr(GVariant) body = NULL;
  g_autoptr(GError) error = NULL;
  g_assert_true(message_receive(&pair.there, &kind, &body, NULL, &error));
  g_thread_join(thread);
  g_autofree char *text = g_strnfill(MESSAGE_BODY_MAX, 'x');
  g_assert_false(message_send(&pair.here, MESSAGE_UNREADABLE, g_variant_new("(s)", text), &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

typedef struct {
  const char *name;
  const char *bytes;
  gsize len;
} Frame;

#define FRAME(name, bytes)                                                                                   \
  {                                                                                                          \
    name, bytes, sizeof bytes - 1                                                                            \
  }

static const Frame bad_frames[] = {
    FRAME("kind 0", "\0\0\0\1\0x"),
    FRAME("unknown kind", "\0\0\0\1\xffx"),
    FRAME("empty", "\0\0\0\0\5"),
    FRAME("too long", "\0\x10\0\1\5x"),
    FRAME("much too long", "\xff\xff\xff\xff\5x"),
    FRAME("wrong size", "\0\0\0\3\012xyz"),         /* a MESSAGE_LOGIN of three bytes */
    FRAME("no end of the text", "\0\0\0\3\010xyz"), /* a MESSAGE_UNREADABLE without a NUL */
    FRAME("text that is no UTF-8", "\0\0\0\3\010\xff\xfe\0"),
    FRAME("offsets that point outside", "\0\0\0\4\1xy\0\x7f"),
};

static void
test_bad_frame(gconstpointer data)
{
  const Frame *frame = data;
  g_auto(Pair) pair = {0};
  pair_init(&pair);
  g_autoptr(GError) error = NULL;
  g_assert_true(channel_write(&pair.here, frame->bytes, frame->len, &error));
  MessageKind kind = 0;
  g_autoptr(GVariant) body = NULL;
  g_autoptr(Secret) password = NULL;
  gboolean received = message_receive(&pair.there, &kind, &body, &password, &error);
  if (received) /* GVariant reads such a byte string as empty, which the jobs refuse */
    g_assert_cmpint(kind, ==, MESSAGE_LIST);
  else
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_gone(void)
{
  g_auto(Pair) pair = {0};
  pair_init(&pair);
  g_autoptr(GError) error = NULL;
  MessageKind kind = 0;
  g_autoptr(GVariant) body = NULL;
  g_assert_true(channel_write(&pair.there, "\0\0\0\x40\4xyz", 8, &error));
  close(pair.there.fd);
  pair.there.fd = -1;
  g_assert_false(message_receive(&pair.here, &kind, &body, NULL, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_clear_error(&error);
  g_assert_false(message_send(&pair.here, MESSAGE_DONE, g_variant_new("()"), &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

/* Lets the time go by that the channel waits for, in two steps, with a byte in between. */
static gpointer
let_time_pass(gpointer channel)
{
  fake_clock_await(clock_in_ms(TIMEOUT_MS));
  fake_clock_advance_ms(TIMEOUT_MS - 1);
  g_assert_true(channel_write(channel, "x", 1, NULL));
  fake_clock_await(clock_in_ms(1)); /* it was not over, and is not longer for the byte */
  fake_clock_advance_ms(1);
  return NULL;
}

static void
test_timeout(void)
{
  g_auto(Pair) pair = {0};
  pair_init(&pair);
  g_autoptr(GError) error = NULL;
  MessageKind kind = 0;
  g_autoptr(GVariant) body = NULL;
  g_assert_true(channel_write(&pair.there, "\0\0\0\x40\4xyz", 8, &error));
  GThread *thread = g_thread_new("time", let_time_pass, &pair.there);
  g_assert_false(message_receive(&pair.here, &kind, &body, NULL, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_thread_join(thread);
}

static gpointer
cancel_waiting(gpointer cancellable)
{
  fake_clock_await(CLOCK_NEVER);
  g_cancellable_cancel(cancellable);
  return NULL;
}

static void
test_cancel(void)
{
  g_auto(Pair) pair = {0};
  pair_init(&pair);
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  pair.here.cancellable = cancellable;
  pair.here.deadline_us = CLOCK_NEVER;
  GThread *thread = g_thread_new("cancel", cancel_waiting, cancellable);
  g_autoptr(GError) error = NULL;
  MessageKind kind = 0;
  g_autoptr(GVariant) body = NULL;
  g_assert_false(message_receive(&pair.here, &kind, &body, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_thread_join(thread);
}

/* The helper on its own, with what BYTES it is told and then the end. Its exit status; negative for a signal.
 */
static int
tell_helper(const char *bytes, gsize len)
{
  g_auto(Pair) pair = {0};
  pair_init(&pair);
  g_autofree char *program = process_libexec_path("etoken-ctl-token-helper");
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_take_fd(launcher, pair.there.fd, 3);
  pair.there.fd = -1;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_launcher_spawn(launcher, &error, program, NULL);
  g_assert_no_error(error);
  g_subprocess_launcher_close(launcher);
  channel_write(&pair.here, bytes, len, NULL);
  shutdown(pair.here.fd, SHUT_WR);
  g_assert_true(g_subprocess_wait(process, NULL, &error));
  return g_subprocess_get_if_signaled(process) ? -g_subprocess_get_term_sig(process)
                                               : g_subprocess_get_exit_status(process);
}

static void
test_helper_refuses(gconstpointer data)
{
  const Frame *frame = data;
  g_assert_cmpint(tell_helper(frame->bytes, frame->len), ==, 1);
}

/* Started by hand there is no socket pair, and nothing to do. */
static void
test_helper_alone(void)
{
  g_autofree char *program = process_libexec_path("etoken-ctl-token-helper");
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new(G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, program, NULL);
  g_assert_no_error(error);
  g_autofree char *text = NULL;
  g_assert_true(g_subprocess_communicate_utf8(process, NULL, NULL, NULL, &text, &error));
  g_assert_cmpint(g_subprocess_get_exit_status(process), ==, 1);
  g_assert_cmpstr(text, ==, "etoken-ctl-token-helper is started by etoken-ctl and etoken-ctl-gtk only\n");
}

static const Frame bad_jobs[] = {
    FRAME("nothing", ""),
    FRAME("a job that is none", "\0\0\0\1\5\0"),
    FRAME("a password first", "\0\0\0\1\7x"),
    FRAME("list of no module", "\0\0\0\1\1\0"),
    FRAME("list of a module name without end", "\0\0\0\3\1xyz"),
    FRAME("sign nothing", "\0\0\0\1\2\0"),
};

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/messages/round-trip", test_round_trip);
  g_test_add_func("/messages/password", test_password);
  g_test_add_func("/messages/large", test_large);
  g_test_add_func("/messages/gone", test_gone);
  g_test_add_func("/messages/timeout", test_timeout);
  g_test_add_func("/messages/cancel", test_cancel);
  for (gsize i = 0; i < G_N_ELEMENTS(bad_frames); i++) {
    g_autofree char *path = g_strconcat("/messages/bad/", bad_frames[i].name, NULL);
    g_autofree char *helper_path = g_strconcat("/messages/helper/bad/", bad_frames[i].name, NULL);
    g_test_add_data_func(path, &bad_frames[i], test_bad_frame);
    g_test_add_data_func(helper_path, &bad_frames[i], test_helper_refuses);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(bad_jobs); i++) {
    g_autofree char *path = g_strconcat("/messages/helper/job/", bad_jobs[i].name, NULL);
    g_test_add_data_func(path, &bad_jobs[i], test_helper_refuses);
  }
  g_test_add_func("/messages/helper/alone", test_helper_alone);
  return g_test_run();
}
