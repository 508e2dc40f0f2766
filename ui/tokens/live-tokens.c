/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/tokens/live-tokens.h"

#include "app/workflow/tokens/hidden-token-timer.h"
#include "app/workflow/tokens/hidden-token.h"
#include "pkcs11/token-monitor.h"
#include "ui/widgets/job.h"

struct _CtlLiveTokens {
  GObject parent;
  CtlTokenMonitor *monitor; /* NULL before the start */
  CtlJob *job;
  GPtrArray *hidden; /* of HiddenToken */
  HiddenTokenTimer *timer;
};

static guint signal_changed;

G_DEFINE_TYPE(CtlLiveTokens, live_tokens, G_TYPE_OBJECT)

static void
tell(CtlLiveTokens *self)
{
  g_signal_emit(self, signal_changed, 0);
}

/* --- tokens that no module shows --- */

static gpointer
run_look(const JobContext *context, GError **error)
{
  return hidden_tokens_find(context->input);
}

static gboolean
is_same(const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++) {
    const HiddenToken *first = g_ptr_array_index(a, i);
    const HiddenToken *second = g_ptr_array_index(b, i);
    if (!g_str_equal(first->message, second->message))
      return FALSE;
  }
  return TRUE;
}

static void
on_looked(gpointer live_tokens, gpointer result)
{
  CtlLiveTokens *self = live_tokens;
  g_autoptr(GPtrArray) hidden = result;
  if (is_same(self->hidden, hidden))
    return;
  g_ptr_array_unref(self->hidden);
  self->hidden = g_steal_pointer(&hidden);
  tell(self);
}

static void
on_not_looked(gpointer live_tokens, const GError *error)
{
}

static const JobKind LOOK = {
    .run = run_look,
    .done = on_looked,
    .failed = on_not_looked, /* it never fails */
    .free_input = (GDestroyNotify)g_ptr_array_unref,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
};

static gboolean
look(gpointer user_data)
{
  CtlLiveTokens *self = user_data;
  if (job_is_running(self->job))
    return FALSE;
  job_start_for(self->job, &LOOK, g_ptr_array_ref((GPtrArray *)live_tokens_get_tokens(self)), self, NULL);
  return TRUE;
}

/* --- those that are shown --- */

static void
on_updated(CtlTokenMonitor *monitor, CtlLiveTokens *self)
{
  if (token_monitor_is_ready(monitor))
    hidden_token_timer_updated(self->timer);
  tell(self);
}

static void
on_usb(CtlTokenMonitor *monitor, gboolean arrived, CtlLiveTokens *self)
{
  hidden_token_timer_usb(self->timer, arrived);
}

static void
stop(CtlLiveTokens *self)
{
  if (self->monitor == NULL)
    return;
  g_signal_handlers_disconnect_by_data(self->monitor, self);
  g_clear_object(&self->monitor);
}

void
live_tokens_start(CtlLiveTokens *self)
{
  stop(self);
  self->monitor = token_monitor_new(NULL, 0);
  g_signal_connect(self->monitor, "updated", G_CALLBACK(on_updated), self);
  g_signal_connect(self->monitor, "usb", G_CALLBACK(on_usb), self);
  tell(self);
}

gboolean
live_tokens_is_ready(CtlLiveTokens *self)
{
  return self->monitor != NULL && token_monitor_is_ready(self->monitor);
}

const GPtrArray *
live_tokens_get_tokens(CtlLiveTokens *self)
{
  return token_monitor_get_tokens(self->monitor);
}

GPtrArray *
live_tokens_dup_failures(CtlLiveTokens *self)
{
  return token_monitor_dup_failures(self->monitor);
}

guint
live_tokens_get_n_modules(CtlLiveTokens *self)
{
  return token_monitor_get_n_modules(self->monitor);
}

const GPtrArray *
live_tokens_get_hidden(CtlLiveTokens *self)
{
  return self->hidden;
}

static void
live_tokens_dispose(GObject *object)
{
  CtlLiveTokens *self = CTL_LIVE_TOKENS(object);
  g_clear_pointer(&self->timer, hidden_token_timer_free);
  stop(self);
  g_clear_object(&self->job);
  g_clear_pointer(&self->hidden, g_ptr_array_unref);
  G_OBJECT_CLASS(live_tokens_parent_class)->dispose(object);
}

static void
live_tokens_class_init(CtlLiveTokensClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = live_tokens_dispose;
  signal_changed = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
live_tokens_init(CtlLiveTokens *self)
{
  self->hidden = g_ptr_array_new();
  self->timer = hidden_token_timer_new(look, self);
}

CtlLiveTokens *
live_tokens_new(GtkWidget *owner)
{
  CtlLiveTokens *self = g_object_new(LIVE_TOKENS_TYPE, NULL);
  self->job = job_new(owner);
  return self;
}
