/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/trust-list-chooser.h"

#include <glib/gi18n.h>

static void
add_filter(GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  GtkFileFilter *filter = gtk_file_filter_new();
  gtk_file_filter_set_name(filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern(filter, patterns[i]);
  gtk_file_chooser_add_filter(chooser, filter);
}

GtkFileChooserNative *
trust_list_chooser_new(GtkWindow *parent, const char *title)
{
  static const char *const lists[] = {"*.tlv", "*.TLV", NULL};
  static const char *const all[] = {"*", NULL};
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new(title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(chooser), TRUE);
  add_filter(GTK_FILE_CHOOSER(chooser), _("Trust lists (*.tlv)"), lists);
  add_filter(GTK_FILE_CHOOSER(chooser), _("All files"), all);
  return chooser;
}
