/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/app/preferences-window.h"

#include "app/base/text.h"
#include "app/trustlist/digest.h"
#include "app/workflow/settings/preferences.h"
#include "ui/app/modules-group.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

struct _CtlPreferencesWindow {
  GtkDialog parent;
  CtlNoticeBar *notice;
  CtlModulesGroup *modules;
  GtkLabel *certificate_folder;
  GtkLabel *list_folder;
  GtkComboBox *digest;
  GtkLabel *digest_text;
  Preferences *preferences;
  GtkFileChooserNative *chooser;
  char **chosen_folder; /* the field of the preferences that the chooser is open for */
};

G_DEFINE_TYPE(CtlPreferencesWindow, preferences_window, GTK_TYPE_DIALOG)

/* In the order of the choices in the .ui file. */
static const DigestAlgorithm DIGESTS[] = {DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA512};

static gboolean
save(CtlPreferencesWindow *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = preferences_default_path();
  if (preferences_save(path, self->preferences, &error)) {
    notice_bar_hide(self->notice);
    return TRUE;
  }
  notice_bar_show_error(self->notice, error);
  return FALSE;
}

static void
on_modules_changed(CtlModulesGroup *group, CtlPreferencesWindow *self)
{
  GtkWindow *parent = gtk_window_get_transient_for(GTK_WINDOW(self));
  save(self);
  preferences_apply(self->preferences);
  g_action_group_activate_action(G_ACTION_GROUP(parent), "refresh", NULL);
}

static void
on_module_failed(CtlModulesGroup *group, const GError *error, CtlPreferencesWindow *self)
{
  notice_bar_show_error(self->notice, error);
}

/* --- folders --- */

static void
show_folders(CtlPreferencesWindow *self)
{
  g_autofree char *certificates = text_for_people(preferences_get_certificate_folder(self->preferences));
  g_autofree char *lists = text_for_people(preferences_get_list_folder(self->preferences));
  shown_text_set(self->certificate_folder, certificates);
  shown_text_set(self->list_folder, lists);
}

static void
on_folder_chosen(GtkNativeDialog *chooser, int response, CtlPreferencesWindow *self)
{
  g_autofree char *path =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(chooser)) : NULL;
  g_clear_object(&self->chooser);
  if (path == NULL)
    return;
  g_free(*self->chosen_folder);
  *self->chosen_folder = g_steal_pointer(&path);
  show_folders(self);
  save(self);
}

static void
choose_folder(CtlPreferencesWindow *self, const char *title, char **field, const char *now)
{
  g_clear_object(&self->chooser);
  self->chosen_folder = field;
  self->chooser = gtk_file_chooser_native_new(title, GTK_WINDOW(self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                              _("_Choose"), _("_Cancel"));
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  gtk_file_chooser_set_current_folder(GTK_FILE_CHOOSER(self->chooser), now);
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_folder_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

static void
on_choose_certificates(GtkButton *button, CtlPreferencesWindow *self)
{
  choose_folder(self, _("Folder for certificates"), &self->preferences->certificate_folder,
                preferences_get_certificate_folder(self->preferences));
}

static void
on_choose_lists(GtkButton *button, CtlPreferencesWindow *self)
{
  choose_folder(self, _("Folder for trust lists"), &self->preferences->list_folder,
                preferences_get_list_folder(self->preferences));
}

/* --- signing --- */

static void
on_digest(GtkComboBox *combo, CtlPreferencesWindow *self)
{
  int index = gtk_combo_box_get_active(combo);
  if (index < 0)
    return;
  shown_text_set(self->digest_text, digest_describe_phones(DIGESTS[index]));
  if (self->preferences->digest == DIGESTS[index])
    return;
  self->preferences->digest = DIGESTS[index];
  save(self);
}

static void
show_digest(CtlPreferencesWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS(DIGESTS); i++)
    if (self->preferences->digest == DIGESTS[i])
      gtk_combo_box_set_active(self->digest, (int)i);
}

/* --- the window --- */

static void
on_response(GtkWidget *window, int response, gpointer unused)
{
  window_close_soon(window);
}

GtkWidget *
preferences_window_new(GtkWindow *parent)
{
  CtlPreferencesWindow *self = g_object_new(PREFERENCES_WINDOW_TYPE, "transient-for", parent, "modal", TRUE,
                                            "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  self->preferences = preferences_get(damage);
  notice_bar_show_damage(self->notice, damage);
  modules_group_set_preferences(self->modules, self->preferences);
  show_folders(self);
  show_digest(self);
  return GTK_WIDGET(self);
}

static void
preferences_window_finalize(GObject *object)
{
  CtlPreferencesWindow *self = CTL_PREFERENCES_WINDOW(object);
  g_clear_object(&self->chooser);
  g_clear_pointer(&self->preferences, preferences_free);
  G_OBJECT_CLASS(preferences_window_parent_class)->finalize(object);
}

static void
preferences_window_class_init(CtlPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(MODULES_GROUP_TYPE);
  G_OBJECT_CLASS(klass)->finalize = preferences_window_finalize;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/app/preferences-window.ui");
  gtk_widget_class_bind_template_child(widget, CtlPreferencesWindow, notice);
  gtk_widget_class_bind_template_child(widget, CtlPreferencesWindow, modules);
  gtk_widget_class_bind_template_child(widget, CtlPreferencesWindow, certificate_folder);
  gtk_widget_class_bind_template_child(widget, CtlPreferencesWindow, list_folder);
  gtk_widget_class_bind_template_child(widget, CtlPreferencesWindow, digest);
  gtk_widget_class_bind_template_child(widget, CtlPreferencesWindow, digest_text);
  gtk_widget_class_bind_template_callback(widget, on_modules_changed);
  gtk_widget_class_bind_template_callback(widget, on_module_failed);
  gtk_widget_class_bind_template_callback(widget, on_choose_certificates);
  gtk_widget_class_bind_template_callback(widget, on_choose_lists);
  gtk_widget_class_bind_template_callback(widget, on_digest);
  gtk_widget_class_bind_template_callback(widget, on_response);
}

static void
preferences_window_init(CtlPreferencesWindow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
