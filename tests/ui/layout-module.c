/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A GTK module (GTK_MODULES) that tells a test what a window shows and whether there is room for it. On
 * SIGUSR1 it makes each window as small as a screen of LAYOUT_SIZE (such as 800x500) has it, waits until that
 * is drawn, and writes the file LAYOUT_REPORT: a line for each text and each fault,
 * "KIND<tab>TEXT<tab>WHERE", escaped as by g_strescape(). WHERE are the widgets from the window down, each
 * with its name in the .ui file where it has one.
 *
 *   text         something that is read: label, title, tooltip, placeholder, name or description for screen
 * readers ellipsized   a label ends in "…" for want of room cut          a label's text is larger than its
 * place squeezed     a label, button or entry has less than its smallest size outside      ... lies partly
 * outside of what contains it, and nothing scrolls sideways     something has to be scrolled sideways
 *   too-large    a window cannot be made as small as the screen */
#include <glib-unix.h>
#include <gtk/gtk.h>
#include <stdio.h>

#define SLACK 1 /* pixels, for rounding */

typedef struct {
  FILE *file;
  int width;
  int height;
} Report;

G_MODULE_EXPORT void gtk_module_init(int *argc, char ***argv);

/* --- what is written --- */

static void
append_place(GString *place, GtkWidget *widget)
{
  GtkWidget *parent = GTK_IS_POPOVER(widget) ? gtk_popover_get_relative_to(GTK_POPOVER(widget))
                                             : gtk_widget_get_parent(widget);
  const char *id = gtk_buildable_get_name(GTK_BUILDABLE(widget));
  if (parent != NULL)
    append_place(place, parent);
  g_string_append_printf(place, "%s%s", place->len > 0 ? " " : "", G_OBJECT_TYPE_NAME(widget));
  if (id != NULL && !g_str_has_prefix(id, "_") && !g_str_equal(id, G_OBJECT_TYPE_NAME(widget)))
    g_string_append_printf(place, "#%s", id);
}

static void
tell(Report *report, const char *kind, const char *text, GtkWidget *widget)
{
  if (text == NULL || *text == '\0')
    return;
  g_autoptr(GString) place = g_string_new(NULL);
  g_autofree char *escaped = g_strescape(text, NULL);
  append_place(place, widget);
  fprintf(report->file, "%s\t%s\t%s\n", kind, escaped, place->str);
}

/* --- texts --- */

static gboolean
tell_row(GtkTreeModel *model, GtkTreePath *path, GtkTreeIter *iter, gpointer data)
{
  GtkWidget *widget = g_object_get_data(G_OBJECT(model), "layout-widget");
  for (int i = 0; i < gtk_tree_model_get_n_columns(model); i++) {
    if (gtk_tree_model_get_column_type(model, i) != G_TYPE_STRING)
      continue;
    g_autofree char *text = NULL;
    gtk_tree_model_get(model, iter, i, &text, -1);
    tell(data, "text", text, widget);
  }
  return FALSE;
}

static void
tell_model(Report *report, GtkTreeModel *model, GtkWidget *widget)
{
  if (model == NULL)
    return;
  g_object_set_data(G_OBJECT(model), "layout-widget", widget);
  gtk_tree_model_foreach(model, tell_row, report);
}

static void
tell_accessible(Report *report, GtkWidget *widget)
{
  AtkObject *accessible = gtk_widget_get_accessible(widget);
  g_autofree char *tooltip = gtk_widget_get_tooltip_text(widget);
  tell(report, "text", atk_object_get_name(accessible), widget);
  tell(report, "text", atk_object_get_description(accessible), widget);
  tell(report, "text", tooltip, widget);
}

static void
tell_texts(Report *report, GtkWidget *widget)
{
  tell_accessible(report, widget);
  if (GTK_IS_WINDOW(widget))
    tell(report, "text", gtk_window_get_title(GTK_WINDOW(widget)), widget);
  if (GTK_IS_LABEL(widget))
    tell(report, "text", gtk_label_get_text(GTK_LABEL(widget)), widget);
  if (GTK_IS_ENTRY(widget))
    tell(report, "text", gtk_entry_get_placeholder_text(GTK_ENTRY(widget)), widget);
  if (GTK_IS_TREE_VIEW(widget))
    tell_model(report, gtk_tree_view_get_model(GTK_TREE_VIEW(widget)), widget);
  if (GTK_IS_COMBO_BOX(widget))
    tell_model(report, gtk_combo_box_get_model(GTK_COMBO_BOX(widget)), widget);
  if (GTK_IS_TEXT_VIEW(widget)) {
    g_autofree char *text = NULL;
    g_object_get(gtk_text_view_get_buffer(GTK_TEXT_VIEW(widget)), "text", &text, NULL);
    tell(report, "text", text, widget);
  }
}

/* --- room --- */

/* What a person would call the widget. */
static const char *
words_of(GtkWidget *widget)
{
  const char *name = GTK_IS_LABEL(widget) ? gtk_label_get_text(GTK_LABEL(widget))
                                          : atk_object_get_name(gtk_widget_get_accessible(widget));
  return name != NULL && *name != '\0' ? name : "(no name)";
}

static void
check_label(Report *report, GtkWidget *label)
{
  PangoLayout *layout = gtk_label_get_layout(GTK_LABEL(label));
  GtkAllocation place;
  int width = 0;
  int height = 0;
  gtk_widget_get_allocation(label, &place);
  pango_layout_get_pixel_size(layout, &width, &height);
  if (pango_layout_is_ellipsized(layout))
    tell(report, "ellipsized", words_of(label), label);
  else if (width > place.width + SLACK || height > place.height + SLACK)
    tell(report, "cut", words_of(label), label);
}

/* What a widget asks for has its margins in it, its place has not. */
static void
check_size(Report *report, GtkWidget *widget)
{
  GtkAllocation place;
  int width = 0;
  int height = 0;
  gtk_widget_get_allocation(widget, &place);
  place.width += gtk_widget_get_margin_start(widget) + gtk_widget_get_margin_end(widget);
  place.height += gtk_widget_get_margin_top(widget) + gtk_widget_get_margin_bottom(widget);
  gtk_widget_get_preferred_width(widget, &width, NULL);
  gtk_widget_get_preferred_height_for_width(widget, MAX(width, place.width), &height, NULL);
  if (place.width + SLACK < width || place.height + SLACK < height)
    tell(report, "squeezed", words_of(widget), widget);
}

/* Up to the first one that scrolls. Popovers and their contents stand in a window of their own. */
static void
check_inside(Report *report, GtkWidget *widget)
{
  for (GtkWidget *box = gtk_widget_get_parent(widget); box != NULL && !GTK_IS_SCROLLABLE(box);
       box = gtk_widget_get_parent(box)) {
    int x = 0;
    int y = 0;
    int width = gtk_widget_get_allocated_width(widget);
    int height = gtk_widget_get_allocated_height(widget);
    if (GTK_IS_POPOVER(box) || !gtk_widget_translate_coordinates(widget, box, 0, 0, &x, &y))
      return;
    if (x >= -SLACK && y >= -SLACK && x + width <= gtk_widget_get_allocated_width(box) + SLACK &&
        y + height <= gtk_widget_get_allocated_height(box) + SLACK)
      continue;
    tell(report, "outside", words_of(widget), widget);
    return;
  }
}

static void
check_sideways(Report *report, GtkWidget *widget)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment(GTK_SCROLLED_WINDOW(widget));
  if (gtk_adjustment_get_upper(adjustment) > gtk_adjustment_get_page_size(adjustment) + SLACK)
    tell(report, "sideways", "(scrolled)", widget);
}

static void
check_window(Report *report, GtkWidget *window)
{
  int width = 0;
  int height = 0;
  gtk_window_get_size(GTK_WINDOW(window), &width, &height);
  if (width <= report->width && height <= report->height)
    return;
  g_autofree char *text = g_strdup_printf("%dx%d", width, height);
  tell(report, "too-large", text, window);
}

static void
check_room(Report *report, GtkWidget *widget)
{
  gboolean is_label = GTK_IS_LABEL(widget);
  if (GTK_IS_WINDOW(widget))
    check_window(report, widget);
  if (GTK_IS_SCROLLED_WINDOW(widget))
    check_sideways(report, widget);
  if (is_label)
    check_label(report, widget);
  if (is_label || GTK_IS_BUTTON(widget) || GTK_IS_ENTRY(widget)) {
    check_size(report, widget);
    check_inside(report, widget);
  }
}

static void
visit(GtkWidget *widget, gpointer report)
{
  if (!gtk_widget_get_mapped(widget))
    return;
  tell_texts(report, widget);
  check_room(report, widget);
  if (GTK_IS_CONTAINER(widget))
    gtk_container_forall(GTK_CONTAINER(widget), visit, report);
}

/* --- on request --- */

static void
read_size(Report *report)
{
  const char *size = g_getenv("LAYOUT_SIZE");
  if (size == NULL || sscanf(size, "%dx%d", &report->width, &report->height) != 2)
    report->width = report->height = G_MAXINT;
}

/* The file is there when it is whole. */
static void
write_report(GList *windows)
{
  const char *path = g_getenv("LAYOUT_REPORT");
  g_autofree char *part = g_strconcat(path, ".part", NULL);
  Report report = {.file = fopen(part, "w")};
  if (report.file == NULL)
    g_error("%s cannot be written", part);
  read_size(&report);
  for (GList *link = windows; link != NULL; link = link->next)
    visit(link->data, &report);
  fclose(report.file);
  rename(part, path);
}

static GList *
list_windows(void)
{
  GList *shown = NULL;
  g_autoptr(GList) all = gtk_window_list_toplevels();
  for (GList *link = all; link != NULL; link = link->next)
    if (GTK_IS_WINDOW(link->data) && gtk_widget_get_mapped(link->data) &&
        gtk_window_get_window_type(link->data) == GTK_WINDOW_TOPLEVEL)
      shown = g_list_append(shown, link->data);
  return shown;
}

static gboolean
on_idle(gpointer unused)
{
  g_autoptr(GList) windows = list_windows();
  write_report(windows);
  return G_SOURCE_REMOVE;
}

/* Frames to wait for: at most, until the new sizes have come back from the X server, and after that. */
#define N_FRAMES_RESIZED 200
#define N_FRAMES 4

typedef struct {
  int until_resized;
  int after;
} FramesLeft;

static gboolean
is_to_shrink(GtkWindow *window, int *width, int *height)
{
  Report report;
  read_size(&report);
  gtk_window_get_size(window, width, height);
  gboolean is_larger = *width > report.width || *height > report.height;
  *width = MIN(*width, report.width);
  *height = MIN(*height, report.height);
  return is_larger && gtk_window_get_resizable(window);
}

/* As a window manager fits them into the screen. */
static void
shrink(gpointer window, gpointer unused)
{
  int width = 0;
  int height = 0;
  if (is_to_shrink(window, &width, &height))
    gtk_window_resize(window, width, height);
}

static gboolean
is_any_to_shrink(void)
{
  g_autoptr(GList) windows = list_windows();
  int width = 0;
  int height = 0;
  for (GList *link = windows; link != NULL; link = link->next) {
    if (is_to_shrink(link->data, &width, &height))
      return TRUE;
  }
  return FALSE;
}

static gboolean
on_frame(GtkWidget *window, GdkFrameClock *clock, gpointer data)
{
  FramesLeft *left = data;
  gtk_widget_queue_resize(window);
  if (left->until_resized > 0 && is_any_to_shrink()) {
    left->until_resized--;
    return G_SOURCE_CONTINUE;
  }
  left->until_resized = 0;
  if (--left->after > 0)
    return G_SOURCE_CONTINUE;
  g_idle_add_full(G_PRIORITY_LOW, on_idle, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
on_request(gpointer unused)
{
  g_autoptr(GList) windows = list_windows();
  FramesLeft *left = g_new0(FramesLeft, 1);
  *left = (FramesLeft){.until_resized = N_FRAMES_RESIZED, .after = N_FRAMES};
  g_list_foreach(windows, shrink, NULL);
  if (windows != NULL)
    gtk_widget_add_tick_callback(windows->data, on_frame, left, g_free);
  return G_SOURCE_CONTINUE;
}

void
gtk_module_init(int *argc, char ***argv)
{
  if (g_getenv("LAYOUT_REPORT") != NULL)
    g_unix_signal_add(SIGUSR1, on_request, NULL);
}
