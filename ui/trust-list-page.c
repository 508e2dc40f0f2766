/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/trust-list-page.h"

struct _TrustListPage {
  GtkBin parent;
};

G_DEFINE_TYPE(TrustListPage, trust_list_page, GTK_TYPE_BIN)

void
trust_list_page_open(TrustListPage *self, GFile *file)
{
}

static void
trust_list_page_class_init(TrustListPageClass *klass)
{
  gtk_widget_class_set_template_from_resource(GTK_WIDGET_CLASS(klass),
                                              "/io/github/etoken_ctl/Gtk/trust-list-page.ui");
}

static void
trust_list_page_init(TrustListPage *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
