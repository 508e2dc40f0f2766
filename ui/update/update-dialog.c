/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/update/update-dialog.h"

#include "app/base/error.h"
#include "app/workflow/update/update-session.h"
#include "ui/update/update-step-row.h"
#include "ui/update/update-step-view.h"
#include "ui/update/update-wish-dialog.h"
#include "ui/update/update-words.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/findings-view.h"
#include "ui/widgets/keep-password.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

struct _CtlUpdateDialog {
  GtkDialog parent;
  CtlNoticeBar *notice;
  CtlFindingsView *findings;
  GtkToggleButton *take_over;
  CtlBusyBar *busy;
  GtkListBox *steps;
  CtlUpdateStepView *view;
  GtkWidget *back;
  GtkWidget *change;
  GtkWidget *anew;
  GtkButton *go;
  CtlJob *job;
  UpdateSession *session;        /* the thread's while a job runs, see show_step() */
  UpdateStepId current;          /* the step in work or the next one; UPDATE_N_STEPS at the end */
  gboolean done[UPDATE_N_STEPS]; /* as no job was running; a step after the current one may be done as well */
  gboolean started;
  gboolean failed; /* the current step */
  guint poll;      /* source that asks again, or 0 */
  gboolean closing;
};

G_DEFINE_TYPE(CtlUpdateDialog, update_dialog, GTK_TYPE_DIALOG)

static void run_next(CtlUpdateDialog *self);

/* --- what is shown --- */

static UpdateMoment
moment_of(CtlUpdateDialog *self)
{
  return (UpdateMoment){.session = self->session,
                        .current = self->current,
                        .running = job_is_running(self->job),
                        .started = self->started,
                        .failed = self->failed};
}

static const char *
state_of(CtlUpdateDialog *self, UpdateStepId id)
{
  const UpdateMoment moment = moment_of(self);
  if (id == self->current)
    return update_words_state(&moment);
  return self->done[id] ? _("Done") : _("To do");
}

/* While a job runs the thread writes to the current step, which is not read then. */
static void
show_step(CtlUpdateDialog *self, UpdateStepId id)
{
  gboolean current = id == self->current;
  const char *state = state_of(self, id);
  if (job_is_running(self->job) && current) {
    update_step_view_show_work(self->view, id, state);
    return;
  }
  const UpdateMoment moment = moment_of(self);
  gboolean asking = current && !self->failed && update_session_get_outlook(self->session) == UPDATE_ASK;
  const char *introduction = current ? update_words_introduction(&moment) : NULL;
  update_step_view_show(self->view, self->session, id, state, introduction, asking);
}

/* Only a row that has the focus is scrolled into sight by itself. */
static void
scroll_to(CtlUpdateDialog *self, GtkWidget *row)
{
  GtkAllocation place = {0};
  GtkWidget *viewport = gtk_widget_get_parent(GTK_WIDGET(self->steps));
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment(GTK_SCROLLABLE(viewport));
  gtk_widget_get_allocation(row, &place);
  gtk_adjustment_clamp_page(adjustment, place.y, place.y + place.height);
}

static void
on_row_selected(GtkListBox *list, GtkListBoxRow *row, CtlUpdateDialog *self)
{
  if (row == NULL || self->session == NULL)
    return;
  scroll_to(self, GTK_WIDGET(row));
  show_step(self, update_step_row_get_id(CTL_UPDATE_STEP_ROW(row)));
}

static void
show_states(CtlUpdateDialog *self)
{
  for (guint i = 0; i < UPDATE_N_STEPS; i++) {
    UpdateStepId id = (UpdateStepId)i;
    GtkListBoxRow *row = gtk_list_box_get_row_at_index(self->steps, (int)i);
    update_step_row_set_state(CTL_UPDATE_STEP_ROW(row), state_of(self, id));
  }
}

/* What the list is to be can be said anew until it is signed. */
static gboolean
can_change(CtlUpdateDialog *self)
{
  const Update *update = update_session_get_update(self->session);
  return update_session_get_kind(self->session) == UPDATE_TO_PLAN && self->current <= UPDATE_SIGN &&
         !update_is_unfinished(update);
}

static void
update_buttons(CtlUpdateDialog *self)
{
  gboolean running = job_is_running(self->job);
  gtk_widget_set_sensitive(GTK_WIDGET(self->go), !running);
  gtk_widget_set_sensitive(self->back, !running);
  gtk_widget_set_sensitive(self->anew, !running);
  gtk_widget_set_sensitive(self->change, !running);
  if (running)
    return;
  const UpdateMoment moment = moment_of(self);
  gboolean migrates = update_session_get_kind(self->session) == UPDATE_MIGRATE;
  shown_text_set_button(self->go, update_words_go(&moment));
  gboolean wants_tokens = update_words_wants_tokens(self->session);
  gtk_widget_set_visible(GTK_WIDGET(self->go), self->current < UPDATE_N_STEPS && !wants_tokens);
  gtk_widget_set_visible(self->anew, migrates && self->current == UPDATE_N_STEPS);
  gtk_widget_set_visible(self->change, can_change(self));
  if (wants_tokens)
    gtk_widget_grab_default(self->change);
  gtk_widget_set_visible(self->back, update_can_go_back(update_session_get_update(self->session)));
}

/* Shows the current step, or the last one at the end. */
static void
show_current(CtlUpdateDialog *self)
{
  guint index = MIN(self->current, UPDATE_N_STEPS - 1);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index(self->steps, (int)index);
  gtk_list_box_select_row(self->steps, row);
  show_step(self, (UpdateStepId)index);
}

/* Not while a job runs. */
static void
show_all(CtlUpdateDialog *self)
{
  const Update *update = update_session_get_update(self->session);
  self->current = update_get_next(update);
  for (guint i = 0; i < UPDATE_N_STEPS; i++)
    self->done[i] = update_get_step(update, (UpdateStepId)i)->state == UPDATE_DONE;
  update_step_view_set_plan(self->view, update);
  show_states(self);
  show_current(self);
  update_buttons(self);
}

/* What a step that failed was stopped by, which the user may overrule one by one. */
static void
show_findings(CtlUpdateDialog *self, gboolean failed)
{
  const GPtrArray *findings = update_get_findings(update_session_get_update(self->session));
  findings_view_show(self->findings, failed ? findings : NULL, LINT_ERROR);
}

/* Asked where a lock stands in the way; the answer counts for one step. */
static void
ask_for_lock(CtlUpdateDialog *self, const GError *error)
{
  gtk_toggle_button_set_active(self->take_over, FALSE);
  gtk_widget_set_visible(GTK_WIDGET(self->take_over), g_error_matches(error, CTL_ERROR, CTL_ERROR_IN_USE));
}

/* Nodes that refuse the list say why in the findings; anything else is told for itself. */
static void
show_failure(CtlUpdateDialog *self, const GError *error)
{
  show_findings(self, TRUE);
  ask_for_lock(self, error);
  if (g_error_matches(error, CTL_ERROR, CTL_ERROR_REJECTED) && !findings_view_is_settled(self->findings))
    notice_bar_hide(self->notice);
  else
    notice_bar_show_error(self->notice, error);
}

static void
take_consent(CtlUpdateDialog *self)
{
  g_autoptr(Consent) consent = findings_view_dup_consent(self->findings);
  update_session_add_consent(self->session, consent);
  update_session_set_take_over(self->session, gtk_toggle_button_get_active(self->take_over));
  show_findings(self, FALSE);
  ask_for_lock(self, NULL);
}

/* --- the steps --- */

static gboolean
on_poll(gpointer dialog)
{
  CtlUpdateDialog *self = dialog;
  self->poll = 0;
  run_next(self);
  return G_SOURCE_REMOVE;
}

static void
start_polling(CtlUpdateDialog *self)
{
  self->poll = g_timeout_add_seconds(UPDATE_POLL_S, on_poll, self);
}

static void
stop_polling(CtlUpdateDialog *self)
{
  if (self->poll != 0)
    g_source_remove(self->poll);
  self->poll = 0;
}

static gpointer
run_step(const JobContext *context, GError **error)
{
  gboolean done = update_session_run_next(context->input, context->prompt, context->progress,
                                          context->cancellable, error);
  keep_password_as_wanted(context, update_session_get_entry(context->input));
  return done ? context->input : NULL;
}

static void
focus_go(CtlUpdateDialog *self)
{
  if (!gtk_widget_get_visible(GTK_WIDGET(self->go)))
    return;
  gtk_widget_grab_default(GTK_WIDGET(self->go));
  gtk_widget_grab_focus(GTK_WIDGET(self->go));
}

static void
on_step_done(gpointer dialog, gpointer unused)
{
  CtlUpdateDialog *self = dialog;
  UpdateOutlook outlook = update_session_get_outlook(self->session);
  show_all(self);
  if (self->closing)
    return;
  if (outlook == UPDATE_GO_ON)
    run_next(self);
  else if (update_words_wants_tokens(self->session))
    gtk_widget_grab_focus(self->change);
  else if (outlook == UPDATE_WAIT)
    start_polling(self);
  else if (outlook == UPDATE_ASK)
    focus_go(self);
}

static void
on_step_failed(gpointer dialog, const GError *error)
{
  CtlUpdateDialog *self = dialog;
  self->failed = TRUE;
  show_failure(self, error);
  show_all(self);
}

static void
on_step_cancelled(gpointer dialog)
{
  CtlUpdateDialog *self = dialog;
  notice_bar_show_warning(self->notice, _("Stopped. What was done so far is kept."), NULL);
  show_all(self);
}

static const JobKind STEP = {
    .run = run_step,
    .done = on_step_done,
    .failed = on_step_failed,
    .cancelled = on_step_cancelled,
    .free_input = (GDestroyNotify)update_session_unref,
};

/* What was shown while it waits stays while TVS is asked again. */
static void
run_next(CtlUpdateDialog *self)
{
  gboolean waiting = update_session_get_outlook(self->session) == UPDATE_WAIT;
  stop_polling(self);
  notice_bar_hide(self->notice);
  self->started = TRUE;
  self->failed = FALSE;
  take_consent(self);
  job_start(self->job, &STEP, update_session_ref(self->session));
  if (waiting)
    return;
  show_states(self);
  show_current(self);
}

static void
on_go(GtkButton *button, CtlUpdateDialog *self)
{
  update_session_agree(self->session);
  run_next(self);
}

static void
on_signer_chosen(CtlUpdateStepView *view, CtlUpdateDialog *self)
{
  update_session_set_signer(self->session, update_step_view_get_signer(view));
  run_next(self);
}

static void
on_restarted(CtlUpdateStepView *view, CtlUpdateDialog *self)
{
  update_session_set_restarted(self->session);
  run_next(self);
}

/* --- another list --- */

/* SESSION is taken, and begins at once: to look at the cluster changes nothing. What an earlier run has begun
 * waits for a person. */
static void
begin(CtlUpdateDialog *self, UpdateSession *session)
{
  g_clear_pointer(&self->session, update_session_unref);
  self->session = session;
  self->started = FALSE;
  self->failed = FALSE;
  show_all(self);
  if (update_session_get_kind(session) == UPDATE_TO_PLAN &&
      !update_is_unfinished(update_session_get_update(session)))
    run_next(self);
  else
    focus_go(self);
}

static void
use_wish(CtlUpdateDialog *self, const UpdateWish *wish)
{
  g_autoptr(GError) error = NULL;
  UpdateSession *session = update_session_open(update_session_get_entry(self->session),
                                               update_session_get_kind(self->session), wish, &error);
  stop_polling(self);
  if (session == NULL) {
    notice_bar_show_error(self->notice, error);
    return;
  }
  findings_view_show(self->findings, NULL, LINT_ERROR); /* they are another list's */
  begin(self, session);
}

static void
on_change_answer(GtkWidget *dialog, int response, CtlUpdateDialog *self)
{
  g_autoptr(UpdateWish) wish = update_wish_dialog_dup_wish(CTL_UPDATE_WISH_DIALOG(dialog));
  window_close_soon(dialog);
  if (self->session == NULL || self->closing)
    return;
  if (response == GTK_RESPONSE_ACCEPT)
    use_wish(self, wish);
  else if (update_session_get_outlook(self->session) == UPDATE_WAIT)
    start_polling(self);
}

static void
on_change(GtkButton *button, CtlUpdateDialog *self)
{
  stop_polling(self); /* no job begins while the person chooses */
  GtkWidget *dialog = update_wish_dialog_new(GTK_WINDOW(self), update_session_get_entry(self->session),
                                             update_session_get_wish(self->session));
  g_signal_connect_object(dialog, "response", G_CALLBACK(on_change_answer), self, 0);
  gtk_window_present(GTK_WINDOW(dialog));
}

/* --- back --- */

static gpointer
run_back(const JobContext *context, GError **error)
{
  gboolean done =
      update_session_go_back(context->input, context->prompt, context->progress, context->cancellable, error);
  keep_password_as_wanted(context, update_session_get_entry(context->input));
  return done ? context->input : NULL;
}

static void
on_back_done(gpointer dialog, gpointer unused)
{
  CtlUpdateDialog *self = dialog;
  self->started = FALSE;
  self->failed = FALSE;
  g_autofree char *next = update_describe_back();
  g_autofree char *rest = update_describe_back_rest(update_session_get_update(self->session));
  if (rest != NULL)
    notice_bar_show_warning(self->notice, _(UPDATE_BACK_NOT_DONE), rest);
  else
    notice_bar_show_done(self->notice, _(UPDATE_BACK_DONE), next);
  show_all(self);
}

static void
on_back_failed(gpointer dialog, const GError *error)
{
  CtlUpdateDialog *self = dialog;
  show_failure(self, error);
  show_all(self);
}

static const JobKind BACK = {
    .run = run_back,
    .done = on_back_done,
    .failed = on_back_failed,
    .cancelled = on_step_cancelled,
    .free_input = (GDestroyNotify)update_session_unref,
};

static void
on_back_answer(GtkWidget *question, int response, CtlUpdateDialog *self)
{
  window_close_soon(question);
  if (response != GTK_RESPONSE_ACCEPT || job_is_running(self->job))
    return;
  stop_polling(self);
  notice_bar_hide(self->notice);
  take_consent(self);
  job_start(self->job, &BACK, update_session_ref(self->session));
}

static void
on_back(GtkButton *button, CtlUpdateDialog *self)
{
  GtkWidget *question =
      shown_text_question_new(GTK_WINDOW(self), _("Put the list of before back on every node?"),
                              _("The new list is replaced."), _("_Keep the new list"), _("_Put it back"));
  g_signal_connect_object(question, "response", G_CALLBACK(on_back_answer), self, 0);
}

/* --- once more --- */

static gpointer
run_anew(const JobContext *context, GError **error)
{
  return update_session_start_anew(context->input, context->cancellable, error) ? context->input : NULL;
}

static void
on_anew_done(gpointer dialog, gpointer unused)
{
  CtlUpdateDialog *self = dialog;
  self->started = FALSE;
  show_all(self);
}

/* Another program may be at work on the job, which is waited for. */
static const JobKind ANEW = {
    .run = run_anew,
    .done = on_anew_done,
    .failed = on_back_failed,
    .cancelled = on_step_cancelled,
    .free_input = (GDestroyNotify)update_session_unref,
};

static void
on_anew_answer(GtkWidget *question, int response, CtlUpdateDialog *self)
{
  window_close_soon(question);
  if (response != GTK_RESPONSE_ACCEPT || job_is_running(self->job))
    return;
  notice_bar_hide(self->notice);
  job_start(self->job, &ANEW, update_session_ref(self->session));
}

/* For a cluster that has become tokenless again since. */
static void
on_anew(GtkButton *button, CtlUpdateDialog *self)
{
  GtkWidget *question = shown_text_question_new(
      GTK_WINDOW(self), _("Forget this migration and start anew?"),
      _("Nothing changes on the cluster. The list of before can then be put back on the page History only."),
      _("_Keep"), _("_Start anew"));
  g_signal_connect_object(question, "response", G_CALLBACK(on_anew_answer), self, 0);
}

/* --- closing --- */

/* Later, since it destroys what may be telling of a change right now. */
static gboolean
finish_closing(gpointer dialog)
{
  if (CTL_UPDATE_DIALOG(dialog)->session != NULL)
    gtk_widget_destroy(dialog);
  return G_SOURCE_REMOVE;
}

static void
close_when_idle(CtlUpdateDialog *self)
{
  if (self->closing && !job_is_running(self->job))
    g_idle_add_full(G_PRIORITY_DEFAULT, finish_closing, g_object_ref(self), g_object_unref);
}

/* A job that runs is told to stop, and the dialog goes when it has ended. */
static void
close_dialog(CtlUpdateDialog *self)
{
  self->closing = TRUE;
  stop_polling(self);
  job_cancel(self->job);
  close_when_idle(self);
}

static void
on_close(GtkButton *button, CtlUpdateDialog *self)
{
  close_dialog(self);
}

static gboolean
on_delete(GtkWidget *dialog, GdkEvent *event, gpointer unused)
{
  close_dialog(CTL_UPDATE_DIALOG(dialog));
  return TRUE;
}

static void
on_running(CtlUpdateDialog *self)
{
  close_when_idle(self);
  if (self->session != NULL)
    update_buttons(self);
}

GtkWidget *
update_dialog_new(GtkWindow *parent, const AddressBookEntry *entry, UpdateKind kind, GError **error)
{
  UpdateSession *session = update_session_open(entry, kind, NULL, error);
  if (session == NULL)
    return NULL;
  g_autofree char *title = update_words_title(session);
  CtlUpdateDialog *self = g_object_new(UPDATE_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                       "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  shown_text_set_title(GTK_WINDOW(self), title);
  gtk_window_set_application(GTK_WINDOW(self), gtk_window_get_application(parent)); /* for its shortcuts */
  begin(self, session);
  return GTK_WIDGET(self);
}

static void
update_dialog_dispose(GObject *object)
{
  CtlUpdateDialog *self = CTL_UPDATE_DIALOG(object);
  stop_polling(self);
  g_clear_object(&self->job);
  g_clear_pointer(&self->session, update_session_unref);
  G_OBJECT_CLASS(update_dialog_parent_class)->dispose(object);
}

static void
update_dialog_class_init(CtlUpdateDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  g_type_ensure(FINDINGS_VIEW_TYPE);
  g_type_ensure(UPDATE_STEP_VIEW_TYPE);
  G_OBJECT_CLASS(klass)->dispose = update_dialog_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/update/update-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlUpdateDialog, notice);
  gtk_widget_class_bind_template_child(widget, CtlUpdateDialog, findings);
  gtk_widget_class_bind_template_child(widget, CtlUpdateDialog, take_over);
  gtk_widget_class_bind_template_child(widget, CtlUpdateDialog, busy);
  gtk_widget_class_bind_template_child(widget, CtlUpdateDialog, steps);
  gtk_widget_class_bind_template_child(widget, CtlUpdateDialog, view);
  gtk_widget_class_bind_template_child(widget, CtlUpdateDialog, back);
  gtk_widget_class_bind_template_child(widget, CtlUpdateDialog, anew);
  gtk_widget_class_bind_template_child(widget, CtlUpdateDialog, change);
  gtk_widget_class_bind_template_child(widget, CtlUpdateDialog, go);
  gtk_widget_class_bind_template_callback(widget, on_row_selected);
  gtk_widget_class_bind_template_callback(widget, on_signer_chosen);
  gtk_widget_class_bind_template_callback(widget, on_restarted);
  gtk_widget_class_bind_template_callback(widget, on_back);
  gtk_widget_class_bind_template_callback(widget, on_anew);
  gtk_widget_class_bind_template_callback(widget, on_change);
  gtk_widget_class_bind_template_callback(widget, on_close);
  gtk_widget_class_bind_template_callback(widget, on_go);
  gtk_widget_class_bind_template_callback(widget, on_delete);
}

static void
update_dialog_init(CtlUpdateDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Working"));
  for (guint i = 0; i < UPDATE_N_STEPS; i++)
    gtk_container_add(GTK_CONTAINER(self->steps), update_step_row_new((UpdateStepId)i));
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
}
