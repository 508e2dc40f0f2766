/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/app/modules-group.h"

#include "app/base/error.h"
#include "app/workflow/tokens/token-text.h"
#include "pkcs11/modules/module-list.h"
#include "ui/widgets/job.h"
#include "ui/widgets/setting-row.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlModulesGroup {
  GtkBin parent;
  GtkContainer *list;
  Preferences *preferences;
  GtkFileChooserNative *chooser;
  CtlJob *job;    /* asks the modules */
  gboolean again; /* the modules have changed while they were being asked */
};

enum { SIGNAL_CHANGED, SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlModulesGroup, modules_group, GTK_TYPE_BIN)

static void show_modules(CtlModulesGroup *self);

/* --- how they work --- */

/* In the thread: a text for each module of INPUT (char **), in their order. */
static gpointer
run_ask(const JobContext *context, GError **error)
{
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
  for (char **module = context->input; *module != NULL; module++) {
    const char *const one[] = {*module, NULL};
    g_autoptr(TokenList) list = token_list_load(one, 0, context->cancellable, error);
    if (list == NULL)
      return NULL;
    g_autofree char *text = token_text_for_module(list);
    g_strv_builder_add(texts, text);
  }
  return g_strv_builder_end(texts);
}

static void
on_asked(gpointer group, gpointer result)
{
  CtlModulesGroup *self = group;
  g_auto(GStrv) texts = result;
  g_autoptr(GList) rows = gtk_container_get_children(self->list);
  guint i = 0;
  if (self->again) {
    show_modules(self);
    return;
  }
  for (GList *link = rows; link != NULL && texts[i] != NULL; link = link->next, i++)
    setting_row_set_subtitle(link->data, texts[i]);
}

static void
on_not_asked(gpointer group, const GError *error)
{
  g_signal_emit(group, signals[SIGNAL_FAILED], 0, error);
}

/* The modules have changed in between; or the window goes, and then this is not called. */
static void
on_ask_cancelled(gpointer group)
{
  show_modules(group);
}

static const JobKind ASK = {
    .run = run_ask,
    .done = on_asked,
    .failed = on_not_asked,
    .cancelled = on_ask_cancelled,
    .free_input = (GDestroyNotify)g_strfreev,
    .free_result = (GDestroyNotify)g_strfreev,
};

/* --- the rows --- */

static void
on_remove(GtkButton *button, CtlModulesGroup *self)
{
  preferences_remove_module(self->preferences, g_object_get_data(G_OBJECT(button), "module"));
  g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
  show_modules(self);
}

static GtkWidget *
remove_button_new(CtlModulesGroup *self, const char *module)
{
  g_autofree char *name = g_strdup_printf(_("Remove %s"), module);
  GtkWidget *button =
      g_object_new(GTK_TYPE_BUTTON, "visible", TRUE, "label", _("Remove"), "valign", GTK_ALIGN_CENTER, NULL);
  shown_text_set_name(button, name);
  g_object_set_data_full(G_OBJECT(button), "module", g_strdup(module), g_free);
  g_signal_connect(button, "clicked", G_CALLBACK(on_remove), self);
  return button;
}

static gboolean
is_chosen(CtlModulesGroup *self, const char *module)
{
  return g_strv_contains((const char *const *)self->preferences->modules, module);
}

static void
add_row(CtlModulesGroup *self, const char *module)
{
  GtkWidget *row = setting_row_new(module, _("Asking it for tokens …"));
  if (is_chosen(self, module))
    setting_row_add(CTL_SETTING_ROW(row), remove_button_new(self, module));
  gtk_container_add(self->list, row);
}

static void
destroy_row(GtkWidget *row, gpointer unused)
{
  gtk_widget_destroy(row);
}

static void
show_modules(CtlModulesGroup *self)
{
  self->again = job_is_running(self->job);
  if (self->again) {
    job_cancel(self->job);
    return;
  }
  preferences_apply(self->preferences);
  g_auto(GStrv) modules = module_list_find();
  gtk_container_foreach(self->list, destroy_row, NULL);
  for (char **module = modules; *module != NULL; module++)
    add_row(self, *module);
  gtk_widget_set_visible(GTK_WIDGET(self->list), modules[0] != NULL);
  job_start(self->job, &ASK, g_steal_pointer(&modules));
}

/* --- another one --- */

static void
on_chosen(GtkNativeDialog *chooser, int response, CtlModulesGroup *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(chooser)) : NULL;
  g_clear_object(&self->chooser);
  if (path == NULL)
    return;
  if (preferences_add_module(self->preferences, path, &error)) {
    g_signal_emit(self, signals[SIGNAL_CHANGED], 0);
    show_modules(self);
  } else {
    g_signal_emit(self, signals[SIGNAL_FAILED], 0, error);
  }
}

static void
on_add(GtkButton *button, CtlModulesGroup *self)
{
  GtkWindow *window = GTK_WINDOW(gtk_widget_get_toplevel(GTK_WIDGET(self)));
  g_clear_object(&self->chooser);
  self->chooser = gtk_file_chooser_native_new(_("Choose a token driver"), window,
                                              GTK_FILE_CHOOSER_ACTION_OPEN, _("_Add"), _("_Cancel"));
  gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(self->chooser), TRUE);
  gtk_file_chooser_set_current_folder(GTK_FILE_CHOOSER(self->chooser), "/usr/lib");
  g_signal_connect(self->chooser, "response", G_CALLBACK(on_chosen), self);
  gtk_native_dialog_show(GTK_NATIVE_DIALOG(self->chooser));
}

void
modules_group_set_preferences(CtlModulesGroup *self, Preferences *preferences)
{
  self->preferences = preferences;
  show_modules(self);
}

static void
modules_group_dispose(GObject *object)
{
  CtlModulesGroup *self = CTL_MODULES_GROUP(object);
  g_clear_object(&self->chooser);
  g_clear_object(&self->job);
  G_OBJECT_CLASS(modules_group_parent_class)->dispose(object);
}

static void
modules_group_class_init(CtlModulesGroupClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  const GType type = G_TYPE_FROM_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = modules_group_dispose;
  signals[SIGNAL_CHANGED] =
      g_signal_new("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] =
      g_signal_new("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/app/modules-group.ui");
  gtk_widget_class_bind_template_child(widget, CtlModulesGroup, list);
  gtk_widget_class_bind_template_callback(widget, on_add);
}

static void
modules_group_init(CtlModulesGroup *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->job = job_new(GTK_WIDGET(self));
}
