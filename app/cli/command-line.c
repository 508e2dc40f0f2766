/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command-line.h"

#include "app/base/error.h"

#include <glib/gi18n.h>

static GOptionContext *
make_context(CommandLine *line)
{
  const GOptionEntry help_entry[] = {
      {"help", 'h', 0, G_OPTION_ARG_NONE, &line->help, N_("Show this help"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new(_("COMMAND [OPTION...] [ARGUMENT...]"));
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_set_strict_posix(context, TRUE); /* the command ends it */
  GOptionGroup *group = common_options_add(&line->options, context);
  g_option_group_add_entries(group, help_entry);
  return context;
}

/* Most likely it is an option of the command's own. */
static void
hint_place(GError *error)
{
  if (!g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    return;
  g_autofree char *message = error->message;
  /* TRANSLATORS: after a sentence without its full stop, "Unknown option --all" */
  error->message =
      g_strdup_printf(_("%s; before the command stand only those that every command takes"), message);
}

/* The index of the command in ARGV, which ends with those REST words that parsing has left; "--" may be the
 * first of them. That of the final NULL without a command. */
static guint
find_command(char **argv, char **rest)
{
  guint n_words = g_strv_length(argv);
  guint n_rest = g_strv_length(rest);
  guint n_left = n_rest > 1 ? n_rest - 1 : 0; /* the first is the program's name */
  gboolean separated = n_left > 0 && g_str_equal(rest[1], "--");
  return n_words - n_left + (separated ? 1 : 0);
}

/* TRUE when the "--" at INDEX ends the options: the words before it are whole without it. Else it is the
 * value of the last one. */
static gboolean
is_separator(char **argv, guint index)
{
  CommandLine before = {.words = NULL};
  g_autoptr(GOptionContext) context = make_context(&before);
  g_auto(GStrv) words = g_strdupv(argv);
  for (guint i = g_strv_length(words); i-- > index;)
    g_clear_pointer(&words[i], g_free);
  gboolean whole = common_options_parse(context, &words, NULL);
  command_line_clear(&before);
  return whole;
}

/* The options before the command mean the same behind it. */
static char **
put_command_first(char **argv, guint command)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new();
  gboolean separated = g_str_equal(argv[command - 1], "--") && is_separator(argv, command - 1);
  g_strv_builder_add(words, argv[command]);
  for (guint i = 1; argv[i] != NULL; i++)
    if (i != command && !(separated && i + 1 == command))
      g_strv_builder_add(words, argv[i]);
  return g_strv_builder_end(words);
}

gboolean
command_line_read(CommandLine *line, char **argv, GError **error)
{
  *line = (CommandLine){.words = NULL};
  g_autoptr(GOptionContext) context = make_context(line);
  g_auto(GStrv) rest = g_strdupv(argv);
  g_autoptr(GError) why = NULL;
  if (!common_options_parse(context, &rest, &why)) {
    hint_place(why);
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  }
  guint command = find_command(argv, rest);
  if (argv[command] != NULL)
    line->words = put_command_first(argv, command);
  return TRUE;
}

void
command_line_clear(CommandLine *line)
{
  common_options_clear(&line->options);
  g_clear_pointer(&line->words, g_strfreev);
}

char *
command_line_get_help(const char *summary, const char *description)
{
  CommandLine line = {.words = NULL};
  g_autoptr(GOptionContext) context = make_context(&line);
  g_option_context_set_summary(context, summary);
  g_option_context_set_description(context, description);
  return g_option_context_get_help(context, FALSE, NULL);
}
