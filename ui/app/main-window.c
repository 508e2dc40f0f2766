/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/app/main-window.h"

#include "ui/app/preferences-window.h"
#include "ui/app/shortcuts.h"
#include "ui/cluster/publisher-page.h"
#include "ui/help/help-window.h"
#include "ui/history/history-page.h"
#include "ui/list/trust-list-page.h"
#include "ui/tokens/tokens-page.h"
#include "ui/update/update-start.h"
#include "ui/widgets/job.h"
#include "ui/widgets/window-close.h"

struct _CtlMainWindow {
  HdyApplicationWindow parent;
  GtkPopover *menu_popover;
  GMenuModel *menu;
  GtkStack *stack;
  CtlTokensPage *tokens;
  gboolean closing;
};

G_DEFINE_TYPE(CtlMainWindow, main_window, HDY_TYPE_APPLICATION_WINDOW)

/* The menu's items are made when they are first wanted: their check marks, though never shown, make GTK load
 * a whole SVG library. */
static void
on_menu_toggled(GtkToggleButton *button, CtlMainWindow *self)
{
  if (self->menu == NULL)
    return;
  gtk_popover_bind_model(self->menu_popover, self->menu, NULL);
  self->menu = NULL;
  gtk_widget_child_focus(GTK_WIDGET(self->menu_popover), GTK_DIR_TAB_FORWARD); /* it was opened empty */
}

/* --- pages --- */

/* One of LATE_PAGES, or NULL when it was never shown. */
static GtkWidget *
get_page(CtlMainWindow *self, const char *name)
{
  g_autoptr(GList) children =
      gtk_container_get_children(GTK_CONTAINER(gtk_stack_get_child_by_name(self->stack, name)));
  return children != NULL ? children->data : NULL;
}

static CtlTrustListPage *
get_trust_list(CtlMainWindow *self)
{
  GtkWidget *page = get_page(self, "trust-list");
  return page != NULL ? CTL_TRUST_LIST_PAGE(page) : NULL;
}

static CtlTrustListPage *
show_trust_list(CtlMainWindow *self)
{
  gtk_stack_set_visible_child_name(self->stack, "trust-list");
  return get_trust_list(self);
}

/* What the history page asks of the trust list page. */
static void
on_open_kept(CtlHistoryPage *history, ListDocument *document, CtlMainWindow *self)
{
  trust_list_page_show(show_trust_list(self), document);
}

static ListDocument *
on_get_open_list(CtlHistoryPage *history, CtlMainWindow *self)
{
  CtlTrustListPage *page = get_trust_list(self);
  return page != NULL ? trust_list_page_get_document(page) : NULL;
}

/* Those that are made when they are first shown: a third of the time until the window can be used. The stack
 * has an empty box in the place of each. */
static const struct {
  const char *name;
  GType (*get_type)(void);
} LATE_PAGES[] = {
    {"trust-list", trust_list_page_get_type},
    {"publisher", publisher_page_get_type},
    {"history", history_page_get_type},
};

static void
fill_place(CtlMainWindow *self, GtkContainer *place, GType page_type)
{
  g_autoptr(GList) children = gtk_container_get_children(place);
  if (children != NULL)
    return;
  GtkWidget *page = g_object_new(page_type, "visible", TRUE, "expand", TRUE, NULL);
  if (page_type == HISTORY_PAGE_TYPE) {
    g_signal_connect_object(page, "open", G_CALLBACK(on_open_kept), self, 0);
    g_signal_connect_object(page, "get-open-list", G_CALLBACK(on_get_open_list), self, 0);
  }
  gtk_container_add(place, page);
}

static void
on_page_shown(GtkStack *stack, GParamSpec *property, gpointer window)
{
  const char *name = gtk_stack_get_visible_child_name(stack);
  for (gsize i = 0; i < G_N_ELEMENTS(LATE_PAGES); i++)
    if (g_strcmp0(name, LATE_PAGES[i].name) == 0)
      fill_place(window, GTK_CONTAINER(gtk_stack_get_visible_child(stack)), LATE_PAGES[i].get_type());
}

static void
on_page(GSimpleAction *action, GVariant *name, gpointer window)
{
  gtk_stack_set_visible_child_name(CTL_MAIN_WINDOW(window)->stack, g_variant_get_string(name, NULL));
}

/* An action of the trust list page, which is shown for it. */
static void
on_list(GSimpleAction *action, GVariant *name, gpointer window)
{
  CtlTrustListPage *page = show_trust_list(CTL_MAIN_WINDOW(window));
  g_action_group_activate_action(trust_list_page_get_actions(page), g_variant_get_string(name, NULL), NULL);
}

static void
on_refresh(GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tokens_page_refresh(CTL_MAIN_WINDOW(window)->tokens);
}

/* What has not ended is offered again. */
static void
on_update_closed(CtlMainWindow *self)
{
  GtkWidget *page = get_page(self, "publisher");
  if (page != NULL)
    publisher_page_refresh(CTL_PUBLISHER_PAGE(page));
}

/* Of the publisher NAME; without a name of the only one. Where one has to be chosen, the page with the
 * publishers is shown. */
static void
start_update(CtlMainWindow *self, GVariant *name, UpdateKind kind)
{
  GtkWidget *dialog = NULL;
  if (!update_start(GTK_WINDOW(self), g_variant_get_string(name, NULL), kind, &dialog))
    gtk_stack_set_visible_child_name(self->stack, "publisher");
  else if (dialog != NULL)
    g_signal_connect_object(dialog, "destroy", G_CALLBACK(on_update_closed), self, G_CONNECT_SWAPPED);
}

static void
on_update(GSimpleAction *action, GVariant *name, gpointer window)
{
  start_update(window, name, UPDATE_TO_PLAN);
}

static void
on_migrate(GSimpleAction *action, GVariant *name, gpointer window)
{
  start_update(window, name, UPDATE_MIGRATE);
}

static void
on_shortcuts(GSimpleAction *action, GVariant *parameter, gpointer window)
{
  shortcuts_show(window);
}

static void
on_help(GSimpleAction *action, GVariant *parameter, gpointer window)
{
  help_window_show(window);
}

static void
on_preferences(GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gtk_window_present(GTK_WINDOW(preferences_window_new(window)));
}

/* Jobs are told to stop; the window is out of sight at once, and goes when the last of them has ended. */
static void
start_closing(gpointer window)
{
  CtlMainWindow *self = CTL_MAIN_WINDOW(window);
  gtk_widget_hide(window);
  if (!self->closing)
    job_end_all(window, window_close_soon);
  self->closing = TRUE;
}

gboolean
main_window_is_closing(CtlMainWindow *self)
{
  return self->closing;
}

void
main_window_ask_to_close(CtlMainWindow *self)
{
  CtlTrustListPage *trust_list = get_trust_list(self);
  if (trust_list != NULL)
    trust_list_page_ask_to_leave(trust_list, start_closing, self);
  else
    start_closing(self);
}

static gboolean
on_delete(GtkWidget *window, GdkEvent *event, gpointer unused)
{
  main_window_ask_to_close(CTL_MAIN_WINDOW(window));
  return TRUE;
}

void
main_window_open_list(CtlMainWindow *self, GFile *file)
{
  trust_list_page_open(show_trust_list(self), file);
}

GtkWidget *
main_window_new(GtkApplication *application)
{
  return g_object_new(MAIN_WINDOW_TYPE, "application", application, NULL);
}

static void
main_window_class_init(CtlMainWindowClass *klass)
{
  g_type_ensure(TOKENS_PAGE_TYPE);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/app/main-window.ui");
  gtk_widget_class_bind_template_child(widget, CtlMainWindow, menu);
  gtk_widget_class_bind_template_child(widget, CtlMainWindow, menu_popover);
  gtk_widget_class_bind_template_child(widget, CtlMainWindow, stack);
  gtk_widget_class_bind_template_child(widget, CtlMainWindow, tokens);
  gtk_widget_class_bind_template_callback(widget, on_delete);
  gtk_widget_class_bind_template_callback(widget, on_menu_toggled);
  gtk_widget_class_bind_template_callback(widget, on_page_shown);
}

static void
main_window_init(CtlMainWindow *self)
{
  static const GActionEntry actions[] = {{.name = "page", .activate = on_page, .parameter_type = "s"},
                                         {.name = "list", .activate = on_list, .parameter_type = "s"},
                                         {.name = "migrate", .activate = on_migrate, .parameter_type = "s"},
                                         {.name = "update", .activate = on_update, .parameter_type = "s"},
                                         {.name = "refresh", .activate = on_refresh},
                                         {.name = "shortcuts", .activate = on_shortcuts},
                                         {.name = "help", .activate = on_help},
                                         {.name = "preferences", .activate = on_preferences}};
  /* Its dialogs get into its group, and hold up no other window. */
  g_autoptr(GtkWindowGroup) group = gtk_window_group_new();
  gtk_window_group_add_window(group, GTK_WINDOW(self));
  gtk_widget_init_template(GTK_WIDGET(self));
  g_action_map_add_action_entries(G_ACTION_MAP(self), actions, G_N_ELEMENTS(actions), self);
}
