/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/publish-nodes.h"

#include <gtk/gtk.h>

/* A dialog that tells what LIST changes in the list that NODE held when it was looked at last. It is shown,
 * and frees itself. NULL when that list cannot be read, or there was none. */
GtkWidget *publish_difference_show(GtkWindow *parent, const PublishNode *node, TrustList *list);

/* Is there something to tell? */
gboolean publish_difference_can_show(const PublishNode *node);
