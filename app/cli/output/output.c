/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/output.h"

#include "app/base/error.h"
#include "app/base/text.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Why standard output could first not be written, or 0: a later call may say nothing of it. */
static int cause;

static void
note_cause(gboolean failed)
{
  if (failed && cause == 0)
    cause = errno;
}

/* SHOWN is harmless. Files and pipes get UTF-8, a terminal its own character set. */
static void
put(const char *shown)
{
  g_autofree char *converted = isatty(STDOUT_FILENO) ? text_for_terminal(shown) : NULL;
  note_cause(fputs(converted != NULL ? converted : shown, stdout) == EOF);
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
  put("\n");
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
  note_cause(fflush(stdout) != 0);
  return cause == 0;
}

gboolean
command_print_check(GError **error)
{
  if (command_print_flush())
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Standard output cannot be written: %s"),
              g_strerror(cause));
  return FALSE;
}

void
command_note_lines(const char *text)
{
  g_autofree char *shown = text_lines_for_people(text);
  command_print_flush(); /* so that both streams come out in order where they end in the same place */
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
