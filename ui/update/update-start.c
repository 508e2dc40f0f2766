/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/update/update-start.h"

#include "app/publisher/settings/address-book.h"
#include "app/workflow/nodes/advice.h"
#include "ui/update/update-dialog.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

static void
tell_error(GtkWindow *window, const GError *error)
{
  g_autofree char *text = g_strdup_printf("%s.", error->message);
  GtkWidget *dialog =
      shown_text_dialog_new(window, GTK_MESSAGE_ERROR, GTK_BUTTONS_CLOSE, text, advice_for_error(error));
  g_signal_connect(dialog, "response", G_CALLBACK(window_close_soon), NULL);
  gtk_window_present(GTK_WINDOW(dialog));
}

/* The only entry of ENTRIES or the one called NAME; NULL when there is none. Borrowed. */
static const AddressBookEntry *
find_entry(const GPtrArray *entries, const char *name)
{
  if (name[0] == '\0')
    return entries->len == 1 ? g_ptr_array_index(entries, 0) : NULL;
  for (guint i = 0; i < entries->len; i++) {
    const AddressBookEntry *entry = g_ptr_array_index(entries, i);
    if (g_str_equal(entry->name, name))
      return entry;
  }
  return NULL;
}

gboolean
update_start(GtkWindow *window, const char *name, UpdateKind kind, GtkWidget **dialog)
{
  *dialog = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = address_book_default_path();
  g_autoptr(GPtrArray) entries = address_book_load(path, NULL, &error);
  const AddressBookEntry *entry = entries != NULL ? find_entry(entries, name) : NULL;
  if (entries != NULL && entry == NULL)
    return FALSE;
  if (entry != NULL)
    *dialog = update_dialog_new(window, entry, kind, &error);
  if (*dialog != NULL)
    gtk_window_present(GTK_WINDOW(*dialog));
  else
    tell_error(window, error);
  return TRUE;
}
