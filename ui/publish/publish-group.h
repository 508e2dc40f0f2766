/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ui/publish/publish-row.h"

/* The name of a publisher with several nodes, as a check box that chooses all of its rows. */
#define PUBLISH_GROUP_TYPE (publish_group_get_type())
G_DECLARE_FINAL_TYPE(CtlPublishGroup, publish_group, CTL, PUBLISH_GROUP, GtkCheckButton)

GtkWidget *publish_group_new(const char *name, guint n_nodes);

/* ROW is borrowed; it lives as long as the group. */
void publish_group_add(CtlPublishGroup *group, CtlPublishRow *row);
