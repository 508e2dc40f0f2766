/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The page with the lists that were published, replaced and fetched. Its signals:
 * "open" (ListDocument *list): the user wants to see LIST on the page where lists are shown and edited;
 * "get-open-list": returns the ListDocument that is open on that page, borrowed, or NULL. */
#define HISTORY_PAGE_TYPE (history_page_get_type())
G_DECLARE_FINAL_TYPE(CtlHistoryPage, history_page, CTL, HISTORY_PAGE, GtkBin)
