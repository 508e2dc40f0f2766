/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/module-watcher.h"

#include "app/base/clock.h"
#include "pkcs11/helper-client.h"
#include "pkcs11/token-private.h"

/* A scan costs the module three calls and one for each token. Nothing else tells of cards in readers and of
 * tokens behind a network, so half of the second that a change may take is spent waiting. */
#define SCAN_EVERY_US (400 * 1000)
/* After an event on USB: until the token has started up and pcscd has taken it. */
#define HURRY_EVERY_US (100 * 1000)
#define HURRY_FOR_US (3 * G_USEC_PER_SEC)
/* When a module that shows nothing new is loaded anew: once soon, and once when slow tokens have started. */
#define RELOAD_SOON_US (500 * 1000)
#define RELOAD_LATE_US (2500 * 1000)
/* One whose readers are gone: soon, then after pauses that double up to this. */
#define RELOAD_MAX_US (60 * G_USEC_PER_SEC)

#define PAUSE_FIRST_US (500 * 1000)
#define PAUSE_MAX_US (30 * G_USEC_PER_SEC)
/* A helper that has lived this long is no part of a row of failures. */
#define STEADY_US (60 * G_USEC_PER_SEC)

struct _ModuleWatcher {
  char *module;
  guint timeout_ms;
  ModuleWatcherFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  GThread *thread;
  GCancellable *cancellable;
  /* Under the lock: */
  GMutex lock;
  GCond told;
  gboolean ending;
  gboolean hurried;       /* since the last scan */
  gint64 hurry_until_us;  /* a moment of app/base/clock.h */
  gint64 reload_at_us[2]; /* 0: not to be reloaded */
  /* The thread's own: */
  guint n_scans;      /* of this helper */
  guint n_tokens;     /* that were told last */
  gboolean had_slots; /* some helper has shown readers */
  gint64 lost_at_us;  /* when the module is loaded anew, since its readers are gone; 0: they are there */
  gint64 lost_pause_us;
  char *last_failure; /* that was told */
};

/* The tokens and failures of one scan. */
typedef struct {
  GPtrArray *tokens;
  GPtrArray *failures;
  gboolean changed; /* FALSE when all is as it was at the last scan, and these are empty */
  gboolean no_slots;
} Scan;

static void
scan_clear(Scan *scan)
{
  g_clear_pointer(&scan->tokens, g_ptr_array_unref);
  g_clear_pointer(&scan->failures, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scan, scan_clear)

static void
scan_init(Scan *scan)
{
  scan->tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  scan->failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
}

static gboolean
receive_scan(ModuleWatcher *watcher, HelperClient *client, Scan *scan, GError **error)
{
  for (;;) {
    MessageKind end = 0;
    if (!tokens_receive(client, watcher->module, scan->tokens, scan->failures, &end, error))
      return FALSE;
    scan->changed = end != MESSAGE_UNCHANGED;
    if (end == MESSAGE_DONE || end == MESSAGE_UNCHANGED)
      return TRUE;
    if (end != MESSAGE_NO_SLOTS || scan->no_slots) {
      helper_client_set_wrong_answer(client, error);
      return FALSE;
    }
    scan->no_slots = TRUE;
  }
}

static void
forget_reload(ModuleWatcher *watcher)
{
  g_mutex_lock(&watcher->lock);
  watcher->reload_at_us[0] = watcher->reload_at_us[1] = 0;
  g_mutex_unlock(&watcher->lock);
}

/* OpenSC keeps the slots of readers that are gone, and 0.27 never finds one again after a restart of pcscd
 * 2.5. So a module that shows no token any more is loaded anew, to see whether there are readers; with none
 * it is tried again after pauses that double. */
static void
plan_reload(ModuleWatcher *watcher, const Scan *scan)
{
  guint n_tokens = scan->changed ? scan->tokens->len : watcher->n_tokens;
  gboolean is_new = watcher->n_scans == 0;
  gboolean lost = scan->no_slots ? watcher->had_slots : watcher->n_tokens > 0 && n_tokens == 0;
  if (n_tokens > 0 || (is_new && !scan->no_slots)) {
    watcher->lost_at_us = watcher->lost_pause_us = 0;
  } else if (lost && watcher->lost_at_us == 0) {
    watcher->lost_pause_us =
        watcher->lost_pause_us == 0 ? RELOAD_SOON_US : MIN(2 * watcher->lost_pause_us, RELOAD_MAX_US);
    watcher->lost_at_us = clock_now_us() + watcher->lost_pause_us;
  }
  watcher->had_slots = watcher->had_slots || !scan->no_slots;
  watcher->n_tokens = n_tokens;
}

static gboolean
scan_once(ModuleWatcher *watcher, HelperClient *client, GError **error)
{
  g_auto(Scan) scan = {0};
  scan_init(&scan);
  helper_client_set_timeout(client, watcher->timeout_ms);
  gboolean sent =
      watcher->n_scans == 0
          ? helper_client_send(client, MESSAGE_WATCH, g_variant_new("(^ay)", watcher->module), error)
          : helper_client_send(client, MESSAGE_RESCAN, g_variant_new("()"), error);
  if (!sent || !receive_scan(watcher, client, &scan, error))
    return FALSE;
  if (scan.changed && watcher->n_scans > 0)
    forget_reload(watcher);
  plan_reload(watcher, &scan);
  watcher->n_scans++;
  if (scan.changed)
    watcher->func(g_steal_pointer(&scan.tokens), g_steal_pointer(&scan.failures), watcher->user_data);
  return TRUE;
}

static gboolean
is_reached(gint64 at_us)
{
  return at_us != 0 && clock_now_us() >= at_us;
}

/* Under the lock. TRUE once for each time that a reload was set for. */
static gboolean
take_reload(ModuleWatcher *watcher)
{
  if (is_reached(watcher->lost_at_us)) {
    watcher->lost_at_us = 0;
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(watcher->reload_at_us); i++) {
    if (is_reached(watcher->reload_at_us[i])) {
      watcher->reload_at_us[i] = 0;
      return TRUE;
    }
  }
  return FALSE;
}

/* Waits for the next scan. FALSE when this helper has to go. */
static gboolean
wait_for_next(ModuleWatcher *watcher)
{
  g_mutex_lock(&watcher->lock);
  gint64 now_us = clock_now_us();
  gint64 until_us = now_us + (now_us < watcher->hurry_until_us ? HURRY_EVERY_US : SCAN_EVERY_US);
  while (!watcher->ending && !watcher->hurried && clock_wait(&watcher->told, &watcher->lock, until_us))
    ;
  watcher->hurried = FALSE;
  gboolean go_on = !watcher->ending && !take_reload(watcher);
  g_mutex_unlock(&watcher->lock);
  return go_on;
}

static gboolean
watch_with_one_helper(ModuleWatcher *watcher, GError **error)
{
  watcher->n_scans = 0;
  g_autoptr(HelperClient) client =
      helper_client_start(watcher->module, watcher->timeout_ms, watcher->cancellable, error);
  if (client == NULL)
    return FALSE;
  do {
    if (!scan_once(watcher, client, error))
      return FALSE;
  } while (wait_for_next(watcher));
  return TRUE;
}

/* The same failure again is news only for what it means for the tokens. */
static void
tell_failure(ModuleWatcher *watcher, const GError *failure, gboolean tokens_gone)
{
  g_auto(Scan) nothing = {0};
  if (!tokens_gone && g_strcmp0(watcher->last_failure, failure->message) == 0)
    return;
  scan_init(&nothing);
  g_free(watcher->last_failure);
  watcher->last_failure = g_strdup(failure->message);
  g_ptr_array_add(nothing.failures, g_error_copy(failure));
  watcher->func(tokens_gone ? g_steal_pointer(&nothing.tokens) : NULL, g_steal_pointer(&nothing.failures),
                watcher->user_data);
}

static gboolean
is_ending(ModuleWatcher *watcher)
{
  g_mutex_lock(&watcher->lock);
  gboolean ending = watcher->ending;
  g_mutex_unlock(&watcher->lock);
  return ending;
}

/* A token that is plugged in is worth another try at once. */
static void
pause_for(ModuleWatcher *watcher, gint64 pause_us)
{
  gint64 until_us = clock_now_us() + pause_us;
  g_mutex_lock(&watcher->lock);
  while (!watcher->ending && !watcher->hurried && clock_wait(&watcher->told, &watcher->lock, until_us))
    ;
  watcher->hurried = FALSE;
  g_mutex_unlock(&watcher->lock);
}

static gpointer
run(gpointer data)
{
  ModuleWatcher *watcher = data;
  gint64 pause_us = PAUSE_FIRST_US;
  gboolean failed_before = FALSE;
  while (!is_ending(watcher)) {
    g_autoptr(GError) failure = NULL;
    gint64 start_us = clock_now_us();
    if (watch_with_one_helper(watcher, &failure) || is_ending(watcher)) {
      failed_before = FALSE;
      continue;
    }
    if (clock_now_us() - start_us > STEADY_US) {
      pause_us = PAUSE_FIRST_US;
      g_clear_pointer(&watcher->last_failure, g_free);
    }
    tell_failure(watcher, failure, failed_before && watcher->n_scans == 0);
    failed_before = TRUE;
    pause_for(watcher, pause_us);
    pause_us = MIN(2 * pause_us, PAUSE_MAX_US);
  }
  return NULL;
}

ModuleWatcher *
module_watcher_new(const char *module, guint timeout_ms, ModuleWatcherFunc func, gpointer user_data,
                   GDestroyNotify destroy)
{
  ModuleWatcher *watcher = g_new0(ModuleWatcher, 1);
  watcher->module = g_strdup(module);
  watcher->timeout_ms = timeout_ms;
  watcher->func = func;
  watcher->user_data = user_data;
  watcher->destroy = destroy;
  watcher->cancellable = g_cancellable_new();
  g_mutex_init(&watcher->lock);
  g_cond_init(&watcher->told);
  g_autoptr(GError) failure = NULL;
  watcher->thread = g_thread_try_new("token watch", run, watcher, &failure);
  if (watcher->thread == NULL)
    tell_failure(watcher, failure, FALSE);
  return watcher;
}

void
module_watcher_free(ModuleWatcher *watcher)
{
  g_mutex_lock(&watcher->lock);
  watcher->ending = TRUE;
  g_cond_signal(&watcher->told);
  g_mutex_unlock(&watcher->lock);
  g_cancellable_cancel(watcher->cancellable);
  if (watcher->thread != NULL)
    g_thread_join(watcher->thread);
  g_object_unref(watcher->cancellable);
  g_mutex_clear(&watcher->lock);
  g_cond_clear(&watcher->told);
  watcher->destroy(watcher->user_data);
  g_free(watcher->last_failure);
  g_free(watcher->module);
  g_free(watcher);
}

void
module_watcher_hurry(ModuleWatcher *watcher, gboolean arrived)
{
  gint64 now_us = clock_now_us();
  g_mutex_lock(&watcher->lock);
  watcher->hurried = TRUE;
  watcher->hurry_until_us = now_us + HURRY_FOR_US;
  if (arrived) {
    watcher->reload_at_us[0] = now_us + RELOAD_SOON_US;
    watcher->reload_at_us[1] = now_us + RELOAD_LATE_US;
  }
  g_cond_signal(&watcher->told);
  g_mutex_unlock(&watcher->lock);
}
