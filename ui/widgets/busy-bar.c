/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/busy-bar.h"

#include "ui/widgets/shown-text.h"

#define PULSE_MS 100

struct _CtlBusyBar {
  GtkBin parent;
  GtkLabel *step;
  GtkProgressBar *progress;
  CtlJob *job;
  char *text;
  guint pulse; /* the timer that moves the bar while nobody knows how much is left, or 0 */
};

G_DEFINE_TYPE(CtlBusyBar, busy_bar, GTK_TYPE_BIN)

static gboolean
on_pulse(gpointer bar)
{
  gtk_progress_bar_pulse(CTL_BUSY_BAR(bar)->progress);
  return G_SOURCE_CONTINUE;
}

/* A bar rather than GtkSpinner, whose icon alone makes GTK load a whole SVG library at the start. */
static void
show_progress(CtlBusyBar *self, gboolean running, double fraction)
{
  gboolean unknown = running && fraction < 0;
  if (!unknown)
    gtk_progress_bar_set_fraction(self->progress, CLAMP(fraction, 0, 1));
  if (unknown && self->pulse == 0)
    self->pulse = g_timeout_add(PULSE_MS, on_pulse, self);
  if (!unknown && self->pulse != 0)
    g_clear_handle_id(&self->pulse, g_source_remove);
}

static void
on_job_changed(CtlBusyBar *self)
{
  g_autofree char *step = NULL;
  double fraction = -1;
  gboolean running = FALSE;
  g_object_get(self->job, "running", &running, "step", &step, "fraction", &fraction, NULL);
  g_autofree char *text = g_strconcat(step != NULL ? step : self->text, " …", NULL);
  shown_text_set(self->step, text);
  show_progress(self, running, fraction);
  gtk_widget_set_visible(GTK_WIDGET(self), running);
}

static void
on_cancel(GtkButton *button, CtlBusyBar *self)
{
  job_cancel(self->job);
}

void
busy_bar_set_job(CtlBusyBar *self, CtlJob *job, const char *text)
{
  g_return_if_fail(self->job == NULL);
  self->job = g_object_ref(job);
  self->text = g_strdup(text);
  g_signal_connect_object(job, "notify", G_CALLBACK(on_job_changed), self, G_CONNECT_SWAPPED);
}

static void
busy_bar_finalize(GObject *object)
{
  CtlBusyBar *self = CTL_BUSY_BAR(object);
  g_clear_handle_id(&self->pulse, g_source_remove);
  g_clear_object(&self->job);
  g_free(self->text);
  G_OBJECT_CLASS(busy_bar_parent_class)->finalize(object);
}

static void
busy_bar_class_init(CtlBusyBarClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->finalize = busy_bar_finalize;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/widgets/busy-bar.ui");
  gtk_widget_class_bind_template_child(widget, CtlBusyBar, step);
  gtk_widget_class_bind_template_child(widget, CtlBusyBar, progress);
  gtk_widget_class_bind_template_callback(widget, on_cancel);
}

static void
busy_bar_init(CtlBusyBar *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
