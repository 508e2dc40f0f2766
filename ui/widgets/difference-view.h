/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-difference.h"

#include <gtk/gtk.h>

/* The difference between two lists to read: how much it is, and below it, grouped, each record that was
 * added, removed or changed and what of it. It scrolls when there is too little room. */
#define DIFFERENCE_VIEW_TYPE (difference_view_get_type())
G_DECLARE_FINAL_TYPE(CtlDifferenceView, difference_view, CTL, DIFFERENCE_VIEW, GtkBin)

/* DIFFERENCE is not needed afterwards. */
void difference_view_show(CtlDifferenceView *view, const ListDifference *difference);
