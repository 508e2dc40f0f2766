/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The page with the saved publishers: add, edit, remove, test. */
#define PUBLISHER_PAGE_TYPE (publisher_page_get_type())
G_DECLARE_FINAL_TYPE(CtlPublisherPage, publisher_page, CTL, PUBLISHER_PAGE, GtkBin)

/* Shows the publishers anew, as they are saved, and what has not ended of each. */
void publisher_page_refresh(CtlPublisherPage *page);
