/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tokens/token-text.h"

#include <glib/gi18n.h>

const char *
token_text_for_none(const TokenList *list)
{
  if (list->n_modules == 0)
    return _("This computer has no driver for eTokens. Install SafeNet Authentication Client or OpenSC, plug "
             "the token in, and look again.");
  return _("Plug an eToken in, wait until its light is on, and look again. When it still does not appear, "
           "its driver may be missing: eTokens need SafeNet Authentication Client.");
}

const char *
token_text_while_waiting(guint n_modules)
{
  if (n_modules == 0)
    return _("This computer has no driver for eTokens. Install SafeNet Authentication Client or OpenSC, and "
             "look again.");
  return _("Plug an eToken in: it appears here when its light is on. When it does not, its driver may be "
           "missing: eTokens need SafeNet Authentication Client.");
}

char *
token_text_for_module(const TokenList *list)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < list->failures->len; i++)
    g_string_append_printf(text, "%s. ", ((const GError *)g_ptr_array_index(list->failures, i))->message);
  guint n = list->tokens->len;
  if (n > 0 || list->failures->len == 0)
    g_string_append_printf(text, ngettext("It works and shows %u token.", "It works and shows %u tokens.", n),
                           n);
  return g_strchomp(g_string_free(g_steal_pointer(&text), FALSE));
}

char *
token_text_for_device(const Token *token)
{
  g_autofree char *maker = g_strjoin(" ", token_get_manufacturer(token), token_get_model(token), NULL);
  g_strstrip(maker);
  /* TRANSLATORS: a serial number. */
  g_autofree char *serial = g_strdup_printf(_("serial %s"), token_get_serial(token));
  return g_strdup_printf("%s%s%s", maker, *maker != '\0' ? ", " : "", serial);
}
