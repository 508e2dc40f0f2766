/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/busy-bar.h"

struct _BusyBar {
  GtkBin parent;
  GtkLabel *step;
  GtkSpinner *spinner;
  GtkProgressBar *progress;
  Job *job;
  char *text;
};

G_DEFINE_TYPE(BusyBar, busy_bar, GTK_TYPE_BIN)

static void
on_job_changed(BusyBar *self)
{
  g_autofree char *step = NULL;
  double fraction = -1;
  gboolean running = FALSE;
  g_object_get(self->job, "running", &running, "step", &step, "fraction", &fraction, NULL);
  g_autofree char *text = g_strconcat(step != NULL ? step : self->text, " …", NULL);
  gtk_label_set_text(self->step, text);
  gtk_widget_set_visible(GTK_WIDGET(self->progress), fraction >= 0);
  gtk_progress_bar_set_fraction(self->progress, CLAMP(fraction, 0, 1));
  g_object_set(self->spinner, "active", running, NULL);
  gtk_widget_set_visible(GTK_WIDGET(self), running);
}

static void
on_cancel(GtkButton *button, BusyBar *self)
{
  job_cancel(self->job);
}

void
busy_bar_set_job(BusyBar *self, Job *job, const char *text)
{
  g_return_if_fail(self->job == NULL);
  self->job = g_object_ref(job);
  self->text = g_strdup(text);
  g_signal_connect_object(job, "notify", G_CALLBACK(on_job_changed), self, G_CONNECT_SWAPPED);
}

static void
busy_bar_finalize(GObject *object)
{
  BusyBar *self = CTL_BUSY_BAR(object);
  g_clear_object(&self->job);
  g_free(self->text);
  G_OBJECT_CLASS(busy_bar_parent_class)->finalize(object);
}

static void
busy_bar_class_init(BusyBarClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->finalize = busy_bar_finalize;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/busy-bar.ui");
  gtk_widget_class_bind_template_child(widget, BusyBar, step);
  gtk_widget_class_bind_template_child(widget, BusyBar, spinner);
  gtk_widget_class_bind_template_child(widget, BusyBar, progress);
  gtk_widget_class_bind_template_callback(widget, on_cancel);
}

static void
busy_bar_init(BusyBar *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
