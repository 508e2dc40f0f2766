/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of the program while jobs run. In process, since no person can tell from a window whether what runs
 * can still be stopped. */
#include "ui/widgets/gtk-prompt.h"
#include "ui/widgets/job.h"

#include <string.h>

/* Instead of the real one, which asks in dialogs: these jobs ask nothing. */
struct _CtlGtkPrompt {
  GObject parent;
};

static void
be_prompt(CtlPromptInterface *interface)
{
}

G_DEFINE_TYPE_WITH_CODE(CtlGtkPrompt, gtk_prompt, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(PROMPT_TYPE, be_prompt))

static void
gtk_prompt_class_init(CtlGtkPromptClass *klass)
{
}

static void
gtk_prompt_init(CtlGtkPrompt *self)
{
}

CtlGtkPrompt *
gtk_prompt_new(GtkWidget *owner)
{
  return g_object_new(GTK_PROMPT_TYPE, NULL);
}

/* Two jobs of one owner: PUSH cannot be stopped and ends when it is told to; LOOK follows it. */
typedef struct {
  GAsyncQueue *may_end;
  CtlJob *push;
  CtlJob *look;
  guint n_pushed;
  gint n_looked; /* counted in the threads */
  guint n_inputs_freed, n_user_data_freed;
  gboolean ended;
} World;

static World world;

static gpointer
run_push(const JobContext *context, GError **error)
{
  return g_async_queue_pop(world.may_end);
}

static gpointer
run_look(const JobContext *context, GError **error)
{
  g_atomic_int_inc(&world.n_looked);
  return context->input;
}

static void
on_looked(gpointer owner, gpointer result)
{
}

static void
on_failed(gpointer owner, const GError *error)
{
  g_assert_no_error(error);
}

static void
free_input(gpointer input)
{
  world.n_inputs_freed++;
}

static const JobKind LOOK = {
    .run = run_look, .done = on_looked, .failed = on_failed, .free_input = free_input};

static void
on_pushed(gpointer owner, gpointer result)
{
  world.n_pushed++;
  job_start(world.look, &LOOK, &world);
}

static const JobKind PUSH = {.run = run_push, .done = on_pushed, .failed = on_failed};

static void
on_end(GtkWidget *window)
{
  world.ended = TRUE;
}

/* A label in a window of its own, or in a dialog over the window of BELOW. */
static GtkWidget *
make_owner(GtkWidget *below)
{
  GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
  GtkWidget *owner = g_object_ref_sink(gtk_label_new(NULL));
  if (below != NULL)
    gtk_window_set_transient_for(GTK_WINDOW(window), GTK_WINDOW(gtk_widget_get_toplevel(below)));
  gtk_container_add(GTK_CONTAINER(window), owner);
  return owner;
}

static void
destroy_window_of(GtkWidget *owner)
{
  gtk_widget_destroy(gtk_widget_get_toplevel(owner));
  g_object_unref(owner);
}

/* What ends in spite of Ctrl+Q tells its owner as ever, but nothing follows it. */
static void
test_nothing_new_at_the_end(void)
{
  GtkWidget *owner = make_owner(NULL);
  memset(&world, 0, sizeof world);
  world.may_end = g_async_queue_new();
  world.push = job_new(owner);
  world.look = job_new(owner);
  job_start(world.push, &PUSH, NULL);
  job_end_all(gtk_widget_get_toplevel(owner), on_end);
  g_assert_false(world.ended);
  g_async_queue_push(world.may_end, &world);
  while (!world.ended)
    g_main_context_iteration(NULL, TRUE);
  g_assert_cmpuint(world.n_pushed, ==, 1);
  g_assert_cmpint(g_atomic_int_get(&world.n_looked), ==, 0);
  g_assert_false(job_is_running(world.look));
  g_assert_cmpuint(world.n_inputs_freed, ==, 1);
  job_start(world.look, &LOOK, &world); /* while the window goes */
  g_assert_false(job_is_running(world.look));
  g_assert_cmpuint(world.n_inputs_freed, ==, 2);
  destroy_window_of(owner);
  g_clear_object(&world.push);
  g_clear_object(&world.look);
  g_async_queue_unref(world.may_end);
}

/* A window that is opened while another one closes works, and closes by itself. A job of a dialog over the
 * closing one holds that up, and none of the other. */
static void
test_other_window(void)
{
  GtkWidget *closing = make_owner(NULL);
  GtkWidget *dialog = make_owner(closing);
  GtkWidget *staying = make_owner(NULL);
  memset(&world, 0, sizeof world);
  world.may_end = g_async_queue_new();
  world.push = job_new(dialog);
  world.look = job_new(staying);
  job_start(world.push, &PUSH, NULL);
  job_end_all(gtk_widget_get_toplevel(closing), on_end);
  job_start(world.look, &LOOK, &world);
  g_assert_true(job_is_running(world.look));
  while (job_is_running(world.look))
    g_main_context_iteration(NULL, TRUE);
  g_assert_false(world.ended);
  destroy_window_of(staying);
  g_clear_object(&world.look);
  world.look = job_new(closing);
  g_async_queue_push(world.may_end, &world);
  while (!world.ended)
    g_main_context_iteration(NULL, TRUE);
  g_assert_cmpint(g_atomic_int_get(&world.n_looked), ==, 1);
  destroy_window_of(dialog);
  destroy_window_of(closing);
  g_clear_object(&world.push);
  g_clear_object(&world.look);
  g_async_queue_unref(world.may_end);
}

/* --- who gets the callbacks --- */

static void
on_pushed_for(gpointer user_data, gpointer result)
{
  g_assert_cmpstr(user_data, ==, "mine");
  world.n_pushed++;
}

static void
free_user_data(gpointer user_data)
{
  g_assert_cmpstr(user_data, ==, "mine");
  world.n_user_data_freed++;
}

static const JobKind PUSH_FOR = {.run = run_push, .done = on_pushed_for, .failed = on_failed};

/* The user data comes to the callbacks, and to its own end once: also when the owner goes before. */
static void
test_user_data(void)
{
  for (guint destroyed = 0; destroyed <= 1; destroyed++) {
    GtkWidget *owner = g_object_ref_sink(gtk_label_new(NULL));
    memset(&world, 0, sizeof world);
    world.may_end = g_async_queue_new();
    world.push = job_new(owner);
    job_start_for(world.push, &PUSH_FOR, NULL, (gpointer) "mine", free_user_data);
    if (destroyed)
      gtk_widget_destroy(owner);
    g_async_queue_push(world.may_end, &world);
    while (job_is_running(world.push))
      g_main_context_iteration(NULL, TRUE);
    g_assert_cmpuint(world.n_pushed, ==, 1 - destroyed);
    g_assert_cmpuint(world.n_user_data_freed, ==, 1);
    if (!destroyed)
      gtk_widget_destroy(owner);
    g_clear_object(&world.push);
    g_object_unref(owner);
    g_async_queue_unref(world.may_end);
  }
}

int
main(int argc, char **argv)
{
  gtk_test_init(&argc, &argv, NULL);
  g_test_add_func("/job/user-data", test_user_data);
  g_test_add_func("/job/nothing-new-at-the-end", test_nothing_new_at_the_end);
  g_test_add_func("/job/other-window", test_other_window);
  return g_test_run();
}
