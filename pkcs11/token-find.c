/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "pkcs11/token-list.h"

static void
append_failures(GString *text, const TokenList *list)
{
  for (guint i = 0; i < list->failures->len; i++) {
    const GError *failure = g_ptr_array_index(list->failures, i);
    g_string_append_printf(text, "; %s", failure->message);
  }
}

/* "plugged in are SAST-A (serial 1), SAST-B (serial 2)". */
static void
append_tokens(GString *text, const GPtrArray *tokens)
{
  for (guint i = 0; i < tokens->len; i++) {
    const Token *token = g_ptr_array_index(tokens, i);
    g_string_append_printf(text, "%s%s (serial %s)", i > 0 ? ", " : "", token_get_name(token),
                           token_get_serial(token));
  }
}

static void
set_not_found(const TokenList *list, const char *spec, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(text, "Token %s is not plugged in; ", spec);
  if (list->n_modules == 0)
    g_string_append(text, "this machine has no PKCS#11 module for tokens");
  else if (list->tokens->len == 0)
    g_string_append(text, "no token is");
  else
    append_tokens(g_string_append(text, "plugged in: "), list->tokens);
  append_failures(text, list);
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, text->str);
}

static void
set_ambiguous(const GPtrArray *matches, const char *spec, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(text, "%s means more than one token: ", spec);
  append_tokens(text, matches);
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, text->str);
}

static Token *
choose(const GPtrArray *sasts, gboolean any_other, const TokenList *list, const char *spec, GError **error)
{
  if (sasts->len == 1)
    return token_ref(g_ptr_array_index(sasts, 0));
  if (sasts->len > 1)
    set_ambiguous(sasts, spec, error);
  else if (any_other)
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, "Token %s holds no SAST certificate", spec);
  else
    set_not_found(list, spec, error);
  return NULL;
}

Token *
token_list_find(const TokenList *list, const char *spec, GError **error)
{
  g_autoptr(GPtrArray) sasts = g_ptr_array_new();
  gboolean any_other = FALSE;
  for (guint i = 0; i < list->tokens->len; i++) {
    Token *token = g_ptr_array_index(list->tokens, i);
    if (!token_matches(token, spec))
      continue;
    if (token_get_certificate(token) != NULL)
      g_ptr_array_add(sasts, token);
    else
      any_other = TRUE;
  }
  return choose(sasts, any_other, list, spec, error);
}
