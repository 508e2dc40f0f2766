/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/publish/publish-nodes.h"

#include <gtk/gtk.h>

/* A node that can get the list, and what has become of it. What the user chooses here is set in the node at
 * once. The signal "changed" tells that it was; "difference" that the
 * user wants to see what the list changes on the node. */
#define PUBLISH_ROW_TYPE (publish_row_get_type())
G_DECLARE_FINAL_TYPE(CtlPublishRow, publish_row, CTL, PUBLISH_ROW, GtkBin)

/* NODE is borrowed and not chosen yet. ONE_OF_MANY: it stands below the name of its publisher. */
GtkWidget *publish_row_new(PublishNode *node, gboolean one_of_many);

/* Chooses the node, or leaves it out; without effect on one that is done. */
void publish_row_choose(CtlPublishRow *row, gboolean choose);
gboolean publish_row_is_chosen(CtlPublishRow *row);

PublishNode *publish_row_get_node(CtlPublishRow *row);

/* What is happening: a phrase, or NULL for nothing. */
void publish_row_show_status(CtlPublishRow *row, const char *status);

/* What the node's last run has told; DRY_RUN: it was only a check. */
void publish_row_show_end(CtlPublishRow *row, gboolean dry_run);
