/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/old-algorithms.h"

#include <gtk/gtk.h>

/* Which old algorithms a publisher may use, a check box each, with the warning that belongs to them. */
#define OLD_ALGORITHMS_FORM_TYPE (old_algorithms_form_get_type())
G_DECLARE_FINAL_TYPE(CtlOldAlgorithmsForm, old_algorithms_form, CTL, OLD_ALGORITHMS_FORM, GtkBin)

/* SET is one of OldAlgorithm. */
void old_algorithms_form_fill(CtlOldAlgorithmsForm *form, guint set);
guint old_algorithms_form_read(CtlOldAlgorithmsForm *form);
