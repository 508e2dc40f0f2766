/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish-review.h"

#include "app/workflow/phone-check.h"
#include "app/workflow/record-facts.h"
#include "ui/difference-view.h"
#include "ui/publish-risk.h"
#include "ui/trust-list-table.h"

struct _PublishReview {
  GtkBin parent;
  GtkLabel *summary;
  GtkWidget *switcher;
  TrustListTable *table;
  DifferenceView *difference;
  GtkLabel *phones;
  PublishRisk *risk;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(PublishReview, publish_review, GTK_TYPE_BIN)

static void
on_risk_changed(PublishRisk *risk, PublishReview *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

/* A new list replaces none that is known here. */
static void
show_difference(PublishReview *self, const ListDocument *document)
{
  g_autoptr(ListDifference) difference = list_difference_of_document(document, NULL);
  gtk_widget_set_visible(self->switcher, difference != NULL);
  if (difference != NULL)
    difference_view_show(self->difference, difference);
}

/* Whose signature phones would accept. When a signature is kept, the check of the nodes tells it all. */
static void
show_phones(PublishReview *self, const ListDocument *document)
{
  gboolean unsigned_list = !list_document_can_keep_signature(document);
  g_autofree char *text = phone_check_describe_signers(list_document_get_draft(document));
  gtk_label_set_text(self->phones, text);
  gtk_widget_set_visible(GTK_WIDGET(self->phones), unsigned_list);
}

void
publish_review_show(PublishReview *self, const ListDocument *document)
{
  const ListDraft *draft = list_document_get_draft(document);
  g_autoptr(GPtrArray) rows = record_facts_for_review(draft, g_get_real_time() / G_USEC_PER_SEC);
  g_autofree char *summary = record_facts_summary(draft);
  g_autoptr(GError) refusal = NULL;
  list_draft_check_rules(draft, NULL, &refusal);
  gtk_label_set_text(self->summary, summary);
  trust_list_table_show(self->table, rows);
  show_difference(self, document);
  show_phones(self, document);
  publish_risk_set(self->risk, refusal);
}

gboolean
publish_review_is_ready(PublishReview *self)
{
  return publish_risk_is_settled(self->risk);
}

gboolean
publish_review_is_forced(PublishReview *self)
{
  return publish_risk_is_overruled(self->risk);
}

static void
publish_review_class_init(PublishReviewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(TRUST_LIST_TABLE_TYPE);
  g_type_ensure(DIFFERENCE_VIEW_TYPE);
  g_type_ensure(PUBLISH_RISK_TYPE);
  signals[SIGNAL_CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish-review.ui");
  gtk_widget_class_bind_template_child(widget, PublishReview, summary);
  gtk_widget_class_bind_template_child(widget, PublishReview, switcher);
  gtk_widget_class_bind_template_child(widget, PublishReview, table);
  gtk_widget_class_bind_template_child(widget, PublishReview, difference);
  gtk_widget_class_bind_template_child(widget, PublishReview, phones);
  gtk_widget_class_bind_template_child(widget, PublishReview, risk);
  gtk_widget_class_bind_template_callback(widget, on_risk_changed);
}

static void
publish_review_init(PublishReview *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  trust_list_table_make_compact(self->table);
}
