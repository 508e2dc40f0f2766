/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/migrate-private.h"

/* A part of a step that is done on all nodes at the same time. A node on which it fails does not hold up the
 * others. */
typedef struct _MigrateNodes MigrateNodes;

typedef struct {
  guint index;
  const PublisherAddress *address;
  GPtrArray *warnings; /* the node's own, of char *; added to the job's after the round */
} MigrateNode;

/* One node's part, in a thread of its own. RUN asks one question at a time. FALSE and ERROR on failure. */
typedef gboolean (*MigrateNodeFunc)(const MigrateNode *node, const MigrateRun *run, gpointer user_data,
                                    GError **error);

/* All nodes of MIGRATION. RUN is borrowed. */
MigrateNodes *migrate_nodes_new(const Migration *migration, const MigrateRun *run);
void migrate_nodes_free(MigrateNodes *nodes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MigrateNodes, migrate_nodes_free)

/* A round: FUNC on each node on which no earlier round failed. */
void migrate_nodes_run(MigrateNodes *nodes, MigrateNodeFunc func, gpointer user_data);

/* FALSE when a round failed on a node; ERROR tells of all such nodes, see node_errors_check(). */
gboolean migrate_nodes_check(const MigrateNodes *nodes, GError **error);
