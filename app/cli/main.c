/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/base/language.h"
#include "app/base/process.h"
#include "app/cli/command-line.h"
#include "app/cli/command.h"
#include "app/cli/output/json-output.h"

#include <glib/gi18n.h>

static const Command *const commands[] = {
    &command_tokens, &command_export, &command_password,  &command_build,   &command_show,   &command_check,
    &command_verify, &command_diff,   &command_publisher, &command_push,    &command_fetch,  &command_status,
    &command_plan,   &command_update, &command_migrate,   &command_history, &command_doctor,
};

static char *
list_commands(void)
{
  GString *text = g_string_new(NULL);
  g_string_append_printf(text, "%s\n\n",
                         _("Certificate trust lists for Cisco Unified CM, signed with USB eTokens."));
  g_string_append_printf(text, "%s\n", _("Commands, in the order of the job:"));
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
    g_string_append_printf(text, "%s  %-9s %s", i > 0 ? "\n" : "", commands[i]->name,
                           _(commands[i]->summary));
  return g_string_free(text, FALSE);
}

/* The caller frees it. */
static char *
help_text(void)
{
  g_autofree char *summary = list_commands();
  g_autofree char *description =
      g_strdup_printf("%s\n\n%s", _("`etoken-ctl COMMAND --help` explains a command."),
                      _("Exit status: 0 done, 1 the answer is no, 2 usage, 3 token, 4 network or publisher,\n"
                        "5 input damaged or a file unreadable, 130 cancelled."));
  return command_line_get_help(summary, description);
}

static const Command *
find_command(const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
    if (g_str_equal(commands[i]->name, name))
      return commands[i];
  return NULL;
}

/* The exit status of what only prints. */
static int
end_printing(void)
{
  g_autoptr(GError) error = NULL;
  if (command_print_check(&error))
    return 0;
  command_note("etoken-ctl: %s.", error->message);
  return ctl_error_exit_status(error);
}

/* A command line without a command. */
static int
answer_program(const CommandLine *line)
{
  g_autofree char *help = help_text();
  if (line->help)
    command_print(help);
  else if (line->options.version)
    command_print_version();
  else {
    command_note_lines(help);
    return 2;
  }
  return end_printing();
}

/* Before there is a command that could tell it. */
static int
fail(const CommandLine *line, const GError *error)
{
  if (line->options.json)
    json_output_print_error(error);
  command_note("etoken-ctl: %s.", error->message);
  return 2;
}

static int
run(const CommandLine *line)
{
  if (line->words == NULL)
    return answer_program(line);
  const Command *command = find_command(line->words[0]);
  if (command != NULL)
    return command_main(command, line->words);
  g_autoptr(GError) error = NULL;
  g_set_error(&error, CTL_ERROR, CTL_ERROR_USAGE,
              _("There is no command \"%s\"; `etoken-ctl --help` lists them"), line->words[0]);
  return fail(line, error);
}

int
main(int argc, char **argv)
{
  process_prepare_descriptors();
  process_protect_secrets();
  language_start(LOCALE_PATH);
  g_set_prgname("etoken-ctl"); /* GLib puts it into the usage line */
  CommandLine line = {.words = NULL};
  g_autoptr(GError) error = NULL;
  int status = command_line_read(&line, argv, &error) ? run(&line) : fail(&line, error);
  command_line_clear(&line);
  return status;
}
