/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/help/help-window.h"

#include "ui/help/help-page.h"
#include "ui/widgets/shown-text.h"
#include "ui/widgets/window-close.h"

#include <glib/gi18n.h>

#define FOLDER "/io/github/etoken_ctl/Gtk/help/"

/* In the order in which they are listed. */
static const char *const TOPICS[] = {
    "first-list", "migrate", "export", "update", "replace-token", "read-list", "troubleshooting",
};

struct _CtlHelpWindow {
  GtkDialog parent;
  GtkEntry *find;
  GtkWidget *not_found;
  GtkListBox *topics;
  GtkStack *stack;
};

G_DEFINE_TYPE(CtlHelpWindow, help_window, GTK_TYPE_DIALOG)

/* GtkStackSidebar gives its rows no names for screen readers (GTK 3.24). */
static GtkWidget *
topic_row_new(const char *title)
{
  GtkWidget *row = g_object_new(GTK_TYPE_LIST_BOX_ROW, "visible", TRUE, NULL);
  GtkWidget *label = g_object_new(GTK_TYPE_LABEL, "visible", TRUE, "xalign", 0.0, "wrap", TRUE, "width-chars",
                                  20, "max-width-chars", 24, "margin", 9, NULL);
  shown_text_set(GTK_LABEL(label), title);
  gtk_container_add(GTK_CONTAINER(row), label);
  shown_text_set_name(row, title);
  return row;
}

/* TOPIC in the session's language, or else in English. */
static GBytes *
load_page(const char *topic)
{
  for (const char *const *name = g_get_language_names(); *name != NULL; name++) {
    g_autofree char *path = g_strconcat(FOLDER, *name, "/", topic, ".md", NULL);
    GBytes *page = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    if (page != NULL)
      return page;
  }
  g_autofree char *path = g_strconcat(FOLDER, topic, ".md", NULL);
  return g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static void
add_topic(CtlHelpWindow *self, const char *topic)
{
  g_autoptr(GBytes) page = load_page(topic);
  g_autofree char *title =
      help_page_dup_title(g_bytes_get_data(page, NULL)); /* resources end with a zero byte */
  gtk_container_add(GTK_CONTAINER(self->topics), topic_row_new(title));
}

/* The page of TOPIC with its scrollbar. It is made when it is first wanted. */
static GtkWidget *
get_page(CtlHelpWindow *self, const char *topic)
{
  GtkWidget *page = gtk_stack_get_child_by_name(self->stack, topic);
  if (page != NULL)
    return page;
  g_autoptr(GBytes) text = load_page(topic);
  page = g_object_new(GTK_TYPE_SCROLLED_WINDOW, "visible", TRUE, "hscrollbar-policy", GTK_POLICY_NEVER,
                      "expand", TRUE, NULL);
  gtk_container_add(GTK_CONTAINER(page), help_page_new(g_bytes_get_data(text, NULL)));
  gtk_stack_add_named(self->stack, page, topic);
  return page;
}

static void
on_topic(GtkListBox *list, GtkListBoxRow *row, CtlHelpWindow *self)
{
  if (row != NULL)
    gtk_stack_set_visible_child(self->stack, get_page(self, TOPICS[gtk_list_box_row_get_index(row)]));
}

/* On the page that is shown, then on the others in their order; with ONWARD, what was found last comes last.
 */
static gboolean
find(CtlHelpWindow *self, const char *text, gboolean onward)
{
  guint shown = (guint)gtk_list_box_row_get_index(gtk_list_box_get_selected_row(self->topics));
  for (guint i = 0; i <= G_N_ELEMENTS(TOPICS); i++) {
    guint topic = (shown + i) % G_N_ELEMENTS(TOPICS);
    GtkTextView *page = GTK_TEXT_VIEW(gtk_bin_get_child(GTK_BIN(get_page(self, TOPICS[topic]))));
    if (help_page_find(page, text, onward && i == 0)) {
      gtk_list_box_select_row(self->topics, gtk_list_box_get_row_at_index(self->topics, (int)topic));
      help_page_show_found(page);
      return TRUE;
    }
  }
  return FALSE;
}

static void
find_what_is_typed(CtlHelpWindow *self, gboolean onward)
{
  const char *text = gtk_entry_get_text(self->find);
  gtk_widget_set_visible(self->not_found, *text != '\0' && !find(self, text, onward));
}

static void
on_find(CtlHelpWindow *self)
{
  find_what_is_typed(self, FALSE);
}

static void
on_find_next(CtlHelpWindow *self)
{
  find_what_is_typed(self, TRUE);
}

/* Escape: what was found stays shown; once more closes the window. */
static void
on_stop_find(CtlHelpWindow *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(gtk_list_box_get_selected_row(self->topics)));
}

/* Return, or a click: what is pressed next scrolls the page. */
static void
on_topic_activated(GtkListBox *list, GtkListBoxRow *row, CtlHelpWindow *self)
{
  gtk_widget_child_focus(gtk_stack_get_visible_child(self->stack), GTK_DIR_TAB_FORWARD);
}

static void
help_window_class_init(CtlHelpWindowClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS(klass);
  gtk_widget_class_set_template_from_resource(widget, "/io/github/etoken_ctl/Gtk/help/help-window.ui");
  gtk_widget_class_bind_template_child(widget, CtlHelpWindow, find);
  gtk_widget_class_bind_template_child(widget, CtlHelpWindow, not_found);
  gtk_widget_class_bind_template_child(widget, CtlHelpWindow, stack);
  gtk_widget_class_bind_template_child(widget, CtlHelpWindow, topics);
  gtk_widget_class_bind_template_callback(widget, on_find);
  gtk_widget_class_bind_template_callback(widget, on_find_next);
  gtk_widget_class_bind_template_callback(widget, on_stop_find);
  gtk_widget_class_bind_template_callback(widget, on_topic);
  gtk_widget_class_bind_template_callback(widget, on_topic_activated);
}

static void
help_window_init(CtlHelpWindow *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  for (gsize i = 0; i < G_N_ELEMENTS(TOPICS); i++)
    add_topic(self, TOPICS[i]);
  GtkListBoxRow *first = gtk_list_box_get_row_at_index(self->topics, 0);
  gtk_list_box_select_row(self->topics, first);
  gtk_widget_grab_focus(GTK_WIDGET(first));
}

static void
on_response(GtkWidget *window, int response, gpointer unused)
{
  window_close_soon(window);
}

static void
on_destroyed(GtkWidget *window, GObject *parent)
{
  g_object_set_data(parent, "help-window", NULL);
}

/* Not modal: it is read while the job is done. */
void
help_window_show(GtkWindow *parent)
{
  GtkWidget *window = g_object_get_data(G_OBJECT(parent), "help-window");
  if (window == NULL) {
    window = g_object_new(HELP_WINDOW_TYPE, "transient-for", parent, "destroy-with-parent", TRUE,
                          "use-header-bar", FALSE, NULL);
    g_object_set_data(G_OBJECT(parent), "help-window", window);
    g_signal_connect(window, "response", G_CALLBACK(on_response), NULL);
    g_signal_connect_object(window, "destroy", G_CALLBACK(on_destroyed), parent, 0);
  }
  gtk_window_present(GTK_WINDOW(window));
}
