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

struct _TrustListPage {
  GtkBin parent;
  NoticeBar *notice;
  BusyBar *busy;
  BusyBar *saving;
  GtkStack *stack;
  HdyStatusPage *none;
  GtkLabel *title;
  GtkLabel *state;
  GtkPopover *more_popover;
  GMenuModel *more; /* until it is first wanted */
  GtkWidget *damage;
  GtkLabel *damage_text;
  TrustListTable *table;
  GtkLabel *hint;
  GtkWidget *findings;
  GtkLabel *findings_text;
  GPtrArray *problems; /* of LintFinding */
  GSimpleActionGroup *actions;
  Job *job;
  TrustListSaver *saver;
  GtkFileChooserNative *chooser;
  ListDocument *document; /* NULL: none is open */
};

/* The page's actions, topic by topic. */
void trust_list_page_add_file_actions(TrustListPage *page);   /* new, open, fetch, save-as */
void trust_list_page_add_record_actions(TrustListPage *page); /* add-tokens, remove, publish, ... */
void trust_list_page_add_check_actions(TrustListPage *page);  /* changes, compare, phones */

/* Opens what was to be opened while another file was read, now that it is. */
void trust_list_page_open_next(TrustListPage *page);

/* A file that is dropped on the page is opened. */
void trust_list_page_accept_drops(TrustListPage *page);

/* Shows DOCUMENT, which is taken, in place of the one that is shown. */
void trust_list_page_set_document(TrustListPage *page, ListDocument *document);

/* The document was changed. */
void trust_list_page_refresh(TrustListPage *page);

GtkWindow *trust_list_page_get_window(TrustListPage *page);

/* Shows DIALOG, which works with the document; it is destroyed, and the page refreshed, when it responds with
 * anything but GTK_RESPONSE_APPLY. */
void trust_list_page_open_dialog(TrustListPage *page, GtkWidget *dialog);
