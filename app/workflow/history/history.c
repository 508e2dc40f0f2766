/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/history/history.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/base/file.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/trust-list.h"
#include "app/workflow/history/audit-log.h"
#include "app/workflow/history/history-json.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_ENTRY_LEN (1024 * 1024)
#define FACTS_SUFFIX ".json"
#define LIST_SUFFIX ".tlv"

static void
history_finding_free(gpointer data)
{
  HistoryFinding *finding = data;
  g_free(finding->rule);
  g_free(finding->severity);
  g_free(finding->text);
  g_free(finding);
}

static void
history_node_free(gpointer data)
{
  HistoryNode *node = data;
  g_free(node->publisher);
  g_free(node->url);
  g_free(node->result);
  g_free(node->message);
  g_ptr_array_unref(node->findings);
  g_free(node);
}

/* A push makes several entries within a second. Those of this program are told apart by counting, those of
 * two programs by chance. */
static char *
new_id(GDateTime *now)
{
  static gsize start = 0;
  static guint n_made = 0;
  if (g_once_init_enter(&start))
    g_once_init_leave(&start, 1 + (g_random_int() & 0xffff));
  guint number = (guint)start + (guint)g_atomic_int_add(&n_made, 1);
  g_autofree char *time = g_date_time_format(now, "%Y%m%d-%H%M%S");
  return g_strdup_printf("%s-%04x", time, number & 0xffff);
}

HistoryEntry *
history_entry_new(const char *action, GBytes *bytes)
{
  g_autoptr(GDateTime) now = clock_dup_utc();
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  HistoryEntry *entry = g_new0(HistoryEntry, 1);
  entry->id = new_id(now);
  entry->action = g_strdup(action);
  entry->time = g_date_time_to_unix(now);
  entry->user = g_strdup(g_get_user_name());
  entry->signer = list != NULL ? trust_list_safe_text(trust_list_get_header(list)->signer_name) : NULL;
  entry->length = (gint64)g_bytes_get_size(bytes);
  entry->md5 = g_compute_checksum_for_bytes(G_CHECKSUM_MD5, bytes);
  entry->sha1 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, bytes);
  entry->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  entry->nodes = g_ptr_array_new_with_free_func(history_node_free);
  return entry;
}

void
history_entry_free(HistoryEntry *entry)
{
  if (entry == NULL)
    return;
  g_free(entry->id);
  g_free(entry->action);
  g_free(entry->user);
  g_free(entry->signer);
  g_free(entry->md5);
  g_free(entry->sha1);
  g_free(entry->sha256);
  g_clear_pointer(&entry->nodes, g_ptr_array_unref);
  g_free(entry);
}

HistoryNode *
history_entry_add_node(HistoryEntry *entry, const char *publisher, const char *url, const char *result,
                       const char *message)
{
  HistoryNode *node = g_new0(HistoryNode, 1);
  node->publisher = g_strdup(publisher);
  node->url = g_strdup(url);
  node->result = g_strdup(result);
  node->message = g_strdup(message);
  node->findings = g_ptr_array_new_with_free_func(history_finding_free);
  g_ptr_array_add(entry->nodes, node);
  return node;
}

void
history_node_add_finding(HistoryNode *node, const char *rule, const char *severity, const char *text,
                         gboolean overruled)
{
  HistoryFinding *finding = g_new0(HistoryFinding, 1);
  finding->rule = g_strdup(rule);
  finding->severity = g_strdup(severity);
  finding->text = g_strdup(text);
  finding->overruled = overruled;
  g_ptr_array_add(node->findings, finding);
}

/* --- files --- */

static char *
data_path(const char *name)
{
  return g_build_filename(g_get_user_data_dir(), "etoken-ctl", name, NULL);
}

static char *
entry_path(const char *id, const char *suffix)
{
  g_autofree char *name = g_strconcat(id, suffix, NULL);
  return g_build_filename(g_get_user_data_dir(), "etoken-ctl", "history", name, NULL);
}

static gboolean
make_folder(GError **error)
{
  g_autofree char *folder = data_path("history");
  if (g_mkdir_with_parents(folder, 0700) == 0)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Folder %s cannot be made: %s"), folder, g_strerror(errno));
  return FALSE;
}

static int
compare_texts(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Ids of the entries, the oldest first. */
static GPtrArray *
list_ids(void)
{
  g_autofree char *folder = data_path("history");
  GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name = NULL;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
    if (g_str_has_suffix(name, FACTS_SUFFIX))
      g_ptr_array_add(ids, g_strndup(name, strlen(name) - strlen(FACTS_SUFFIX)));
  g_ptr_array_sort(ids, compare_texts);
  return ids;
}

/* The facts go last, since they make the entry. */
static void
remove_entry(const char *id)
{
  g_autofree char *list = entry_path(id, LIST_SUFFIX);
  g_autofree char *facts = entry_path(id, FACTS_SUFFIX);
  g_unlink(facts);
  g_unlink(list);
}

/* By their times, to the second. */
static gboolean
is_ahead(const char *id, const char *now)
{
  return strncmp(id, now, strlen(now)) > 0;
}

/* Entries from a time when the clock was ahead count as the oldest: they would never go otherwise, and
 * today's would, one by one. */
static void
remove_oldest(void)
{
  g_autoptr(GDateTime) moment = clock_dup_utc();
  g_autofree char *now = g_date_time_format(moment, "%Y%m%d-%H%M%S");
  g_autoptr(GPtrArray) ids = list_ids();
  guint n_left = ids->len;
  for (guint i = ids->len; i > 0 && n_left > HISTORY_MAX_ENTRIES; i--)
    if (is_ahead(g_ptr_array_index(ids, i - 1), now)) {
      remove_entry(g_ptr_array_index(ids, i - 1));
      n_left--;
    }
  for (guint i = 0; n_left > HISTORY_MAX_ENTRIES; i++, n_left--)
    remove_entry(g_ptr_array_index(ids, i));
}

gboolean
history_save(const HistoryEntry *entry, GBytes *bytes, GError **error)
{
  g_autofree char *list = entry_path(entry->id, LIST_SUFFIX);
  g_autofree char *facts = entry_path(entry->id, FACTS_SUFFIX);
  g_autofree char *text = history_entry_to_json(entry);
  g_autoptr(GBytes) contents = g_bytes_new(text, strlen(text));
  if (!make_folder(error))
    return FALSE;
  if (!g_file_test(list, G_FILE_TEST_EXISTS) && !file_replace(list, bytes, error))
    return FALSE;
  if (!file_replace(facts, contents, error))
    return FALSE;
  remove_oldest();
  return TRUE;
}

/* --- audit log --- */

gboolean
history_audit(const HistoryEntry *entry, GError **error)
{
  g_autofree char *path = data_path("audit.jsonl");
  g_autofree char *lines = history_entry_to_audit(entry);
  return make_folder(error) && audit_log_append(path, lines, HISTORY_MAX_AUDIT_LEN, error);
}

/* --- reading --- */

static HistoryEntry *
load_entry(const char *id)
{
  g_autofree char *path = entry_path(id, FACTS_SUFFIX);
  g_autoptr(GBytes) bytes = file_read(path, MAX_ENTRY_LEN, NULL, NULL, NULL);
  HistoryEntry *entry = g_new0(HistoryEntry, 1);
  entry->nodes = g_ptr_array_new_with_free_func(history_node_free);
  if (bytes != NULL && history_entry_from_json(entry, bytes) && g_str_equal(entry->id, id))
    return entry;
  history_entry_free(entry);
  return NULL;
}

/* A list that was replaced is older than the one that replaced it, at the same time. */
static int
newest_first(gconstpointer a, gconstpointer b)
{
  const HistoryEntry *left = *(const HistoryEntry *const *)a;
  const HistoryEntry *right = *(const HistoryEntry *const *)b;
  gboolean left_replaced = g_str_equal(left->action, "replaced");
  gboolean right_replaced = g_str_equal(right->action, "replaced");
  if (left->time != right->time)
    return left->time > right->time ? -1 : 1;
  if (left_replaced != right_replaced)
    return left_replaced ? 1 : -1;
  return strcmp(right->id, left->id);
}

GPtrArray *
history_load(GError **error)
{
  g_autoptr(GPtrArray) ids = list_ids();
  GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)history_entry_free);
  for (guint i = ids->len; i > 0; i--) {
    HistoryEntry *entry = load_entry(g_ptr_array_index(ids, i - 1));
    if (entry != NULL)
      g_ptr_array_add(entries, entry);
  }
  g_ptr_array_sort(entries, newest_first);
  return entries;
}

GBytes *
history_restore(const char *id, GCancellable *cancellable, GError **error)
{
  g_autoptr(HistoryEntry) entry = strpbrk(id, "/.") == NULL ? load_entry(id) : NULL;
  if (entry == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("The history has no entry %s; `etoken-ctl history` lists them"), id);
    return NULL;
  }
  g_autofree char *path = entry_path(id, LIST_SUFFIX);
  g_autoptr(GBytes) bytes = file_read(path, TRUST_LIST_MAX_LEN, NULL, cancellable, error);
  if (bytes == NULL)
    return NULL;
  g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  if (g_strcmp0(sha256, entry->sha256) == 0)
    return g_steal_pointer(&bytes);
  g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED,
              _("%s is not the list that was kept: its checksum differs"), path);
  return NULL;
}
