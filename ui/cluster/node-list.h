/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/cluster-settings.h"

#include <gtk/gtk.h>

/* The other nodes of a cluster, to edit: a role and a host each. */
#define NODE_LIST_TYPE (node_list_get_type())
G_DECLARE_FINAL_TYPE(CtlNodeList, node_list, CTL, NODE_LIST, GtkBin)

void node_list_fill(CtlNodeList *list, const ClusterSettings *settings);

/* Adds what was typed to SETTINGS, which has no nodes yet; rows without a host are left out. FALSE, and the
 * focus in the row that is wrong: errors of cluster_settings_add_node(). */
gboolean node_list_read(CtlNodeList *list, ClusterSettings *settings, GError **error);
