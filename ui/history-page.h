/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The page with the lists that were published, replaced and fetched. */
#define HISTORY_PAGE_TYPE (history_page_get_type())
G_DECLARE_FINAL_TYPE(HistoryPage, history_page, CTL, HISTORY_PAGE, GtkBin)
