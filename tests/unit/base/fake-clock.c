/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/base/fake-clock.h"

/* How often a waiting thread looks whether the clock was moved. It cannot be woken by who moves it, since its
 * mutex and condition are its own. */
#define LOOK_MS 1
/* Of the real clock, for what has to come. */
#define PATIENCE_US (30 * G_USEC_PER_SEC)

/* Something that waits for a moment. */
typedef struct {
  gint64 until_us;
  gboolean idle;   /* nothing but time or another thread ends it */
  GSource *source; /* of a timer, or NULL */
} Wait;

/* The source of clock_call_at(). */
typedef struct {
  GSource source;
  Wait wait;
} Timer;

static GMutex lock; /* guards what follows */
static GCond changed;
static gint64 now_us = 1000 * G_USEC_PER_SEC;
static gint64 unix_offset_us = (FAKE_CLOCK_START - 1000) * G_USEC_PER_SEC;
static GSList *waits; /* of Wait, on the stacks of threads and in timers */
static guint jump_at; /* so many threads; 0: never */
static guint n_jumps;

/* --- under the lock --- */

static void
move_to(gint64 us)
{
  now_us = us;
  for (GSList *at = waits; at != NULL; at = at->next) {
    const Wait *wait = at->data;
    if (wait->source != NULL && wait->until_us <= now_us)
      g_source_set_ready_time(wait->source, 0);
  }
}

/* The first moment that N_THREADS threads, or more, wait for; CLOCK_NEVER while they do not. */
static gint64
find_jump(guint n_threads)
{
  gint64 first_us = CLOCK_NEVER;
  guint n_idle = 0;
  for (GSList *at = waits; at != NULL; at = at->next) {
    const Wait *wait = at->data;
    n_idle += wait->idle ? 1 : 0;
    if (wait->idle)
      first_us = MIN(first_us, wait->until_us);
  }
  return n_idle >= n_threads && first_us > now_us ? first_us : CLOCK_NEVER;
}

static void
jump_if_all_wait(void)
{
  gint64 to_us = jump_at != 0 ? find_jump(jump_at) : CLOCK_NEVER;
  if (to_us == CLOCK_NEVER)
    return;
  n_jumps++;
  move_to(to_us);
}

/* --- who waits --- */

static void
begin(Wait *wait)
{
  g_mutex_lock(&lock);
  waits = g_slist_prepend(waits, wait);
  g_cond_broadcast(&changed);
  g_mutex_unlock(&lock);
}

static gboolean
is_over(const Wait *wait)
{
  g_mutex_lock(&lock);
  jump_if_all_wait();
  gboolean over = now_us >= wait->until_us;
  g_mutex_unlock(&lock);
  return over;
}

static void
end(Wait *wait)
{
  g_mutex_lock(&lock);
  waits = g_slist_remove(waits, wait);
  g_mutex_unlock(&lock);
}

/* Who finds something waits for nothing, and is not seen by fake_clock_await(): another thread may be the one
 * that has to wait for that moment, and not have begun. */
static int
poll_until(GPollFD *fds, guint n_fds, gint64 until_us, gboolean idle)
{
  Wait wait = {.until_us = until_us, .idle = idle};
  int n = g_poll(fds, n_fds, 0);
  if (n != 0)
    return n;
  begin(&wait);
  while (n == 0 && !is_over(&wait))
    n = g_poll(fds, n_fds, LOOK_MS);
  end(&wait);
  return n;
}

/* --- in place of clock.c --- */

gint64
clock_now_us(void)
{
  g_mutex_lock(&lock);
  gint64 now = now_us;
  g_mutex_unlock(&lock);
  return now;
}

gint64
clock_in_ms(guint64 ms)
{
  return clock_now_us() + (gint64)ms * G_TIME_SPAN_MILLISECOND;
}

gint64
clock_unix_time(void)
{
  g_mutex_lock(&lock);
  gint64 seconds = (now_us + unix_offset_us) / G_USEC_PER_SEC;
  g_mutex_unlock(&lock);
  return seconds;
}

GDateTime *
clock_dup_utc(void)
{
  return g_date_time_new_from_unix_utc(clock_unix_time());
}

/* Returns after each look, for no reason: a signal that comes just as the look ends would be lost on this
 * loop, but not on the caller's, which looks at what it waits for. */
gboolean
clock_wait(GCond *cond, GMutex *mutex, gint64 until_us)
{
  Wait wait = {.until_us = until_us, .idle = TRUE};
  begin(&wait);
  gboolean over = is_over(&wait);
  if (!over)
    g_cond_wait_until(cond, mutex, g_get_monotonic_time() + LOOK_MS * G_TIME_SPAN_MILLISECOND);
  end(&wait);
  return !over;
}

gboolean
clock_sleep(gint64 until_us, GCancellable *cancellable)
{
  GPollFD fd = {.fd = -1};
  gboolean can_cancel = g_cancellable_make_pollfd(cancellable, &fd);
  poll_until(&fd, 1, until_us, TRUE);
  if (can_cancel)
    g_cancellable_release_fd(cancellable);
  return !g_cancellable_is_cancelled(cancellable);
}

int
clock_poll(GPollFD *fds, guint n_fds, gint64 until_us)
{
  return poll_until(fds, n_fds, until_us, FALSE);
}

static gboolean
dispatch_timer(GSource *source, GSourceFunc callback, gpointer user_data)
{
  callback(user_data);
  return G_SOURCE_REMOVE;
}

static void
finalize_timer(GSource *source)
{
  end(&((Timer *)source)->wait);
}

guint
clock_call_at(gint64 due_us, GSourceFunc func, gpointer user_data)
{
  static GSourceFuncs funcs = {.dispatch = dispatch_timer, .finalize = finalize_timer};
  g_autoptr(GSource) source = g_source_new(&funcs, sizeof(Timer));
  Timer *timer = (Timer *)source;
  timer->wait = (Wait){.until_us = due_us, .source = source};
  g_source_set_callback(source, func, user_data, NULL);
  begin(&timer->wait);
  fake_clock_advance_ms(0); /* it may be due */
  return g_source_attach(source, NULL);
}

/* --- for the test --- */

void
fake_clock_advance_ms(guint64 ms)
{
  g_mutex_lock(&lock);
  move_to(now_us + (gint64)ms * G_TIME_SPAN_MILLISECOND);
  g_mutex_unlock(&lock);
}

/* Under the lock. The moments that are waited for, in ms from now; *FOUND when UNTIL_US is among them. */
static char *
list_moments(gint64 until_us, gboolean *found)
{
  GString *text = g_string_new(NULL);
  *found = FALSE;
  for (GSList *at = waits; at != NULL; at = at->next) {
    const Wait *wait = at->data;
    *found = *found || wait->until_us == until_us;
    if (wait->until_us == CLOCK_NEVER)
      g_string_append(text, " never");
    else
      g_string_append_printf(text, " in %.3f", (double)(wait->until_us - now_us) / 1000);
  }
  return g_string_free(text, FALSE);
}

void
fake_clock_await(gint64 until_us)
{
  gint64 patience_us = g_get_monotonic_time() + PATIENCE_US;
  gboolean found = FALSE;
  g_mutex_lock(&lock);
  for (;;) {
    g_autofree char *moments = list_moments(until_us, &found);
    if (found)
      break;
    if (!g_cond_wait_until(&changed, &lock, patience_us))
      g_error("nobody waits until the moment in %.3f ms, but until:%s", (double)(until_us - now_us) / 1000,
              moments);
  }
  g_mutex_unlock(&lock);
}

gint64
fake_clock_next_ms(void)
{
  gint64 first_us = CLOCK_NEVER;
  g_mutex_lock(&lock);
  for (GSList *at = waits; at != NULL; at = at->next)
    first_us = MIN(first_us, ((const Wait *)at->data)->until_us);
  gint64 left_us = MAX(first_us - now_us, 0);
  g_mutex_unlock(&lock);
  return first_us == CLOCK_NEVER ? -1 : left_us / G_TIME_SPAN_MILLISECOND;
}

void
fake_clock_jump(guint n_threads)
{
  g_mutex_lock(&lock);
  jump_at = n_threads;
  g_mutex_unlock(&lock);
}

/* Under the lock. */
static gint64
await_jump(guint n_threads)
{
  gint64 patience_us = g_get_monotonic_time() + PATIENCE_US;
  gint64 to_us = find_jump(n_threads);
  for (; to_us == CLOCK_NEVER; to_us = find_jump(n_threads))
    if (!g_cond_wait_until(&changed, &lock, patience_us))
      g_error("there are no %u threads that wait", n_threads);
  return to_us;
}

void
fake_clock_run(guint n_threads, guint n)
{
  g_mutex_lock(&lock);
  for (guint i = 0; i < n; i++)
    move_to(await_jump(n_threads));
  await_jump(n_threads);
  g_mutex_unlock(&lock);
}

guint
fake_clock_count_jumps(void)
{
  g_mutex_lock(&lock);
  guint n = n_jumps;
  g_mutex_unlock(&lock);
  return n;
}

void
fake_clock_set_unix_time(gint64 seconds)
{
  g_mutex_lock(&lock);
  unix_offset_us = seconds * G_USEC_PER_SEC - now_us;
  g_mutex_unlock(&lock);
}
