/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/token-list.h"

#include "app/base/error.h"
#include "pkcs11/helper-client.h"
#include "pkcs11/module-list.h"
#include "pkcs11/module-timeout.h"
#include "pkcs11/token-private.h"

/* What one module answers; filled by a thread of its own. */
typedef struct {
  const char *module;
  HelperClient *client; /* NULL when it failed, or has ended because it need not be kept */
  MessageKind kind;
  gboolean keep;
  GThread *thread;
  GPtrArray *tokens;
  GPtrArray *failures;
} Query;

/* What token_list_load() and token_list_open() differ in. */
typedef struct {
  const char *const *names; /* the only tokens that matter, or NULL */
  gboolean keep;
  guint timeout_ms;
} TokenListRequest;

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
  GError *failure = query->failures->len < MESSAGE_TOKENS_MAX ? token_failure_new(body) : NULL;
  if (failure != NULL)
    g_ptr_array_add(query->failures, failure);
  return failure != NULL;
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
      helper_client_send(query->client, query->kind, g_variant_new("(^ay)", query->module), &error) &&
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

/* The helpers are started here, since each dies with the thread that does that, and may have to stay. */
static GArray *
start_helpers(const char *const *modules, const TokenListRequest *request, GCancellable *cancellable)
{
  guint n = g_strv_length((char **)modules);
  GArray *queries = g_array_sized_new(FALSE, TRUE, sizeof(Query), n);
  g_array_set_clear_func(queries, query_clear);
  g_array_set_size(queries, n);
  for (guint i = 0; i < n; i++) {
    GError *error = NULL;
    Query *query = &g_array_index(queries, Query, i);
    *query = (Query){.module = modules[i], .keep = request->keep};
    query->tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
    query->failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
    query->client = helper_client_start(modules[i], request->timeout_ms, cancellable, &error);
    if (query->client == NULL)
      g_ptr_array_add(query->failures, error);
  }
  return queries;
}

/* All modules at the same time: each may take seconds. Those that have failed already are left out. */
static void
ask(GArray *queries, MessageKind kind, const TokenListRequest *request)
{
  for (guint i = 0; i < queries->len; i++) {
    Query *query = &g_array_index(queries, Query, i);
    query->thread = NULL;
    if (query->client == NULL)
      continue;
    query->kind = kind;
    g_ptr_array_set_size(query->tokens, 0);
    g_ptr_array_set_size(query->failures, 0);
    helper_client_set_timeout(query->client, request->timeout_ms);
    query->thread = g_thread_try_new("tokens", run_query, query, NULL);
    if (query->thread == NULL)
      run_query(query);
  }
  for (guint i = 0; i < queries->len; i++) {
    Query *query = &g_array_index(queries, Query, i);
    if (query->thread != NULL)
      g_thread_join(query->thread);
  }
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
merge_query(TokenList *list, const Query *query)
{
  guint n_before = list->tokens->len;
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
merge_queries(const GArray *queries)
{
  TokenList *list = token_list_new();
  for (guint i = 0; i < queries->len; i++)
    merge_query(list, &g_array_index(queries, Query, i));
  g_ptr_array_sort(list->tokens, compare_names);
  return list;
}

static guint
count_tokens(const TokenList *list, const char *name)
{
  g_autofree char *wanted = g_strchomp(g_strdup(name));
  guint n = 0;
  for (guint i = 0; i < list->tokens->len; i++)
    n += g_ascii_strcasecmp(token_get_name(g_ptr_array_index(list->tokens, i)), wanted) == 0;
  return n;
}

/* TRUE when a brief list leaves nothing open: all tokens show what they are, and NAMES are their names. */
static gboolean
is_enough(const TokenList *list, const char *const *names)
{
  if (list->failures->len > 0 || list->tokens->len == 0)
    return FALSE;
  for (guint i = 0; i < list->tokens->len; i++) {
    if (token_get_certificate(g_ptr_array_index(list->tokens, i)) == NULL)
      return FALSE;
  }
  for (; *names != NULL; names++) {
    if (count_tokens(list, *names) != 1)
      return FALSE;
  }
  return TRUE;
}

/* The brief list is asked for first, where one may do. */
static TokenList *
ask_for_list(GArray *queries, const TokenListRequest *request)
{
  if (request->names != NULL) {
    ask(queries, MESSAGE_LIST_BRIEF, request);
    g_autoptr(TokenList) brief = merge_queries(queries);
    if (is_enough(brief, request->names))
      return g_steal_pointer(&brief);
  }
  ask(queries, MESSAGE_LIST, request);
  return merge_queries(queries);
}

static TokenList *
load(const char *const *modules, const TokenListRequest *request, GCancellable *cancellable, GError **error)
{
  if (ctl_cancelled(cancellable, error))
    return NULL;
  g_auto(GStrv) found = modules == NULL ? module_list_find() : NULL;
  g_autoptr(GArray) queries =
      start_helpers(modules != NULL ? modules : (const char *const *)found, request, cancellable);
  g_autoptr(TokenList) list = ask_for_list(queries, request);
  for (guint i = 0; i < queries->len; i++)
    share_helper(&g_array_index(queries, Query, i));
  if (ctl_cancelled(cancellable, error) || !check_helper(list, error))
    return NULL;
  return g_steal_pointer(&list);
}

TokenList *
token_list_load(const char *const *modules, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  const TokenListRequest request = {.timeout_ms = module_timeout_or_usual_ms(timeout_ms)};
  return load(modules, &request, cancellable, error);
}

TokenList *
token_list_open(const char *const *modules, const char *const *names, guint timeout_ms,
                GCancellable *cancellable, GError **error)
{
  const TokenListRequest request = {
      .names = names, .keep = TRUE, .timeout_ms = module_timeout_or_usual_ms(timeout_ms)};
  return load(modules, &request, cancellable, error);
}
