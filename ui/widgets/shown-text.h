/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <handy.h>

/* The only way to texts of the window (tests/style/check-output): what comes from outside is shown, and
 * neither hides a part of it nor changes its order (app/base/text.h). Line ends stay. It is never markup. */

/* TEXT may be NULL. */
void shown_text_set(GtkLabel *label, const char *text);

/* The same for a text of ours whose mnemonic stands behind a "_". */
void shown_text_set_mnemonic(GtkLabel *label, const char *text);

/* A new label. Floating, and not yet visible. */
GtkWidget *shown_text_label_new(const char *text);

/* What who cannot see WIDGET hears of it. */
void shown_text_set_name(GtkWidget *widget, const char *name);

/* One line each: a window's title, a button's, an entry of a list to choose from. */
void shown_text_set_title(GtkWindow *window, const char *title);
void shown_text_set_button(GtkButton *button, const char *text);
void shown_text_append(GtkComboBoxText *combo, const char *id, const char *text);

/* What can be selected and copied. */
void shown_text_set_buffer(GtkTextBuffer *buffer, const char *text);

/* Sets title and description (may be NULL) of a status page, for eyes and for screen readers: libhandy 1.8
 * hides its labels from the latter. */
void shown_text_set_page(HdyStatusPage *page, const char *title, const char *description);

/* The same for texts that a template has set. */
void shown_text_name_page(HdyStatusPage *page);

/* A question or message in a window of its own, with SECONDARY (may be NULL) below in smaller letters. */
GtkWidget *shown_text_dialog_new(GtkWindow *parent, GtkMessageType type, GtkButtonsType buttons,
                                 const char *text, const char *secondary);

/* A question before something is lost. TEXT is the question, DETAIL names what would be lost, YES is the
 * button that does it (GTK_RESPONSE_ACCEPT); the default is the button NO. Shown at once; the caller connects
 * to "response" and destroys it. */
GtkWidget *shown_text_question_new(GtkWindow *parent, const char *text, const char *detail, const char *no,
                                   const char *yes);
