/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/help/help-page.h"

#include "ui/widgets/shown-text.h"

#include <string.h>

#define BLOCK_MARK "```" /* begins and ends what stands in a terminal */
#define TAB_WIDTH 8

/* A page while it is written into its buffer. */
typedef struct {
  GtkTextBuffer *buffer;
  GString *paragraph; /* what was read of it so far, with its style */
  const char *style;
  gboolean in_block;
  gboolean in_command; /* the next line of the block goes on with a command */
} Writer;

static void
append(Writer *writer, const char *text, gsize len, const char *tag)
{
  GtkTextIter end;
  g_autofree char *piece = g_strndup(text, len);
  gtk_text_buffer_get_end_iter(writer->buffer, &end);
  gtk_text_buffer_insert_with_tags_by_name(writer->buffer, &end, piece, -1, tag, NULL);
}

/* LINE with what stands between backquotes or two stars in its own style; TAG is that of the rest. */
static void
append_line(Writer *writer, const char *line, const char *tag)
{
  while (*line != '\0') {
    gsize plain = strcspn(line, "`*");
    append(writer, line, plain, tag);
    line += plain;
    const char *mark = *line == '`' ? "`" : "**";
    const char *end = g_str_has_prefix(line, mark) ? strstr(line + strlen(mark), mark) : NULL;
    if (end != NULL) {
      line += strlen(mark);
      append(writer, line, (gsize)(end - line), *mark == '`' ? "fixed" : "bold");
      line = end + strlen(mark);
    } else if (*line != '\0') {
      append(writer, line++, 1, tag);
    }
  }
}

static gboolean
is_numbered(const char *line)
{
  return g_ascii_isdigit(line[0]) && strstr(line, ". ") != NULL && strstr(line, ". ") - line <= 2;
}

static void
end_paragraph(Writer *writer)
{
  if (writer->paragraph->len == 0)
    return;
  append_line(writer, writer->paragraph->str, writer->style);
  append(writer, "\n", 1, writer->style);
  g_string_truncate(writer->paragraph, 0);
}

static void
append_heading(Writer *writer, const char *line, const char *tag)
{
  end_paragraph(writer);
  append_line(writer, line, tag);
  append(writer, "\n", 1, tag);
}

static void
start_item(Writer *writer, const char *line)
{
  end_paragraph(writer);
  gboolean is_bullet = g_str_has_prefix(line, "- ");
  g_string_printf(writer->paragraph, "%s%s", is_bullet ? "• " : "", is_bullet ? line + strlen("- ") : line);
  writer->style = "item";
}

static void
append_code(Writer *writer, const char *line)
{
  end_paragraph(writer);
  append(writer, line, strlen(line), "code");
  append(writer, "\n", 1, "code");
}

/* As a terminal shows it: the stops of a text view are as far apart as its own font wants. */
static char *
expand_tabs(const char *line)
{
  g_autoptr(GString) expanded = g_string_new(NULL);
  for (const char *at = line; *at != '\0'; at = g_utf8_next_char(at)) {
    if (*at != '\t')
      g_string_append_unichar(expanded, g_utf8_get_char(at));
    else
      do
        g_string_append_c(expanded, ' ');
      while (g_utf8_strlen(expanded->str, -1) % TAB_WIDTH != 0);
  }
  return g_string_free(g_steal_pointer(&expanded), FALSE);
}

static void
append_block_line(Writer *writer, const char *line)
{
  gboolean is_command = writer->in_command || g_str_has_prefix(line, "$ ");
  const char *tag = is_command ? "command" : "code";
  g_autofree char *expanded = expand_tabs(line);
  append(writer, expanded, strlen(expanded), tag);
  append(writer, "\n", 1, tag);
  writer->in_command = is_command && g_str_has_suffix(line, "\\");
}

/* A line that begins a paragraph, or goes on with one or with an item. */
static void
add_text(Writer *writer, const char *line)
{
  if (writer->paragraph->len == 0)
    writer->style = "text";
  else
    g_string_append_c(writer->paragraph, ' ');
  g_string_append(writer->paragraph, line);
}

static void
append_prose(Writer *writer, const char *line)
{
  g_autofree char *stripped = g_strstrip(g_strdup(line));
  if (*stripped == '\0')
    end_paragraph(writer);
  else if (g_str_has_prefix(line, "### "))
    append_heading(writer, line + strlen("### "), "message");
  else if (g_str_has_prefix(line, "## "))
    append_heading(writer, line + strlen("## "), "heading");
  else if (g_str_has_prefix(line, "- ") || is_numbered(line))
    start_item(writer, line);
  else if (g_str_has_prefix(line, "    ") && writer->paragraph->len == 0)
    append_code(writer, stripped);
  else if (!g_str_has_prefix(line, "# "))
    add_text(writer, stripped);
}

/* Some room between the last line of a block and what follows it. */
static void
end_block(Writer *writer)
{
  GtkTextIter start, end;
  gtk_text_buffer_get_end_iter(writer->buffer, &end);
  start = end;
  gtk_text_iter_backward_line(&start);
  gtk_text_buffer_apply_tag_by_name(writer->buffer, "block-end", &start, &end);
}

static void
append_any(Writer *writer, const char *line)
{
  if (g_str_has_prefix(line, BLOCK_MARK)) {
    end_paragraph(writer);
    if (writer->in_block)
      end_block(writer);
    writer->in_block = !writer->in_block;
  } else if (writer->in_block) {
    append_block_line(writer, line);
  } else {
    append_prose(writer, line);
  }
}

/* Long lines of a terminal are wrapped, and go on further to the right, so that nothing has to be scrolled
 * sideways. */
static void
add_terminal_style(GtkTextBuffer *buffer, const char *name, PangoWeight weight)
{
  static const GdkRGBA shade = {0.5, 0.5, 0.5, 0.12}; /* on a light and on a dark theme */
  gtk_text_buffer_create_tag(buffer, name, "family", "monospace", "scale", 0.9, "weight", weight,
                             "left-margin", 24, "indent", -24, "wrap-mode", GTK_WRAP_WORD_CHAR,
                             "paragraph-background-rgba", &shade, NULL);
}

static void
add_styles(GtkTextBuffer *buffer)
{
  gtk_text_buffer_create_tag(buffer, "text", "pixels-below-lines", 6, NULL);
  gtk_text_buffer_create_tag(buffer, "item", "left-margin", 42, "indent", -16, "pixels-below-lines", 4, NULL);
  gtk_text_buffer_create_tag(buffer, "heading", "weight", PANGO_WEIGHT_BOLD, "scale", 1.15,
                             "pixels-above-lines", 18, "pixels-below-lines", 4, NULL);
  gtk_text_buffer_create_tag(buffer, "message", "weight", PANGO_WEIGHT_BOLD, "pixels-above-lines", 12,
                             "pixels-below-lines", 4, NULL);
  gtk_text_buffer_create_tag(buffer, "bold", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag(buffer, "fixed", "family", "monospace", NULL);
  add_terminal_style(buffer, "code", PANGO_WEIGHT_NORMAL);
  add_terminal_style(buffer, "command", PANGO_WEIGHT_BOLD);
  gtk_text_buffer_create_tag(buffer, "block-end", "pixels-below-lines", 10, NULL);
}

GtkWidget *
help_page_new(const char *text)
{
  GtkWidget *view = g_object_new(GTK_TYPE_TEXT_VIEW, "visible", TRUE, "editable", FALSE, "cursor-visible",
                                 FALSE, "wrap-mode", GTK_WRAP_WORD_CHAR, "left-margin", 18, "right-margin",
                                 18, "top-margin", 12, "bottom-margin", 12, "accepts-tab", FALSE, NULL);
  g_autofree char *title = help_page_dup_title(text);
  g_autoptr(GString) paragraph = g_string_new(NULL);
  Writer writer = {.buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(view)), .paragraph = paragraph};
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  add_styles(writer.buffer);
  for (char **line = lines; *line != NULL; line++)
    append_any(&writer, *line);
  end_paragraph(&writer);
  shown_text_set_name(view, title);
  return view;
}

char *
help_page_dup_title(const char *text)
{
  const char *start = g_str_has_prefix(text, "# ") ? text + strlen("# ") : text;
  return g_strndup(start, strcspn(start, "\n"));
}

gboolean
help_page_find(GtkTextView *view, const char *text, gboolean onward)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer(view);
  GtkTextIter from, start, end;
  if (!onward || !gtk_text_buffer_get_selection_bounds(buffer, NULL, &from))
    gtk_text_buffer_get_start_iter(buffer, &from);
  if (!gtk_text_iter_forward_search(&from, text, GTK_TEXT_SEARCH_CASE_INSENSITIVE, &start, &end, NULL))
    return FALSE;
  gtk_text_buffer_select_range(buffer, &start, &end);
  return TRUE;
}

static gboolean
scroll_to_found(gpointer view)
{
  GtkTextMark *found = gtk_text_buffer_get_insert(gtk_text_view_get_buffer(view));
  gtk_text_view_scroll_to_mark(view, found, 0.0, TRUE, 0.0, 0.2);
  return G_SOURCE_REMOVE;
}

/* After the view has laid out its text, which it does with a higher priority: before that, a page that was
 * just made forgets where it was to be scrolled to (GTK 3.24). */
void
help_page_show_found(GtkTextView *view)
{
  g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, scroll_to_found, g_object_ref(view), g_object_unref);
}
