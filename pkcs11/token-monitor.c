/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/token-monitor.h"

#include "pkcs11/module-watcher.h"
#include "pkcs11/modules/module-list.h"
#include "pkcs11/modules/module-timeout.h"
#include "pkcs11/token-private.h"
#include "pkcs11/usb/usb-watch.h"

enum { TOKEN_ADDED, TOKEN_REMOVED, TOKEN_CHANGED, FAILED, READY, UPDATED, USB, N_SIGNALS };
static guint signals[N_SIGNALS];

/* One module, and what it showed last. */
typedef struct {
  ModuleWatcher *watcher;
  GPtrArray *tokens;
  GPtrArray *failures;
  gboolean answered;
} View;

/* What a watcher's thread hands over. */
typedef struct {
  guint index;
  GPtrArray *tokens; /* or NULL */
  GPtrArray *failures;
} Report;

struct _CtlTokenMonitor {
  GObject parent_instance;
  GArray *views; /* of View */
  GPtrArray *tokens;
  GAsyncQueue *reports; /* of Report, on their way from the threads */
  GSource *source;      /* ready when there are any */
  UsbWatch *usb;        /* NULL on a machine without */
  gboolean ready;
};

G_DEFINE_FINAL_TYPE(CtlTokenMonitor, token_monitor, G_TYPE_OBJECT)

static GPtrArray *
new_tokens(void)
{
  return g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
}

static void
report_free(gpointer data)
{
  Report *report = data;
  g_clear_pointer(&report->tokens, g_ptr_array_unref);
  g_clear_pointer(&report->failures, g_ptr_array_unref);
  g_free(report);
}

/* --- in the watchers' threads --- */

typedef struct {
  CtlTokenMonitor *monitor; /* ends the threads before it goes */
  guint index;
} Origin;

static void
hand_over(GPtrArray *tokens, GPtrArray *failures, gpointer user_data)
{
  const Origin *origin = user_data;
  Report *report = g_new(Report, 1);
  *report = (Report){.index = origin->index, .tokens = tokens, .failures = failures};
  g_async_queue_push(origin->monitor->reports, report);
  g_source_set_ready_time(origin->monitor->source, 0);
}

/* --- in the main context --- */

/* What all modules show together, each token once, with the earlier module. */
static GPtrArray *
merge_views(const CtlTokenMonitor *monitor)
{
  GPtrArray *merged = new_tokens();
  for (guint i = 0; i < monitor->views->len; i++)
    tokens_merge(merged, g_array_index(monitor->views, View, i).tokens);
  tokens_sort(merged);
  return merged;
}

/* Of two that are the same token: two SAST certificates are one then, and it names the token. */
static gboolean
has_changed(const Token *before, const Token *now)
{
  return before->password_state != now->password_state || !g_str_equal(before->module, now->module) ||
         (before->certificate == NULL) != (now->certificate == NULL);
}

/* Tells how the tokens differ from BEFORE. Those that are gone first: one may be plugged in again. */
static void
tell_differences(CtlTokenMonitor *monitor, const GPtrArray *before)
{
  g_autoptr(GPtrArray) now = g_ptr_array_ref(monitor->tokens);
  for (guint i = 0; i < before->len; i++) {
    Token *token = g_ptr_array_index(before, i);
    if (tokens_find_same(now, token) == NULL)
      g_signal_emit(monitor, signals[TOKEN_REMOVED], 0, token);
  }
  for (guint i = 0; i < now->len; i++) {
    Token *token = g_ptr_array_index(now, i);
    const Token *known = tokens_find_same(before, token);
    if (known == NULL)
      g_signal_emit(monitor, signals[TOKEN_ADDED], 0, token);
    else if (has_changed(known, token))
      g_signal_emit(monitor, signals[TOKEN_CHANGED], 0, token);
  }
}

static gboolean
was_told(const GPtrArray *failures, const GError *failure)
{
  for (guint i = 0; i < failures->len; i++) {
    const GError *other = g_ptr_array_index(failures, i);
    if (g_str_equal(other->message, failure->message))
      return TRUE;
  }
  return FALSE;
}

static void
tell_failures(CtlTokenMonitor *monitor, const GPtrArray *before, const GPtrArray *now)
{
  for (guint i = 0; i < now->len; i++) {
    const GError *failure = g_ptr_array_index(now, i);
    if (!was_told(before, failure))
      g_signal_emit(monitor, signals[FAILED], 0, failure);
  }
}

static gboolean
all_answered(const CtlTokenMonitor *monitor)
{
  for (guint i = 0; i < monitor->views->len; i++) {
    if (!g_array_index(monitor->views, View, i).answered)
      return FALSE;
  }
  return TRUE;
}

static void
tell_ready(CtlTokenMonitor *monitor)
{
  if (monitor->ready || !all_answered(monitor))
    return;
  monitor->ready = TRUE;
  g_signal_emit(monitor, signals[READY], 0);
}

static void
take_report(CtlTokenMonitor *monitor, Report *report)
{
  View *view = &g_array_index(monitor->views, View, report->index);
  g_autoptr(GPtrArray) failures_before = view->failures;
  view->failures = g_ptr_array_ref(report->failures);
  view->answered = TRUE;
  if (report->tokens != NULL) {
    g_ptr_array_unref(view->tokens);
    view->tokens = g_steal_pointer(&report->tokens);
    g_autoptr(GPtrArray) before = monitor->tokens;
    monitor->tokens = merge_views(monitor);
    tell_differences(monitor, before);
  }
  tell_failures(monitor, failures_before, report->failures);
}

static gboolean
take_reports(gpointer user_data)
{
  g_autoptr(CtlTokenMonitor) monitor = g_object_ref(user_data); /* whatever the signals' receivers do */
  Report *report = NULL;
  g_source_set_ready_time(monitor->source, -1);
  while ((report = g_async_queue_try_pop(monitor->reports)) != NULL) {
    take_report(monitor, report);
    report_free(report);
  }
  tell_ready(monitor);
  g_signal_emit(monitor, signals[UPDATED], 0);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch(GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback(user_data);
}

static void
on_usb(gboolean arrived, gpointer user_data)
{
  CtlTokenMonitor *monitor = user_data;
  for (guint i = 0; i < monitor->views->len; i++)
    module_watcher_hurry(g_array_index(monitor->views, View, i).watcher, arrived);
  g_signal_emit(monitor, signals[USB], 0, arrived);
}

/* --- the object --- */

static void
view_clear(gpointer data)
{
  View *view = data;
  g_clear_pointer(&view->tokens, g_ptr_array_unref);
  g_clear_pointer(&view->failures, g_ptr_array_unref);
}

static void
token_monitor_init(CtlTokenMonitor *monitor)
{
  static GSourceFuncs funcs = {.dispatch = dispatch};
  monitor->views = g_array_new(FALSE, TRUE, sizeof(View));
  g_array_set_clear_func(monitor->views, view_clear);
  monitor->tokens = new_tokens();
  monitor->reports = g_async_queue_new_full(report_free);
  monitor->source = g_source_new(&funcs, sizeof(GSource));
  g_source_set_static_name(monitor->source, "token monitor");
  g_source_set_callback(monitor->source, take_reports, monitor, NULL);
  g_source_attach(monitor->source, g_main_context_get_thread_default());
}

/* The threads end first, since they hand over to everything else. */
static void
token_monitor_finalize(GObject *object)
{
  CtlTokenMonitor *monitor = TOKEN_MONITOR(object);
  g_clear_pointer(&monitor->usb, usb_watch_free);
  for (guint i = 0; i < monitor->views->len; i++)
    module_watcher_free(g_array_index(monitor->views, View, i).watcher);
  g_source_destroy(monitor->source);
  g_source_unref(monitor->source);
  g_async_queue_unref(monitor->reports);
  g_array_unref(monitor->views);
  g_ptr_array_unref(monitor->tokens);
  G_OBJECT_CLASS(token_monitor_parent_class)->finalize(object);
}

static guint
new_signal(const char *name, guint n_params)
{
  return g_signal_new(name, TOKEN_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n_params,
                      G_TYPE_POINTER);
}

static void
token_monitor_class_init(CtlTokenMonitorClass *class)
{
  G_OBJECT_CLASS(class)->finalize = token_monitor_finalize;
  signals[TOKEN_ADDED] = new_signal("token-added", 1);
  signals[TOKEN_REMOVED] = new_signal("token-removed", 1);
  signals[TOKEN_CHANGED] = new_signal("token-changed", 1);
  signals[FAILED] = new_signal("failed", 1);
  signals[READY] = new_signal("ready", 0);
  signals[UPDATED] = new_signal("updated", 0);
  signals[USB] = g_signal_new("usb", TOKEN_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                              1, G_TYPE_BOOLEAN);
}

static void
add_view(CtlTokenMonitor *monitor, const char *module, guint timeout_ms)
{
  Origin *origin = g_new(Origin, 1);
  *origin = (Origin){.monitor = monitor, .index = monitor->views->len};
  View view = {.tokens = new_tokens(), .failures = g_ptr_array_new()};
  view.watcher = module_watcher_new(module, timeout_ms, hand_over, origin, g_free);
  g_array_append_val(monitor->views, view);
}

CtlTokenMonitor *
token_monitor_new(const char *const *modules, guint timeout_ms)
{
  CtlTokenMonitor *monitor = g_object_new(TOKEN_TYPE_MONITOR, NULL);
  g_auto(GStrv) found = modules == NULL ? module_list_find() : NULL;
  const char *const *names = modules != NULL ? modules : (const char *const *)found;
  g_autoptr(GError) error = NULL;
  /* Before the threads: libusb reads all of sysfs, and umockdev's lock around that does not survive a fork.
   */
  monitor->usb = usb_watch_new(on_usb, monitor, &error);
  if (monitor->usb == NULL) /* the modules are asked every now and then all the same */
    g_debug("%s", error->message);
  for (gsize i = 0; names[i] != NULL; i++)
    add_view(monitor, names[i], module_timeout_or_usual_ms(timeout_ms));
  if (monitor->views->len == 0)
    g_source_set_ready_time(monitor->source, 0);
  return monitor;
}

const GPtrArray *
token_monitor_get_tokens(CtlTokenMonitor *monitor)
{
  return monitor->tokens;
}

GPtrArray *
token_monitor_dup_failures(CtlTokenMonitor *monitor)
{
  GPtrArray *failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  for (guint i = 0; i < monitor->views->len; i++) {
    const View *view = &g_array_index(monitor->views, View, i);
    for (guint j = 0; j < view->failures->len; j++)
      g_ptr_array_add(failures, g_error_copy(g_ptr_array_index(view->failures, j)));
  }
  return failures;
}

gboolean
token_monitor_is_ready(CtlTokenMonitor *monitor)
{
  return monitor->ready;
}

guint
token_monitor_get_n_modules(CtlTokenMonitor *monitor)
{
  return monitor->views->len;
}
