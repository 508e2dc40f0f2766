/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/cluster-login.h"

#include "app/base/clock.h"

/* What is kept of a cluster. Guarded by the lock, but for what its pointers point to. */
typedef struct {
  AddressBookEntry *entry; /* as it was first; never changed */
  char *key;               /* see make_key(); never changed */
  guint saved; /* the old algorithms that the saved entry allows, as far as is known here: an entry that
                * allows others was edited */
  guint n_users;
  guint n_at_work; /* of the users */
  gint64 last_use_us;
  SharedPassword *password;
  SessionKeeper *keeper;
  AlgorithmConsent *consent;
} KeptLogin;

struct _ClusterLogin {
  KeptLogin *kept;
  gboolean is_at_work;
};

static GMutex lock;
static GPtrArray *all; /* of KeptLogin: what a new job may use; NULL: nothing. Guarded by the lock */
static guint timer;    /* looks for what nobody has used for long, or 0; guarded by the lock */

static void
kept_login_free(gpointer data)
{
  KeptLogin *kept = data;
  session_keeper_free(kept->keeper);
  shared_password_free(kept->password);
  algorithm_consent_free(kept->consent);
  address_book_entry_free(kept->entry);
  g_free(kept->key);
  g_free(kept);
}

/* All that says whom a login is of, and where. The caller frees it. */
static char *
make_key(const AddressBookEntry *entry)
{
  g_autoptr(GPtrArray) nodes = address_book_entry_list_nodes(entry);
  g_autoptr(GString) key = g_string_new(login_method_get_word(entry->login));
  g_string_append_printf(key, "\n%s\n%s", entry->identity != NULL ? entry->identity : "",
                         entry->cluster->cli_user != NULL ? entry->cluster->cli_user : "");
  for (guint i = 0; i < nodes->len; i++) {
    g_autofree char *url = publisher_address_to_url(g_ptr_array_index(nodes, i));
    g_string_append_printf(key, "\n%s", url);
  }
  return g_strdup(key->str);
}

/* What may be used without a question: what the saved entry says, for one in memory may be older. */
static guint
read_allowed(const AddressBookEntry *entry)
{
  g_autofree char *path = address_book_default_path();
  g_autoptr(AddressBookEntry) saved =
      entry->name != NULL ? address_book_find(path, entry->name, NULL, NULL) : NULL;
  gboolean is_same = saved != NULL && address_book_entry_is_same_publisher(saved, entry);
  return (is_same ? saved : entry)->cluster->old_algorithms;
}

static KeptLogin *
kept_login_new(const AddressBookEntry *entry, const char *key, guint saved)
{
  KeptLogin *kept = g_new0(KeptLogin, 1);
  kept->entry = address_book_entry_copy(entry);
  kept->saved = saved;
  kept->key = g_strdup(key);
  kept->password = shared_password_new();
  kept->keeper = session_keeper_new();
  kept->consent = algorithm_consent_new(entry->name != NULL ? entry->name : entry->address->host);
  return kept;
}

/* Moves to GONE what nobody uses, and takes from the table what is not to be used any more. Under the lock.
 */
static void
drop(guint index, GPtrArray *gone)
{
  KeptLogin *kept = g_ptr_array_steal_index(all, index);
  if (kept->n_users == 0)
    g_ptr_array_add(gone, kept);
}

/* Under the lock. */
static gboolean
is_dropped(const KeptLogin *kept)
{
  return all == NULL || !g_ptr_array_find(all, kept, NULL);
}

/* Sessions end and passwords are wiped when it is freed, outside of the lock: an end may take a while. */
static GPtrArray *
gone_new(void)
{
  return g_ptr_array_new_with_free_func(kept_login_free);
}

/* The one of ENTRY; another one of the same name is an edited cluster's. Under the lock. */
static KeptLogin *
find(const AddressBookEntry *entry, const char *key, guint saved, GPtrArray *gone)
{
  KeptLogin *found = NULL;
  for (guint i = all->len; i-- > 0;) {
    KeptLogin *kept = g_ptr_array_index(all, i);
    if (g_strcmp0(kept->entry->name, entry->name) != 0)
      continue;
    if (g_str_equal(kept->key, key) && kept->saved == saved)
      found = kept;
    else
      drop(i, gone);
  }
  return found;
}

/* Under the lock. */
static void
start_work(ClusterLogin *login)
{
  KeptLogin *kept = login->kept;
  login->is_at_work = TRUE;
  if (kept->n_at_work++ > 0)
    return;
  shared_password_forget_refused(kept->password);
  algorithm_consent_forget_refused(kept->consent);
}

/* Under the lock. */
static void
stop_work(ClusterLogin *login)
{
  if (login->is_at_work)
    login->kept->n_at_work--;
  login->is_at_work = FALSE;
}

ClusterLogin *
cluster_login_begin(const AddressBookEntry *entry)
{
  g_autofree char *key = make_key(entry);
  guint saved = read_allowed(entry);
  g_autoptr(GPtrArray) gone = gone_new();
  ClusterLogin *login = g_new0(ClusterLogin, 1);
  g_mutex_lock(&lock);
  if (all == NULL)
    all = g_ptr_array_new();
  login->kept = find(entry, key, saved, gone);
  if (login->kept == NULL) {
    login->kept = kept_login_new(entry, key, saved);
    g_ptr_array_add(all, login->kept);
  }
  login->kept->n_users++;
  start_work(login);
  g_mutex_unlock(&lock);
  return login;
}

/* --- the end --- */

static gboolean on_timer(gpointer unused);

/* Under the lock. */
static void
start_timer(void)
{
  gint64 next = CLOCK_NEVER;
  for (guint i = 0; all != NULL && i < all->len; i++) {
    const KeptLogin *kept = g_ptr_array_index(all, i);
    if (kept->n_users == 0)
      next = MIN(next, kept->last_use_us);
  }
  if (timer == 0 && next != CLOCK_NEVER)
    timer = clock_call_at(next + CLUSTER_LOGIN_KEPT_S * G_USEC_PER_SEC, on_timer, NULL);
}

static gboolean
on_timer(gpointer unused)
{
  g_autoptr(GPtrArray) gone = gone_new();
  gint64 until = clock_now_us() - CLUSTER_LOGIN_KEPT_S * G_USEC_PER_SEC;
  g_mutex_lock(&lock);
  timer = 0;
  for (guint i = all != NULL ? all->len : 0; i-- > 0;) {
    const KeptLogin *kept = g_ptr_array_index(all, i);
    if (kept->n_users == 0 && kept->last_use_us <= until)
      drop(i, gone);
  }
  start_timer();
  g_mutex_unlock(&lock);
  return G_SOURCE_REMOVE;
}

/* What was allowed since the last time, once: it may be taken away again later. One that cannot be saved is
 * asked for again when the cluster is called the next time. */
static void
save_allowed(KeptLogin *kept)
{
  g_autofree char *path = address_book_default_path();
  guint allowed = algorithm_consent_get(kept->consent);
  g_mutex_lock(&lock);
  guint fresh = allowed & ~kept->saved;
  g_mutex_unlock(&lock);
  if (fresh == OLD_ALGORITHMS_NONE || kept->entry->name == NULL ||
      !address_book_allow(path, kept->entry, fresh, NULL))
    return;
  g_mutex_lock(&lock);
  kept->saved |= fresh;
  g_mutex_unlock(&lock);
}

void
cluster_login_pause(ClusterLogin *login)
{
  save_allowed(login->kept);
  g_mutex_lock(&lock);
  stop_work(login);
  g_mutex_unlock(&lock);
}

void
cluster_login_resume(ClusterLogin *login)
{
  g_mutex_lock(&lock);
  if (!login->is_at_work)
    start_work(login);
  g_mutex_unlock(&lock);
}

void
cluster_login_end(ClusterLogin *login)
{
  KeptLogin *kept = login->kept;
  save_allowed(kept);
  g_mutex_lock(&lock);
  stop_work(login);
  kept->last_use_us = clock_now_us();
  gboolean last = --kept->n_users == 0 && is_dropped(kept);
  start_timer();
  g_mutex_unlock(&lock);
  if (last)
    kept_login_free(kept);
  g_free(login);
}

PublisherLogin
cluster_login_get(const ClusterLogin *login, const AddressBookEntry *entry)
{
  PublisherLogin how = address_book_entry_get_login(entry);
  how.shared_password = login->kept->password;
  how.keeper = login->kept->keeper;
  how.algorithm_consent = login->kept->consent;
  return how;
}

guint
cluster_login_get_allowed(const ClusterLogin *login)
{
  return algorithm_consent_get(login->kept->consent);
}

void
cluster_login_forget_all(void)
{
  g_autoptr(GPtrArray) gone = gone_new();
  g_mutex_lock(&lock);
  for (guint i = all != NULL ? all->len : 0; i-- > 0;)
    drop(i, gone);
  g_clear_pointer(&all, g_ptr_array_unref);
  g_clear_handle_id(&timer, g_source_remove);
  g_mutex_unlock(&lock);
}
