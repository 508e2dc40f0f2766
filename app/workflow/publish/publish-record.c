/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/publish-record.h"

#include "app/base/error.h"
#include "app/workflow/list/history-findings.h"

#include <glib/gi18n.h>

typedef struct {
  HistoryEntry *entry;
  GBytes *bytes;
} Event;

struct _PublishRecord {
  GMutex lock;
  Event *pushed;             /* NULL: nothing is recorded */
  GHashTable *old;           /* the lists that were there, by their SHA-256; of Event */
  const GPtrArray *findings; /* of the list; borrowed, may be NULL */
  GPtrArray *warnings;       /* borrowed */
  gboolean failed;           /* was told already */
  gboolean reached;          /* the list is on a node, or may be */
};

static Event *
event_new(const char *action, GBytes *bytes)
{
  Event *event = g_new0(Event, 1);
  event->entry = history_entry_new(action, bytes);
  event->bytes = g_bytes_ref(bytes);
  return event;
}

static void
event_free(gpointer data)
{
  Event *event = data;
  history_entry_free(event->entry);
  g_bytes_unref(event->bytes);
  g_free(event);
}

PublishRecord *
publish_record_new(GBytes *bytes, const char *action, const GPtrArray *findings, GPtrArray *warnings)
{
  PublishRecord *record = g_new0(PublishRecord, 1);
  g_mutex_init(&record->lock);
  record->pushed = bytes != NULL ? event_new(action, bytes) : NULL;
  record->old = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, event_free);
  record->findings = findings;
  record->warnings = warnings;
  return record;
}

static void
warn(PublishRecord *record, const GError *why)
{
  if (!record->failed && record->warnings != NULL)
    g_ptr_array_add(record->warnings, g_strdup_printf(_("The history is not complete: %s"), why->message));
  record->failed = TRUE;
}

static void
save(PublishRecord *record, const Event *event)
{
  g_autoptr(GError) why = NULL;
  if (!history_save(event->entry, event->bytes, &why))
    warn(record, why);
}

static void
audit(PublishRecord *record, const Event *event)
{
  g_autoptr(GError) why = NULL;
  if (event->entry->nodes->len > 0 && !history_audit(event->entry, &why))
    warn(record, why);
}

void
publish_record_free(PublishRecord *record)
{
  if (record == NULL)
    return;
  if (record->pushed != NULL) {
    if (record->reached)
      save(record, record->pushed);
    audit(record, record->pushed);
    event_free(record->pushed);
  }
  g_hash_table_unref(record->old);
  g_mutex_clear(&record->lock);
  g_free(record);
}

static HistoryNode *
add_node(Event *event, const PublishRequest *request, const char *result, const char *message)
{
  g_autofree char *url = publisher_address_to_url(request->address);
  return history_entry_add_node(event->entry, request->name, url, result, message);
}

void
publish_record_old(PublishRecord *record, GBytes *old_bytes, const PublishRequest *request)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&record->lock);
  if (record->pushed == NULL)
    return;
  Event *fresh = event_new("replaced", old_bytes);
  fresh->entry->time = record->pushed->entry->time; /* both are one event */
  Event *event = g_hash_table_lookup(record->old, fresh->entry->sha256);
  if (event == NULL) {
    event = fresh;
    g_hash_table_insert(record->old, event->entry->sha256, event);
  } else {
    event_free(fresh);
  }
  add_node(event, request, "held", NULL);
  save(record, event);
}

/* Under the lock. */
static void
keep_pushed(PublishRecord *record)
{
  if (record->pushed != NULL && !record->reached)
    save(record, record->pushed);
  record->reached = TRUE;
}

void
publish_record_sent(PublishRecord *record)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&record->lock);
  keep_pushed(record);
}

const char *
publish_result_get_word(PublishResult result)
{
  static const char *const words[] = {
      [PUBLISH_CREATED] = "created", [PUBLISH_REPLACED] = "replaced", [PUBLISH_UNCHANGED] = "unchanged"};
  return words[result];
}

/* A person who puts the file there may not have done so yet. */
static gboolean
is_on_node(const PublishRequest *request, const GError *why)
{
  return why == NULL && *request->state != PUBLISH_NOT_REACHED;
}

void
publish_record_node(PublishRecord *record, const PublishRequest *request, const GError *why)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&record->lock);
  if (record->pushed == NULL)
    return;
  const NodeJudgement *judgement = request->found->judgement;
  HistoryNode *node = add_node(record->pushed, request, publish_state_get_word(*request->state),
                               why != NULL ? why->message : NULL);
  if (record->findings != NULL)
    history_node_keep_findings(node, record->findings, request->consent);
  if (judgement != NULL)
    history_node_keep_findings(node, judgement->findings, request->consent);
  if (is_on_node(request, why))
    keep_pushed(record);
}

/* TRUE when the newest list that was fetched from URL is the one of ENTRY. */
static gboolean
is_known(const HistoryEntry *entry, const char *url)
{
  g_autoptr(GPtrArray) entries = history_load(NULL);
  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    const HistoryEntry *other = g_ptr_array_index(entries, i);
    const HistoryNode *node = other->nodes->len > 0 ? g_ptr_array_index(other->nodes, 0) : NULL;
    if (g_str_equal(other->action, entry->action) && node != NULL && g_strcmp0(node->url, url) == 0)
      return g_str_equal(other->sha256, entry->sha256);
  }
  return FALSE;
}

void
publish_record_fetch(GBytes *bytes, const char *name, const char *url, GPtrArray *warnings)
{
  g_autoptr(PublishRecord) record = publish_record_new(bytes, "fetch", NULL, warnings);
  history_entry_add_node(record->pushed->entry, name, url, "fetched", NULL);
  record->reached = !is_known(record->pushed->entry, url);
}

void
publish_record_look(GBytes *bytes, const char *name, const char *url, GPtrArray *warnings)
{
  g_autoptr(HistoryEntry) entry = history_entry_new("fetch", bytes);
  if (!is_known(entry, url))
    publish_record_fetch(bytes, name, url, warnings);
}
