/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/update/update-session.h"

#include <gtk/gtk.h>

/* What there is to know of one step of a job: what it found, what the administrator has to do
 * elsewhere, and the question that it asks. Signals: "signer-chosen" when another token is to sign;
 * "restarted" when the administrator says that he has restarted the services. */
#define UPDATE_STEP_VIEW_TYPE (update_step_view_get_type())
G_DECLARE_FINAL_TYPE(CtlUpdateStepView, update_step_view, CTL, UPDATE_STEP_VIEW, GtkBin)

/* What the update has planned, for the steps that show it; a migration has no plan. Not while the job runs.
 */
void update_step_view_set_plan(CtlUpdateStepView *view, const Update *update);

/* STATE is a word for people ("Done"); INTRODUCTION (may be NULL) stands first. The question is shown with
 * ASKING only. */
void update_step_view_show(CtlUpdateStepView *view, const UpdateSession *session, UpdateStepId id,
                           const char *state, const char *introduction, gboolean asking);

/* The same without what it finds, which is not known yet. */
void update_step_view_show_work(CtlUpdateStepView *view, UpdateStepId id, const char *state);

/* The token that was chosen last. Borrowed; NULL when there is none. */
const char *update_step_view_get_signer(CtlUpdateStepView *view);
