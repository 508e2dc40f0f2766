/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The clock of the core: what is waited for comes, and what ends a wait early does. The same cases run with
 * the real clock, and, as test-base-fake-clock, with the one that other tests use. */

#include "app/base/clock.h"

#include <unistd.h>

#define LONG_MS (3600 * 1000)

#ifdef FAKE_CLOCK
#include "tests/unit/base/fake-clock.h"
#else
/* The real clock moves by itself. */
static void
fake_clock_jump(guint n_threads)
{
}
#endif

static void
test_wait(void)
{
  GMutex mutex;
  GCond cond;
  g_mutex_init(&mutex);
  g_cond_init(&cond);
  g_mutex_lock(&mutex);
  gint64 until_us = clock_in_ms(5);
  fake_clock_jump(1);
  while (clock_wait(&cond, &mutex, until_us))
    ; /* for no reason, as condition variables may */
  fake_clock_jump(0);
  g_assert_true(clock_now_us() >= until_us);
  g_assert_false(clock_wait(&cond, &mutex, until_us)); /* a moment that is over */
  g_mutex_unlock(&mutex);
  g_mutex_clear(&mutex);
  g_cond_clear(&cond);
}

typedef struct {
  GMutex mutex;
  GCond cond;
  gboolean set;
} Flag;

static gpointer
set_flag(gpointer data)
{
  Flag *flag = data;
  g_mutex_lock(&flag->mutex);
  flag->set = TRUE;
  g_cond_signal(&flag->cond);
  g_mutex_unlock(&flag->mutex);
  return NULL;
}

/* Another thread ends the wait, whether or not it has an end of its own. */
static void
check_signal(gint64 until_us)
{
  Flag flag = {0};
  g_mutex_init(&flag.mutex);
  g_cond_init(&flag.cond);
  g_mutex_lock(&flag.mutex);
  GThread *thread = g_thread_new("set", set_flag, &flag);
  gboolean in_time = TRUE;
  while (!flag.set && in_time)
    in_time = clock_wait(&flag.cond, &flag.mutex, until_us);
  g_mutex_unlock(&flag.mutex);
  g_assert_true(in_time);
  g_thread_join(thread);
  g_mutex_clear(&flag.mutex);
  g_cond_clear(&flag.cond);
}

static void
test_signal(void)
{
  check_signal(clock_in_ms(LONG_MS));
  check_signal(CLOCK_NEVER);
}

static gpointer
cancel(gpointer cancellable)
{
  g_cancellable_cancel(cancellable);
  return NULL;
}

static void
test_sleep(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  gint64 until_us = clock_in_ms(5);
  fake_clock_jump(1);
  g_assert_true(clock_sleep(until_us, cancellable));
  g_assert_true(clock_now_us() >= until_us);
  g_assert_true(clock_sleep(clock_in_ms(1), NULL));
  fake_clock_jump(0);
  GThread *thread = g_thread_new("cancel", cancel, cancellable);
  g_assert_false(clock_sleep(CLOCK_NEVER, cancellable));
  g_assert_false(clock_sleep(clock_now_us(), cancellable));
  g_thread_join(thread);
}

static void
test_poll(void)
{
  int fds[2] = {-1, -1};
  g_assert_cmpint(pipe(fds), ==, 0);
  GPollFD fd = {.fd = fds[0], .events = G_IO_IN};
  g_assert_cmpint(clock_poll(&fd, 1, clock_now_us()), ==, 0);
  g_assert_cmpint(write(fds[1], "x", 1), ==, 1);
  g_assert_cmpint(clock_poll(&fd, 1, CLOCK_NEVER), ==, 1);
  g_assert_cmpint(clock_poll(&fd, 1, 0), ==, 1); /* what is there is found, however late it is */
  close(fds[0]);
  close(fds[1]);
}

static gboolean
count(gpointer data)
{
  ++*(guint *)data;
  return G_SOURCE_CONTINUE; /* once all the same */
}

static void
test_call(void)
{
  guint n_called = 0, n_removed = 0;
  guint id = clock_call_at(clock_now_us(), count, &n_removed);
  clock_call_at(clock_now_us(), count, &n_called);
  g_assert_true(g_source_remove(id));
  while (n_called == 0)
    g_main_context_iteration(NULL, TRUE);
  g_main_context_iteration(NULL, FALSE);
  g_assert_cmpuint(n_called, ==, 1);
  g_assert_cmpuint(n_removed, ==, 0);
}

static void
test_unix_time(void)
{
  gint64 before = clock_unix_time();
  g_autoptr(GDateTime) now = clock_dup_utc();
  g_assert_true(g_date_time_to_unix(now) >= before);
  g_assert_true(before >= 1767323045); /* this test is younger than that */
}

#ifdef FAKE_CLOCK
static gpointer
sleep_long(gpointer cancellable)
{
  return GINT_TO_POINTER(clock_sleep(clock_in_ms(LONG_MS), cancellable));
}

/* Time moves only as told, and the one who waits goes on when his moment has come, not before. */
static void
test_advance(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  guint n_called = 0;
  gint64 begin_us = clock_now_us();
  GThread *thread = g_thread_new("sleep", sleep_long, cancellable);
  fake_clock_await(clock_in_ms(LONG_MS));
  clock_call_at(clock_in_ms(10), count, &n_called);
  g_assert_cmpint(fake_clock_next_ms(), ==, 10);
  fake_clock_advance_ms(9);
  g_assert_false(g_main_context_iteration(NULL, FALSE));
  fake_clock_advance_ms(1);
  g_assert_true(g_main_context_iteration(NULL, FALSE));
  g_assert_cmpuint(n_called, ==, 1);
  g_assert_cmpint(fake_clock_next_ms(), ==, LONG_MS - 10);
  fake_clock_advance_ms(LONG_MS - 10);
  g_assert_true(GPOINTER_TO_INT(g_thread_join(thread)));
  g_assert_cmpint(fake_clock_next_ms(), ==, -1);
  g_assert_cmpint(clock_now_us() - begin_us, ==, (gint64)LONG_MS * 1000);
}

/* Two threads that wait for each other's moments: the clock jumps once for each. */
static void
test_jump(void)
{
  guint before = fake_clock_count_jumps();
  GThread *thread = g_thread_new("sleep", sleep_long, NULL);
  fake_clock_await(clock_in_ms(LONG_MS));
  fake_clock_jump(2);
  g_assert_true(clock_sleep(clock_in_ms(LONG_MS / 2), NULL));
  g_assert_cmpuint(fake_clock_count_jumps(), ==, before + 1);
  g_assert_cmpint(fake_clock_next_ms(), ==, LONG_MS / 2);
  fake_clock_jump(1);
  g_assert_true(GPOINTER_TO_INT(g_thread_join(thread)));
  fake_clock_jump(0);
  g_assert_cmpuint(fake_clock_count_jumps(), ==, before + 2);
}

static gpointer
sleep_often(gpointer data)
{
  for (int i = 0; i < 5; i++) {
    clock_sleep(clock_in_ms(LONG_MS), NULL);
    g_atomic_int_inc((int *)data);
  }
  return NULL;
}

static void
test_run(void)
{
  int n_slept = 0;
  gint64 begin_us = clock_now_us();
  GThread *thread = g_thread_new("sleep", sleep_often, &n_slept);
  fake_clock_run(1, 4);
  g_assert_cmpint(g_atomic_int_get(&n_slept), ==, 4);
  g_assert_cmpint(clock_now_us() - begin_us, ==, (gint64)4 * LONG_MS * 1000);
  fake_clock_advance_ms(LONG_MS);
  g_thread_join(thread);
}

static void
test_set_unix_time(void)
{
  fake_clock_set_unix_time(FAKE_CLOCK_START + 86400);
  fake_clock_advance_ms(1000);
  g_assert_cmpint(clock_unix_time(), ==, FAKE_CLOCK_START + 86401);
}
#endif

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/clock/wait", test_wait);
  g_test_add_func("/clock/signal", test_signal);
  g_test_add_func("/clock/sleep", test_sleep);
  g_test_add_func("/clock/poll", test_poll);
  g_test_add_func("/clock/call", test_call);
  g_test_add_func("/clock/unix-time", test_unix_time);
#ifdef FAKE_CLOCK
  g_test_add_func("/clock/fake/advance", test_advance);
  g_test_add_func("/clock/fake/jump", test_jump);
  g_test_add_func("/clock/fake/run", test_run);
  g_test_add_func("/clock/fake/set-unix-time", test_set_unix_time);
#endif
  return g_test_run();
}
