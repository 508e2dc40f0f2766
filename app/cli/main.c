/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/base/language.h"
#include "app/base/process.h"
#include "app/cli/command.h"

#include <glib/gi18n.h>

static const Command *const commands[] = {
    &command_tokens, &command_export, &command_password, &command_build,     &command_show,
    &command_check,  &command_verify, &command_diff,     &command_publisher, &command_push,
    &command_fetch,  &command_status, &command_migrate,  &command_history,   &command_doctor,
};

static char *
help_text(void)
{
  GString *text = g_string_new(NULL);
  g_string_append_printf(text, "%s\n\n", _("Usage: etoken-ctl COMMAND [OPTION...] [ARGUMENT...]"));
  g_string_append_printf(text, "%s\n\n",
                         _("Certificate trust lists for Cisco Unified CM, signed with USB eTokens."));
  g_string_append_printf(text, "%s\n", _("Commands, in the order of the job:"));
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
    g_string_append_printf(text, "  %-9s %s\n", commands[i]->name, _(commands[i]->summary));
  g_string_append_printf(text, "\n%s\n\n", _("`etoken-ctl COMMAND --help` explains a command."));
  g_string_append_printf(
      text, "%s\n",
      _("Exit status: 0 done, 1 the answer is no, 2 usage, 3 token, 4 network or publisher,\n"
        "5 input damaged or a file unreadable, 130 cancelled."));
  return g_string_free(text, FALSE);
}

/* The exit status. */
static int
print_only(const char *text)
{
  g_autoptr(GError) error = NULL;
  command_print(text);
  if (command_print_check(&error))
    return 0;
  command_note("etoken-ctl: %s.", error->message);
  return ctl_error_exit_status(error);
}

static const Command *
find_command(const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
    if (g_str_equal(commands[i]->name, name))
      return commands[i];
  return NULL;
}

int
main(int argc, char **argv)
{
  process_prepare_descriptors();
  process_protect_secrets();
  language_start(LOCALE_PATH);
  g_autofree char *help = help_text();
  if (argc < 2) {
    command_note_lines(help);
    return 2;
  }
  if (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h"))
    return print_only(help);
  if (g_str_equal(argv[1], "--version"))
    return print_only("etoken-ctl " VERSION "\n");
  const Command *command = find_command(argv[1]);
  if (command == NULL) {
    command_note(_("etoken-ctl: There is no command \"%s\"; `etoken-ctl --help` lists them."), argv[1]);
    return 2;
  }
  return command_main(command, argv + 1);
}
