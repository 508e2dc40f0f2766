/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/password-dialog.h"

#include "ui/widgets/secret-buffer.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlPasswordDialog {
  GtkDialog parent;
  GtkLabel *heading;
  GtkLabel *detail;
  GtkLabel *note;
  GtkLabel *caps_lock;
  GtkEntry *entry;
  GtkToggleButton *remember;
  GtkWidget *accept;
};

G_DEFINE_TYPE(CtlPasswordDialog, password_dialog, GTK_TYPE_DIALOG)

static void
on_changed(GtkEditable *editable, CtlPasswordDialog *self)
{
  gtk_widget_set_sensitive(self->accept, gtk_entry_get_text_length(self->entry) > 0);
}

static void
show_caps_lock(CtlPasswordDialog *self)
{
  GdkKeymap *keymap = gdk_keymap_get_for_display(gtk_widget_get_display(GTK_WIDGET(self)));
  gboolean hidden = !gtk_entry_get_visibility(self->entry);
  gtk_widget_set_visible(GTK_WIDGET(self->caps_lock), hidden && gdk_keymap_get_caps_lock_state(keymap));
}

/* What the button does, and what becomes of the answer. */
static const char *
token_words(PromptUse use, const char **note)
{
  if (use == PROMPT_TO_CHANGE) {
    *note = _("The password that the token has now.");
    return _("_Next");
  }
  if (use == PROMPT_TO_READ) {
    *note = _("Some certificates of this token show only after a login.");
    return _("_Unlock");
  }
  *note = _("Unlocks the key for this signature only.");
  return _("_Sign");
}

static const char *
choose_words(const PromptQuestion *question, const char **note)
{
  switch (question->kind) {
  case PROMPT_TOKEN_PASSWORD:
    return token_words(question->use, note);
  case PROMPT_NEW_TOKEN_PASSWORD:
    *note = _("Nobody can find it out or set it back. Keep it where the other administrators find it.");
    return _("_Next");
  case PROMPT_NEW_TOKEN_PASSWORD_AGAIN:
    *note = _("The same once more, against typing errors.");
    return _("_Change password");
  case PROMPT_KEY_PASSPHRASE:
    return _("_Unlock");
  case PROMPT_LOGIN_ANSWER:
  case PROMPT_LOGIN_HIDDEN_ANSWER:
    return _("_Answer");
  default:
    return _("_Log in");
  }
}

static gboolean
is_of_the_server(PromptKind kind)
{
  return kind == PROMPT_LOGIN_ANSWER || kind == PROMPT_LOGIN_HIDDEN_ANSWER;
}

static void
set_words(CtlPasswordDialog *self, const PromptQuestion *question)
{
  const char *note = NULL;
  shown_text_set_button(GTK_BUTTON(self->accept), choose_words(question, &note));
  shown_text_set(self->note, note != NULL ? note : "");
  gtk_widget_set_visible(GTK_WIDGET(self->note), note != NULL);
  if (is_of_the_server(question->kind))
    shown_text_set_title(GTK_WINDOW(self), _("Question of the publisher"));
  if (question->kind == PROMPT_LOGIN_ANSWER) {
    gtk_entry_set_visibility(self->entry, TRUE);
    gtk_entry_set_input_purpose(self->entry, GTK_INPUT_PURPOSE_FREE_FORM);
  }
}

GtkWidget *
password_dialog_new(GtkWindow *parent, const PromptQuestion *question, Secret *answer)
{
  CtlPasswordDialog *self = g_object_new(PASSWORD_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                         "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  g_autoptr(GtkEntryBuffer) buffer = secret_buffer_new(answer);
  gtk_entry_set_buffer(self->entry, buffer);
  shown_text_set(self->heading, question->message);
  shown_text_set(self->detail, question->detail);
  gtk_widget_set_visible(GTK_WIDGET(self->detail), question->detail != NULL);
  shown_text_set_name(GTK_WIDGET(self->entry), question->message);
  gtk_widget_set_visible(GTK_WIDGET(self->remember), question->remember != NULL);
  gtk_toggle_button_set_active(self->remember, question->remember != NULL && *question->remember);
  set_words(self, question);
  show_caps_lock(self);
  return GTK_WIDGET(self);
}

Secret *
password_dialog_steal(CtlPasswordDialog *self)
{
  return secret_buffer_steal(CTL_SECRET_BUFFER(gtk_entry_get_buffer(self->entry)));
}

gboolean
password_dialog_get_remember(CtlPasswordDialog *self)
{
  return gtk_toggle_button_get_active(self->remember);
}

static void
password_dialog_class_init(CtlPasswordDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/widgets/password-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlPasswordDialog, heading);
  gtk_widget_class_bind_template_child(widget, CtlPasswordDialog, detail);
  gtk_widget_class_bind_template_child(widget, CtlPasswordDialog, note);
  gtk_widget_class_bind_template_child(widget, CtlPasswordDialog, caps_lock);
  gtk_widget_class_bind_template_child(widget, CtlPasswordDialog, entry);
  gtk_widget_class_bind_template_child(widget, CtlPasswordDialog, remember);
  gtk_widget_class_bind_template_child(widget, CtlPasswordDialog, accept);
  gtk_widget_class_bind_template_callback(widget, on_changed);
}

static void
password_dialog_init(CtlPasswordDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  gtk_dialog_set_default_response(GTK_DIALOG(self), GTK_RESPONSE_ACCEPT);
  GdkKeymap *keymap = gdk_keymap_get_for_display(gtk_widget_get_display(GTK_WIDGET(self)));
  g_signal_connect_object(keymap, "state-changed", G_CALLBACK(show_caps_lock), self, G_CONNECT_SWAPPED);
}
