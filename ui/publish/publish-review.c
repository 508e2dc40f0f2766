/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish/publish-review.h"

#include "app/workflow/list/list-findings.h"
#include "app/workflow/list/record-facts.h"
#include "app/workflow/phones/phone-check.h"
#include "ui/widgets/difference-view.h"
#include "ui/widgets/findings-view.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/trust-list-table.h"

struct _CtlPublishReview {
  GtkBin parent;
  GtkLabel *summary;
  GtkWidget *switcher;
  CtlTrustListTable *table;
  CtlDifferenceView *difference;
  GtkLabel *phones;
  CtlFindingsView *findings;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlPublishReview, publish_review, GTK_TYPE_BIN)

static void
on_findings_changed(CtlFindingsView *findings, CtlPublishReview *self)
{
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
}

/* A new list replaces none that is known here. */
static void
show_difference(CtlPublishReview *self, const ListDocument *document)
{
  g_autoptr(ListDifference) difference = list_difference_of_document(document, NULL);
  gtk_widget_set_visible(self->switcher, difference != NULL);
  if (difference != NULL)
    difference_view_show(self->difference, difference);
}

/* Whose signature phones would accept. When a signature is kept, the check of the nodes tells it all. */
static void
show_phones(CtlPublishReview *self, const ListDocument *document)
{
  gboolean unsigned_list = !list_document_can_keep_signature(document);
  g_autofree char *text = phone_check_describe_signers(list_document_get_draft(document));
  shown_text_set(self->phones, text);
  gtk_widget_set_visible(GTK_WIDGET(self->phones), unsigned_list);
}

/* What speaks against the list before it is signed or, when a signature is kept, published. */
static void
show_findings(CtlPublishReview *self, const ListDocument *document, gint64 now)
{
  g_autoptr(GPtrArray) findings = list_findings_of_document(document, now);
  findings_view_show(self->findings, findings, LINT_WARNING);
}

void
publish_review_show(CtlPublishReview *self, const ListDocument *document)
{
  const ListDraft *draft = list_document_get_draft(document);
  const gint64 now = g_get_real_time() / G_USEC_PER_SEC;
  g_autoptr(GPtrArray) rows = record_facts_for_review(draft, now);
  g_autofree char *summary = record_facts_summary(draft);
  shown_text_set(self->summary, summary);
  trust_list_table_show(self->table, rows);
  show_difference(self, document);
  show_phones(self, document);
  show_findings(self, document, now);
}

gboolean
publish_review_is_ready(CtlPublishReview *self)
{
  return findings_view_is_settled(self->findings);
}

Consent *
publish_review_dup_consent(CtlPublishReview *self)
{
  return findings_view_dup_consent(self->findings);
}

static void
publish_review_class_init(CtlPublishReviewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(TRUST_LIST_TABLE_TYPE);
  g_type_ensure(DIFFERENCE_VIEW_TYPE);
  g_type_ensure(FINDINGS_VIEW_TYPE);
  signals[SIGNAL_CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish/publish-review.ui");
  gtk_widget_class_bind_template_child(widget, CtlPublishReview, summary);
  gtk_widget_class_bind_template_child(widget, CtlPublishReview, switcher);
  gtk_widget_class_bind_template_child(widget, CtlPublishReview, table);
  gtk_widget_class_bind_template_child(widget, CtlPublishReview, difference);
  gtk_widget_class_bind_template_child(widget, CtlPublishReview, phones);
  gtk_widget_class_bind_template_child(widget, CtlPublishReview, findings);
  gtk_widget_class_bind_template_callback(widget, on_findings_changed);
}

static void
publish_review_init(CtlPublishReview *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  trust_list_table_make_compact(self->table);
}
