/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tokens of several modules as one list. */
#include "pkcs11/token-private.h"

static gboolean
is_same_token(const Token *a, const Token *b)
{
  return g_str_equal(a->serial, b->serial) && g_str_equal(a->label, b->label) &&
         g_str_equal(a->manufacturer, b->manufacturer) && g_str_equal(a->model, b->model);
}

/* Each module may name and number a token in its own way, but a SAST key and its certificate exist on one
 * token only. */
static gboolean
is_shown_twice(const Token *a, const Token *b)
{
  if (a->certificate != NULL && b->certificate != NULL)
    return X509_cmp(a->certificate, b->certificate) == 0;
  return is_same_token(a, b);
}

static const Token *
find_same(const GPtrArray *tokens, guint n_tokens, const Token *token)
{
  for (guint i = 0; i < n_tokens; i++) {
    const Token *other = g_ptr_array_index(tokens, i);
    if (is_shown_twice(other, token))
      return other;
  }
  return NULL;
}

const Token *
tokens_find_same(const GPtrArray *tokens, const Token *token)
{
  return find_same(tokens, tokens->len, token);
}

void
tokens_merge(GPtrArray *merged, const GPtrArray *tokens)
{
  guint n_before = merged->len;
  for (guint i = 0; i < tokens->len; i++) {
    Token *token = g_ptr_array_index(tokens, i);
    if (find_same(merged, n_before, token) == NULL)
      g_ptr_array_add(merged, token_ref(token));
  }
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
  const Token *const *first = a;
  const Token *const *second = b;
  int order = g_ascii_strcasecmp((*first)->name, (*second)->name);
  return order != 0 ? order : g_strcmp0((*first)->serial, (*second)->serial);
}

void
tokens_sort(GPtrArray *tokens)
{
  g_ptr_array_sort(tokens, compare_names);
}
