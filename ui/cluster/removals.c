/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/removals.h"

#include "app/base/clock.h"
#include "app/workflow/nodes/advice.h"
#include "app/workflow/settings/publisher-password.h"
#include "ui/widgets/job.h"

#include <glib/gi18n.h>

/* How long what was asked for is still worked on when the window closes. */
#define GRACE_MS 3000

typedef struct {
  RemovalKind kind;
  AddressBookEntry *entry;
} Removal;

/* What the thread takes its work from. */
typedef struct {
  GMutex lock;
  GQueue waiting; /* of Removal */
} Work;

struct _Removals {
  GtkWidget *owner;
  RemovalFunc func;
  CtlJob *job;
  Work *work;  /* counts its references */
  GQueue open; /* of Removal: those that the owner was not told of yet */
};

static Removal *
removal_new(RemovalKind kind, const AddressBookEntry *entry)
{
  Removal *removal = g_new0(Removal, 1);
  removal->kind = kind;
  removal->entry = address_book_entry_copy(entry);
  return removal;
}

static void
removal_free(gpointer data)
{
  Removal *removal = data;
  address_book_entry_free(removal->entry);
  g_free(removal);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Removal, removal_free)

static Work *
work_new(void)
{
  Work *work = g_atomic_rc_box_new0(Work);
  g_mutex_init(&work->lock);
  g_queue_init(&work->waiting);
  return work;
}

static void
work_clear(gpointer data)
{
  Work *work = data;
  g_mutex_clear(&work->lock);
  g_queue_clear_full(&work->waiting, removal_free);
}

static void
work_unref(gpointer work)
{
  g_atomic_rc_box_release_full(work, work_clear);
}

static Removal *
work_take(Work *work)
{
  g_mutex_lock(&work->lock);
  Removal *removal = g_queue_pop_head(&work->waiting);
  g_mutex_unlock(&work->lock);
  return removal;
}

static void
work_add(Work *work, Removal *removal)
{
  g_mutex_lock(&work->lock);
  g_queue_push_tail(&work->waiting, removal);
  g_mutex_unlock(&work->lock);
}

static gboolean
work_is_waiting(Work *work)
{
  g_mutex_lock(&work->lock);
  gboolean waiting = work->waiting.length > 0;
  g_mutex_unlock(&work->lock);
  return waiting;
}

/* --- in the thread --- */

static void
outcome_free(gpointer data)
{
  RemovalOutcome *outcome = data;
  g_free(outcome->done);
  g_free(outcome->trouble);
  g_free(outcome);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RemovalOutcome, outcome_free)

static char *
forget_password(const char *path, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr(AddressBookEntry) entry = address_book_find(path, name, NULL, error);
  if (entry == NULL || !publisher_password_forget(path, entry, cancellable, error))
    return NULL;
  return g_strdup_printf(_("The keyring has forgotten the password of %s. The next login asks for it."),
                         entry->name);
}

static RemovalOutcome *
carry_out(const Removal *removal, GCancellable *cancellable)
{
  RemovalOutcome *outcome = g_new0(RemovalOutcome, 1);
  g_autofree char *path = address_book_default_path();
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GError) error = NULL;
  if (removal->kind == REMOVAL_PUBLISHER)
    publisher_remove(path, removal->entry->name, warnings, cancellable, &error);
  else if (removal->kind == REMOVAL_PASSWORD)
    outcome->done = forget_password(path, removal->entry->name, cancellable, &error);
  else
    publisher_password_tidy(path, removal->entry, warnings, cancellable);
  if (error != NULL) {
    outcome->trouble = g_strconcat(error->message, ".", NULL);
    outcome->advice = advice_for_error(error);
  } else if (warnings->len > 0) {
    outcome->trouble = g_strconcat(g_ptr_array_index(warnings, 0), ".", NULL);
  }
  return outcome;
}

static gboolean
cancel(gpointer cancellable)
{
  g_cancellable_cancel(cancellable);
  g_object_unref(cancellable);
  return G_SOURCE_REMOVE;
}

static void
cancel_later(GCancellable *job, gpointer cancellable)
{
  clock_call_at(clock_in_ms(GRACE_MS), cancel, g_object_ref(cancellable));
}

static gpointer
run(const JobContext *context, GError **error)
{
  Work *work = context->input;
  g_autoptr(GCancellable) late = g_cancellable_new();
  gulong handler = g_cancellable_connect(context->cancellable, G_CALLBACK(cancel_later), g_object_ref(late),
                                         g_object_unref);
  for (;;) {
    g_autoptr(Removal) removal = work_take(work);
    if (removal == NULL)
      break;
    job_tell(context, carry_out(removal, late));
  }
  g_cancellable_disconnect(context->cancellable, handler);
  return g_atomic_rc_box_acquire(work);
}

/* --- in the main thread --- */

static void start(Removals *self);

static void
on_news(gpointer removals, gpointer news)
{
  Removals *self = removals;
  g_autoptr(RemovalOutcome) outcome = news;
  removal_free(g_queue_pop_head(&self->open));
  self->func(self->owner, outcome);
}

/* One may have been added after the thread has looked for the last time. */
static void
on_done(gpointer removals, gpointer work)
{
  work_unref(work);
  start(removals);
}

static void
on_failed(gpointer removals, const GError *error)
{
  g_warn_if_reached();
}

static const JobKind REMOVE = {
    .run = run,
    .news = on_news,
    .done = on_done,
    .failed = on_failed,
    .free_input = work_unref,
    .free_result = work_unref,
    .free_news = outcome_free,
};

static void
start(Removals *self)
{
  if (work_is_waiting(self->work) && !job_is_running(self->job))
    job_start_for(self->job, &REMOVE, g_atomic_rc_box_acquire(self->work), self, NULL);
}

static gboolean
is_being_removed(const Removals *self, const char *name)
{
  for (GList *link = self->open.head; link != NULL; link = link->next) {
    const Removal *removal = link->data;
    if (removal->kind == REMOVAL_PUBLISHER && g_str_equal(removal->entry->name, name))
      return TRUE;
  }
  return FALSE;
}

void
removals_add(Removals *self, RemovalKind kind, const AddressBookEntry *entry)
{
  if (kind == REMOVAL_PUBLISHER && is_being_removed(self, entry->name))
    return;
  g_queue_push_tail(&self->open, removal_new(kind, entry));
  work_add(self->work, removal_new(kind, entry));
  start(self);
}

gboolean
removals_are_open(const Removals *self)
{
  return self->open.length > 0;
}

Removals *
removals_new(GtkWidget *owner, RemovalFunc func)
{
  Removals *self = g_new0(Removals, 1);
  self->owner = owner;
  self->func = func;
  self->job = job_new(owner);
  self->work = work_new();
  g_queue_init(&self->open);
  return self;
}

void
removals_free(Removals *self)
{
  g_object_unref(self->job);
  work_unref(self->work);
  g_queue_clear_full(&self->open, removal_free);
  g_free(self);
}
