/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/token-list.h"

#include "app/base/error.h"
#include "pkcs11/helper-client.h"
#include "pkcs11/module-list.h"
#include "pkcs11/token-private.h"

#define DEFAULT_TIMEOUT_MS 10000

/* What one module answers; filled by a thread of its own. */
typedef struct {
  const char *module;
  HelperClient *client; /* in the end only when it is to be kept */
  gboolean keep;
  GThread *thread;
  GPtrArray *tokens;
  GPtrArray *failures;
} Query;

static TokenList *
token_list_new(void)
{
  TokenList *list = g_new0(TokenList, 1);
  list->tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  list->failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  return list;
}

void
token_list_free(TokenList *list)
{
  g_ptr_array_unref(list->tokens);
  g_ptr_array_unref(list->failures);
  g_free(list);
}

static gboolean
take_unreadable(Query *query, GVariant *body)
{
  const char *message = NULL;
  g_variant_get(body, "(&s)", &message);
  if (!message_text_is_clean(message) || query->failures->len >= MESSAGE_TOKENS_MAX)
    return FALSE;
  g_ptr_array_add(query->failures, g_error_new_literal(CTL_ERROR, CTL_ERROR_TOKEN, message));
  return TRUE;
}

static gboolean
take_token(Query *query, GVariant *body)
{
  Token *token = query->tokens->len < MESSAGE_TOKENS_MAX ? token_new(query->module, body) : NULL;
  if (token != NULL)
    g_ptr_array_add(query->tokens, token);
  return token != NULL;
}

static gboolean
receive_tokens(Query *query, GError **error)
{
  for (;;) {
    MessageKind kind = 0;
    g_autoptr(GVariant) body = helper_client_receive(query->client, &kind, error);
    if (body == NULL)
      return FALSE;
    if (kind == MESSAGE_DONE)
      return TRUE;
    gboolean taken = (kind == MESSAGE_TOKEN && take_token(query, body)) ||
                     (kind == MESSAGE_UNREADABLE && take_unreadable(query, body));
    if (!taken) {
      helper_client_set_wrong_answer(query->client, error);
      return FALSE;
    }
  }
}

static gpointer
run_query(gpointer data)
{
  Query *query = data;
  GError *error = NULL;
  gboolean done =
      helper_client_send(query->client, MESSAGE_LIST, g_variant_new("(^ay)", query->module), &error) &&
      receive_tokens(query, &error);
  if (!done)
    g_ptr_array_add(query->failures, error);
  if (!done || !query->keep)
    g_clear_pointer(&query->client, helper_client_free);
  return NULL;
}

static void
query_clear(gpointer data)
{
  Query *query = data;
  g_clear_pointer(&query->client, helper_client_free);
  g_ptr_array_unref(query->tokens);
  g_ptr_array_unref(query->failures);
}

/* The helper is started here, since it dies with the thread that does that, and may have to stay. */
static void
start_query(Query *query, guint timeout_ms, GCancellable *cancellable)
{
  GError *error = NULL;
  query->tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  query->failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  query->client = helper_client_start(query->module, timeout_ms > 0 ? timeout_ms : DEFAULT_TIMEOUT_MS,
                                      cancellable, &error);
  if (query->client == NULL) {
    g_ptr_array_add(query->failures, error);
    return;
  }
  query->thread = g_thread_try_new("tokens", run_query, query, NULL);
  if (query->thread == NULL)
    run_query(query);
}

/* All modules at the same time: each may take seconds. */
static GArray *
run_queries(const char *const *modules, gboolean keep, guint timeout_ms, GCancellable *cancellable)
{
  guint n = g_strv_length((char **)modules);
  GArray *queries = g_array_sized_new(FALSE, TRUE, sizeof(Query), n);
  g_array_set_clear_func(queries, query_clear);
  g_array_set_size(queries, n);
  for (guint i = 0; i < n; i++) {
    Query *query = &g_array_index(queries, Query, i);
    *query = (Query){.module = modules[i], .keep = keep};
    start_query(query, timeout_ms, cancellable);
  }
  for (guint i = 0; i < n; i++) {
    Query *query = &g_array_index(queries, Query, i);
    if (query->thread != NULL)
      g_thread_join(query->thread);
  }
  return queries;
}

static gboolean
is_same_token(const Token *a, const Token *b)
{
  return g_str_equal(a->serial, b->serial) && g_str_equal(a->label, b->label) &&
         g_str_equal(a->manufacturer, b->manufacturer) && g_str_equal(a->model, b->model);
}

gboolean
token_is_shown_twice(const Token *a, const Token *b)
{
  if (a->certificate != NULL && b->certificate != NULL)
    return X509_cmp(a->certificate, b->certificate) == 0;
  return is_same_token(a, b);
}

static gboolean
is_listed(const TokenList *list, guint n_before, const Token *token)
{
  for (guint i = 0; i < n_before; i++) {
    if (token_is_shown_twice(g_ptr_array_index(list->tokens, i), token))
      return TRUE;
  }
  return FALSE;
}

/* The tokens of QUERY share the helper that it has kept. */
static void
share_helper(Query *query)
{
  if (query->client == NULL)
    return;
  g_autoptr(KeptHelper) kept = kept_helper_new(g_steal_pointer(&query->client), FALSE);
  for (guint i = 0; i < query->tokens->len; i++) {
    Token *token = g_ptr_array_index(query->tokens, i);
    token->helper = kept_helper_ref(kept);
  }
}

/* Earlier modules come first: those of the tokens' maker before those of others. */
static void
merge_query(TokenList *list, Query *query)
{
  guint n_before = list->tokens->len;
  share_helper(query);
  for (guint i = 0; i < query->tokens->len; i++) {
    Token *token = g_ptr_array_index(query->tokens, i);
    if (!is_listed(list, n_before, token))
      g_ptr_array_add(list->tokens, token_ref(token));
  }
  for (guint i = 0; i < query->failures->len; i++)
    g_ptr_array_add(list->failures, g_error_copy(g_ptr_array_index(query->failures, i)));
  list->n_modules++;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
  const Token *const *first = a;
  const Token *const *second = b;
  int order = g_ascii_strcasecmp((*first)->name, (*second)->name);
  return order != 0 ? order : g_strcmp0((*first)->serial, (*second)->serial);
}

static gboolean
check_helper(const TokenList *list, GError **error)
{
  for (guint i = 0; i < list->failures->len; i++) {
    const GError *failure = g_ptr_array_index(list->failures, i);
    if (g_error_matches(failure, CTL_ERROR, CTL_ERROR_FAILED)) {
      g_propagate_error(error, g_error_copy(failure));
      return FALSE;
    }
  }
  return TRUE;
}

static TokenList *
load(const char *const *modules, gboolean keep, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  if (ctl_cancelled(cancellable, error))
    return NULL;
  g_auto(GStrv) found = modules == NULL ? module_list_find() : NULL;
  g_autoptr(GArray) queries =
      run_queries(modules != NULL ? modules : (const char *const *)found, keep, timeout_ms, cancellable);
  if (ctl_cancelled(cancellable, error))
    return NULL;
  g_autoptr(TokenList) list = token_list_new();
  for (guint i = 0; i < queries->len; i++)
    merge_query(list, &g_array_index(queries, Query, i));
  g_ptr_array_sort(list->tokens, compare_names);
  return check_helper(list, error) ? g_steal_pointer(&list) : NULL;
}

TokenList *
token_list_load(const char *const *modules, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  return load(modules, FALSE, timeout_ms, cancellable, error);
}

TokenList *
token_list_open(const char *const *modules, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  return load(modules, TRUE, timeout_ms, cancellable, error);
}
