/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/publisher-row.h"

#include "app/workflow/update/update.h"
#include "ui/widgets/shown-text.h"

#include <glib/gi18n.h>

struct _CtlPublisherRow {
  GtkListBoxRow parent;
  GtkLabel *name;
  GtkLabel *address;
  GtkLabel *login;
  GtkLabel *cluster;
  GtkWidget *forget_button;
  GtkWidget *test_button;
  GtkWidget *status_button;
  GtkWidget *update_button;
  GtkWidget *migrate_button;
  GtkWidget *edit_button;
  GtkWidget *remove_button;
  AddressBookEntry *entry;
};

enum { SIGNAL_TEST, SIGNAL_STATUS, SIGNAL_EDIT, SIGNAL_FORGET, SIGNAL_FORGET_PASSWORD, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE(CtlPublisherRow, publisher_row, GTK_TYPE_LIST_BOX_ROW)

static void
on_test(GtkButton *button, CtlPublisherRow *self)
{
  g_signal_emit(self, signals[SIGNAL_TEST], 0);
}

static void
on_status(GtkButton *button, CtlPublisherRow *self)
{
  g_signal_emit(self, signals[SIGNAL_STATUS], 0);
}

static void
on_forget_password(GtkButton *button, CtlPublisherRow *self)
{
  g_signal_emit(self, signals[SIGNAL_FORGET_PASSWORD], 0);
}

static void
on_edit(GtkButton *button, CtlPublisherRow *self)
{
  g_signal_emit(self, signals[SIGNAL_EDIT], 0);
}

static void
on_remove(GtkButton *button, CtlPublisherRow *self)
{
  g_signal_emit(self, signals[SIGNAL_FORGET], 0);
}

static char *
describe_login(const AddressBookEntry *entry)
{
  if (entry->login == LOGIN_BY_KEY_FILE)
    return g_strdup_printf(_("Login with the key file %s"), entry->identity);
  if (entry->login == LOGIN_BY_PASSWORD)
    return g_strdup(_("Login with a password"));
  return g_strdup(_("Login with your SSH agent and keys"));
}

/* How many nodes, and what is not as usual; NULL when all is. */
static char *
describe_cluster(const AddressBookEntry *entry, gboolean unfinished)
{
  guint n_nodes = address_book_entry_get_n_nodes(entry);
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
  if (n_nodes > 1)
    g_ptr_array_add(parts, g_strdup_printf(ngettext("%u node", "%u nodes", n_nodes), n_nodes));
  if (entry->cluster->old_algorithms != OLD_ALGORITHMS_NONE) {
    g_autofree char *names = old_algorithms_to_text(entry->cluster->old_algorithms, ", ");
    g_ptr_array_add(parts, g_strdup_printf(_("Old algorithms are allowed: %s"), names));
  }
  if (entry->cluster->keep_password)
    g_ptr_array_add(parts, g_strdup(_("The password is kept in the keyring")));
  if (unfinished)
    g_ptr_array_add(parts, g_strdup(_("A change of its list was interrupted and can go on")));
  if (parts->len == 0)
    return NULL;
  g_ptr_array_add(parts, NULL);
  return g_strjoinv("\n", (char **)parts->pdata);
}

static void
name_for_screen_readers(CtlPublisherRow *self, const char *name)
{
  g_autofree char *test = g_strdup_printf(_("Test the connection to %s"), name);
  g_autofree char *status = g_strdup_printf(_("Status of all nodes of %s"), name);
  g_autofree char *forget = g_strdup_printf(_("Forget the password of %s"), name);
  g_autofree char *update = g_strdup_printf(_("Update the list of %s"), name);
  g_autofree char *migrate = g_strdup_printf(_("Migrate %s to eTokens"), name);
  g_autofree char *edit = g_strdup_printf(_("Edit %s"), name);
  g_autofree char *remove = g_strdup_printf(_("Remove %s"), name);
  shown_text_set_name(GTK_WIDGET(self), name);
  shown_text_set_name(self->test_button, test);
  shown_text_set_name(self->status_button, status);
  shown_text_set_name(self->forget_button, forget);
  shown_text_set_name(self->update_button, update);
  shown_text_set_name(self->migrate_button, migrate);
  shown_text_set_name(self->edit_button, edit);
  shown_text_set_name(self->remove_button, remove);
}

/* The job that was interrupted is offered in its place. */
static void
show_unfinished(CtlPublisherRow *self, UpdateKind kind)
{
  GtkWidget *button = kind == UPDATE_MIGRATE ? self->migrate_button : self->update_button;
  shown_text_set_button(GTK_BUTTON(button), _("Go on…"));
}

GtkWidget *
publisher_row_new(const AddressBookEntry *entry)
{
  CtlPublisherRow *self = g_object_new(PUBLISHER_ROW_TYPE, NULL);
  g_autofree char *url = publisher_address_to_url(entry->address);
  g_autofree char *login = describe_login(entry);
  UpdateKind kind = UPDATE_TO_PLAN;
  gboolean unfinished = update_find_unfinished(entry, &kind);
  g_autofree char *cluster = describe_cluster(entry, unfinished);
  self->entry = address_book_entry_copy(entry);
  shown_text_set(self->name, entry->name);
  shown_text_set(self->address, url);
  shown_text_set(self->login, login);
  shown_text_set(self->cluster, cluster);
  gtk_widget_set_visible(GTK_WIDGET(self->cluster), cluster != NULL);
  gtk_widget_set_visible(self->forget_button, entry->cluster->keep_password);
  name_for_screen_readers(self, entry->name);
  gtk_actionable_set_action_target(GTK_ACTIONABLE(self->update_button), "s", entry->name);
  gtk_actionable_set_action_target(GTK_ACTIONABLE(self->migrate_button), "s", entry->name);
  if (unfinished)
    show_unfinished(self, kind);
  return GTK_WIDGET(self);
}

const AddressBookEntry *
publisher_row_get_entry(CtlPublisherRow *self)
{
  return self->entry;
}

void
publisher_row_set_busy(CtlPublisherRow *self, gboolean busy)
{
  gtk_widget_set_sensitive(self->test_button, !busy);
}

static void
publisher_row_finalize(GObject *object)
{
  address_book_entry_free(CTL_PUBLISHER_ROW(object)->entry);
  G_OBJECT_CLASS(publisher_row_parent_class)->finalize(object);
}

static guint
new_signal(const char *name)
{
  return g_signal_new(name, PUBLISHER_ROW_TYPE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
publisher_row_class_init(CtlPublisherRowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->finalize = publisher_row_finalize;
  signals[SIGNAL_TEST] = new_signal("test");
  signals[SIGNAL_STATUS] = new_signal("status");
  signals[SIGNAL_FORGET_PASSWORD] = new_signal("forget-password");
  signals[SIGNAL_EDIT] = new_signal("edit");
  signals[SIGNAL_FORGET] = new_signal("forget");
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/cluster/publisher-row.ui");
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, name);
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, address);
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, login);
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, cluster);
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, forget_button);
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, test_button);
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, status_button);
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, update_button);
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, migrate_button);
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, edit_button);
  gtk_widget_class_bind_template_child(widget, CtlPublisherRow, remove_button);
  gtk_widget_class_bind_template_callback(widget, on_test);
  gtk_widget_class_bind_template_callback(widget, on_status);
  gtk_widget_class_bind_template_callback(widget, on_forget_password);
  gtk_widget_class_bind_template_callback(widget, on_edit);
  gtk_widget_class_bind_template_callback(widget, on_remove);
}

static void
publisher_row_init(CtlPublisherRow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}
