/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/cluster-settings.h"

#include <gtk/gtk.h>

/* What a saved publisher tells of its cluster besides its nodes, to edit: ports, old lists, the platform
 * CLI's user, the keyring, host keys. */
#define CLUSTER_FORM_TYPE (cluster_form_get_type())
G_DECLARE_FINAL_TYPE(CtlClusterForm, cluster_form, CTL, CLUSTER_FORM, GtkBin)

void cluster_form_fill(CtlClusterForm *form, const ClusterSettings *settings);

/* Sets what was typed in SETTINGS, unchecked. */
void cluster_form_read(CtlClusterForm *form, ClusterSettings *settings);
