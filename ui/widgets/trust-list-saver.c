/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/widgets/trust-list-saver.h"

#include "app/base/text.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/settings/preferences.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

struct _CtlTrustListSaver {
  GObject parent;
  GtkWidget *owner; /* borrowed; the saver is one of its parts */
  CtlJob *job;
  GtkFileChooserNative *chooser;
  ListDocument *document;
  char *path;
};

enum { SIGNAL_SAVED, SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlTrustListSaver, trust_list_saver, G_TYPE_OBJECT)

static GtkWindow *
get_window(CtlTrustListSaver *self)
{
  return GTK_WINDOW(gtk_widget_get_toplevel(self->owner));
}

/* What the thread works with: independent of the document, which may be changed meanwhile. */
typedef struct {
  char *path;
  GBytes *bytes;
  gint64 modified;
} SaveInput;

static void
save_input_free(gpointer data)
{
  SaveInput *input = data;
  g_free(input->path);
  g_bytes_unref(input->bytes);
  g_free(input);
}

static gpointer
run_save(const JobContext *context, GError **error)
{
  SaveInput *input = context->input;
  gint64 modified = input->modified;
  progress_step(context->progress, "%s", _("Writing the file"));
  return list_file_save(input->path, input->bytes, &modified, error) ? g_memdup2(&modified, sizeof modified)
                                                                     : NULL;
}

static void
on_written(gpointer saver, gpointer result)
{
  CtlTrustListSaver *self = saver;
  g_autofree gint64 *modified = result;
  g_autofree char *name = text_for_people(self->path);
  list_document_set_saved(self->document, self->path, *modified);
  g_signal_emit(self, signals[SIGNAL_SAVED], 0, name);
}

static void
on_failed(gpointer saver, const GError *error)
{
  g_signal_emit(saver, signals[SIGNAL_FAILED], 0, error);
}

static const JobKind SAVE = {
    .run = run_save,
    .done = on_written,
    .failed = on_failed,
    .free_input = save_input_free,
    .free_result = g_free,
};

static void
start_writing(CtlTrustListSaver *self)
{
  SaveInput *input = g_new0(SaveInput, 1);
  input->path = g_strdup(self->path);
  input->bytes = g_bytes_ref(list_document_get_bytes(self->document));
  input->modified = list_document_get_modified(self->document);
  job_start_for(self->job, &SAVE, input, g_object_ref(self), g_object_unref);
}

static void
on_replace_answer(GtkWidget *question, int response, CtlTrustListSaver *self)
{
  window_close_soon(question);
  if (response == GTK_RESPONSE_ACCEPT)
    start_writing(self);
}

static void
ask_to_replace(CtlTrustListSaver *self)
{
  g_autofree char *name = text_for_people(self->path);
  g_autofree char *detail = g_strdup_printf(_("%s is there already; its contents would be lost."), name);
  GtkWidget *question =
      shown_text_question_new(get_window(self), _("Replace the file?"), detail, _("_Keep"), _("_Replace"));
  g_signal_connect_object(question, "response", G_CALLBACK(on_replace_answer), self, 0);
}

static void
on_chosen(GtkNativeDialog *chooser, int response, CtlTrustListSaver *self)
{
  g_free(self->path);
  self->path =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(chooser)) : NULL;
  g_clear_object(&self->chooser);
  if (self->path == NULL)
    return;
  if (g_file_test(self->path, G_FILE_TEST_EXISTS))
    ask_to_replace(self);
  else
    start_writing(self);
}

/* The one where the last list went, else the user's choice. */
static void
set_first_folder(CtlTrustListSaver *self)
{
  g_autoptr(Preferences) preferences = preferences_get(NULL);
  g_autofree char *folder = self->path != NULL ? g_path_get_dirname(self->path)
                                               : g_strdup(preferences_get_list_folder(preferences));
  gtk_file_chooser_set_current_folder(GTK_FILE_CHOOSER(self->chooser), folder);
}

/* The chooser's own question about existing files would stop the main loop of accessibility. */
void
trust_list_saver_start(CtlTrustListSaver *self, ListDocument *document)
{
  g_return_if_fail(!job_is_running(self->job) && list_document_get_bytes(document) != NULL);
  list_document_ref(document);
  g_clear_pointer(&self->document, list_document_unref);
  self->document = document;
  g_clear_object(&self->chooser);
  self->chooser = gtk_file_chooser_native_new(_("Save the trust list"), get_window(self),
                                              GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  set_first_folder(self);
  gtk_file_chooser_set_current_name(GTK_FILE_CHOOSER(self->chooser), "CTLFile.tlv");
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

CtlJob *
trust_list_saver_get_job(CtlTrustListSaver *self)
{
  return self->job;
}

static void
trust_list_saver_dispose(GObject *object)
{
  CtlTrustListSaver *self = CTL_TRUST_LIST_SAVER(object);
  g_clear_object(&self->chooser);
  g_clear_object(&self->job);
  g_clear_pointer(&self->document, list_document_unref);
  g_clear_pointer(&self->path, g_free);
  G_OBJECT_CLASS(trust_list_saver_parent_class)->dispose(object);
}

static void
trust_list_saver_class_init(CtlTrustListSaverClass *klass)
{
  const GType type = G_TYPE_FROM_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = trust_list_saver_dispose;
  signals[SIGNAL_SAVED] =
      g_signal_new("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FAILED] =
      g_signal_new("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
trust_list_saver_init(CtlTrustListSaver *self)
{
}

CtlTrustListSaver *
trust_list_saver_new(GtkWidget *owner)
{
  CtlTrustListSaver *self = g_object_new(TRUST_LIST_SAVER_TYPE, NULL);
  self->owner = owner;
  self->job = job_new(owner);
  return self;
}
