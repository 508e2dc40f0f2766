/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/update/update.h"

#include <gtk/gtk.h>

/* A step of a job in a list: its number, its title and how far it is. */
#define UPDATE_STEP_ROW_TYPE (update_step_row_get_type())
G_DECLARE_FINAL_TYPE(CtlUpdateStepRow, update_step_row, CTL, UPDATE_STEP_ROW, GtkListBoxRow)

GtkWidget *update_step_row_new(UpdateStepId id);

UpdateStepId update_step_row_get_id(CtlUpdateStepRow *row);

/* STATE is a word for people ("Done"). */
void update_step_row_set_state(CtlUpdateStepRow *row, const char *state);
