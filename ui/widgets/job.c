/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/job.h"

#include "app/base/error.h"
#include "ui/widgets/gtk-prompt.h"

#include <openssl/crypto.h>

struct _CtlJob {
  GObject parent;
  GtkWidget *owner; /* NULL once it was destroyed */
  gulong owner_destroyed;
  GtkWidget *window; /* the main window that the owner was seen in last, to be compared only; else NULL */
  CtlPrompt *prompt;
  GCancellable *cancellable; /* of the job that runs, else NULL */
  char *step;
  double fraction;

  GMutex lock; /* the rest is shared with the thread */
  char *told_step;
  double told_fraction;
  gboolean telling; /* the main thread was asked to look */

  const JobKind *kind; /* of the job that runs; set before its thread starts, as is what follows */
  gpointer user_data;  /* of its callbacks */
  GDestroyNotify destroy;
};

/* One run of a job, from its start to its last callback. */
typedef struct {
  const JobKind *kind;
  gpointer input;
} JobRun;

enum { PROP_RUNNING = 1, PROP_STEP, PROP_FRACTION, N_PROPS };
static GParamSpec *props[N_PROPS];

/* A window that goes when its last job has ended. */
typedef struct {
  GtkWidget *window;
  void (*func)(GtkWidget *window); /* NULL once it was called */
} Ending;

/* Main thread only: the jobs that run, and the windows that end (Ending). */
static GList *running;
static GList *endings;

G_DEFINE_TYPE(CtlJob, job, G_TYPE_OBJECT)

static void
job_run_free(JobRun *run)
{
  if (run->input != NULL && run->kind->free_input != NULL)
    run->kind->free_input(run->input);
  g_free(run);
}

static void
set_progress(CtlJob *self, const char *step, double fraction)
{
  g_free(self->step);
  self->step = g_strdup(step);
  self->fraction = fraction;
  g_object_notify_by_pspec(G_OBJECT(self), props[PROP_STEP]);
  g_object_notify_by_pspec(G_OBJECT(self), props[PROP_FRACTION]);
}

static gboolean
show_progress(gpointer job)
{
  CtlJob *self = job;
  g_mutex_lock(&self->lock);
  g_autofree char *step = g_steal_pointer(&self->told_step);
  double fraction = self->told_fraction;
  self->telling = FALSE;
  g_mutex_unlock(&self->lock);
  if (self->cancellable != NULL)
    set_progress(self, step, fraction);
  return G_SOURCE_REMOVE;
}

/* In the thread. The main thread looks when it has time and sees the latest news only. */
static void
tell_progress(const char *step, double fraction, gpointer job)
{
  CtlJob *self = job;
  g_mutex_lock(&self->lock);
  g_free(self->told_step);
  self->told_step = g_strdup(step);
  self->told_fraction = fraction;
  gboolean ask = !self->telling;
  self->telling = TRUE;
  g_mutex_unlock(&self->lock);
  if (ask)
    g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, show_progress, g_object_ref(self), g_object_unref);
}

static void
run_in_thread(GTask *task, gpointer job, gpointer task_data, GCancellable *cancellable)
{
  CtlJob *self = job;
  JobRun *run = task_data;
  const Progress progress = {.func = tell_progress, .user_data = self};
  const JobContext context = {self, run->input, self->prompt, &progress, cancellable};
  GError *error = NULL;
  gpointer result = run->kind->run(&context, &error);
  OPENSSL_thread_stop(); /* GLib keeps the thread for later jobs; what OpenSSL keeps for it goes now */
  if (error != NULL)
    g_task_return_error(task, error);
  else
    g_task_return_pointer(task, result, run->kind->free_result);
}

/* News on its way. */
typedef struct {
  CtlJob *job;
  const JobKind *kind;
  gpointer news;
} JobNews;

static void
job_news_free(gpointer data)
{
  JobNews *news = data;
  if (news->news != NULL && news->kind->free_news != NULL)
    news->kind->free_news(news->news);
  g_object_unref(news->job);
  g_free(news);
}

static gboolean
hand_over(gpointer data)
{
  JobNews *news = data;
  if (news->job->owner != NULL)
    news->kind->news(news->job->user_data, g_steal_pointer(&news->news));
  return G_SOURCE_REMOVE;
}

void
job_tell(const JobContext *context, gpointer news)
{
  JobNews *on_way = g_new0(JobNews, 1);
  on_way->job = g_object_ref(context->job);
  on_way->kind = context->job->kind;
  on_way->news = news;
  g_idle_add_full(G_PRIORITY_DEFAULT, hand_over, on_way, job_news_free); /* that of the job's end */
}

static gboolean
is_cancelled(const GError *error)
{
  return g_error_matches(error, CTL_ERROR, CTL_ERROR_CANCELLED) ||
         g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
tell_end(gpointer user_data, const JobKind *kind, gpointer result, const GError *error)
{
  if (error == NULL)
    kind->done(user_data, result);
  else if (!is_cancelled(error))
    kind->failed(user_data, error);
  else if (kind->cancelled != NULL)
    kind->cancelled(user_data);
}

/* --- windows that end --- */

/* A dialog's is the one that it stands over. */
static void
find_window(CtlJob *self)
{
  GtkWidget *top = self->owner != NULL ? gtk_widget_get_toplevel(self->owner) : NULL;
  if (!GTK_IS_WINDOW(top))
    return;
  for (GtkWindow *window = GTK_WINDOW(top); window != NULL; window = gtk_window_get_transient_for(window))
    self->window = GTK_WIDGET(window);
}

/* A job whose owner was never seen in a window counts for each: none may go before it. */
static gboolean
is_in_the_way(CtlJob *self, const Ending *ending)
{
  find_window(self);
  return self->window == NULL || self->window == ending->window;
}

static gboolean
is_ended(CtlJob *self)
{
  find_window(self);
  for (GList *link = endings; link != NULL; link = link->next)
    if (self->window == ((Ending *)link->data)->window)
      return TRUE;
  return FALSE;
}

static gboolean
is_ready(const Ending *ending)
{
  for (GList *link = running; link != NULL; link = link->next)
    if (is_in_the_way(link->data, ending))
      return FALSE;
  return TRUE;
}

static void
tell_waiting(void)
{
  for (GList *link = endings; link != NULL;) {
    Ending *ending = link->data;
    link = link->next; /* the function may destroy its window, and with it ENDING */
    if (ending->func == NULL || !is_ready(ending))
      continue;
    void (*func)(GtkWidget *) = g_steal_pointer(&ending->func);
    func(ending->window);
  }
}

static void
on_window_destroyed(GtkWidget *window, Ending *ending)
{
  endings = g_list_remove(endings, ending);
  g_free(ending);
}

void
job_end_all(GtkWidget *window, void (*func)(GtkWidget *window))
{
  Ending *ending = g_new0(Ending, 1);
  ending->window = window;
  ending->func = func;
  endings = g_list_prepend(endings, ending);
  g_signal_connect(window, "destroy", G_CALLBACK(on_window_destroyed), ending);
  for (GList *link = running; link != NULL; link = link->next)
    if (is_in_the_way(link->data, ending))
      job_cancel(link->data);
  tell_waiting();
}

/* --- start and end --- */

static void
on_ended(GObject *job, GAsyncResult *async, gpointer unused)
{
  CtlJob *self = CTL_JOB(job);
  const JobRun *run = g_task_get_task_data(G_TASK(async));
  gpointer user_data = g_steal_pointer(&self->user_data);
  GDestroyNotify destroy = self->destroy;
  g_autoptr(GError) error = NULL;
  gpointer result = g_task_propagate_pointer(G_TASK(async), &error);
  g_clear_object(&self->cancellable);
  running = g_list_remove(running, self);
  set_progress(self, NULL, -1);
  g_object_notify_by_pspec(job, props[PROP_RUNNING]);
  if (self->owner != NULL)
    tell_end(user_data, run->kind, result, error);
  else if (result != NULL && run->kind->free_result != NULL)
    run->kind->free_result(result);
  if (destroy != NULL)
    destroy(user_data);
  tell_waiting();
}

void
job_start_for(CtlJob *self, const JobKind *kind, gpointer input, gpointer user_data, GDestroyNotify destroy)
{
  g_return_if_fail(self->cancellable == NULL && self->owner != NULL);
  if (is_ended(self)) {
    if (input != NULL && kind->free_input != NULL)
      kind->free_input(input);
    if (destroy != NULL)
      destroy(user_data);
    return;
  }
  self->user_data = user_data;
  self->destroy = destroy;
  self->cancellable = g_cancellable_new();
  running = g_list_prepend(running, self);
  g_autoptr(GTask) task = g_task_new(self, self->cancellable, on_ended, NULL);
  JobRun *run = g_new0(JobRun, 1);
  run->kind = kind;
  self->kind = kind;
  run->input = input;
  g_task_set_task_data(task, run, (GDestroyNotify)job_run_free);
  g_task_set_check_cancellable(task, FALSE); /* what was done in spite of a late Cancel counts */
  g_object_notify_by_pspec(G_OBJECT(self), props[PROP_RUNNING]);
  g_task_run_in_thread(task, run_in_thread);
}

void
job_start(CtlJob *self, const JobKind *kind, gpointer input)
{
  job_start_for(self, kind, input, self->owner, NULL);
}

void
job_cancel(CtlJob *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel(self->cancellable);
}

gboolean
job_is_running(CtlJob *self)
{
  return self->cancellable != NULL;
}

static void
on_owner_destroyed(GtkWidget *owner, CtlJob *self)
{
  self->owner = NULL;
  self->owner_destroyed = 0;
  job_cancel(self);
}

CtlJob *
job_new(GtkWidget *owner)
{
  CtlJob *self = g_object_new(JOB_TYPE, NULL);
  self->owner = owner;
  self->owner_destroyed = g_signal_connect(owner, "destroy", G_CALLBACK(on_owner_destroyed), self);
  self->prompt = CTL_PROMPT(gtk_prompt_new(owner));
  return self;
}

static void
job_get_property(GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  CtlJob *self = CTL_JOB(object);
  if (id == PROP_RUNNING)
    g_value_set_boolean(value, job_is_running(self));
  else if (id == PROP_STEP)
    g_value_set_string(value, self->step);
  else if (id == PROP_FRACTION)
    g_value_set_double(value, self->fraction);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
}

static void
job_finalize(GObject *object)
{
  CtlJob *self = CTL_JOB(object);
  if (self->owner != NULL)
    g_signal_handler_disconnect(self->owner, self->owner_destroyed);
  g_clear_object(&self->prompt);
  g_free(self->step);
  g_free(self->told_step);
  g_mutex_clear(&self->lock);
  G_OBJECT_CLASS(job_parent_class)->finalize(object);
}

static void
job_class_init(CtlJobClass *klass)
{
  G_OBJECT_CLASS(klass)->get_property = job_get_property;
  G_OBJECT_CLASS(klass)->finalize = job_finalize;
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  props[PROP_RUNNING] = g_param_spec_boolean("running", NULL, NULL, FALSE, flags);
  props[PROP_STEP] = g_param_spec_string("step", NULL, NULL, NULL, flags);
  props[PROP_FRACTION] = g_param_spec_double("fraction", NULL, NULL, -1, 1, -1, flags);
  g_object_class_install_properties(G_OBJECT_CLASS(klass), N_PROPS, props);
}

static void
job_init(CtlJob *self)
{
  self->fraction = -1;
  g_mutex_init(&self->lock);
}
