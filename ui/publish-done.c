/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish-done.h"

#include "app/workflow/list-file.h"
#include "app/workflow/publish.h"

#include <glib/gi18n.h>

struct _PublishDone {
  GtkBin parent;
  GtkLabel *where;
  GtkLabel *compare;
  GtkLabel *length;
  GtkLabel *md5;
  GtkLabel *sha1;
  GtkLabel *next_steps;
};

G_DEFINE_TYPE(PublishDone, publish_done, GTK_TYPE_BIN)

static void
on_copy(GtkButton *button, PublishDone *self)
{
  GtkClipboard *clipboard = gtk_widget_get_clipboard(GTK_WIDGET(self), GDK_SELECTION_CLIPBOARD);
  g_autofree char *text =
      g_strdup_printf("%s\nLength %s\nMD5    %s\nSHA1   %s\n%s\n", gtk_label_get_text(self->where),
                      gtk_label_get_text(self->length), gtk_label_get_text(self->md5),
                      gtk_label_get_text(self->sha1), gtk_label_get_text(self->next_steps));
  gtk_clipboard_set_text(clipboard, text, -1);
}

void
publish_done_show(PublishDone *self, const ListDocument *document, const char *where, gboolean published)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  GBytes *bytes = list_document_get_bytes(document);
  list_checksums(bytes, &md5, &sha1);
  g_autofree char *length = g_strdup_printf("%" G_GSIZE_FORMAT, g_bytes_get_size(bytes));
  gtk_label_set_text(self->where, where);
  gtk_label_set_text(self->length, length);
  gtk_label_set_text(self->md5, md5);
  gtk_label_set_text(self->sha1, sha1);
  gtk_label_set_text(self->next_steps,
                     published ? PUBLISH_NEXT_STEPS "."
                               : _("The list has not been published. Put it on the publisher before anything "
                                   "is restarted."));
}

static void
publish_done_class_init(PublishDoneClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/publish-done.ui");
  gtk_widget_class_bind_template_child(widget, PublishDone, where);
  gtk_widget_class_bind_template_child(widget, PublishDone, compare);
  gtk_widget_class_bind_template_child(widget, PublishDone, length);
  gtk_widget_class_bind_template_child(widget, PublishDone, md5);
  gtk_widget_class_bind_template_child(widget, PublishDone, sha1);
  gtk_widget_class_bind_template_child(widget, PublishDone, next_steps);
  gtk_widget_class_bind_template_callback(widget, on_copy);
}

static void
publish_done_init(PublishDone *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
