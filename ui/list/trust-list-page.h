/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"

#include <gtk/gtk.h>

/* The page with the trust list. */
#define TRUST_LIST_PAGE_TYPE (trust_list_page_get_type())
G_DECLARE_FINAL_TYPE(CtlTrustListPage, trust_list_page, CTL, TRUST_LIST_PAGE, GtkBin)

/* Opens a trust list file, named on the command line or dropped. Asks first when changes would be lost. */
void trust_list_page_open(CtlTrustListPage *page, GFile *file);

/* Shows DOCUMENT, to which a reference is taken. Asks first likewise. */
void trust_list_page_show(CtlTrustListPage *page, ListDocument *document);

/* The document that is shown, borrowed; NULL when there is none. */
ListDocument *trust_list_page_get_document(CtlTrustListPage *page);

/* The page's actions ("new", "open", ...), for a window that gives them shortcuts. Borrowed. */
GActionGroup *trust_list_page_get_actions(CtlTrustListPage *page);

/* Calls GO_ON with DATA when the page may go: at once when nothing would be lost, or when the user has
 * agreed. */
void trust_list_page_ask_to_leave(CtlTrustListPage *page, void (*go_on)(gpointer), gpointer data);
