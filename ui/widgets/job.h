/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"

#include <gtk/gtk.h>

/* Runs a job of the core in a thread of its own, for the widget that owns it. One job at a time; all calls
 * come from the main thread.
 *
 * Properties that change while it runs, for a CtlBusyBar: "running" (gboolean), "step" (the sentence that the
 * job tells last, or NULL), "fraction" (0 to 1, negative when it cannot be told). */
#define JOB_TYPE (job_get_type())
G_DECLARE_FINAL_TYPE(CtlJob, job, CTL, JOB, GObject)

/* What the thread works with. */
typedef struct {
  CtlJob *job;
  gpointer input;
  CtlPrompt *prompt;
  const Progress *progress;
  GCancellable *cancellable;
} JobContext;

/* A kind of job, a constant. The callbacks get USER_DATA of job_start_for() and come in the main thread; none
 * comes once the job's owner was destroyed. */
typedef struct {
  /* In the thread: does the work. The result, or NULL with an error. */
  gpointer (*run)(const JobContext *context, GError **error);
  /* Something that it tells meanwhile, see job_tell(); takes NEWS. May be NULL. */
  void (*news)(gpointer user_data, gpointer news);
  /* It is done; takes RESULT. */
  void (*done)(gpointer user_data, gpointer result);
  void (*failed)(gpointer user_data, const GError *error);
  /* The user stopped it, which is no error; may be NULL. */
  void (*cancelled)(gpointer user_data);
  GDestroyNotify free_input;
  GDestroyNotify free_result; /* for a result that comes too late */
  GDestroyNotify free_news;   /* the same for news */
} JobKind;

/* OWNER is borrowed; its destruction cancels the job. Questions appear over its window. */
CtlJob *job_new(GtkWidget *owner);

/* Starts a job of KIND; INPUT is taken. Not while another one runs. Nothing happens once job_end_all() was
 * called for the owner's window: what ended in spite of it would keep the program alive by what follows.
 * USER_DATA is for the callbacks; DESTROY (may be NULL) gets it in the main thread after the last of them, or
 * at once when nothing happens. */
void job_start_for(CtlJob *job, const JobKind *kind, gpointer input, gpointer user_data,
                   GDestroyNotify destroy);

/* The same with the owner as user data. */
void job_start(CtlJob *job, const JobKind *kind, gpointer input);
void job_cancel(CtlJob *job);
gboolean job_is_running(CtlJob *job);

/* In any thread of the job: NEWS (taken) is handed to its kind's news(), in this order and before the job's
 * end. */
void job_tell(const JobContext *context, gpointer news);

/* For the end of the main window WINDOW, once: cancels its jobs, those of the dialogs over it too, and calls
 * FUNC when the last of their threads has ended, at once when none runs. Another main window's go on. */
void job_end_all(GtkWidget *window, void (*func)(GtkWidget *window));
