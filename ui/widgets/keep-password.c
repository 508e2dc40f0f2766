/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/keep-password.h"

#include "app/workflow/settings/publisher-password.h"
#include "ui/widgets/gtk-prompt.h"

/* All that were asked for are looked at, so that nothing stays for the next job. */
static gboolean
is_wanted(CtlGtkPrompt *prompt, const GPtrArray *nodes)
{
  gboolean wanted = FALSE;
  for (guint i = 0; i < nodes->len; i++) {
    const PublisherAddress *address = g_ptr_array_index(nodes, i);
    g_autofree char *subject = g_strdup_printf("%s@%s", address->user, address->host);
    wanted = gtk_prompt_steal_remember(prompt, subject) || wanted;
  }
  return wanted;
}

void
keep_password_as_wanted(const JobContext *context, const AddressBookEntry *entry)
{
  g_autofree char *path = address_book_default_path();
  g_autoptr(GPtrArray) nodes = address_book_entry_list_nodes(entry);
  g_autoptr(GPtrArray) cli_nodes = address_book_entry_list_cli_nodes(entry, NULL);
  CtlGtkPrompt *prompt = CTL_GTK_PROMPT(context->prompt);
  gboolean pushes = is_wanted(prompt, nodes);
  if (is_wanted(prompt, cli_nodes) || pushes)
    publisher_password_set_kept(path, entry->name, TRUE, NULL);
}
