/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/main-window.h"

#include "ui/details-dialog.h"
#include "ui/job.h"
#include "ui/publisher-page.h"
#include "ui/tokens-page.h"
#include "ui/trust-list-page.h"

#include <glib/gi18n.h>

struct _MainWindow {
  HdyApplicationWindow parent;
  GtkPopover *menu_popover;
  GMenuModel *menu;
  GtkStack *stack;
  TokensPage *tokens;
  TrustListPage *trust_list;
  gboolean closing;
};

G_DEFINE_TYPE(MainWindow, main_window, HDY_TYPE_APPLICATION_WINDOW)

/* The menu's items are made when they are first wanted: their check marks, though never shown, make GTK load
 * a whole SVG library. */
static void
on_menu_toggled(GtkToggleButton *button, MainWindow *self)
{
  if (self->menu == NULL)
    return;
  gtk_popover_bind_model(self->menu_popover, self->menu, NULL);
  self->menu = NULL;
}

static void
on_page(GSimpleAction *action, GVariant *name, gpointer window)
{
  gtk_stack_set_visible_child_name(CTL_MAIN_WINDOW(window)->stack, g_variant_get_string(name, NULL));
}

static void
on_refresh(GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tokens_page_refresh(CTL_MAIN_WINDOW(window)->tokens);
}

/* A plain list: GtkShortcutsWindow leaves broken objects behind for screen readers (GTK 3.24). */
static void
on_shortcuts(GSimpleAction *action, GVariant *parameter, gpointer window)
{
  static const struct {
    const char *keys;
    const char *what;
  } shortcuts[] = {
      {"Alt+1", N_("Tokens")},    {"Alt+2", N_("Trust list")},
      {"Alt+3", N_("Publisher")}, {"F5", N_("Look for tokens again")},
      {"F10", N_("Main menu")},   {"Ctrl+?", N_("Keyboard shortcuts")},
      {"Ctrl+Q", N_("Quit")},
  };
  DetailsDialog *dialog = CTL_DETAILS_DIALOG(details_dialog_new(window, _("Keyboard shortcuts")));
  for (gsize i = 0; i < G_N_ELEMENTS(shortcuts); i++)
    details_dialog_add(dialog, shortcuts[i].keys, _(shortcuts[i].what), FALSE);
  gtk_window_present(GTK_WINDOW(dialog));
}

static gboolean
close_now(gpointer window)
{
  gtk_widget_destroy(window);
  return G_SOURCE_REMOVE;
}

/* Not within the event that closes it, or the end of a job: GTK still has events for parts of the window
 * then. */
static void
close_soon(gpointer window)
{
  g_idle_add(close_now, window);
}

/* Jobs are told to stop; the window is out of sight at once, and goes when the last of them has ended. */
static void
start_closing(gpointer window)
{
  MainWindow *self = CTL_MAIN_WINDOW(window);
  gtk_widget_hide(window);
  if (!self->closing)
    job_end_all(close_soon, window);
  self->closing = TRUE;
}

void
main_window_ask_to_close(MainWindow *self)
{
  trust_list_page_ask_to_leave(self->trust_list, start_closing, self);
}

static gboolean
on_delete(GtkWidget *window, GdkEvent *event, gpointer unused)
{
  main_window_ask_to_close(CTL_MAIN_WINDOW(window));
  return TRUE;
}

void
main_window_open_list(MainWindow *self, GFile *file)
{
  gtk_stack_set_visible_child_name(self->stack, "trust-list");
  trust_list_page_open(self->trust_list, file);
}

GtkWidget *
main_window_new(GtkApplication *application)
{
  return g_object_new(MAIN_WINDOW_TYPE, "application", application, NULL);
}

static void
main_window_class_init(MainWindowClass *klass)
{
  g_type_ensure(TOKENS_PAGE_TYPE);
  g_type_ensure(PUBLISHER_PAGE_TYPE);
  g_type_ensure(TRUST_LIST_PAGE_TYPE);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/main-window.ui");
  gtk_widget_class_bind_template_child(widget, MainWindow, menu);
  gtk_widget_class_bind_template_child(widget, MainWindow, menu_popover);
  gtk_widget_class_bind_template_child(widget, MainWindow, stack);
  gtk_widget_class_bind_template_child(widget, MainWindow, tokens);
  gtk_widget_class_bind_template_child(widget, MainWindow, trust_list);
  gtk_widget_class_bind_template_callback(widget, on_delete);
  gtk_widget_class_bind_template_callback(widget, on_menu_toggled);
}

static void
main_window_init(MainWindow *self)
{
  static const GActionEntry actions[] = {{.name = "page", .activate = on_page, .parameter_type = "s"},
                                         {.name = "refresh", .activate = on_refresh},
                                         {.name = "shortcuts", .activate = on_shortcuts}};
  gtk_widget_init_template(GTK_WIDGET(self));
  g_action_map_add_action_entries(G_ACTION_MAP(self), actions, G_N_ELEMENTS(actions), self);
  gtk_widget_insert_action_group(GTK_WIDGET(self), "list", trust_list_page_get_actions(self->trust_list));
}
