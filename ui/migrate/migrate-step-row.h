/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/update/update.h"

#include <gtk/gtk.h>

/* A step of a migration in a list: its number, its title and how far it is. */
#define MIGRATE_STEP_ROW_TYPE (migrate_step_row_get_type())
G_DECLARE_FINAL_TYPE(CtlMigrateStepRow, migrate_step_row, CTL, MIGRATE_STEP_ROW, GtkListBoxRow)

GtkWidget *migrate_step_row_new(UpdateStepId id);

UpdateStepId migrate_step_row_get_id(CtlMigrateStepRow *row);

/* STATE is a word for people ("Done"). */
void migrate_step_row_set_state(CtlMigrateStepRow *row, const char *state);
