/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/clock.h"

gint64
clock_now_us(void)
{
  return g_get_monotonic_time();
}

gint64
clock_in_ms(guint64 ms)
{
  return clock_now_us() + (gint64)ms * G_TIME_SPAN_MILLISECOND;
}

gint64
clock_unix_time(void)
{
  return g_get_real_time() / G_USEC_PER_SEC;
}

GDateTime *
clock_dup_utc(void)
{
  return g_date_time_new_now_utc();
}

gboolean
clock_wait(GCond *cond, GMutex *mutex, gint64 until_us)
{
  if (until_us != CLOCK_NEVER)
    return g_cond_wait_until(cond, mutex, until_us);
  g_cond_wait(cond, mutex);
  return TRUE;
}

gboolean
clock_sleep(gint64 until_us, GCancellable *cancellable)
{
  GPollFD fd = {.fd = -1};
  gboolean can_cancel = g_cancellable_make_pollfd(cancellable, &fd);
  while (!g_cancellable_is_cancelled(cancellable) && clock_now_us() < until_us)
    clock_poll(&fd, 1, until_us);
  if (can_cancel)
    g_cancellable_release_fd(cancellable);
  return !g_cancellable_is_cancelled(cancellable);
}

/* Rounded up, so that the moment has come when the time is over. */
static int
get_left_ms(gint64 until_us)
{
  if (until_us == CLOCK_NEVER)
    return -1;
  gint64 left_us = until_us - clock_now_us();
  return (int)CLAMP((left_us + 999) / 1000, 0, G_MAXINT);
}

int
clock_poll(GPollFD *fds, guint n_fds, gint64 until_us)
{
  return g_poll(fds, n_fds, get_left_ms(until_us));
}

static gboolean
dispatch(GSource *source, GSourceFunc callback, gpointer user_data)
{
  callback(user_data);
  return G_SOURCE_REMOVE;
}

guint
clock_call_at(gint64 due_us, GSourceFunc func, gpointer user_data)
{
  static GSourceFuncs funcs = {.dispatch = dispatch};
  g_autoptr(GSource) source = g_source_new(&funcs, sizeof(GSource));
  g_source_set_static_name(source, "clock");
  g_source_set_callback(source, func, user_data, NULL);
  g_source_set_ready_time(source, due_us);
  return g_source_attach(source, NULL);
}
