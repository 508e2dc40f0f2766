/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* The lists that were pushed, replaced and fetched, in the folder etoken-ctl/history of the user's data
 * folder: for each event ID.json with the facts and ID.tlv with the list. The last HISTORY_MAX_ENTRIES stay.
 * Beside it audit.jsonl, one line of JSON for each node of each event, failures included; at
 * HISTORY_MAX_AUDIT_LEN it becomes audit.jsonl.1 and a new one begins. Neither holds secrets. Any thread. */

#define HISTORY_MAX_ENTRIES 500
#define HISTORY_MAX_AUDIT_LEN (4 * 1024 * 1024)

/* What was known against the list when it was put on a node. */
typedef struct {
  char *rule;     /* "certificate-expired" */
  char *severity; /* "error", "warning" */
  char *text;
  gboolean overruled; /* an error that the user has accepted */
} HistoryFinding;

/* What happened at one node. */
typedef struct {
  char *publisher; /* its name in the address book, or NULL */
  char *url;
  char *result;        /* of a push: not-reached, refused, uploaded, held, served; else held (the list was
                        * there), fetched. Earlier versions: created, replaced, unchanged, failed */
  char *message;       /* of a failure, else NULL */
  GPtrArray *findings; /* of HistoryFinding */
} HistoryNode;

typedef struct {
  char *id;     /* 20261121-093000-1f2e, sorted by time; made by history_entry_new() */
  char *action; /* "push", "replaced" (what was there before), "fetch"; in the audit log only: "sign" */
  gint64 time;  /* seconds since 1970 */
  char *user;   /* of this machine */
  char *signer; /* the name in the list's header, or NULL when it is damaged */
  gint64 length;
  char *md5, *sha1, *sha256;
  GPtrArray *nodes; /* of HistoryNode */
} HistoryEntry;

/* An entry of now for the list BYTES, without nodes. */
HistoryEntry *history_entry_new(const char *action, GBytes *bytes);
void history_entry_free(HistoryEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryEntry, history_entry_free)

/* Returns the node, which belongs to ENTRY. */
HistoryNode *history_entry_add_node(HistoryEntry *entry, const char *publisher, const char *url,
                                    const char *result, const char *message);
void history_node_add_finding(HistoryNode *node, const char *rule, const char *severity, const char *text,
                              gboolean overruled);

/* Writes ENTRY with its list; again when nodes were added. A crash leaves the old state or the new one. The
 * oldest entries beyond the limit are removed. Errors: CTL_ERROR_FILE. */
gboolean history_save(const HistoryEntry *entry, GBytes *bytes, GError **error);

/* Adds ENTRY's nodes to the audit log. Errors: CTL_ERROR_FILE. */
gboolean history_audit(const HistoryEntry *entry, GError **error);

/* All entries (of HistoryEntry), the newest first; those that cannot be read are left out. */
GPtrArray *history_load(GError **error);

/* What to know before an older list is put on the nodes again; to be translated. Sources: TN118893 (who does
 * not support Security by Default keeps the list until it is deleted by hand; others ask TVS), "Security By
 * Default" for how TVS is asked. No document says whether phones look at the time of signing. */
#define HISTORY_OLDER_LIST                                                                                   \
  N_("Phones that hold the newer list check the older one by it: when the newer one has no SAST record of "  \
     "the signer, phones with Security by Default ask TVS, and others keep the newer list until it is "      \
     "deleted on each of them by hand. Whether phones mind that a list is older is not known.")

/* The list of the entry ID. Errors: CTL_ERROR_USAGE when there is none, CTL_ERROR_FILE, CTL_ERROR_DAMAGED
 * when it is not what was kept. */
GBytes *history_restore(const char *id, GCancellable *cancellable, GError **error);
