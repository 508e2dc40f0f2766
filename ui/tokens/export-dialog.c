/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/tokens/export-dialog.h"

#include "ui/tokens/token-jobs.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

struct _CtlExportDialog {
  GtkDialog parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkWidget *form;
  GtkEntry *folder_entry;
  GtkToggleButton *pem;
  GtkLabel *names;
  GtkToggleButton *upload;
  GtkComboBoxText *publisher;
  GtkWidget *export_button;
  CtlJob *job;
  GPtrArray *tokens;
  GPtrArray *files;
  GPtrArray *uploads;
  GPtrArray *warnings;
  GPtrArray *entries; /* of AddressBookEntry */
  char *folder;
  GtkFileChooserNative *chooser;
};

G_DEFINE_TYPE(CtlExportDialog, export_dialog, GTK_TYPE_DIALOG)

static void start_export(CtlExportDialog *self, gboolean force);

static ExportFormat
get_format(CtlExportDialog *self)
{
  return gtk_toggle_button_get_active(self->pem) ? EXPORT_PEM : EXPORT_DER;
}

static void
show_names(CtlExportDialog *self)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < self->tokens->len; i++) {
    g_autofree char *name = export_file_name(g_ptr_array_index(self->tokens, i), get_format(self));
    g_string_append_printf(text, "%s%s", i > 0 ? "\n" : "", name);
  }
  shown_text_set(self->names, text->str);
}

static void
on_format(GtkToggleButton *button, CtlExportDialog *self)
{
  if (self->tokens != NULL)
    show_names(self);
}

static void
on_folder_chosen(GtkNativeDialog *chooser, int response, CtlExportDialog *self)
{
  g_autofree char *folder = gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(chooser));
  if (response == GTK_RESPONSE_ACCEPT && folder != NULL)
    gtk_entry_set_text(self->folder_entry, folder);
  g_clear_object(&self->chooser);
}

static void
on_choose(GtkButton *button, CtlExportDialog *self)
{
  g_clear_object(&self->chooser);
  self->chooser =
      gtk_file_chooser_native_new(_("Folder for the certificates"), GTK_WINDOW(self),
                                  GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"), _("_Cancel"));
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  gtk_file_chooser_set_filename(GTK_FILE_CHOOSER(self->chooser), gtk_entry_get_text(self->folder_entry));
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_folder_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

static void
on_folder_typed(GtkEditable *editable, CtlExportDialog *self)
{
  gtk_widget_set_sensitive(self->export_button, gtk_entry_get_text_length(self->folder_entry) > 0);
}

static void
on_replace_answer(GtkDialog *question, int response, CtlExportDialog *self)
{
  window_close_soon(GTK_WIDGET(question));
  if (response == GTK_RESPONSE_ACCEPT)
    start_export(self, TRUE);
}

/* Names what would be lost. */
static void
ask_to_replace(CtlExportDialog *self, const GPtrArray *conflicts)
{
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < conflicts->len; i++)
    g_string_append_printf(names, "%s\n", (const char *)g_ptr_array_index(conflicts, i));
  g_string_append(names, ngettext("It holds something else, which will be lost.",
                                  "They hold something else, which will be lost.", conflicts->len));
  GtkWidget *question = shown_text_question_new(
      GTK_WINDOW(self), ngettext("Replace this file?", "Replace these files?", conflicts->len), names->str,
      _("_Keep"), _("_Replace"));
  g_signal_connect(question, "response", G_CALLBACK(on_replace_answer), self);
}

static void
on_exported(gpointer dialog, gpointer data)
{
  CtlExportDialog *self = dialog;
  g_autoptr(ExportResult) result = data;
  if (result->conflicts->len > 0) {
    ask_to_replace(self, result->conflicts);
    return;
  }
  self->files = g_ptr_array_ref(result->files);
  self->uploads = g_steal_pointer(&result->uploads);
  self->warnings = g_ptr_array_ref(result->warnings);
  gtk_dialog_response(GTK_DIALOG(self), GTK_RESPONSE_ACCEPT);
}

static void
on_export_failed(gpointer dialog, const GError *error)
{
  notice_bar_show_error(CTL_EXPORT_DIALOG(dialog)->notice, error);
}

static const JobKind EXPORT = {
    .run = export_job_run,
    .done = on_exported,
    .failed = on_export_failed,
    .free_input = (GDestroyNotify)export_input_free,
    .free_result = (GDestroyNotify)export_result_free,
};

/* "~/x" as a shell has it; a relative name counts from the home folder, since a window is nowhere. */
static char *
get_typed_folder(CtlExportDialog *self)
{
  const char *text = gtk_entry_get_text(self->folder_entry);
  if (text[0] == '~' && (text[1] == '/' || text[1] == '\0'))
    text += text[1] == '/' ? 2 : 1;
  return g_canonicalize_filename(text, g_get_home_dir());
}

/* Where they are to be uploaded to, or NULL. The caller frees it. */
static AddressBookEntry *
dup_chosen(CtlExportDialog *self)
{
  int chosen = gtk_combo_box_get_active(GTK_COMBO_BOX(self->publisher));
  if (!gtk_toggle_button_get_active(self->upload) || chosen < 0)
    return NULL;
  return address_book_entry_copy(g_ptr_array_index(self->entries, (guint)chosen));
}

static void
start_export(CtlExportDialog *self, gboolean force)
{
  ExportInput *input = g_new0(ExportInput, 1);
  g_free(self->folder);
  self->folder = get_typed_folder(self);
  input->tokens = g_ptr_array_ref(self->tokens);
  input->format = get_format(self);
  input->folder = g_strdup(self->folder);
  input->force = force;
  input->entry = dup_chosen(self);
  notice_bar_hide(self->notice);
  job_start(self->job, &EXPORT, input);
}

/* The Export button's response is the dialog's own business: others hear of it when all is written. */
static void
on_response(GtkDialog *dialog, int response, CtlExportDialog *self)
{
  if (response != GTK_RESPONSE_APPLY)
    return;
  g_signal_stop_emission_by_name(dialog, "response");
  if (!job_is_running(self->job))
    start_export(self, FALSE);
}

const char *
export_dialog_get_folder(CtlExportDialog *self)
{
  return self->folder;
}

GPtrArray *
export_dialog_get_files(CtlExportDialog *self)
{
  return self->files;
}

GPtrArray *
export_dialog_get_uploads(CtlExportDialog *self)
{
  return self->uploads;
}

GPtrArray *
export_dialog_get_warnings(CtlExportDialog *self)
{
  return self->warnings;
}

/* Where no cluster is saved nothing is offered. */
static void
load_entries(CtlExportDialog *self)
{
  g_autofree char *path = address_book_default_path();
  self->entries = address_book_load(path, NULL, NULL);
  if (self->entries == NULL)
    self->entries = g_ptr_array_new();
  for (guint i = 0; i < self->entries->len; i++)
    shown_text_append(self->publisher, NULL,
                      ((const AddressBookEntry *)g_ptr_array_index(self->entries, i))->name);
  gboolean any = self->entries->len > 0;
  gtk_combo_box_set_active(GTK_COMBO_BOX(self->publisher), any ? 0 : -1);
  gtk_widget_set_visible(GTK_WIDGET(self->upload), any);
  gtk_widget_set_visible(GTK_WIDGET(self->publisher), any);
}

GtkWidget *
export_dialog_new(GtkWindow *parent, GPtrArray *tokens, const char *folder)
{
  CtlExportDialog *self = g_object_new(EXPORT_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                       "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  self->tokens = tokens;
  gtk_entry_set_text(self->folder_entry, folder);
  show_names(self);
  return GTK_WIDGET(self);
}

static void
export_dialog_dispose(GObject *object)
{
  CtlExportDialog *self = CTL_EXPORT_DIALOG(object);
  g_clear_object(&self->chooser);
  g_clear_object(&self->job);
  g_clear_pointer(&self->tokens, g_ptr_array_unref);
  g_clear_pointer(&self->files, g_ptr_array_unref);
  g_clear_pointer(&self->uploads, g_ptr_array_unref);
  g_clear_pointer(&self->warnings, g_ptr_array_unref);
  g_clear_pointer(&self->entries, g_ptr_array_unref);
  g_clear_pointer(&self->folder, g_free);
  G_OBJECT_CLASS(export_dialog_parent_class)->dispose(object);
}

static void
export_dialog_class_init(CtlExportDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = export_dialog_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/tokens/export-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlExportDialog, notice);
  gtk_widget_class_bind_template_child(widget, CtlExportDialog, busy);
  gtk_widget_class_bind_template_child(widget, CtlExportDialog, form);
  gtk_widget_class_bind_template_child(widget, CtlExportDialog, folder_entry);
  gtk_widget_class_bind_template_child(widget, CtlExportDialog, pem);
  gtk_widget_class_bind_template_child(widget, CtlExportDialog, names);
  gtk_widget_class_bind_template_child(widget, CtlExportDialog, upload);
  gtk_widget_class_bind_template_child(widget, CtlExportDialog, publisher);
  gtk_widget_class_bind_template_child(widget, CtlExportDialog, export_button);
  gtk_widget_class_bind_template_callback(widget, on_format);
  gtk_widget_class_bind_template_callback(widget, on_choose);
  gtk_widget_class_bind_template_callback(widget, on_folder_typed);
  gtk_widget_class_bind_template_callback(widget, on_response);
}

static void
export_dialog_init(CtlExportDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Writing the certificates"));
  g_object_bind_property(self->job, "running", self->form, "sensitive", G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property(self->job, "running", self->export_button, "sensitive", G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property(self->upload, "active", self->publisher, "sensitive", G_BINDING_SYNC_CREATE);
  load_entries(self);
}
