/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/settings/preferences.h"

#include <gtk/gtk.h>

/* The token drivers in the preferences: those that were found and those that the user has chosen, and how
 * each works. Signals "changed" when one was added to or removed from the preferences, and "failed" (GError)
 * when a file cannot be one. */
#define MODULES_GROUP_TYPE (modules_group_get_type())
G_DECLARE_FINAL_TYPE(CtlModulesGroup, modules_group, CTL, MODULES_GROUP, GtkBin)

/* Shows the modules of PREFERENCES (borrowed, changed by the user) and those that are found, and asks each
 * how it works. */
void modules_group_set_preferences(CtlModulesGroup *group, Preferences *preferences);
