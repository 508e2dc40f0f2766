/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/trust-list-question.h"

#include "ui/widgets/shown-text.h"

GtkWidget *
trust_list_question_new(GtkWindow *parent, const char *text, const char *detail, const char *no,
                        const char *yes)
{
  GtkWidget *question = shown_text_dialog_new(parent, GTK_MESSAGE_WARNING, GTK_BUTTONS_NONE, text, detail);
  gtk_dialog_add_button(GTK_DIALOG(question), no, GTK_RESPONSE_CANCEL);
  GtkWidget *button = gtk_dialog_add_button(GTK_DIALOG(question), yes, GTK_RESPONSE_ACCEPT);
  gtk_style_context_add_class(gtk_widget_get_style_context(button), GTK_STYLE_CLASS_DESTRUCTIVE_ACTION);
  gtk_dialog_set_default_response(GTK_DIALOG(question), GTK_RESPONSE_CANCEL);
  gtk_window_present(GTK_WINDOW(question));
  return question;
}
