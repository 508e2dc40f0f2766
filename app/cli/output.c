/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output.h"

#include "app/base/text.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* SHOWN is harmless. Files and pipes get UTF-8, a terminal its own character set. */
static void
put(const char *shown)
{
  g_autofree char *converted = isatty(STDOUT_FILENO) ? text_for_terminal(shown) : NULL;
  fputs(converted != NULL ? converted : shown, stdout);
}

void
command_print(const char *text)
{
  g_autofree char *shown = text_lines_for_people(text);
  put(shown);
}

void
command_print_line(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  if (g_str_has_suffix(text, "\n"))
    text[strlen(text) - 1] = '\0';
  g_autofree char *shown = text_for_people(text);
  put(shown);
  fputs("\n", stdout);
}

void
command_print_json(const char *text)
{
  g_autofree char *shown = text_json_for_people(text);
  put(shown);
}

gboolean
command_print_flush(void)
{
  return fflush(stdout) == 0 && !ferror(stdout);
}

void
command_note_lines(const char *text)
{
  g_autofree char *shown = text_lines_for_people(text);
  fflush(stdout); /* so that both streams come out in order where they end in the same place */
  g_printerr("%s", shown);
}

void
command_note(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  g_autofree char *line = text_for_people(text);
  g_autofree char *shown = g_strconcat(line, "\n", NULL);
  command_note_lines(shown);
}

void
command_note_warning(const char *warning)
{
  command_note(_("etoken-ctl: warning: %s."), warning);
}

void
command_note_warnings(const GPtrArray *warnings)
{
  for (guint i = 0; i < warnings->len; i++)
    command_note_warning(g_ptr_array_index(warnings, i));
}

/* Each once, however often the file is read. */
void
command_note_damage(const GPtrArray *damage)
{
  static GHashTable *told = NULL;
  if (told == NULL)
    told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < damage->len; i++)
    if (g_hash_table_add(told, g_strdup(g_ptr_array_index(damage, i))))
      command_note_warning(g_ptr_array_index(damage, i));
}
