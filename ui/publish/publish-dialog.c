/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish/publish-dialog.h"

#include "ui/publish/publish-done.h"
#include "ui/publish/publish-review.h"
#include "ui/publish/publish-send.h"
#include "ui/publish/publish-sign.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

typedef enum { STEP_REVIEW, STEP_SIGN, STEP_SEND, STEP_DONE, N_STEPS } PublishStep;

static const char *const STEP_NAMES[N_STEPS] = {"review", "sign", "send", "done"};

#define N_LABELS 5 /* one more, since the nodes are looked at before they get the list */

struct _CtlPublishDialog {
  GtkDialog parent;
  GtkWidget *step_review;
  GtkWidget *step_sign;
  GtkWidget *step_check;
  GtkWidget *step_send;
  GtkWidget *step_done;
  GtkStack *stack;
  CtlPublishReview *review;
  CtlPublishSign *sign;
  CtlPublishSend *send;
  CtlPublishDone *done;
  GtkButton *cancel;
  GtkWidget *back;
  GtkButton *next;
  ListDocument *document;
  PublishStep step;
  gboolean closing; /* as soon as the job has ended */
};

G_DEFINE_TYPE(CtlPublishDialog, publish_dialog, GTK_TYPE_DIALOG)

static gboolean
is_running(CtlPublishDialog *self)
{
  return publish_sign_is_running(self->sign) || publish_send_is_running(self->send) ||
         publish_done_is_running(self->done);
}

static gboolean
is_ready(CtlPublishDialog *self)
{
  switch (self->step) {
  case STEP_REVIEW:
    return publish_review_is_ready(self->review);
  case STEP_SIGN:
    return publish_sign_is_ready(self->sign);
  case STEP_SEND:
    return publish_send_is_ready(self->send);
  default:
    return TRUE;
  }
}

static const char *
next_label_of_send(CtlPublishDialog *self)
{
  PublishNext next = publish_send_get_next(self->send);
  if (next == PUBLISH_NEXT_CHOOSE || next == PUBLISH_NEXT_FINISH)
    return _("_Next");
  if (next == PUBLISH_NEXT_ANSWER)
    return _("_Check again");
  if (publish_send_is_retry(self->send))
    return _("_Try again");
  return next == PUBLISH_NEXT_CHECK ? _("_Check") : _("_Publish");
}

/* What the button does that leads on. */
static const char *
next_label(CtlPublishDialog *self)
{
  if (self->step == STEP_SIGN && !publish_sign_is_keeping(self->sign))
    return _("_Sign");
  if (self->step == STEP_SEND)
    return next_label_of_send(self);
  return self->step == STEP_DONE ? _("_Close") : _("_Next");
}

/* TRUE when the button starts a job in the step of the nodes. */
static gboolean
starts_send(CtlPublishDialog *self)
{
  PublishNext next = publish_send_get_next(self->send);
  return self->step == STEP_SEND && next != PUBLISH_NEXT_CHOOSE && next != PUBLISH_NEXT_FINISH;
}

/* Which label of the list of steps is the one in work. */
static guint
get_label(CtlPublishDialog *self)
{
  if (self->step < STEP_SEND)
    return self->step;
  if (self->step == STEP_DONE)
    return N_LABELS - 1;
  PublishNext next = publish_send_get_next(self->send);
  return next == PUBLISH_NEXT_PUSH || next == PUBLISH_NEXT_FINISH ? STEP_SEND + 1 : STEP_SEND;
}

/* The step in work stands out, for screen readers too. */
static void
mark_step(CtlPublishDialog *self)
{
  GtkWidget *const labels[N_LABELS] = {self->step_review, self->step_sign, self->step_check, self->step_send,
                                       self->step_done};
  guint current = get_label(self);
  for (guint i = 0; i < N_LABELS; i++) {
    GtkStyleContext *style = gtk_widget_get_style_context(labels[i]);
    AtkObject *accessible = gtk_widget_get_accessible(labels[i]);
    gtk_style_context_remove_class(style, "heading");
    gtk_style_context_remove_class(style, GTK_STYLE_CLASS_DIM_LABEL);
    gtk_style_context_add_class(style, i == current ? "heading" : GTK_STYLE_CLASS_DIM_LABEL);
    atk_object_set_description(accessible, i == current ? _("This step") : "");
  }
}

/* Later, since it ends in the destruction of what may be telling of a change right now; and the end of a job
 * is told before its result, which may be that it was too late to cancel. */
static gboolean
finish_closing(gpointer dialog)
{
  CtlPublishDialog *self = dialog;
  if (self->document == NULL || !self->closing || is_running(self))
    return G_SOURCE_REMOVE;
  g_autofree char *where = publish_plan_list_published(publish_send_get_targets(self->send)->nodes);
  if (where != NULL)
    list_document_set_published(self->document, where);
  gtk_dialog_response(GTK_DIALOG(self), GTK_RESPONSE_CLOSE);
  return G_SOURCE_REMOVE;
}

static void
update(CtlPublishDialog *self)
{
  gboolean running = is_running(self);
  if (self->closing && !running)
    g_idle_add_full(G_PRIORITY_DEFAULT, finish_closing, g_object_ref(self), g_object_unref);
  gtk_widget_set_sensitive(GTK_WIDGET(self->next), self->step == STEP_DONE || (!running && is_ready(self)));
  gtk_widget_set_sensitive(self->back, !running && self->step > STEP_REVIEW);
  gtk_widget_set_sensitive(GTK_WIDGET(self->cancel), !running); /* the job has a Cancel of its own */
  gtk_widget_set_visible(self->back, self->step != STEP_DONE);
  gtk_widget_set_visible(GTK_WIDGET(self->cancel), self->step != STEP_DONE);
  if (running) /* what comes next is not known */
    return;
  shown_text_set_button(self->next, next_label(self));
  mark_step(self);
}

static void
go_to(CtlPublishDialog *self, PublishStep step)
{
  self->step = step;
  gtk_stack_set_visible_child_name(self->stack, STEP_NAMES[step]);
  if (step == STEP_REVIEW)
    publish_review_show(self->review, self->document);
  if (step == STEP_SIGN)
    publish_sign_enter(self->sign, publish_review_dup_consent(self->review));
  if (step == STEP_DONE) {
    g_autofree char *where = publish_send_describe(self->send);
    publish_done_show(self->done, self->document, where, publish_send_get_targets(self->send));
  }
  update(self);
  gtk_widget_grab_default(GTK_WIDGET(self->next));
  gtk_widget_grab_focus(GTK_WIDGET(self->next));
}

static void
on_changed(GtkWidget *step, CtlPublishDialog *self)
{
  if (self->document != NULL)
    update(self);
}

static void
on_signed(CtlPublishSign *sign, CtlPublishDialog *self)
{
  publish_send_reset(self->send);
  publish_send_add_warnings(self->send, publish_sign_get_warnings(sign));
  go_to(self, STEP_SEND);
}

static void
on_finished(CtlPublishSend *send, CtlPublishDialog *self)
{
  self->closing = FALSE; /* it was too late to cancel, and what has become of it should be seen */
  go_to(self, STEP_DONE);
}

/* A job that runs is told to stop, and the dialog goes when it has ended. */
static void
close_dialog(CtlPublishDialog *self)
{
  self->closing = TRUE;
  publish_sign_cancel(self->sign);
  publish_send_cancel(self->send);
  publish_done_cancel(self->done);
  update(self);
}

static void
on_next(GtkButton *button, CtlPublishDialog *self)
{
  if (self->step == STEP_DONE)
    close_dialog(self);
  else if (self->step == STEP_SIGN && !publish_sign_is_keeping(self->sign))
    publish_sign_start(self->sign);
  else if (starts_send(self))
    publish_send_start(self->send, publish_sign_dup_consent(self->sign));
  else
    go_to(self, self->step + 1);
  update(self);
}

static void
on_back(GtkButton *button, CtlPublishDialog *self)
{
  go_to(self, self->step - 1);
}

static void
on_cancel(GtkButton *button, CtlPublishDialog *self)
{
  close_dialog(self);
}

static gboolean
on_delete(GtkWidget *dialog, GdkEvent *event, gpointer unused)
{
  close_dialog(CTL_PUBLISH_DIALOG(dialog));
  return TRUE;
}

GtkWidget *
publish_dialog_new(GtkWindow *parent, ListDocument *document)
{
  CtlPublishDialog *self = g_object_new(PUBLISH_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                        "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  gtk_window_set_application(GTK_WINDOW(self), gtk_window_get_application(parent)); /* for its shortcuts */
  self->document = list_document_ref(document);
  publish_sign_set_document(self->sign, document);
  publish_send_set_document(self->send, document);
  go_to(self, STEP_REVIEW);
  return GTK_WIDGET(self);
}

static void
publish_dialog_dispose(GObject *object)
{
  g_clear_pointer(&CTL_PUBLISH_DIALOG(object)->document, list_document_unref);
  G_OBJECT_CLASS(publish_dialog_parent_class)->dispose(object);
}

static void
publish_dialog_class_init(CtlPublishDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(PUBLISH_REVIEW_TYPE);
  g_type_ensure(PUBLISH_SIGN_TYPE);
  g_type_ensure(PUBLISH_SEND_TYPE);
  g_type_ensure(PUBLISH_DONE_TYPE);
  G_OBJECT_CLASS(klass)->dispose = publish_dialog_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish/publish-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, step_review);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, step_sign);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, step_check);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, step_send);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, step_done);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, stack);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, review);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, sign);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, send);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, done);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, cancel);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, back);
  gtk_widget_class_bind_template_child(widget, CtlPublishDialog, next);
  gtk_widget_class_bind_template_callback(widget, on_changed);
  gtk_widget_class_bind_template_callback(widget, on_signed);
  gtk_widget_class_bind_template_callback(widget, on_finished);
  gtk_widget_class_bind_template_callback(widget, on_cancel);
  gtk_widget_class_bind_template_callback(widget, on_back);
  gtk_widget_class_bind_template_callback(widget, on_next);
  gtk_widget_class_bind_template_callback(widget, on_delete);
}

static void
publish_dialog_init(CtlPublishDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
