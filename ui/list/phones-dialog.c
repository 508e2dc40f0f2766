/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/list/phones-dialog.h"

#include "app/workflow/phones/phone-check.h"
#include "ui/widgets/busy-bar.h"
#include "ui/widgets/container.h"
#include "ui/widgets/notice-bar.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/trust-list-chooser.h"

#include <glib/gi18n.h>

#define INDENT 12

struct _CtlPhonesDialog {
  GtkDialog parent;
  CtlNoticeBar *notice;
  CtlBusyBar *busy;
  GtkWidget *form;
  GtkEntry *ctl;
  GtkEntry *itl;
  GtkComboBoxText *publisher;
  GtkLabel *summary;
  GtkLabel *tvs;
  GtkWidget *scroller;
  GtkContainer *lines;
  GtkWidget *check;
  CtlJob *job;
  GtkFileChooserNative *chooser;
  GtkEntry *chosen_for;
  GPtrArray *entries; /* of AddressBookEntry */
  TrustList *list;
  TrustList *replaced; /* or NULL */
};

G_DEFINE_TYPE(CtlPhonesDialog, phones_dialog, GTK_TYPE_DIALOG)

/* --- the answer --- */

static void
add_label(CtlPhonesDialog *self, const char *text, gboolean heading)
{
  GtkWidget *label = g_object_new(GTK_TYPE_LABEL, "visible", TRUE, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                                  PANGO_WRAP_WORD_CHAR, "selectable", TRUE, "can-focus", FALSE,
                                  "margin-start", heading ? 0 : INDENT, NULL);
  shown_text_set(GTK_LABEL(label), text);
  if (heading)
    gtk_style_context_add_class(gtk_widget_get_style_context(label), "heading");
  gtk_container_add(self->lines, label);
}

static void
add_advice(CtlPhonesDialog *self, const GPtrArray *advice)
{
  if (advice->len > 0)
    add_label(self, _("What to do"), TRUE);
  for (guint i = 0; i < advice->len; i++)
    add_label(self, g_ptr_array_index(advice, i), FALSE);
}

/* The phones that hold everything are what counts: they come first here. */
static void
show_lines(CtlPhonesDialog *self, const PhoneCheck *check)
{
  const char *holding = NULL;
  container_clear(self->lines);
  add_advice(self, check->advice);
  for (guint i = 0; i < check->lines->len; i++) {
    const PhoneLine *line = g_ptr_array_index(check->lines, i);
    g_autofree char *text = g_strconcat(line->text, ".", NULL);
    if (line->holding != holding)
      add_label(self, line->holding, TRUE);
    holding = line->holding;
    add_label(self, text, FALSE);
  }
}

static void
on_checked(gpointer dialog, gpointer result)
{
  CtlPhonesDialog *self = dialog;
  g_autoptr(PhoneCheck) check = result;
  shown_text_set(self->summary, check->summary);
  shown_text_set(self->tvs, check->tvs);
  gtk_widget_set_visible(GTK_WIDGET(self->tvs), check->tvs != NULL);
  show_lines(self, check);
  gtk_widget_show(self->scroller);
}

/* The answer to another question would mislead. */
static void
clear_answer(CtlPhonesDialog *self)
{
  shown_text_set(self->summary, NULL);
  gtk_widget_hide(GTK_WIDGET(self->tvs));
  gtk_widget_hide(self->scroller);
}

static void
on_failed(gpointer dialog, const GError *error)
{
  notice_bar_show_error(CTL_PHONES_DIALOG(dialog)->notice, error);
}

/* --- the question --- */

typedef struct {
  TrustList *list;
  TrustList *replaced;
  char *ctl_path;
  char *itl_path;
  AddressBookEntry *publisher;
} CheckInput;

static void
check_input_free(gpointer data)
{
  CheckInput *input = data;
  trust_list_unref(input->list);
  g_clear_pointer(&input->replaced, trust_list_unref);
  g_clear_pointer(&input->publisher, address_book_entry_free);
  g_free(input->ctl_path);
  g_free(input->itl_path);
  g_free(input);
}

static gpointer
run_check(const JobContext *context, GError **error)
{
  const CheckInput *input = context->input;
  const PhoneCheckRequest request = {
      .list = input->list,
      .replaced = input->replaced,
      .ctl_path = input->ctl_path,
      .itl_path = input->itl_path,
      .publisher = input->publisher,
  };
  return phone_check_run(&request, context->progress, context->cancellable, error);
}

static const JobKind CHECK = {
    .run = run_check,
    .done = on_checked,
    .failed = on_failed,
    .free_input = check_input_free,
    .free_result = (GDestroyNotify)phone_check_free,
};

/* The path in ENTRY, or NULL. */
static char *
get_path(GtkEntry *entry)
{
  g_autofree char *text = g_strstrip(g_strdup(gtk_entry_get_text(entry)));
  return *text != '\0' ? g_canonicalize_filename(text, g_get_home_dir()) : NULL;
}

static void
start_check(CtlPhonesDialog *self)
{
  int index = gtk_combo_box_get_active(GTK_COMBO_BOX(self->publisher)) - 1; /* after "nobody" */
  CheckInput *input = g_new0(CheckInput, 1);
  input->list = trust_list_ref(self->list);
  input->replaced = self->replaced != NULL ? trust_list_ref(self->replaced) : NULL;
  input->ctl_path = get_path(self->ctl);
  input->itl_path = get_path(self->itl);
  if (index >= 0)
    input->publisher = address_book_entry_copy(g_ptr_array_index(self->entries, (guint)index));
  notice_bar_hide(self->notice);
  clear_answer(self);
  job_start(self->job, &CHECK, input);
}

static void
on_check(GtkButton *button, CtlPhonesDialog *self)
{
  if (!job_is_running(self->job))
    start_check(self);
}

static void
on_question_changed(GtkWidget *part, CtlPhonesDialog *self)
{
  clear_answer(self);
}

static void
on_chosen(GtkNativeDialog *chooser, int response, CtlPhonesDialog *self)
{
  g_autofree char *path = gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(chooser));
  g_clear_object(&self->chooser);
  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    gtk_entry_set_text(self->chosen_for, path);
}

static void
choose(CtlPhonesDialog *self, GtkEntry *entry, const char *title)
{
  g_clear_object(&self->chooser);
  self->chosen_for = entry;
  self->chooser = trust_list_chooser_new(GTK_WINDOW(self), title);
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

static void
on_choose_ctl(GtkButton *button, CtlPhonesDialog *self)
{
  choose(self, self->ctl, _("CTL that phones hold"));
}

static void
on_choose_itl(GtkButton *button, CtlPhonesDialog *self)
{
  choose(self, self->itl, _("ITL that phones hold"));
}

static void
load_publishers(CtlPhonesDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = address_book_default_path();
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  self->entries = address_book_load(path, damage, &error);
  notice_bar_show_damage(self->notice, damage);
  if (self->entries == NULL) {
    self->entries = g_ptr_array_new();
    notice_bar_show_error(self->notice, error);
  }
  shown_text_append(self->publisher, NULL, _("nobody"));
  for (guint i = 0; i < self->entries->len; i++) {
    const AddressBookEntry *entry = g_ptr_array_index(self->entries, i);
    shown_text_append(self->publisher, NULL, entry->name);
  }
  gtk_combo_box_set_active(GTK_COMBO_BOX(self->publisher), 0);
}

/* --- the widget --- */

/* The list phones hold is the one that this one was made from. */
static void
set_lists(CtlPhonesDialog *self, const ListDocument *document)
{
  TrustList *old = list_draft_get_old(list_document_get_draft(document));
  TrustList *signed_as = list_document_get_signed(document);
  self->list = trust_list_ref(signed_as);
  if (old != NULL && old != signed_as)
    self->replaced = trust_list_ref(old);
  gtk_entry_set_placeholder_text(self->ctl,
                                 self->replaced != NULL ? _("The list that this one replaces") : _("None"));
}

GtkWidget *
phones_dialog_new(GtkWindow *parent, const ListDocument *document)
{
  g_autofree char *title = g_strdup_printf(_("Will phones accept %s?"), list_document_get_name(document));
  CtlPhonesDialog *self = g_object_new(PHONES_DIALOG_TYPE, "transient-for", parent, "modal", TRUE,
                                       "destroy-with-parent", TRUE, "use-header-bar", FALSE, NULL);
  shown_text_set_title(GTK_WINDOW(self), title);
  if (list_document_get_signed(document) == NULL) {
    g_autofree char *signers = phone_check_describe_signers(list_document_get_draft(document));
    shown_text_set(self->summary, signers);
    gtk_widget_hide(self->form);
    gtk_widget_hide(self->check);
    gtk_window_set_default_size(GTK_WINDOW(self), 620, -1);
    return GTK_WIDGET(self);
  }
  set_lists(self, document);
  load_publishers(self);
  start_check(self);
  return GTK_WIDGET(self);
}

static void
phones_dialog_dispose(GObject *object)
{
  CtlPhonesDialog *self = CTL_PHONES_DIALOG(object);
  g_clear_object(&self->chooser);
  g_clear_object(&self->job);
  g_clear_pointer(&self->entries, g_ptr_array_unref);
  g_clear_pointer(&self->list, trust_list_unref);
  g_clear_pointer(&self->replaced, trust_list_unref);
  G_OBJECT_CLASS(phones_dialog_parent_class)->dispose(object);
}

static void
phones_dialog_class_init(CtlPhonesDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  g_type_ensure(NOTICE_BAR_TYPE);
  g_type_ensure(BUSY_BAR_TYPE);
  G_OBJECT_CLASS(klass)->dispose = phones_dialog_dispose;
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/list/phones-dialog.ui");
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, notice);
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, busy);
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, form);
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, ctl);
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, itl);
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, publisher);
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, summary);
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, tvs);
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, scroller);
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, lines);
  gtk_widget_class_bind_template_child(widget, CtlPhonesDialog, check);
  gtk_widget_class_bind_template_callback(widget, on_check);
  gtk_widget_class_bind_template_callback(widget, on_choose_ctl);
  gtk_widget_class_bind_template_callback(widget, on_choose_itl);
  gtk_widget_class_bind_template_callback(widget, on_question_changed);
}

static void
phones_dialog_init(CtlPhonesDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->job = job_new(GTK_WIDGET(self));
  busy_bar_set_job(self->busy, self->job, _("Asking"));
  g_object_bind_property(self->job, "running", self->form, "sensitive", G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property(self->job, "running", self->check, "sensitive", G_BINDING_INVERT_BOOLEAN);
}
