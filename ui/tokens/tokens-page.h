/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The page with the tokens that are plugged in. It watches them from the moment when it is first shown. */
#define TOKENS_PAGE_TYPE (tokens_page_get_type())
G_DECLARE_FINAL_TYPE(CtlTokensPage, tokens_page, CTL, TOKENS_PAGE, GtkBin)

/* Looks again, also for drivers that were installed or chosen since. */
void tokens_page_refresh(CtlTokensPage *page);
