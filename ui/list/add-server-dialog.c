/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/list/add-server-dialog.h"

#include "ui/widgets/busy-bar.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlAddServerDialog {
  GtkDialog parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkWidget *form;
  GtkComboBoxText *function;
  GtkEntry *host;
  GtkEntry *file;
  GtkWidget *add;
  CtlJob *job;
  ListDocument *document;
  GtkFileChooserNative *chooser;
};

G_DEFINE_TYPE(CtlAddServerDialog, add_server_dialog, GTK_TYPE_DIALOG)

static char *
get_text(GtkEntry *entry)
{
  return g_strstrip(g_strdup(gtk_entry_get_text(entry)));
}

static void
on_changed(GtkEditable *editable, CtlAddServerDialog *self)
{
  g_autofree char *host = get_text(self->host);
  g_autofree char *file = get_text(self->file);
  gtk_widget_set_sensitive(self->add, *host != '\0' && *file != '\0');
}

static void
on_chosen(GtkNativeDialog *chooser, int response, CtlAddServerDialog *self)
{
  g_autofree char *path = gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(chooser));
  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    gtk_entry_set_text(self->file, path);
  g_clear_object(&self->chooser);
}

static void
on_choose(GtkButton *button, CtlAddServerDialog *self)
{
  g_clear_object(&self->chooser);
  self->chooser = gtk_file_chooser_native_new(_("Certificate of the server"), GTK_WINDOW(self),
                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

typedef struct {
  ListFunction function;
  char *host;
  char *path;
} ServerInput;

static void
server_input_free(gpointer data)
{
  ServerInput *input = data;
  g_free(input->host);
  g_free(input->path);
  g_free(input);
}

static gpointer
run_read(const JobContext *context, GError **error)
{
  const ServerInput *input = context->input;
  progress_step(context->progress, _("Looking up %s"), input->host);
  return server_record_new(input->function, input->host, input->path, context->cancellable, error);
}

static void
on_read(gpointer dialog, gpointer result)
{
  CtlAddServerDialog *self = dialog;
  g_autoptr(ServerRecord) server = result;
  g_autoptr(GError) error = NULL;
  if (list_document_add_server(self->document, server, &error))
    gtk_dialog_response(GTK_DIALOG(self), GTK_RESPONSE_ACCEPT);
  else
    notice_bar_show_error(self->notice, error);
}

static void
on_failed(gpointer dialog, const GError *error)
{
  notice_bar_show_error(CTL_ADD_SERVER_DIALOG(dialog)->notice, error);
}

static const JobKind READ = {
    .run = run_read,
    .done = on_read,
    .failed = on_failed,
    .free_input = server_input_free,
    .free_result = (GDestroyNotify)server_record_free,
};

static void
on_add(GtkButton *button, CtlAddServerDialog *self)
{
  if (job_is_running(self->job))
    return;
  g_autofree char *name = gtk_combo_box_text_get_active_text(self->function);
  g_autofree char *file = get_text(self->file);
  ServerInput *input = g_new0(ServerInput, 1);
  function_from_name(name, &input->function);
  input->host = get_text(self->host);
  input->path = g_canonicalize_filename(file, g_get_home_dir());
  notice_bar_hide(self->notice);
  job_start(self->job, &READ, input);
}

GtkWidget *
add_server_dialog_new(GtkWindow *parent, ListDocument *document)
{
  CtlAddServerDialog *self = g_object_new(ADD_SERVER_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                          "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  self->document = list_document_ref(document);
  return GTK_WIDGET(self);
}

static void
add_server_dialog_dispose(GObject *object)
{
  CtlAddServerDialog *self = CTL_ADD_SERVER_DIALOG(object);
  g_clear_object(&self->chooser);
  g_clear_object(&self->job);
  g_clear_pointer(&self->document, list_document_unref);
  G_OBJECT_CLASS(add_server_dialog_parent_class)->dispose(object);
}

static void
add_server_dialog_class_init(CtlAddServerDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = add_server_dialog_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/list/add-server-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlAddServerDialog, notice);
  gtk_widget_class_bind_template_child(widget, CtlAddServerDialog, busy);
  gtk_widget_class_bind_template_child(widget, CtlAddServerDialog, form);
  gtk_widget_class_bind_template_child(widget, CtlAddServerDialog, function);
  gtk_widget_class_bind_template_child(widget, CtlAddServerDialog, host);
  gtk_widget_class_bind_template_child(widget, CtlAddServerDialog, file);
  gtk_widget_class_bind_template_child(widget, CtlAddServerDialog, add);
  gtk_widget_class_bind_template_callback(widget, on_changed);
  gtk_widget_class_bind_template_callback(widget, on_choose);
  gtk_widget_class_bind_template_callback(widget, on_add);
}

static void
add_server_dialog_init(CtlAddServerDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  g_auto(GStrv) functions = g_strsplit(FUNCTION_SERVER_NAMES, ", ", -1);
  for (guint i = 0; functions[i] != NULL; i++)
    shown_text_append(self->function, NULL, functions[i]);
  gtk_combo_box_set_active(GTK_COMBO_BOX(self->function), 0);
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Reading the certificate"));
  g_object_bind_property(self->job, "running", self->form, "sensitive", G_BINDING_INVERT_BOOLEAN);
  gtk_widget_grab_default(self->add);
  gtk_widget_grab_focus(GTK_WIDGET(self->host));
}
