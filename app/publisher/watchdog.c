/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/watchdog.h"

#include "app/base/clock.h"

#include <sys/socket.h>

struct _Watchdog {
  int fd;
  guint timeout_ms;
  GThread *thread;
  GCancellable *cancellable; /* used by the session's thread only */
  gulong handler;

  GMutex lock; /* guards what follows */
  GCond changed;
  gint64 call_began; /* CLOCK_NEVER when no call is running */
  gint64 cancelled;  /* CLOCK_NEVER when it was not cancelled */
  gint64 grace;
  gboolean timed_out;
  gboolean bit; /* the socket is shut down, there is nothing left to do */
  gboolean quit;
};

/* When the running call has to be ended. */
static gint64
deadline(const Watchdog *watchdog)
{
  if (watchdog->call_began == CLOCK_NEVER || watchdog->bit)
    return CLOCK_NEVER;
  gint64 timeout = watchdog->call_began + (gint64)watchdog->timeout_ms * G_TIME_SPAN_MILLISECOND;
  if (watchdog->cancelled == CLOCK_NEVER)
    return timeout;
  return MIN(timeout, MAX(watchdog->call_began, watchdog->cancelled) + watchdog->grace);
}

static void
bite(Watchdog *watchdog)
{
  watchdog->bit = TRUE;
  watchdog->timed_out = watchdog->cancelled == CLOCK_NEVER;
  shutdown(watchdog->fd, SHUT_RDWR);
}

static gpointer
watch(gpointer data)
{
  Watchdog *watchdog = data;
  g_mutex_lock(&watchdog->lock);
  while (!watchdog->quit) {
    gint64 until = deadline(watchdog);
    if (clock_now_us() >= until)
      bite(watchdog);
    else
      clock_wait(&watchdog->changed, &watchdog->lock, until);
  }
  g_mutex_unlock(&watchdog->lock);
  return NULL;
}

Watchdog *
watchdog_new(int fd, guint timeout_ms)
{
  Watchdog *watchdog = g_new0(Watchdog, 1);
  watchdog->fd = fd;
  watchdog->timeout_ms = timeout_ms;
  watchdog->call_began = CLOCK_NEVER;
  watchdog->cancelled = CLOCK_NEVER;
  g_mutex_init(&watchdog->lock);
  g_cond_init(&watchdog->changed);
  watchdog->thread = g_thread_new("ssh-watchdog", watch, watchdog);
  return watchdog;
}

/* Called in the thread that cancels. */
static void
on_cancelled(GCancellable *cancellable, gpointer data)
{
  Watchdog *watchdog = data;
  g_mutex_lock(&watchdog->lock);
  watchdog->cancelled = clock_now_us();
  g_cond_signal(&watchdog->changed);
  g_mutex_unlock(&watchdog->lock);
}

void
watchdog_set_cancellable(Watchdog *watchdog, GCancellable *cancellable, guint grace_ms)
{
  g_cancellable_disconnect(watchdog->cancellable, watchdog->handler);
  g_clear_object(&watchdog->cancellable);
  watchdog->handler = 0;

  g_mutex_lock(&watchdog->lock);
  watchdog->cancelled = CLOCK_NEVER;
  watchdog->grace = (gint64)grace_ms * G_TIME_SPAN_MILLISECOND;
  g_mutex_unlock(&watchdog->lock);

  if (cancellable == NULL)
    return;
  watchdog->cancellable = g_object_ref(cancellable);
  watchdog->handler = g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), watchdog, NULL);
}

static void
set_call_began(Watchdog *watchdog, gint64 began)
{
  g_mutex_lock(&watchdog->lock);
  watchdog->call_began = began;
  g_cond_signal(&watchdog->changed);
  g_mutex_unlock(&watchdog->lock);
}

void
watchdog_call_begins(Watchdog *watchdog)
{
  set_call_began(watchdog, clock_now_us());
}

void
watchdog_call_ended(Watchdog *watchdog)
{
  set_call_began(watchdog, CLOCK_NEVER);
}

gboolean
watchdog_timed_out(Watchdog *watchdog)
{
  g_mutex_lock(&watchdog->lock);
  gboolean timed_out = watchdog->timed_out;
  g_mutex_unlock(&watchdog->lock);
  return timed_out;
}

guint
watchdog_get_timeout_ms(const Watchdog *watchdog)
{
  return watchdog->timeout_ms;
}

void
watchdog_free(Watchdog *watchdog)
{
  if (watchdog == NULL)
    return;
  watchdog_set_cancellable(watchdog, NULL, 0);
  g_mutex_lock(&watchdog->lock);
  watchdog->quit = TRUE;
  g_cond_signal(&watchdog->changed);
  g_mutex_unlock(&watchdog->lock);
  g_thread_join(watchdog->thread);
  g_mutex_clear(&watchdog->lock);
  g_cond_clear(&watchdog->changed);
  g_free(watchdog);
}
