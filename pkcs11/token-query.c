/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/token-query.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "pkcs11/token-private.h"

#include <glib/gi18n.h>

typedef struct {
  TokenAnswer answer; /* its "answered" under the lock */
  TokenQueries *queries;
  GCancellable *cancellable;
  MessageKind kind; /* of the question that is asked, under the lock */
  GThread *thread;
} Query;

struct _TokenQueries {
  GArray *all; /* of Query */
  gboolean keep;
  guint timeout_ms;
  GCancellable *cancellable;
  gulong cancel_handler;
  GMutex lock;
  GCond changed;
  MessageKind kind; /* that all are to be asked with; under the lock */
  guint n_answers;  /* since the last token_queries_wait(); under the lock */
};

static gboolean
ask_once(Query *query, MessageKind kind, GError **error)
{
  TokenAnswer *answer = &query->answer;
  g_ptr_array_set_size(answer->tokens, 0);
  g_ptr_array_set_size(answer->failures, 0);
  helper_client_set_timeout(answer->client, query->queries->timeout_ms);
  MessageKind end = 0;
  if (!helper_client_send(answer->client, kind, g_variant_new("(^ay)", answer->module), error) ||
      !tokens_receive(answer->client, answer->module, answer->tokens, answer->failures, &end, error))
    return FALSE;
  if (end != MESSAGE_DONE)
    helper_client_set_wrong_answer(answer->client, error);
  return end == MESSAGE_DONE;
}

/* Under the lock. */
static void
note_answer(Query *query)
{
  query->queries->n_answers += !query->answer.answered;
  query->answer.answered = TRUE;
  g_cond_broadcast(&query->queries->changed);
}

/* FALSE when nothing is left to ask QUERY. A helper that is kept is the asking thread's from then on. */
static gboolean
choose_kind(Query *query, MessageKind *kind)
{
  g_mutex_lock(&query->queries->lock);
  gboolean is_new = query->kind != query->queries->kind;
  *kind = query->kind = query->queries->kind;
  if (!is_new && query->queries->keep)
    note_answer(query);
  g_mutex_unlock(&query->queries->lock);
  return is_new;
}

/* A question that was asked meanwhile counts; its answer takes the place of the one before. */
static void
ask_all(Query *query)
{
  MessageKind kind = 0;
  GError *error = NULL;
  gboolean done = TRUE;
  while (done && choose_kind(query, &kind))
    done = ask_once(query, kind, &error);
  if (!done)
    g_ptr_array_add(query->answer.failures, error);
  if (!done || !query->queries->keep)
    g_clear_pointer(&query->answer.client, helper_client_free);
}

static gpointer
run_query(gpointer data)
{
  Query *query = data;
  TokenQueries *queries = query->queries;
  ask_all(query);
  g_mutex_lock(&queries->lock);
  note_answer(query);
  g_mutex_unlock(&queries->lock);
  return NULL;
}

static void
join(Query *query)
{
  if (query->thread != NULL)
    g_thread_join(g_steal_pointer(&query->thread));
}

static void
cancel_all(GCancellable *cancellable, TokenQueries *queries)
{
  for (guint i = 0; i < queries->all->len; i++)
    g_cancellable_cancel(g_array_index(queries->all, Query, i).cancellable);
}

static void
query_clear(gpointer data)
{
  Query *query = data;
  g_clear_pointer(&query->answer.client, helper_client_free);
  g_ptr_array_unref(query->answer.tokens);
  g_ptr_array_unref(query->answer.failures);
  g_object_unref(query->cancellable);
}

/* The helpers are started here, since each dies with the thread that does that, and may have to stay. */
static void
start_helper(TokenQueries *queries, const char *module)
{
  GError *error = NULL;
  Query query = {.queries = queries, .answer = {.module = module, .answered = TRUE}};
  query.cancellable = g_cancellable_new();
  query.answer.tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  query.answer.failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  query.answer.client = helper_client_start(module, queries->timeout_ms, query.cancellable, &error);
  if (query.answer.client == NULL)
    g_ptr_array_add(query.answer.failures, error);
  g_array_append_val(queries->all, query);
}

TokenQueries *
token_queries_new(const char *const *modules, gboolean keep, guint timeout_ms, GCancellable *cancellable)
{
  TokenQueries *queries = g_new0(TokenQueries, 1);
  queries->keep = keep;
  queries->timeout_ms = timeout_ms;
  queries->all = g_array_new(FALSE, TRUE, sizeof(Query));
  g_array_set_clear_func(queries->all, query_clear);
  g_mutex_init(&queries->lock);
  g_cond_init(&queries->changed);
  for (gsize i = 0; modules[i] != NULL; i++)
    start_helper(queries, modules[i]);
  queries->cancellable = cancellable != NULL ? g_object_ref(cancellable) : NULL;
  if (cancellable != NULL)
    queries->cancel_handler = g_cancellable_connect(cancellable, G_CALLBACK(cancel_all), queries, NULL);
  return queries;
}

void
token_queries_free(TokenQueries *queries)
{
  token_queries_finish(queries);
  g_cancellable_disconnect(queries->cancellable, queries->cancel_handler);
  g_clear_object(&queries->cancellable);
  g_array_unref(queries->all);
  g_mutex_clear(&queries->lock);
  g_cond_clear(&queries->changed);
  g_free(queries);
}

void
token_queries_ask(TokenQueries *queries, MessageKind kind)
{
  g_mutex_lock(&queries->lock);
  queries->kind = kind;
  queries->n_answers = 0;
  g_mutex_unlock(&queries->lock);
  for (guint i = 0; i < queries->all->len; i++) {
    Query *query = &g_array_index(queries->all, Query, i);
    if (token_queries_peek(queries, i) == NULL || query->answer.client == NULL)
      continue;
    join(query);
    query->answer.answered = FALSE;
    query->thread = g_thread_try_new("tokens", run_query, query, NULL);
    if (query->thread == NULL)
      run_query(query);
  }
}

void
token_queries_wait(TokenQueries *queries, gint64 until_us)
{
  gboolean in_time = token_queries_count_silent(queries) > 0;
  g_mutex_lock(&queries->lock);
  while (in_time && queries->n_answers == 0)
    in_time = clock_wait(&queries->changed, &queries->lock, until_us);
  queries->n_answers = 0;
  g_mutex_unlock(&queries->lock);
}

guint
token_queries_get_n(const TokenQueries *queries)
{
  return queries->all->len;
}

guint
token_queries_count_silent(TokenQueries *queries)
{
  guint n = 0;
  for (guint i = 0; i < queries->all->len; i++)
    n += token_queries_peek(queries, i) == NULL;
  return n;
}

TokenAnswer *
token_queries_peek(TokenQueries *queries, guint index)
{
  Query *query = &g_array_index(queries->all, Query, index);
  g_mutex_lock(&queries->lock);
  gboolean answered = query->answer.answered;
  g_mutex_unlock(&queries->lock);
  return answered ? &query->answer : NULL;
}

static void
give_up(Query *query)
{
  TokenAnswer *answer = &query->answer;
  g_cancellable_cancel(query->cancellable);
  join(query);
  g_clear_pointer(&answer->client, helper_client_free);
  g_ptr_array_set_size(answer->tokens, 0);
  g_ptr_array_set_size(answer->failures, 0);
  g_ptr_array_add(answer->failures,
                  g_error_new(CTL_ERROR, CTL_ERROR_MODULE_SILENT,
                              _("PKCS#11 module %s has not answered, and is not waited for"),
                              answer->module));
}

void
token_queries_finish(TokenQueries *queries)
{
  for (guint i = 0; i < queries->all->len; i++) {
    Query *query = &g_array_index(queries->all, Query, i);
    if (token_queries_peek(queries, i) == NULL)
      give_up(query);
    else
      join(query);
  }
}
