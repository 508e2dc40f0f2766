/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/scripted-prompt.h"
#include "app/cli/output/json-output.h"
#include "app/workflow/tokens/token-jobs.h"

#include <glib/gi18n.h>

static struct {
  char *new_pin_file;
  int new_pin_fd;
} flags = {.new_pin_fd = -1};

static const GOptionEntry entries[] = {
    {"new-pin-file", 0, 0, G_OPTION_ARG_FILENAME, &flags.new_pin_file,
     N_("Read the new password from the first line"), N_("FILE")},
    {"new-pin-fd", 0, 0, G_OPTION_ARG_INT, &flags.new_pin_fd, N_("Read the new password from descriptor N"),
     N_("N")},
    G_OPTION_ENTRY_NULL,
};

/* A new password from a file or descriptor needs no repetition against typing errors. */
static gboolean
add_new_password(CommandContext *context, CtlPrompt *prompt, GError **error)
{
  Secret *new = NULL;
  if (!common_options_read_secret(&new, flags.new_pin_file, flags.new_pin_fd, context->cancellable, error))
    return FALSE;
  if (new == NULL)
    return TRUE;
  CtlScriptedPrompt *scripted = CTL_SCRIPTED_PROMPT(prompt);
  scripted_prompt_take_secret(scripted, PROMPT_NEW_TOKEN_PASSWORD_AGAIN, secret_ref(new));
  scripted_prompt_take_secret(scripted, PROMPT_NEW_TOKEN_PASSWORD, new);
  return TRUE;
}

static void
print_result(CommandContext *context, const Token *token, gboolean changed)
{
  if (!context->options.json) {
    command_print_line(changed ? _("Token %s: the password was changed\n")
                               : _("Token %s: its password would be changed; nothing was asked or done\n"),
                       token_get_name(token));
    return;
  }
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_string(builder, "token", token_get_name(token));
  json_add_boolean(builder, "changed", changed);
  json_add_string(builder, "password_state", changed ? NULL : token_describe_password_state(token));
  json_builder_end_object(builder);
  json_output_print(builder);
}

static gboolean
change_password(CommandContext *context, Token *token, GError **error)
{
  g_autoptr(CtlPrompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  if (prompt == NULL || !add_new_password(context, prompt, error))
    return FALSE;
  return token_password_change(token, prompt, &context->progress, context->cancellable, error);
}

static gboolean
run_password(CommandContext *context, char **arguments, GError **error)
{
  const TokenListRequest wanted = {.names = (const char *const *)arguments};
  g_autoptr(TokenList) list = command_load_tokens(context, &wanted, error);
  g_autoptr(Token) token = list != NULL ? token_list_find_any(list, arguments[0], error) : NULL;
  if (token == NULL)
    return FALSE;
  gboolean change = !context->options.dry_run;
  if (change && !change_password(context, token, error))
    return FALSE;
  print_result(context, token, change);
  return TRUE;
}

const Command command_password = {
    .name = "password",
    .arguments = N_("TOKEN"),
    .summary = N_("Change a token's password"),
    .description =
        N_("Asks for the old password, the new one and the new one again, or reads them with --pin-file or\n"
           "--pin-fd and --new-pin-file or --new-pin-fd. A wrong old password uses up one try; too many in a "
           "row\n"
           "lock the token for good, and nothing can unlock it. Tokens leave the factory with a known "
           "password."),
    .entries = entries,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_password,
};
