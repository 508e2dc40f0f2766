/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish/publish-send.h"

#include "ui/publish/publish-group.h"
#include "ui/publish/publish-row.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/difference-dialog.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/trust-list-saver.h"

#include <glib/gi18n.h>

struct _CtlPublishSend {
  GtkBin parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkLabel *hint;
  GtkBox *list;
  GtkLabel *saved;
  GtkWidget *save;
  CtlJob *job;
  CtlTrustListSaver *saver;
  ListDocument *document;
  PublishTargets *targets;
  GPtrArray *rows;  /* of CtlPublishRow, one for each node; borrowed from LIST */
  gboolean dry_run; /* what runs, or ran last */
  char *saved_as;
  GPtrArray *warnings; /* of char *, that concern no node alone */
};

enum { SIGNAL_CHANGED, SIGNAL_FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlPublishSend, publish_send, GTK_TYPE_BIN)

static void
tell_change(CtlPublishSend *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

gboolean
publish_send_is_running(CtlPublishSend *self)
{
  return job_is_running(self->job) || job_is_running(trust_list_saver_get_job(self->saver));
}

PublishNext
publish_send_get_next(CtlPublishSend *self)
{
  return publish_plan_next(self->targets->nodes);
}

gboolean
publish_send_is_retry(CtlPublishSend *self)
{
  return publish_plan_is_retry(self->targets->nodes);
}

gboolean
publish_send_is_ready(CtlPublishSend *self)
{
  if (publish_send_is_running(self))
    return FALSE;
  switch (publish_send_get_next(self)) {
  case PUBLISH_NEXT_CHOOSE:
    return self->saved_as != NULL || publish_plan_is_published(self->targets->nodes);
  default:
    return TRUE;
  }
}

void
publish_send_add_warnings(CtlPublishSend *self, const GPtrArray *warnings)
{
  for (guint i = 0; i < warnings->len; i++)
    g_ptr_array_add(self->warnings, g_strdup(g_ptr_array_index(warnings, i)));
}

PublishTargets *
publish_send_get_targets(CtlPublishSend *self)
{
  return self->targets;
}

char *
publish_send_describe(CtlPublishSend *self)
{
  g_autofree char *published = publish_plan_describe(self->targets->nodes, self->warnings);
  if (self->saved_as == NULL)
    return g_steal_pointer(&published);
  g_autofree char *saved = g_strdup_printf(_("The list was saved as %s."), self->saved_as);
  return g_strconcat(published, *published != '\0' ? "\n" : "", saved, NULL);
}

/* --- the two runs --- */

static void
on_news(gpointer send, gpointer data)
{
  CtlPublishSend *self = send;
  g_autoptr(PublishNews) news = data;
  if (news->index >= self->rows->len) /* the rows were made anew */
    return;
  CtlPublishRow *row = g_ptr_array_index(self->rows, news->index);
  if (news->step != NULL)
    publish_row_show_status(row, news->step);
  else
    publish_row_show_end(row, self->dry_run);
}

static void
on_done(gpointer send, gpointer data)
{
  CtlPublishSend *self = send;
  g_autoptr(GPtrArray) warnings = data;
  g_ptr_array_extend_and_steal(self->warnings, g_steal_pointer(&warnings));
  tell_change(self);
  if (publish_send_get_next(self) == PUBLISH_NEXT_FINISH)
    g_signal_emit(self, signals[SIGNAL_FINISHED], 0);
}

/* The list itself was refused: no node was called, and each is as it was. */
static void
show_as_before(CtlPublishSend *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    CtlPublishRow *row = g_ptr_array_index(self->rows, i);
    if (publish_row_get_node(row)->stage == PUBLISH_STAGE_NEW)
      publish_row_show_status(row, NULL);
    else
      publish_row_show_end(row, publish_row_get_node(row)->stage == PUBLISH_STAGE_CHECKED);
  }
}

static void
on_failed(gpointer send, const GError *error)
{
  CtlPublishSend *self = send;
  show_as_before(self);
  notice_bar_show_error(self->notice, error);
  tell_change(self);
}

static const JobKind SEND = {
    .run = publish_job_run,
    .news = on_news,
    .done = on_done,
    .failed = on_failed,
    .free_input = (GDestroyNotify)publish_job_input_free,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
    .free_news = (GDestroyNotify)publish_news_free,
};

static void
show_waiting(CtlPublishSend *self)
{
  const GPtrArray *nodes = publish_nodes_get(self->targets->nodes);
  for (guint i = 0; i < self->rows->len; i++) {
    const PublishNode *node = g_ptr_array_index(nodes, i);
    if (!node->left_out && node->stage != PUBLISH_STAGE_DONE)
      publish_row_show_status(g_ptr_array_index(self->rows, i), _("Waiting"));
  }
}

void
publish_send_start(CtlPublishSend *self, Consent *consent)
{
  TrustList *list = list_document_get_signed(self->document);
  notice_bar_hide(self->notice);
  self->dry_run = publish_send_get_next(self) != PUBLISH_NEXT_PUSH;
  show_waiting(self);
  job_start(self->job, &SEND, publish_job_input_new(self->targets, list, consent, self->dry_run));
}

void
publish_send_cancel(CtlPublishSend *self)
{
  job_cancel(self->job);
  job_cancel(trust_list_saver_get_job(self->saver));
}

/* --- saving --- */

static void
on_save(GtkButton *button, CtlPublishSend *self)
{
  notice_bar_hide(self->notice);
  trust_list_saver_start(self->saver, self->document);
}

static void
on_saved(CtlPublishSend *self, const char *name)
{
  g_autofree char *text = g_strdup_printf(_("The list was saved as %s."), name);
  g_free(self->saved_as);
  self->saved_as = g_strdup(name);
  shown_text_set(self->saved, text);
  tell_change(self);
}

static void
on_save_failed(CtlPublishSend *self, const GError *error)
{
  notice_bar_show_error(self->notice, error);
}

/* --- the nodes --- */

static void
add_child(CtlPublishSend *self, GtkWidget *child)
{
  gtk_container_add(GTK_CONTAINER(self->list), child);
  gtk_widget_show(child);
}

static void
on_difference(CtlPublishRow *row, CtlPublishSend *self)
{
  const PublishNode *node = publish_row_get_node(row);
  GtkWidget *window = gtk_widget_get_toplevel(GTK_WIDGET(self));
  g_autoptr(ListDifference) difference = publish_node_compare(node, list_document_get_signed(self->document));
  g_autofree char *heading = g_strdup_printf(_("What the new list changes on %s"), node->address->host);
  if (difference != NULL)
    gtk_window_present(GTK_WINDOW(difference_dialog_new(GTK_WINDOW(window), heading, difference)));
}

static GtkWidget *
add_row(CtlPublishSend *self, PublishNode *node, gboolean one_of_many)
{
  GtkWidget *row = publish_row_new(node, one_of_many);
  g_signal_connect_swapped(row, "changed", G_CALLBACK(tell_change), self);
  g_signal_connect(row, "difference", G_CALLBACK(on_difference), self);
  add_child(self, row);
  g_ptr_array_add(self->rows, row);
  return row;
}

/* The nodes of the publisher whose first is FIRST; returns the one behind its last. */
static guint
add_publisher(CtlPublishSend *self, const GPtrArray *nodes, guint first)
{
  const char *name = ((const PublishNode *)g_ptr_array_index(nodes, first))->publisher;
  guint end = first + 1;
  while (end < nodes->len && g_str_equal(((PublishNode *)g_ptr_array_index(nodes, end))->publisher, name))
    end++;
  GtkWidget *group = end - first > 1 ? publish_group_new(name, end - first) : NULL;
  if (group != NULL)
    add_child(self, group);
  for (guint i = first; i < end; i++) {
    GtkWidget *row = add_row(self, g_ptr_array_index(nodes, i), group != NULL);
    if (group != NULL)
      publish_group_add(CTL_PUBLISH_GROUP(group), CTL_PUBLISH_ROW(row));
  }
  return end;
}

/* All nodes of the publisher that the list came from are chosen; of the only one where that is not known. */
static void
add_publishers(CtlPublishSend *self)
{
  const GPtrArray *nodes = publish_nodes_get(self->targets->nodes);
  const char *origin = list_document_get_publisher(self->document);
  gboolean only = self->targets->entries != NULL && self->targets->entries->len == 1;
  for (guint i = 0; i < nodes->len;)
    i = add_publisher(self, nodes, i);
  for (guint i = 0; i < self->rows->len; i++) {
    const PublishNode *node = g_ptr_array_index(nodes, i);
    if (origin != NULL ? g_str_equal(node->publisher, origin) : only)
      publish_row_choose(g_ptr_array_index(self->rows, i), TRUE);
  }
}

static void
remove_child(GtkWidget *child, gpointer unused)
{
  gtk_widget_destroy(child);
}

void
publish_send_reset(CtlPublishSend *self)
{
  g_autoptr(GError) error = NULL;
  g_ptr_array_set_size(self->rows, 0);
  gtk_container_foreach(GTK_CONTAINER(self->list), remove_child, NULL);
  g_clear_pointer(&self->targets, publish_targets_unref);
  self->targets = publish_targets_load(&error);
  if (error != NULL)
    notice_bar_show_error(self->notice, error);
  notice_bar_show_damage(self->notice, self->targets->damage);
  add_publishers(self);
  if (self->rows->len == 0)
    shown_text_set(self->hint, _("No publisher is saved. Save the list to a file now; add a publisher on "
                                 "the Publisher page, and publish the list then."));
  g_clear_pointer(&self->saved_as, g_free);
  g_ptr_array_set_size(self->warnings, 0);
  shown_text_set(self->saved, _("The list can also be saved, to be published by other means."));
  tell_change(self);
}

void
publish_send_set_document(CtlPublishSend *self, ListDocument *document)
{
  self->document = list_document_ref(document);
  publish_send_reset(self);
}

static void
on_running(CtlPublishSend *self)
{
  gboolean idle = !publish_send_is_running(self);
  gtk_widget_set_sensitive(GTK_WIDGET(self->list), idle);
  gtk_widget_set_sensitive(self->save, idle);
  tell_change(self);
}

static void
publish_send_dispose(GObject *object)
{
  CtlPublishSend *self = CTL_PUBLISH_SEND(object);
  g_clear_object(&self->saver);
  g_clear_object(&self->job);
  g_clear_pointer(&self->document, list_document_unref);
  g_clear_pointer(&self->rows, g_ptr_array_unref);
  g_clear_pointer(&self->saved_as, g_free);
  g_clear_pointer(&self->warnings, g_ptr_array_unref);
  G_OBJECT_CLASS(publish_send_parent_class)->dispose(object);
  g_clear_pointer(&self->targets, publish_targets_unref); /* after the rows, which borrow from it */
}

static void
publish_send_class_init(CtlPublishSendClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  const GType type = G_TYPE_FROM_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = publish_send_dispose;
  signals[SIGNAL_CHANGED] =
      g_signal_new("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FINISHED] =
      g_signal_new("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish/publish-send.ui");
  gtk_widget_class_bind_template_child(widget, CtlPublishSend, notice);
  gtk_widget_class_bind_template_child(widget, CtlPublishSend, busy);
  gtk_widget_class_bind_template_child(widget, CtlPublishSend, hint);
  gtk_widget_class_bind_template_child(widget, CtlPublishSend, list);
  gtk_widget_class_bind_template_child(widget, CtlPublishSend, saved);
  gtk_widget_class_bind_template_child(widget, CtlPublishSend, save);
  gtk_widget_class_bind_template_callback(widget, on_save);
}

static void
publish_send_init(CtlPublishSend *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->rows = g_ptr_array_new();
  self->warnings = g_ptr_array_new_with_free_func(g_free);
  self->job = job_new(GTK_WIDGET(self));
  self->saver = trust_list_saver_new(GTK_WIDGET(self));
  CtlJob *saver_job = trust_list_saver_get_job(self->saver);
  busy_bar_set_job(self->busy, self->job, _("Connecting"));
  g_signal_connect_object(self->job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(saver_job, "notify::running", G_CALLBACK(on_running), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->saver, "saved", G_CALLBACK(on_saved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->saver, "failed", G_CALLBACK(on_save_failed), self, G_CONNECT_SWAPPED);
}
