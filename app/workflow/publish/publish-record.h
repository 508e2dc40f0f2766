/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/publish/publish.h"

/* Writes a push into the history while it goes on, from all its threads: each list before it is replaced, the
 * outcome of each node as it is known. A history that cannot be written is a warning, no reason to fail. */
typedef struct _PublishRecord PublishRecord;

/* BYTES is the list that is pushed; NULL: nothing is recorded. FINDINGS (of Finding, may be NULL) is what is
 * known against it wherever it goes; borrowed until the end. WARNINGS (may be NULL) belongs to the caller and
 * is used by this record's calls only. */
PublishRecord *publish_record_new(GBytes *bytes, const char *action, const GPtrArray *findings,
                                  GPtrArray *warnings);

/* Also adds the nodes to the audit log. */
void publish_record_free(PublishRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublishRecord, publish_record_free)

/* The node holds OLD_BYTES, which are about to be replaced. */
void publish_record_old(PublishRecord *record, GBytes *old_bytes, const PublishRequest *request);

/* The list was sent to a node, whatever became of it there. */
void publish_record_sent(PublishRecord *record);

/* The node is done, with WHY it failed or NULL. What was known against the list, errors and warnings, is kept
 * with it, and which of it was overruled. */
void publish_record_node(PublishRecord *record, const PublishRequest *request, const GError *why);

/* BYTES were fetched from URL. A list that was fetched from there before is not kept a second time. */
void publish_record_fetch(GBytes *bytes, const char *name, const char *url, GPtrArray *warnings);
/* The same for a look that may be one of many: nothing at all is recorded then. */
void publish_record_look(GBytes *bytes, const char *name, const char *url, GPtrArray *warnings);
