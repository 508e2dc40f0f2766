/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The page with the trust list. */
#define TRUST_LIST_PAGE_TYPE (trust_list_page_get_type())
G_DECLARE_FINAL_TYPE(TrustListPage, trust_list_page, CTL, TRUST_LIST_PAGE, GtkBin)

/* Opens a trust list file, named on the command line. */
void trust_list_page_open(TrustListPage *page, GFile *file);
