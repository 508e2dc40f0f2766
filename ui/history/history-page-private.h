/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ui/history/history-page.h"

#include "app/workflow/history/history.h"
#include "app/workflow/list/list-document.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/trust-list-saver.h"

#include <handy.h>

/* Shared by the page's own files: what it shows, and what its actions do. */

struct _CtlHistoryPage {
  GtkBin parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  CtlBusyBar *saving;
  GtkStack *stack;
  HdyStatusPage *empty;
  GtkListStore *store;
  GtkTreeView *view;
  GtkTreeSelection *selection;
  GtkLabel *facts;
  GSimpleActionGroup *actions;
  CtlJob *job;
  CtlTrustListSaver *saver;
  GPtrArray *entries; /* of HistoryEntry, as they are shown */
  int wanted;         /* what is done with the lists that are being read */
};

/* The entries that are selected, the newest first: an array of HistoryEntry, borrowed from the page. */
GPtrArray *history_page_get_selected(CtlHistoryPage *page);

/* Looks at the history again. */
void history_page_refresh(CtlHistoryPage *page);

/* The page's signals, see history-page.h. */
void history_page_emit_open(CtlHistoryPage *page, ListDocument *document);
ListDocument *history_page_get_open_list(CtlHistoryPage *page);

/* Open, compare, save-as, put-back. */
void history_page_add_actions(CtlHistoryPage *page);

/* Enables those that make sense for N_SELECTED entries. */
void history_page_update_actions(CtlHistoryPage *page, guint n_selected);
