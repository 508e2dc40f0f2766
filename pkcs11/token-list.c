/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/token-list.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "pkcs11/modules/module-list.h"
#include "pkcs11/modules/module-timeout.h"
#include "pkcs11/token-private.h"
#include "pkcs11/token-query.h"

/* How long nobody says that a module is waited for. */
#define GRACE_MS 1000

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

/* The tokens of ANSWER share the helper that it has kept. */
static void
share_helper(TokenAnswer *answer)
{
  if (answer->client == NULL)
    return;
  g_autoptr(KeptHelper) kept = kept_helper_new(g_steal_pointer(&answer->client), FALSE);
  for (guint i = 0; i < answer->tokens->len; i++) {
    Token *token = g_ptr_array_index(answer->tokens, i);
    token->helper = kept_helper_ref(kept);
  }
}

/* Earlier modules come first: those of the tokens' maker before those of others. */
static void
merge_answer(TokenList *list, const TokenAnswer *answer)
{
  tokens_merge(list->tokens, answer->tokens);
  for (guint i = 0; i < answer->failures->len; i++)
    g_ptr_array_add(list->failures, g_error_copy(g_ptr_array_index(answer->failures, i)));
}

static gboolean
check_helper(const TokenList *list, GError **error)
{
  const GError *failure = token_list_find_failure(list, CTL_ERROR_FAILED);
  if (failure != NULL)
    g_propagate_error(error, g_error_copy(failure));
  return failure == NULL;
}

/* What those that have answered show. */
static TokenList *
merge_answers(TokenQueries *queries)
{
  TokenList *list = token_list_new();
  list->n_modules = token_queries_get_n(queries);
  for (guint i = 0; i < list->n_modules; i++) {
    const TokenAnswer *answer = token_queries_peek(queries, i);
    if (answer != NULL)
      merge_answer(list, answer);
  }
  tokens_sort(list->tokens);
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

/* TRUE when LIST has all tokens that NAMES, which are some, mean. */
static gboolean
has_all(const TokenList *list, const char *const *names)
{
  if (names == NULL || *names == NULL)
    return FALSE;
  for (; *names != NULL; names++) {
    if (!token_list_has(list, *names))
      return FALSE;
  }
  return TRUE;
}

/* A list of modules that were asked, and who is told of those that are silent. */
typedef struct {
  const TokenListRequest *request;
  const char *const *modules;
  TokenQueries *queries;
  gboolean told;
} Asking;

/* Who is silent is said once. */
static void
tell_waiting(Asking *asking, const TokenList *list)
{
  g_autoptr(GPtrArray) silent = g_ptr_array_new();
  for (guint i = 0; !asking->told && asking->modules[i] != NULL; i++) {
    if (token_queries_peek(asking->queries, i) == NULL)
      g_ptr_array_add(silent, (gpointer)asking->modules[i]);
  }
  g_ptr_array_add(silent, NULL);
  asking->told = TRUE;
  if (asking->request->waiting != NULL)
    asking->request->waiting(list, (const char *const *)silent->pdata, asking->request->user_data);
}

/* The brief list, or NULL when it does not do. Those that are silent are not waited for when others have all
 * that is needed. */
static TokenList *
ask_brief(Asking *asking)
{
  const char *const *names = asking->request->names;
  gint64 grace_us = clock_in_ms(GRACE_MS);
  token_queries_ask(asking->queries, MESSAGE_LIST_BRIEF);
  while (token_queries_count_silent(asking->queries) > 0 && clock_now_us() < grace_us)
    token_queries_wait(asking->queries, grace_us);
  gboolean complete = token_queries_count_silent(asking->queries) == 0;
  g_autoptr(TokenList) list = merge_answers(asking->queries);
  return (complete || *names != NULL) && is_enough(list, names) ? g_steal_pointer(&list) : NULL;
}

static TokenList *
ask_fully(Asking *asking)
{
  gint64 grace_us = clock_in_ms(GRACE_MS);
  token_queries_ask(asking->queries, MESSAGE_LIST);
  for (;;) {
    gboolean complete = token_queries_count_silent(asking->queries) == 0;
    gboolean late = clock_now_us() >= grace_us;
    g_autoptr(TokenList) list = complete || late ? merge_answers(asking->queries) : NULL;
    if (complete || (late && has_all(list, asking->request->names)))
      return g_steal_pointer(&list);
    if (late)
      tell_waiting(asking, list);
    token_queries_wait(asking->queries, late ? CLOCK_NEVER : grace_us);
  }
}

/* The brief list is asked for first, where one may do. */
static TokenList *
ask_for_list(Asking *asking)
{
  g_autoptr(TokenList) brief = asking->request->brief ? ask_brief(asking) : NULL;
  g_autoptr(TokenList) list = brief != NULL ? g_steal_pointer(&brief) : ask_fully(asking);
  if (token_queries_count_silent(asking->queries) == 0)
    return g_steal_pointer(&list);
  token_queries_finish(asking->queries);
  return merge_answers(asking->queries);
}

static TokenList *
load(const TokenListRequest *request, gboolean keep, GCancellable *cancellable, GError **error)
{
  if (ctl_cancelled(cancellable, error))
    return NULL;
  g_auto(GStrv) found = request->modules == NULL ? module_list_find() : NULL;
  Asking asking = {.request = request};
  asking.modules = request->modules != NULL ? request->modules : (const char *const *)found;
  g_autoptr(TokenQueries) queries =
      token_queries_new(asking.modules, keep, module_timeout_or_usual_ms(request->timeout_ms), cancellable);
  asking.queries = queries;
  g_autoptr(TokenList) list = ask_for_list(&asking);
  for (guint i = 0; i < token_queries_get_n(queries); i++)
    share_helper(token_queries_peek(queries, i));
  if (ctl_cancelled(cancellable, error) || !check_helper(list, error))
    return NULL;
  return g_steal_pointer(&list);
}

TokenList *
token_list_load(const char *const *modules, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  return load(&(TokenListRequest){.modules = modules, .timeout_ms = timeout_ms}, FALSE, cancellable, error);
}

TokenList *
token_list_open(const TokenListRequest *request, GCancellable *cancellable, GError **error)
{
  return load(request, TRUE, cancellable, error);
}
