/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/update/update-plan-view.h"

#include "app/workflow/plan/plan-text.h"
#include "ui/widgets/container.h"
#include "ui/widgets/shown-text.h"

struct _CtlUpdatePlanView {
  GtkBin parent;
  GtkLabel *verdict;
  GtkLabel *today;
  GtkContainer *records;
  GtkLabel *rest;
};

G_DEFINE_TYPE(CtlUpdatePlanView, update_plan_view, GTK_TYPE_BIN)

/* Icon and colour for those who see them; the word stands beside. */
typedef struct {
  const char *icon;
  const char *style;
} Mark;

static const Mark MARKS[] = {
    [PLAN_KEEP] = {"object-select-symbolic", "dim-label"}, [PLAN_ADD] = {"list-add-symbolic", "success"},
    [PLAN_RENEW] = {"view-refresh-symbolic", "warning"},   [PLAN_READDRESS] = {"go-jump-symbolic", "warning"},
    [PLAN_REMOVE] = {"list-remove-symbolic", "error"},
};

static const Mark NOT_COMPARED = {"dialog-question-symbolic", "warning"};

static void
add_style(GtkWidget *widget, const char *style)
{
  gtk_style_context_add_class(gtk_widget_get_style_context(widget), style);
}

static GtkWidget *
new_label(const char *text)
{
  GtkWidget *label = g_object_new(GTK_TYPE_LABEL, "visible", TRUE, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                                  PANGO_WRAP_WORD_CHAR, "selectable", TRUE, "can-focus", FALSE, NULL);
  shown_text_set(GTK_LABEL(label), text);
  return label;
}

/* "CCM+TFTP 10.48.47.154 is renewed", and the reason below. */
static GtkWidget *
new_texts(const PlanRecord *record)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *headline = g_strdup_printf("%s %s", record->label, plan_action_text(record->action));
  GtkWidget *label = new_label(headline);
  if (record->action != PLAN_KEEP)
    add_style(label, "heading");
  gtk_container_add(GTK_CONTAINER(box), label);
  if (record->reason != NULL)
    gtk_container_add(GTK_CONTAINER(box), new_label(record->reason));
  gtk_widget_show(box);
  return box;
}

static void
add_record(CtlUpdatePlanView *self, const PlanRecord *record)
{
  GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 9);
  const Mark *mark = record->not_compared ? &NOT_COMPARED : &MARKS[record->action];
  GtkWidget *icon = gtk_image_new_from_icon_name(mark->icon, GTK_ICON_SIZE_MENU);
  g_autofree char *name = plan_record_describe(record);
  gtk_widget_set_valign(icon, GTK_ALIGN_START);
  add_style(icon, mark->style);
  gtk_widget_show(icon);
  gtk_container_add(GTK_CONTAINER(row), icon);
  gtk_container_add(GTK_CONTAINER(row), new_texts(record));
  shown_text_set_name(row, name);
  gtk_widget_show(row);
  gtk_container_add(self->records, row);
}

/* "To do: ...", a line each; NULL: there is nothing. The caller frees it. */
static char *
describe_rest(const Plan *plan)
{
  PlanPart parts[PLAN_N_PARTS];
  g_autoptr(GString) text = g_string_new(NULL);
  plan_get_parts(plan, parts);
  for (guint i = 0; i < PLAN_N_PARTS; i++)
    for (guint j = 0; j < parts[i].sentences->len; j++)
      g_string_append_printf(text, "%s%s: %s", text->len > 0 ? "\n" : "", parts[i].name,
                             (const char *)g_ptr_array_index(parts[i].sentences, j));
  return text->len > 0 ? g_strdup(text->str) : NULL;
}

void
update_plan_view_show(CtlUpdatePlanView *self, const Plan *plan, const TrustList *today)
{
  g_autofree char *list = plan_describe_today(today);
  g_autofree char *rest = describe_rest(plan);
  shown_text_set(self->verdict, plan_get_verdict(plan, FALSE)); /* today's list was not judged */
  shown_text_set(self->today, list);
  shown_text_set(self->rest, rest);
  gtk_widget_set_visible(GTK_WIDGET(self->rest), rest != NULL);
  container_clear(self->records);
  for (guint i = 0; i < plan->records->len; i++)
    add_record(self, g_ptr_array_index(plan->records, i));
}

static void
update_plan_view_class_init(CtlUpdatePlanViewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/update/update-plan-view.ui");
  gtk_widget_class_bind_template_child(widget, CtlUpdatePlanView, verdict);
  gtk_widget_class_bind_template_child(widget, CtlUpdatePlanView, today);
  gtk_widget_class_bind_template_child(widget, CtlUpdatePlanView, records);
  gtk_widget_class_bind_template_child(widget, CtlUpdatePlanView, rest);
}

static void
update_plan_view_init(CtlUpdatePlanView *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
