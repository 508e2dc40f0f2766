/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/shown-text.h"

#include "app/base/text.h"

void
shown_text_set(GtkLabel *label, const char *text)
{
  g_autofree char *shown = text_lines_for_people(text);
  gtk_label_set_text(label, shown);
}

void
shown_text_set_mnemonic(GtkLabel *label, const char *text)
{
  g_autofree char *shown = text_for_people(text);
  gtk_label_set_text_with_mnemonic(label, shown);
}

GtkWidget *
shown_text_label_new(const char *text)
{
  g_autofree char *shown = text_lines_for_people(text);
  return gtk_label_new(shown);
}

void
shown_text_set_name(GtkWidget *widget, const char *name)
{
  g_autofree char *shown = text_lines_for_people(name);
  atk_object_set_name(gtk_widget_get_accessible(widget), shown);
}

void
shown_text_set_title(GtkWindow *window, const char *title)
{
  g_autofree char *shown = text_for_people(title);
  gtk_window_set_title(window, shown);
}

void
shown_text_set_button(GtkButton *button, const char *text)
{
  g_autofree char *shown = text_for_people(text);
  gtk_button_set_label(button, shown);
}

void
shown_text_append(GtkComboBoxText *combo, const char *id, const char *text)
{
  g_autofree char *shown = text_for_people(text);
  gtk_combo_box_text_append(combo, id, shown);
}

void
shown_text_set_buffer(GtkTextBuffer *buffer, const char *text)
{
  g_autofree char *shown = text_lines_for_people(text);
  gtk_text_buffer_set_text(buffer, shown, -1);
}

void
shown_text_name_page(HdyStatusPage *page)
{
  const char *description = hdy_status_page_get_description(page);
  g_autofree char *text = g_strjoin(". ", hdy_status_page_get_title(page), description, NULL);
  shown_text_set_name(GTK_WIDGET(page), text);
}

void
shown_text_set_page(HdyStatusPage *page, const char *title, const char *description)
{
  g_autofree char *shown = text_lines_for_people(title);
  g_autofree char *below = text_lines_for_people(description);
  hdy_status_page_set_title(page, shown);
  hdy_status_page_set_description(page, below);
  shown_text_name_page(page);
}

GtkWidget *
shown_text_dialog_new(GtkWindow *parent, GtkMessageType type, GtkButtonsType buttons, const char *text,
                      const char *secondary)
{
  g_autofree char *shown = text_lines_for_people(text);
  g_autofree char *below = text_lines_for_people(secondary);
  GtkWidget *dialog = gtk_message_dialog_new(parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, type,
                                             buttons, "%s", shown);
  if (secondary != NULL)
    gtk_message_dialog_format_secondary_text(GTK_MESSAGE_DIALOG(dialog), "%s", below);
  return dialog;
}

GtkWidget *
shown_text_question_new(GtkWindow *parent, const char *text, const char *detail, const char *no,
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
