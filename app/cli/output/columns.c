/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/columns.h"

#include "app/base/text.h"

#include <glib/gi18n.h>

guint
columns_of(const char *text)
{
  guint width = 0;
  for (; *text != '\0'; text = g_utf8_next_char(text)) {
    gunichar c = g_utf8_get_char(text);
    if (!g_unichar_iszerowidth(c))
      width += g_unichar_iswide(c) ? 2 : 1;
  }
  return width;
}

guint
columns_of_widest(const char *const *texts, gsize n)
{
  guint widest = 0;
  for (gsize i = 0; i < n; i++)
    widest = MAX(widest, columns_of(_(texts[i])));
  return widest;
}

char *
columns_pad(const char *text, guint width)
{
  g_autofree char *shown = text_for_people(text);
  guint used = columns_of(shown);
  return g_strdup_printf("%s%*s", shown, used < width ? (int)(width - used) : 0, "");
}

NamedLines *
named_lines_new(void)
{
  NamedLines *lines = g_new0(NamedLines, 1);
  lines->names = g_ptr_array_new_with_free_func(g_free);
  lines->values = g_ptr_array_new_with_free_func(g_free);
  return lines;
}

void
named_lines_free(NamedLines *lines)
{
  g_ptr_array_unref(lines->names);
  g_ptr_array_unref(lines->values);
  g_free(lines);
}

void
named_lines_add(NamedLines *lines, const char *name, const char *value)
{
  g_ptr_array_add(lines->names, text_for_people(name));
  g_ptr_array_add(lines->values, value != NULL ? text_for_people(value) : NULL);
}

void
named_lines_add_line(NamedLines *lines, const char *text)
{
  named_lines_add(lines, text, NULL);
}

/* One space at least stands between a name and its value. */
static guint
find_column(const NamedLines *lines, guint column)
{
  for (guint i = 0; i < lines->names->len; i++)
    if (g_ptr_array_index(lines->values, i) != NULL)
      column = MAX(column, columns_of(g_ptr_array_index(lines->names, i)) + 1);
  return column;
}

char *
named_lines_to_text(const NamedLines *lines, const char *indent, guint column)
{
  GString *text = g_string_new(NULL);
  column = find_column(lines, column);
  for (guint i = 0; i < lines->names->len; i++) {
    const char *name = g_ptr_array_index(lines->names, i);
    const char *value = g_ptr_array_index(lines->values, i);
    g_autofree char *padded = columns_pad(name, value != NULL ? column : 0);
    g_string_append_printf(text, "%s%s%s\n", indent, padded, value != NULL ? value : "");
  }
  return g_string_free(text, FALSE);
}
