/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* A message in place, at the top of a page: what went wrong and what to do next, or what was done. */
#define NOTICE_BAR_TYPE (notice_bar_get_type())
G_DECLARE_FINAL_TYPE(CtlNoticeBar, notice_bar, CTL, NOTICE_BAR, GtkBin)

/* The error as a sentence, and below it the next step where advice_for_error() has one. */
void notice_bar_show_error(CtlNoticeBar *bar, const GError *error);

/* TEXT is one or more whole sentences; DETAIL (may be NULL) stands below them. */
void notice_bar_show_warning(CtlNoticeBar *bar, const char *text, const char *detail);
void notice_bar_show_done(CtlNoticeBar *bar, const char *text, const char *detail);

/* The same where several things end one after the other: what went wrong before, and is still shown, stays
 * above what is added, and what is shown already is not added again. */
void notice_bar_add_error(CtlNoticeBar *bar, const GError *error);
void notice_bar_add_warning(CtlNoticeBar *bar, const char *text, const char *detail);
void notice_bar_add_done(CtlNoticeBar *bar, const char *text);
void notice_bar_add_damage(CtlNoticeBar *bar, const GPtrArray *damage);

/* What is damaged in a file of the user: sentences (char *) without full stops. Nothing when there are none.
 */
void notice_bar_show_damage(CtlNoticeBar *bar, const GPtrArray *damage);

void notice_bar_hide(CtlNoticeBar *bar);
