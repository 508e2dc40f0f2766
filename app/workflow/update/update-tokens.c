/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/update/update-tokens.h"

#include "app/base/error.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/token-issuer.h"
#include "app/workflow/update/update-private.h"

#include <glib/gi18n.h>

gboolean
update_is_token_issuer(TlvReader issuer)
{
  return token_issuer_matches(issuer);
}

static void
add_all(GPtrArray *chosen, const TokenList *list)
{
  for (guint i = 0; i < list->tokens->len; i++) {
    Token *token = g_ptr_array_index(list->tokens, i);
    if (token_get_certificate(token) != NULL)
      g_ptr_array_add(chosen, token_ref(token));
  }
}

static gboolean
add_named(GPtrArray *chosen, const TokenList *list, const char *const *names, GError **error)
{
  for (; *names != NULL; names++) {
    Token *token = token_list_find(list, *names, error);
    if (token == NULL)
      return FALSE;
    g_ptr_array_add(chosen, token);
  }
  return TRUE;
}

/* Puts the token that signs first. */
static gboolean
put_signer_first(GPtrArray *chosen, const char *signer, GError **error)
{
  for (guint i = 0; signer != NULL && i < chosen->len; i++) {
    if (!token_matches(g_ptr_array_index(chosen, i), signer))
      continue;
    g_ptr_array_insert(chosen, 0, g_ptr_array_steal_index(chosen, i));
    return TRUE;
  }
  if (signer != NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN,
                _("Token %s, which is to sign, is not among those that go into the list"), signer);
  return signer == NULL;
}

GPtrArray *
update_find_tokens(const Update *update, GCancellable *cancellable, GError **error)
{
  const UpdateSetup *setup = update->setup;
  g_autoptr(GPtrArray) chosen = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  g_autoptr(TokenList) list = token_list_load(setup->modules, 0, cancellable, error);
  if (list == NULL)
    return NULL;
  if (setup->tokens == NULL)
    add_all(chosen, list);
  else if (!add_named(chosen, list, setup->tokens, error))
    return NULL;
  if (chosen->len < TRUST_LIST_MIN_TOKENS) {
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_NO_TOKEN,
        ngettext(
            "A list needs two tokens with their keys, and %u is plugged in; plug both in at the same time",
            "A list needs two tokens with their keys, and %u are plugged in; plug both in at the same time",
            chosen->len),
        chosen->len);
    return NULL;
  }
  return put_signer_first(chosen, setup->signer, error) ? g_steal_pointer(&chosen) : NULL;
}
