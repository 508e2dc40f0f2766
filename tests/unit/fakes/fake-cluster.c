/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-private.h"

#include <string.h>

typedef struct {
  FakeFunc func;
  gpointer user_data;
} Hook;

static GMutex lock;
static GHashTable *nodes;    /* host: FakeNode */
static GHashTable *failures; /* question: GError */
static GHashTable *hooks;    /* question: Hook */
static GPtrArray *questions; /* of char * */

void
fake_lock(void)
{
  g_mutex_lock(&lock);
}

void
fake_unlock(void)
{
  g_mutex_unlock(&lock);
}

static void
node_free(gpointer data)
{
  FakeNode *node = data;
  g_free(node->host);
  g_free(node->host_key);
  g_free(node->password);
  g_ptr_array_unref(node->warnings);
  g_hash_table_unref(node->files);
  g_hash_table_unref(node->answers);
  g_hash_table_unref(node->trust);
  g_free(node);
}

void
fake_cluster_reset(void)
{
  fake_lock();
  g_clear_pointer(&nodes, g_hash_table_unref);
  g_clear_pointer(&failures, g_hash_table_unref);
  g_clear_pointer(&hooks, g_hash_table_unref);
  g_clear_pointer(&questions, g_ptr_array_unref);
  nodes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, node_free);
  failures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_error_free);
  hooks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  questions = g_ptr_array_new_with_free_func(g_free);
  fake_unlock();
  fake_url_reset();
  fake_web_reset();
  fake_tls_reset();
  fake_keyring_reset();
}

/* --- what is asked --- */

void
fake_fail(const char *question, CtlError code, const char *message)
{
  fake_lock();
  g_hash_table_insert(failures, g_strdup(question), g_error_new_literal(CTL_ERROR, (int)code, message));
  fake_unlock();
}

void
fake_heal(const char *question)
{
  fake_lock();
  g_hash_table_remove(failures, question);
  fake_unlock();
}

void
fake_when(const char *question, FakeFunc func, gpointer user_data)
{
  Hook *hook = g_new(Hook, 1);
  *hook = (Hook){func, user_data};
  fake_lock();
  g_hash_table_insert(hooks, g_strdup(question), hook);
  fake_unlock();
}

guint
fake_count(const char *pattern)
{
  guint n = 0;
  fake_lock();
  for (guint i = 0; i < questions->len; i++)
    n += g_pattern_match_simple(pattern, g_ptr_array_index(questions, i)) ? 1 : 0;
  fake_unlock();
  return n;
}

char *
fake_list(const char *who)
{
  g_autoptr(GString) text = g_string_new(NULL);
  gsize len = strlen(who);
  fake_lock();
  for (guint i = 0; i < questions->len; i++) {
    const char *question = g_ptr_array_index(questions, i);
    if (strncmp(question, who, len) == 0 && question[len] == ' ')
      g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "", question + len + 1);
  }
  fake_unlock();
  return g_strdup(text->str);
}

void
fake_forget(void)
{
  fake_lock();
  g_ptr_array_set_size(questions, 0);
  fake_unlock();
}

static void
run_hook(const char *question)
{
  fake_lock();
  const Hook *found = g_hash_table_lookup(hooks, question);
  Hook hook = found != NULL ? *found : (Hook){0};
  fake_unlock();
  if (hook.func != NULL)
    hook.func(hook.user_data);
}

gboolean
fake_ask(GCancellable *cancellable, GError **error, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *question = g_strdup_vprintf(format, args);
  va_end(args);
  fake_lock();
  g_ptr_array_add(questions, g_strdup(question));
  fake_unlock();
  run_hook(question);
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  fake_lock();
  const GError *failure = g_hash_table_lookup(failures, question);
  gboolean good = failure == NULL;
  if (!good)
    g_propagate_error(error, g_error_copy(failure));
  fake_unlock();
  return good;
}

/* --- the nodes --- */

FakeNode *
fake_node_find(const char *host)
{
  return g_hash_table_lookup(nodes, host);
}

void
fake_node_add(const char *host)
{
  FakeNode *node = g_new0(FakeNode, 1);
  node->host = g_strdup(host);
  node->warnings = g_ptr_array_new_with_free_func(g_free);
  node->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  node->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  node->trust = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_byte_array_unref);
  fake_lock();
  g_hash_table_replace(nodes, node->host, node);
  fake_unlock();
}

/* For what tests say of nodes that they have added. */
static FakeNode *
lock_node(const char *host)
{
  fake_lock();
  FakeNode *node = fake_node_find(host);
  g_assert_nonnull(node);
  return node;
}

void
fake_node_set_host_key(const char *host, const char *fingerprint)
{
  FakeNode *node = lock_node(host);
  g_free(node->host_key);
  node->host_key = g_strdup(fingerprint);
  node->is_known = FALSE;
  fake_unlock();
}

void
fake_node_set_password(const char *host, const char *password)
{
  FakeNode *node = lock_node(host);
  g_free(node->password);
  node->password = g_strdup(password);
  fake_unlock();
}

void
fake_node_warn(const char *host, const char *warning)
{
  FakeNode *node = lock_node(host);
  g_ptr_array_add(node->warnings, g_strdup(warning));
  fake_unlock();
}

void
fake_put(const char *host, const char *path, GBytes *bytes)
{
  FakeNode *node = lock_node(host);
  if (bytes != NULL)
    g_hash_table_insert(node->files, g_strdup(path), g_bytes_ref(bytes));
  else
    g_hash_table_remove(node->files, path);
  fake_unlock();
}

GBytes *
fake_get(const char *host, const char *path)
{
  FakeNode *node = lock_node(host);
  GBytes *bytes = g_hash_table_lookup(node->files, path);
  if (bytes != NULL)
    g_bytes_ref(bytes);
  fake_unlock();
  return bytes;
}

void
fake_answer(const char *host, const char *command, const char *text)
{
  FakeNode *node = lock_node(host);
  g_hash_table_insert(node->answers, g_strdup(command), g_strdup(text));
  fake_unlock();
}
