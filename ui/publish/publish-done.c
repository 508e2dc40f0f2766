/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish/publish-done.h"

#include "app/workflow/list/list-file.h"
#include "app/workflow/publish/publish-plan.h"
#include "app/workflow/publish/publish-restart.h"
#include "app/workflow/publish/served-check.h"
#include "ui/cluster/cluster-view.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlPublishDone {
  GtkBin parent;
  GtkLabel *where;
  GtkLabel *compare;
  GtkLabel *length;
  GtkLabel *md5;
  GtkLabel *sha1;
  GtkLabel *next_steps;
  GtkWidget *served_box;
  GtkLabel *served;
  GtkWidget *ask_again;
  CtlBusyBar *busy;
  GtkLabel *restarted;
  GtkWidget *restart;
  GtkWidget *ask_cli;
  GtkContainer *clusters;
  CtlJob *job;
  PublishTargets *targets;
  GBytes *bytes;
  TrustList *list;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlPublishDone, publish_done, GTK_TYPE_BIN)

static void
on_copy(GtkButton *button, CtlPublishDone *self)
{
  GtkClipboard *clipboard = gtk_widget_get_clipboard(GTK_WIDGET(self), GDK_SELECTION_CLIPBOARD);
  /* TRANSLATORS: what Copy gives: where the list is, its checksums, what phones get, what to do next */
  g_autofree char *text = g_strdup_printf(
      _("%s\nLength %s\nMD5    %s\nSHA1   %s\n%s\n%s\n"), gtk_label_get_text(self->where),
      gtk_label_get_text(self->length), gtk_label_get_text(self->md5), gtk_label_get_text(self->sha1),
      gtk_label_get_text(self->served), gtk_label_get_text(self->next_steps));
  gtk_clipboard_set_text(clipboard, text, -1);
}

/* --- what phones get --- */

typedef struct {
  PublishTargets *targets;
  GBytes *bytes;
} ServedInput;

static void
served_input_free(gpointer data)
{
  ServedInput *input = data;
  publish_targets_unref(input->targets);
  g_bytes_unref(input->bytes);
  g_free(input);
}

static gpointer
run_served(const JobContext *context, GError **error)
{
  const ServedInput *input = context->input;
  return served_check(input->targets->nodes, input->targets->entries, input->bytes, context->progress,
                      context->cancellable, error);
}

static void
on_served(gpointer done, gpointer result)
{
  CtlPublishDone *self = done;
  g_autoptr(GPtrArray) nodes = result;
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < nodes->len; i++) {
    g_autofree char *line = served_node_describe(g_ptr_array_index(nodes, i));
    g_string_append_printf(text, "%s%s", i > 0 ? "\n" : "", line);
  }
  shown_text_set(self->served, text->str);
}

static void
on_served_failed(gpointer done, const GError *error)
{
  CtlPublishDone *self = done;
  g_autofree char *text = g_strconcat(error->message, ".", NULL);
  shown_text_set(self->served, text);
}

static void
on_served_cancelled(gpointer done)
{
  shown_text_set(CTL_PUBLISH_DONE(done)->served, _("The nodes were not asked what phones get."));
}

static const JobKind SERVED = {
    .run = run_served,
    .done = on_served,
    .failed = on_served_failed,
    .cancelled = on_served_cancelled,
    .free_input = served_input_free,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
};

static void
ask(CtlPublishDone *self)
{
  ServedInput *input = g_new0(ServedInput, 1);
  input->targets = publish_targets_ref(self->targets);
  input->bytes = g_bytes_ref(self->bytes);
  job_start(self->job, &SERVED, input);
}

static void
on_ask_again(GtkButton *button, CtlPublishDone *self)
{
  if (!job_is_running(self->job))
    ask(self);
}

/* --- Cisco Tftp --- */

typedef struct {
  PublishTargets *targets;
  TrustList *list;
} RestartInput;

/* What was done, a line each, and what stands in the way of the rest, or NULL. */
typedef struct {
  GPtrArray *told; /* of char * */
  char *trouble;
} RestartResult;

static void
restart_input_free(gpointer data)
{
  RestartInput *input = data;
  publish_targets_unref(input->targets);
  trust_list_unref(input->list);
  g_free(input);
}

static void
restart_result_free(gpointer data)
{
  RestartResult *result = data;
  g_ptr_array_unref(result->told);
  g_free(result->trouble);
  g_free(result);
}

/* The nodes before one that fails are restarted all the same. */
static gpointer
run_restart(const JobContext *context, GError **error)
{
  const RestartInput *input = context->input;
  RestartResult *result = g_new0(RestartResult, 1);
  g_autoptr(GError) why = NULL;
  result->told = g_ptr_array_new_with_free_func(g_free);
  publish_targets_begin_job(input->targets);
  publish_restart_nodes(input->targets->nodes, input->list, result->told, context->prompt, context->progress,
                        context->cancellable, &why);
  publish_targets_end_job(input->targets);
  result->trouble = why != NULL ? g_strconcat(why->message, ".", NULL) : NULL;
  return result;
}

static void
show_restarted(CtlPublishDone *self, const RestartResult *result)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < result->told->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? "\n" : "", (const char *)g_ptr_array_index(result->told, i));
  if (result->trouble != NULL)
    g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", result->trouble);
  shown_text_set(self->restarted, text->str);
  gtk_widget_set_visible(GTK_WIDGET(self->restarted), text->len > 0);
}

static void
show_restart(CtlPublishDone *self)
{
  gtk_widget_set_visible(self->restart, publish_restart_is_needed(self->targets->nodes));
}

static void
show_where(CtlPublishDone *self)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  g_autofree char *where = publish_plan_describe(self->targets->nodes, none);
  shown_text_set(self->where, where);
}

static void
show_next_steps(CtlPublishDone *self)
{
  g_autofree char *next_steps = publish_plan_next_steps(self->targets->nodes, self->list);
  shown_text_set(self->next_steps, next_steps);
}

/* What phones get is asked once more, whatever became of the restarts. */
static void
on_restarted(gpointer done, gpointer data)
{
  CtlPublishDone *self = done;
  RestartResult *result = data;
  show_restarted(self, result);
  show_where(self);
  show_restart(self);
  show_next_steps(self);
  restart_result_free(result);
  ask(self);
}

static const JobKind RESTART = {
    .run = run_restart,
    .done = on_restarted,
    .failed = on_served_failed,
    .free_input = restart_input_free,
    .free_result = restart_result_free,
};

static void
on_restart(GtkButton *button, CtlPublishDone *self)
{
  if (job_is_running(self->job))
    return;
  RestartInput *input = g_new0(RestartInput, 1);
  input->targets = publish_targets_ref(self->targets);
  input->list = trust_list_ref(self->list);
  job_start(self->job, &RESTART, input);
}

/* --- the platform CLI --- */

/* A view for each publisher, which then asks again by itself. */
static void
on_ask_cli(GtkButton *button, CtlPublishDone *self)
{
  for (guint i = 0; i < self->targets->entries->len; i++) {
    const AddressBookEntry *entry = g_ptr_array_index(self->targets->entries, i);
    if (!publish_plan_holds(self->targets->nodes, entry->name))
      continue;
    GtkWidget *view = g_object_new(CLUSTER_VIEW_TYPE, NULL);
    gtk_container_add(self->clusters, view);
    cluster_view_ask(CTL_CLUSTER_VIEW(view), entry);
  }
  gtk_widget_hide(self->ask_cli);
}

gboolean
publish_done_is_running(CtlPublishDone *self)
{
  return job_is_running(self->job);
}

void
publish_done_cancel(CtlPublishDone *self)
{
  job_cancel(self->job);
}

static void
on_running(CtlPublishDone *self)
{
  gtk_widget_set_sensitive(self->ask_again, !job_is_running(self->job));
  gtk_widget_set_sensitive(self->restart, !job_is_running(self->job));
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

/* --- the step --- */

static void
show_checksums(CtlPublishDone *self)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(self->bytes, &md5, &sha1);
  g_autofree char *length = g_strdup_printf("%" G_GSIZE_FORMAT, g_bytes_get_size(self->bytes));
  shown_text_set(self->length, length);
  shown_text_set(self->md5, md5);
  shown_text_set(self->sha1, sha1);
}

void
publish_done_show(CtlPublishDone *self, const ListDocument *document, const char *where,
                  PublishTargets *targets)
{
  gboolean published = publish_plan_is_published(targets->nodes);
  TrustList *list = list_document_get_signed(document);
  self->list = list != NULL ? trust_list_ref(list) : NULL;
  self->bytes = g_bytes_ref(list_document_get_bytes(document));
  self->targets = publish_targets_ref(targets);
  show_restart(self);
  shown_text_set(self->where, where);
  show_checksums(self);
  if (published)
    show_next_steps(self);
  else
    shown_text_set(
        self->next_steps,
        _("The list has not been published. Put it on the publisher before anything is restarted."));
  gtk_widget_set_visible(self->served_box, published);
  if (published)
    ask(self);
}

static void
publish_done_dispose(GObject *object)
{
  CtlPublishDone *self = CTL_PUBLISH_DONE(object);
  g_clear_object(&self->job);
  g_clear_pointer(&self->targets, publish_targets_unref);
  g_clear_pointer(&self->bytes, g_bytes_unref);
  g_clear_pointer(&self->list, trust_list_unref);
  G_OBJECT_CLASS(publish_done_parent_class)->dispose(object);
}

static void
publish_done_class_init(CtlPublishDoneClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = publish_done_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish/publish-done.ui");
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, where);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, compare);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, length);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, md5);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, sha1);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, next_steps);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, served_box);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, served);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, ask_again);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, busy);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, restarted);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, restart);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, ask_cli);
  gtk_widget_class_bind_template_child(widget, CtlPublishDone, clusters);
  gtk_widget_class_bind_template_callback(widget, on_copy);
  gtk_widget_class_bind_template_callback(widget, on_ask_again);
  gtk_widget_class_bind_template_callback(widget, on_restart);
  gtk_widget_class_bind_template_callback(widget, on_ask_cli);
}

static void
publish_done_init(CtlPublishDone *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Reading what the nodes serve to phones"));
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
}
