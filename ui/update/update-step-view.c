/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/update/update-step-view.h"

#include "ui/update/update-plan-view.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlUpdateStepView {
  GtkBin parent;
  GtkLabel *title;
  GtkLabel *introduction;
  GtkLabel *found;
  GtkWidget *to_do_box;
  GtkLabel *to_do;
  GtkWidget *question_box;
  GtkLabel *question;
  GtkLabel *detail;
  CtlUpdatePlanView *plan;
  GtkWidget *signer_box;
  GtkComboBoxText *signer;
  GtkWidget *restarted_box;
  GtkLabel *warnings;
  char *chosen;
  gboolean has_plan;
  gboolean filling; /* the program changes the combo box, not the user */
};

enum { SIGNAL_SIGNER_CHOSEN, SIGNAL_RESTARTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlUpdateStepView, update_step_view, GTK_TYPE_BIN)

/* Hidden without a text. */
static void
set_text(GtkLabel *label, const char *text)
{
  shown_text_set(label, text != NULL ? text : "");
  gtk_widget_set_visible(GTK_WIDGET(label), text != NULL);
}

static void
show_title(CtlUpdateStepView *self, UpdateStepId id, const char *state)
{
  g_autofree char *title = g_strdup_printf(_("%u. %s: %s"), id + 1, update_step_title(id), state);
  shown_text_set(self->title, title);
}

static void
fill_signers(CtlUpdateStepView *self, const UpdateSession *session)
{
  const GPtrArray *tokens = update_get_signers(update_session_get_update(session));
  const char *signer = update_session_get_signer(session);
  self->filling = TRUE;
  gtk_combo_box_text_remove_all(self->signer);
  for (guint i = 0; i < tokens->len; i++) {
    const char *name = g_ptr_array_index(tokens, i);
    shown_text_append(self->signer, name, name);
  }
  gtk_combo_box_set_active_id(GTK_COMBO_BOX(self->signer), signer);
  self->filling = FALSE;
}

void
update_step_view_set_plan(CtlUpdateStepView *self, const Update *update)
{
  const Plan *plan = update_get_plan(update);
  self->has_plan = plan != NULL;
  if (plan != NULL)
    update_plan_view_show(self->plan, plan, update_get_today(update));
}

static void
show_question(CtlUpdateStepView *self, const UpdateSession *session, UpdateStepId id)
{
  const UpdateQuestion *question = update_session_get_question(session);
  g_autofree char *message = g_strdup_printf(_("%s?"), question->message);
  shown_text_set(self->question, message);
  set_text(self->detail, question->detail);
  const Update *update = update_session_get_update(session);
  const Plan *plan = update_get_plan(update);
  gboolean signs = id == UPDATE_SIGN && plan_needs_list(plan);
  gtk_widget_set_visible(self->signer_box, signs);
  gtk_widget_set_visible(self->restarted_box, id == UPDATE_RESTART);
  if (signs)
    fill_signers(self, session);
  if (signs)
    gtk_widget_hide(GTK_WIDGET(self->detail)); /* the plan has it, and the warnings what was found */
}

void
update_step_view_show(CtlUpdateStepView *self, const UpdateSession *session, UpdateStepId id,
                      const char *state, const char *introduction, gboolean asking)
{
  const UpdateStep *step = update_get_step(update_session_get_update(session), id);
  g_autofree char *warnings = update_session_describe_warnings(session);
  show_title(self, id, state);
  set_text(self->introduction, introduction);
  set_text(self->found, step->found);
  shown_text_set(self->to_do, step->to_do);
  gtk_widget_set_visible(self->to_do_box, step->to_do != NULL);
  gtk_widget_set_visible(self->question_box, asking);
  gtk_widget_set_visible(GTK_WIDGET(self->plan),
                         self->has_plan && (id == UPDATE_TOKENS || (id == UPDATE_SIGN && asking)));
  set_text(self->warnings, warnings);
  if (asking)
    show_question(self, session, id);
}

void
update_step_view_show_work(CtlUpdateStepView *self, UpdateStepId id, const char *state)
{
  show_title(self, id, state);
  gtk_widget_hide(GTK_WIDGET(self->introduction));
  gtk_widget_hide(GTK_WIDGET(self->found));
  gtk_widget_hide(self->to_do_box);
  gtk_widget_hide(self->question_box);
  gtk_widget_hide(GTK_WIDGET(self->plan));
}

const char *
update_step_view_get_signer(CtlUpdateStepView *self)
{
  return self->chosen;
}

static void
on_signer_changed(GtkComboBoxText *combo, CtlUpdateStepView *self)
{
  if (self->filling)
    return;
  g_free(self->chosen);
  self->chosen = gtk_combo_box_text_get_active_text(combo);
  g_signal_emit(self, signals[SIGNAL_SIGNER_CHOSEN], 0);
}

static void
on_restarted(GtkButton *button, CtlUpdateStepView *self)
{
  g_signal_emit(self, signals[SIGNAL_RESTARTED], 0);
}

static void
update_step_view_finalize(GObject *object)
{
  g_free(CTL_UPDATE_STEP_VIEW(object)->chosen);
  G_OBJECT_CLASS(update_step_view_parent_class)->finalize(object);
}

static void
update_step_view_class_init(CtlUpdateStepViewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  const GType type = G_TYPE_FROM_CLASS(klass);
  g_type_ensure(UPDATE_PLAN_VIEW_TYPE);
  G_OBJECT_CLASS(klass)->finalize = update_step_view_finalize;
  signals[SIGNAL_SIGNER_CHOSEN] =
      g_signal_new("signer-chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RESTARTED] =
      g_signal_new("restarted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/update/update-step-view.ui");
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, title);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, introduction);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, found);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, to_do_box);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, to_do);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, question_box);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, question);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, detail);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, plan);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, signer_box);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, signer);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, restarted_box);
  gtk_widget_class_bind_template_child(widget, CtlUpdateStepView, warnings);
  gtk_widget_class_bind_template_callback(widget, on_signer_changed);
  gtk_widget_class_bind_template_callback(widget, on_restarted);
}

static void
update_step_view_init(CtlUpdateStepView *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
