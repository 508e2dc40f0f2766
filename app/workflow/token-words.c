/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/token-words.h"

const char *
token_words_for_none(const TokenList *list)
{
  if (list->n_modules == 0)
    return "This computer has no driver for eTokens. Install SafeNet Authentication Client or OpenSC, plug "
           "the "
           "token in, and look again.";
  return "Plug an eToken in, wait until its light is on, and look again. When it still does not appear, its "
         "driver may be missing: eTokens need SafeNet Authentication Client.";
}

char *
token_words_for_device(const Token *token)
{
  g_autofree char *maker = g_strjoin(" ", token_get_manufacturer(token), token_get_model(token), NULL);
  g_strstrip(maker);
  return g_strdup_printf("%s%sserial %s", maker, *maker != '\0' ? ", " : "", token_get_serial(token));
}
