/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/keep-password.h"

#include "app/workflow/publisher-password.h"
#include "ui/gtk-prompt.h"

void
keep_password_as_wanted(const JobContext *context, const AddressBookEntry *entry)
{
  g_autofree char *path = address_book_default_path();
  if (gtk_prompt_steal_remember(CTL_GTK_PROMPT(context->prompt)))
    publisher_password_set_kept(path, entry->name, TRUE, NULL);
}
