/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/watchdog.h"

#include "app/base/clock.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* A call that was cancelled before it began gets so much of the grace at least. */
#define LEAST_GRACE_US (100 * G_TIME_SPAN_MILLISECOND)

/* What a call may receive: an answer is a packet of 32 KB, and libssh takes those that come with it. It would
 * keep a packet of up to 256 MB (0.10.6). */
#define MAX_CALL_BYTES (4 * 1024 * 1024)
#define COUNT_US (20 * G_TIME_SPAN_MILLISECOND)

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
  gint64 job_until;      /* CLOCK_NEVER when the job has no limit */
  guint64 bytes_before;  /* what the socket had received when the call began */
  gboolean can_count;    /* the kernel tells that */
  WatchdogReason reason; /* of the end of a call */
  gboolean is_shut_down; /* the socket is shut down, there is nothing left to do */
  gboolean quit;
};

/* What the socket has received since it was made. FALSE when it is none of TCP. */
static gboolean
count_bytes(int fd, guint64 *n)
{
  struct tcp_info info = {0};
  socklen_t len = sizeof info;
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0)
    return FALSE;
  *n = info.tcpi_bytes_received;
  return len >= G_STRUCT_OFFSET(struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received;
}

/* When the running call has to be ended, since it was cancelled. */
static gint64
cancel_deadline(const Watchdog *watchdog)
{
  if (watchdog->cancelled == CLOCK_NEVER)
    return CLOCK_NEVER;
  return MAX(watchdog->cancelled + watchdog->grace,
             watchdog->call_began + MIN(watchdog->grace, LEAST_GRACE_US));
}

/* ... or since it, or the job, has lasted too long. */
static gint64
time_deadline(const Watchdog *watchdog)
{
  return MIN(watchdog->call_began + (gint64)watchdog->timeout_ms * G_TIME_SPAN_MILLISECOND,
             watchdog->job_until);
}

static gboolean
is_watching(const Watchdog *watchdog)
{
  return watchdog->call_began != CLOCK_NEVER && !watchdog->is_shut_down;
}

static gboolean
is_flooded(const Watchdog *watchdog)
{
  guint64 n = 0;
  return watchdog->can_count && count_bytes(watchdog->fd, &n) && n - watchdog->bytes_before > MAX_CALL_BYTES;
}

/* Why the running call has to be ended now, if it has to. */
static WatchdogReason
find_reason(const Watchdog *watchdog)
{
  gint64 now = clock_now_us();
  if (now >= cancel_deadline(watchdog))
    return WATCHDOG_CANCELLED;
  if (now >= time_deadline(watchdog))
    return now >= watchdog->job_until ? WATCHDOG_JOB_TOO_LONG : WATCHDOG_SILENCE;
  return is_flooded(watchdog) ? WATCHDOG_FLOOD : WATCHDOG_CONTENT;
}

/* When there is something to look at again. */
static gint64
next_look(const Watchdog *watchdog)
{
  if (!is_watching(watchdog))
    return CLOCK_NEVER;
  gint64 until = MIN(cancel_deadline(watchdog), time_deadline(watchdog));
  return watchdog->can_count ? MIN(until, clock_now_us() + COUNT_US) : until;
}

static void
shut_down(Watchdog *watchdog, WatchdogReason reason)
{
  watchdog->is_shut_down = TRUE;
  watchdog->reason = reason;
  shutdown(watchdog->fd, SHUT_RDWR);
}

static gpointer
watch(gpointer data)
{
  Watchdog *watchdog = data;
  g_mutex_lock(&watchdog->lock);
  while (!watchdog->quit) {
    WatchdogReason reason = is_watching(watchdog) ? find_reason(watchdog) : WATCHDOG_CONTENT;
    if (reason != WATCHDOG_CONTENT)
      shut_down(watchdog, reason);
    else
      clock_wait(&watchdog->changed, &watchdog->lock, next_look(watchdog));
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
  watchdog->job_until = CLOCK_NEVER;
  watchdog->can_count = count_bytes(fd, &watchdog->bytes_before);
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
  watchdog->job_until = CLOCK_NEVER;
  watchdog->grace = (gint64)grace_ms * G_TIME_SPAN_MILLISECOND;
  g_mutex_unlock(&watchdog->lock);

  if (cancellable == NULL)
    return;
  watchdog->cancellable = g_object_ref(cancellable);
  watchdog->handler = g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), watchdog, NULL);
}

void
watchdog_set_limit(Watchdog *watchdog, guint limit_ms)
{
  g_mutex_lock(&watchdog->lock);
  watchdog->job_until = clock_in_ms(limit_ms);
  g_cond_signal(&watchdog->changed);
  g_mutex_unlock(&watchdog->lock);
}

static void
set_call_began(Watchdog *watchdog, gint64 began)
{
  g_mutex_lock(&watchdog->lock);
  watchdog->call_began = began;
  if (began != CLOCK_NEVER && watchdog->can_count)
    count_bytes(watchdog->fd, &watchdog->bytes_before);
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

WatchdogReason
watchdog_get_reason(Watchdog *watchdog)
{
  g_mutex_lock(&watchdog->lock);
  WatchdogReason reason = watchdog->reason;
  g_mutex_unlock(&watchdog->lock);
  return reason;
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
