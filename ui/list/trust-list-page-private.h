/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ui/list/trust-list-page.h"

#include "app/workflow/list/list-document.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/trust-list-saver.h"
#include "ui/widgets/trust-list-table.h"

#include <handy.h>

/* Shared by the page's own files: the widget, and what its actions do. */

struct _CtlTrustListPage {
  GtkBin parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  CtlBusyBar *saving;
  GtkStack *stack;
  HdyStatusPage *none;
  GtkLabel *title;
  GtkLabel *state;
  GtkPopover *more_popover;
  GMenuModel *more; /* until it is first wanted */
  GtkWidget *damage;
  GtkLabel *damage_text;
  CtlTrustListTable *table;
  GtkLabel *hint;
  GtkWidget *findings;
  GtkLabel *findings_text;
  GPtrArray *problems; /* of LintFinding */
  GSimpleActionGroup *actions;
  CtlJob *job;
  CtlTrustListSaver *saver;
  GtkFileChooserNative *chooser;
  ListDocument *document; /* NULL: none is open */
};

/* The page's actions, topic by topic. */
void trust_list_page_add_file_actions(CtlTrustListPage *page);   /* new, open, fetch, save-as */
void trust_list_page_add_record_actions(CtlTrustListPage *page); /* add-tokens, remove, publish, ... */
void trust_list_page_add_check_actions(CtlTrustListPage *page);  /* changes, compare, phones */

/* Opens what was to be opened while another file was read, now that it is. */
void trust_list_page_open_next(CtlTrustListPage *page);

/* A file that is dropped on the page is opened. */
void trust_list_page_accept_drops(CtlTrustListPage *page);

/* Shows DOCUMENT, which is taken, in place of the one that is shown. */
void trust_list_page_set_document(CtlTrustListPage *page, ListDocument *document);

/* The document was changed. */
void trust_list_page_refresh(CtlTrustListPage *page);

GtkWindow *trust_list_page_get_window(CtlTrustListPage *page);

/* Shows DIALOG, which works with the document; it is destroyed, and the page refreshed, when it responds with
 * anything but GTK_RESPONSE_APPLY. */
void trust_list_page_open_dialog(CtlTrustListPage *page, GtkWidget *dialog);
