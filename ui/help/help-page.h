/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* A page of the user guide as text to read: TEXT is simple Markdown (headings, lists, `fixed width`,
 * **bold**, paragraphs, blocks of a terminal between lines of ```). The first heading is the page's title,
 * which is left out here. */
GtkWidget *help_page_new(const char *text);

/* The title of the page TEXT. The caller frees it. */
char *help_page_dup_title(const char *text);

/* Selects TEXT in the page VIEW, in whatever case it stands there: after the selection with ONWARD, else from
 * the beginning. FALSE when it is not there. */
gboolean help_page_find(GtkTextView *view, const char *text, gboolean onward);

/* Scrolls the page VIEW, which is shown, to what help_page_find() has selected. */
void help_page_show_found(GtkTextView *view);
