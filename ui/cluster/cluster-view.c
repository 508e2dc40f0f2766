/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/cluster-view.h"

#include "app/publisher/settings/cluster-login.h"
#include "app/workflow/cluster/cluster-status-text.h"
#include "app/workflow/plan/plan-status.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/container.h"
#include "ui/widgets/keep-password.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlClusterView {
  GtkBin parent;
  GtkLabel *heading;
  GtkWidget *refresh;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkWidget *plan;
  GtkImage *plan_icon;
  GtkLabel *plan_verdict;
  GtkLabel *plan_changes;
  GtkWidget *update;
  GtkBox *nodes;
  GtkLabel *summary;
  CtlJob *job;
  char *publisher; /* the name of the one that is shown */
};

G_DEFINE_TYPE(CtlClusterView, cluster_view, GTK_TYPE_BIN)

/* --- the answer --- */

static void
clear(CtlClusterView *self)
{
  notice_bar_hide(self->notice);
  container_clear(GTK_CONTAINER(self->nodes));
  gtk_widget_hide(GTK_WIDGET(self->summary));
  gtk_widget_hide(self->plan);
}

static void
add_label(GtkContainer *box, const char *text, const char *style)
{
  GtkWidget *label = g_object_new(GTK_TYPE_LABEL, "visible", TRUE, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                                  PANGO_WRAP_WORD_CHAR, "selectable", TRUE, "can-focus", FALSE, NULL);
  shown_text_set(GTK_LABEL(label), text);
  if (style != NULL)
    gtk_style_context_add_class(gtk_widget_get_style_context(label), style);
  gtk_container_add(box, label);
}

static void
add_node(CtlClusterView *self, const ClusterStatus *status, const NodeStatus *node)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *headline = node_status_headline(status, node);
  g_autofree char *facts = node_status_facts(node);
  g_autofree char *checksums = node_status_checksums(node);
  add_label(GTK_CONTAINER(box), headline, "heading");
  add_label(GTK_CONTAINER(box), facts, NULL);
  if (checksums != NULL)
    add_label(GTK_CONTAINER(box), checksums, "fixed-width");
  shown_text_set_name(box, headline);
  gtk_widget_show(box);
  gtk_container_add(GTK_CONTAINER(self->nodes), box);
}

/* For those who see it; the words stand beside. */
typedef struct {
  const char *icon;
  const char *style;
} Mark;

static const Mark MARKS[] = {
    [LIST_NOT_JUDGED] = {NULL, NULL},
    [LIST_NOT_KNOWN] = {"dialog-question-symbolic", "warning"},
    [LIST_RIGHT] = {"emblem-ok-symbolic", "success"},
    [LIST_WRONG] = {"dialog-warning-symbolic", "error"},
};

static const Mark NOT_EVERYWHERE = {"dialog-warning-symbolic", "warning"};

static void
show_mark(CtlClusterView *self, const PlanStatus *plan)
{
  const Mark *mark = plan->elsewhere != NULL ? &NOT_EVERYWHERE : &MARKS[plan->state];
  GtkStyleContext *style = gtk_widget_get_style_context(GTK_WIDGET(self->plan_icon));
  for (gsize i = LIST_NOT_KNOWN; i < G_N_ELEMENTS(MARKS); i++)
    gtk_style_context_remove_class(style, MARKS[i].style);
  if (mark->icon == NULL)
    return;
  gtk_image_set_from_icon_name(self->plan_icon, mark->icon, GTK_ICON_SIZE_LARGE_TOOLBAR);
  gtk_style_context_add_class(style, mark->style);
}

/* Whether the list is the one that the cluster needs, and the button that makes another one. */
static void
show_plan(CtlClusterView *self, const PlanStatus *plan)
{
  g_autofree char *verdict = plan_status_describe(plan, _("Update list…"));
  g_autofree char *changes = plan_status_describe_changes(plan);
  show_mark(self, plan);
  shown_text_set(self->plan_verdict, verdict);
  shown_text_set(self->plan_changes, changes);
  gtk_widget_set_visible(GTK_WIDGET(self->plan_changes), changes != NULL);
  gtk_widget_set_visible(self->update, plan->by_update);
  gtk_widget_set_visible(self->plan, verdict != NULL);
}

/* --- the job --- */

/* What was asked, and what was made of it. */
typedef struct {
  ClusterStatus *status;
  PlanStatus *plan;
} ClusterAnswer;

static void
cluster_answer_free(ClusterAnswer *answer)
{
  cluster_status_free(answer->status);
  plan_status_free(answer->plan);
  g_free(answer);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClusterAnswer, cluster_answer_free)

/* STATUS is taken; NULL where there is none. */
static ClusterAnswer *
cluster_answer_new(ClusterStatus *status)
{
  if (status == NULL)
    return NULL;
  ClusterAnswer *answer = g_new0(ClusterAnswer, 1);
  answer->status = status;
  answer->plan = plan_status_new(status);
  return answer;
}

static gpointer
run_ask(const JobContext *context, GError **error)
{
  const AddressBookEntry *entry = context->input;
  g_autoptr(GPtrArray) nodes = address_book_entry_list_cli_nodes(entry, NULL);
  g_autoptr(ClusterLogin) kept = cluster_login_begin(entry);
  const PublisherLogin login = cluster_login_get(kept, entry);
  const ClusterStatusRequest request = {.nodes = nodes,
                                        .login = &login,
                                        .entry = entry,
                                        .certificates = TRUE,
                                        .facts = TRUE,
                                        .old_tls = (entry->cluster->old_algorithms & OLD_TLS) != 0};
  ClusterStatus *status =
      cluster_status_ask(&request, context->prompt, context->progress, context->cancellable, error);
  keep_password_as_wanted(context, entry);
  return cluster_answer_new(status);
}

static void
on_asked(gpointer view, gpointer result)
{
  CtlClusterView *self = view;
  g_autoptr(ClusterAnswer) answer = result;
  const ClusterStatus *status = answer->status;
  g_autofree char *summary = cluster_status_summary(status);
  show_plan(self, answer->plan);
  for (guint i = 0; i < status->nodes->len; i++)
    add_node(self, status, g_ptr_array_index(status->nodes, i));
  shown_text_set(self->summary, summary);
  gtk_widget_show(GTK_WIDGET(self->summary));
}

static void
on_failed(gpointer view, const GError *error)
{
  notice_bar_show_error(CTL_CLUSTER_VIEW(view)->notice, error);
}

static void
on_cancelled(gpointer view)
{
  CtlClusterView *self = view;
  shown_text_set(self->summary, _("Cancelled. The nodes were not asked."));
  gtk_widget_show(GTK_WIDGET(self->summary));
}

static const JobKind ASK = {
    .run = run_ask,
    .done = on_asked,
    .failed = on_failed,
    .cancelled = on_cancelled,
    .free_input = (GDestroyNotify)address_book_entry_free,
    .free_result = (GDestroyNotify)cluster_answer_free,
};

void
cluster_view_ask(CtlClusterView *self, const AddressBookEntry *entry)
{
  if (job_is_running(self->job))
    return;
  g_autofree char *heading = g_strdup_printf(_("What the nodes of %s hold"), entry->name);
  g_free(self->publisher);
  self->publisher = g_strdup(entry->name);
  clear(self);
  shown_text_set(self->heading, heading);
  gtk_actionable_set_action_target(GTK_ACTIONABLE(self->update), "s", entry->name);
  gtk_widget_show(GTK_WIDGET(self));
  job_start(self->job, &ASK, address_book_entry_copy(entry));
}

/* As it is saved now: it may have been edited since, or be gone. */
static void
on_refresh(GtkButton *button, CtlClusterView *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = address_book_default_path();
  g_autoptr(AddressBookEntry) entry = address_book_find(path, self->publisher, NULL, &error);
  if (entry != NULL) {
    cluster_view_ask(self, entry);
    return;
  }
  clear(self);
  notice_bar_show_error(self->notice, error);
}

static void
cluster_view_dispose(GObject *object)
{
  CtlClusterView *self = CTL_CLUSTER_VIEW(object);
  g_clear_object(&self->job);
  g_clear_pointer(&self->publisher, g_free);
  G_OBJECT_CLASS(cluster_view_parent_class)->dispose(object);
}

static void
cluster_view_class_init(CtlClusterViewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = cluster_view_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/cluster/cluster-view.ui");
  gtk_widget_class_bind_template_child(widget, CtlClusterView, heading);
  gtk_widget_class_bind_template_child(widget, CtlClusterView, refresh);
  gtk_widget_class_bind_template_child(widget, CtlClusterView, notice);
  gtk_widget_class_bind_template_child(widget, CtlClusterView, busy);
  gtk_widget_class_bind_template_child(widget, CtlClusterView, plan);
  gtk_widget_class_bind_template_child(widget, CtlClusterView, plan_icon);
  gtk_widget_class_bind_template_child(widget, CtlClusterView, plan_verdict);
  gtk_widget_class_bind_template_child(widget, CtlClusterView, plan_changes);
  gtk_widget_class_bind_template_child(widget, CtlClusterView, update);
  gtk_widget_class_bind_template_child(widget, CtlClusterView, nodes);
  gtk_widget_class_bind_template_child(widget, CtlClusterView, summary);
  gtk_widget_class_bind_template_callback(widget, on_refresh);
}

static void
cluster_view_init(CtlClusterView *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Asking the nodes"));
  g_object_bind_property(self->job, "running", self->refresh, "sensitive", G_BINDING_INVERT_BOOLEAN);
}
