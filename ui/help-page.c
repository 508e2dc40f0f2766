/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/help-page.h"

#include <string.h>

/* A page while it is written into its buffer. */
typedef struct {
  GtkTextBuffer *buffer;
  gboolean in_paragraph; /* the next plain line goes on with it */
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
start_paragraph(Writer *writer)
{
  if (writer->in_paragraph)
    append(writer, "\n", 1, "text");
  writer->in_paragraph = FALSE;
}

static void
append_heading(Writer *writer, const char *line)
{
  start_paragraph(writer);
  append_line(writer, line, "heading");
  append(writer, "\n", 1, "heading");
}

static void
append_item(Writer *writer, const char *line)
{
  start_paragraph(writer);
  if (g_str_has_prefix(line, "- "))
    append(writer, "• ", strlen("• "), "item");
  append_line(writer, g_str_has_prefix(line, "- ") ? line + 2 : line, "item");
  writer->in_paragraph = TRUE;
}

static void
append_code(Writer *writer, const char *line)
{
  start_paragraph(writer);
  append(writer, line, strlen(line), "code");
  append(writer, "\n", 1, "code");
}

static void
append_text(Writer *writer, const char *line)
{
  if (writer->in_paragraph)
    append(writer, " ", 1, "text");
  append_line(writer, line, "text");
  writer->in_paragraph = TRUE;
}

/* Lines that go on with an item are set in below it. */
static void
append_any(Writer *writer, const char *line)
{
  g_autofree char *stripped = g_strstrip(g_strdup(line));
  if (*stripped == '\0')
    start_paragraph(writer);
  else if (g_str_has_prefix(line, "## "))
    append_heading(writer, line + strlen("## "));
  else if (g_str_has_prefix(line, "- ") || is_numbered(line))
    append_item(writer, line);
  else if (g_str_has_prefix(line, "    ") && !writer->in_paragraph)
    append_code(writer, stripped);
  else if (!g_str_has_prefix(line, "# "))
    append_text(writer, stripped);
}

static void
add_styles(GtkTextBuffer *buffer)
{
  gtk_text_buffer_create_tag(buffer, "text", "pixels-below-lines", 6, NULL);
  gtk_text_buffer_create_tag(buffer, "item", "left-margin", 42, "indent", -16, "pixels-below-lines", 4, NULL);
  gtk_text_buffer_create_tag(buffer, "heading", "weight", PANGO_WEIGHT_BOLD, "pixels-above-lines", 12,
                             "pixels-below-lines", 4, NULL);
  gtk_text_buffer_create_tag(buffer, "bold", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag(buffer, "fixed", "family", "monospace", NULL);
  gtk_text_buffer_create_tag(buffer, "code", "family", "monospace", "left-margin", 42, "pixels-below-lines",
                             4, NULL);
}

GtkWidget *
help_page_new(const char *text)
{
  GtkWidget *view = g_object_new(GTK_TYPE_TEXT_VIEW, "visible", TRUE, "editable", FALSE, "cursor-visible",
                                 FALSE, "wrap-mode", GTK_WRAP_WORD_CHAR, "left-margin", 18, "right-margin",
                                 18, "top-margin", 12, "bottom-margin", 12, "accepts-tab", FALSE, NULL);
  g_autofree char *title = help_page_dup_title(text);
  Writer writer = {.buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(view))};
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  add_styles(writer.buffer);
  for (char **line = lines; *line != NULL; line++)
    append_any(&writer, *line);
  atk_object_set_name(gtk_widget_get_accessible(view), title);
  return view;
}

char *
help_page_dup_title(const char *text)
{
  const char *start = g_str_has_prefix(text, "# ") ? text + strlen("# ") : text;
  return g_strndup(start, strcspn(start, "\n"));
}
