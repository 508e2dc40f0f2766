/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/options/options.h"

#include "app/base/error.h"
#include "app/base/fingerprint.h"
#include "app/base/scripted-prompt.h"
#include "app/base/terminal-prompt.h"
#include "app/cli/output/output.h"
#include "app/publisher/settings/old-algorithms.h"
#include "pkcs11/modules/module-timeout.h"

#include <glib/gi18n.h>

GOptionGroup *
common_options_add(CommonOptions *options, GOptionContext *context)
{
  *options = (CommonOptions){.module_timeout_s = MODULE_TIMEOUT_DEFAULT_S, .pin_fd = -1, .password_fd = -1};
  const GOptionEntry entries[] = {
      {"module", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->modules,
       N_("PKCS#11 module to use instead of those found; may be given several times"), N_("PATH")},
      {"module-timeout", 0, 0, G_OPTION_ARG_INT, &options->module_timeout_s,
       N_("Wait this long for a PKCS#11 module that does not answer (default: 10)"), N_("SECONDS")},
      {"pin-file", 0, 0, G_OPTION_ARG_FILENAME, &options->pin_file,
       N_("Read the token's password from the first line"), N_("FILE")},
      {"pin-fd", 0, 0, G_OPTION_ARG_INT, &options->pin_fd, N_("Read the token's password from descriptor N"),
       N_("N")},
      {"password-file", 0, 0, G_OPTION_ARG_FILENAME, &options->password_file,
       N_("Read the publisher's login password from the first line"), N_("FILE")},
      {"password-fd", 0, 0, G_OPTION_ARG_INT, &options->password_fd,
       N_("Read the publisher's login password from descriptor N"), N_("N")},
      {"identity", 0, 0, G_OPTION_ARG_FILENAME, &options->identity, N_("Private SSH key to log in with"),
       N_("FILE")},
      {"host-key", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->host_keys,
       N_("Accept an unknown publisher only with this host key; once for each node"), N_("SHA256:...")},
      {"old-algorithms", 0, 0, G_OPTION_ARG_STRING, &options->old_algorithms_text,
       N_("Allow a publisher that has nothing better these old algorithms: \"all\", or names separated by "
          "commas"),
       N_("NAMES")},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options->json, N_("Print one JSON object"), NULL},
      {"yes", 0, 0, G_OPTION_ARG_NONE, &options->yes,
       N_("Agree to use a token's last password try, to an upload of certificates, and to each step of an "
          "update that restarts nothing"),
       NULL},
      {"dry-run", 0, 0, G_OPTION_ARG_NONE, &options->dry_run, N_("Check everything, write and sign nothing"),
       NULL},
      {"verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose, N_("Tell each step"), NULL},
      {"version", 0, 0, G_OPTION_ARG_NONE, &options->version,
       N_("Print the program's version and do nothing"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  GOptionGroup *group =
      g_option_group_new("common", _("Common options:"), "The options that every command takes", NULL, NULL);
  g_option_group_set_translation_domain(group, NULL); /* the program's own */
  g_option_group_add_entries(group, entries);
  g_option_context_add_group(context, group);
  return group;
}

/* GLib's own words for a value that is no text do not say so, and its code looks like that of a file. */
gboolean
common_options_parse(GOptionContext *context, char ***arguments, GError **error)
{
  g_autoptr(GError) why = NULL;
  if (g_option_context_parse_strv(context, arguments, &why))
    return TRUE;
  if (why->domain == G_CONVERT_ERROR)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("The value of an option is no text in the character set of the session"));
  else
    g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}

gboolean
common_options_check_wait(int wait_s, GError **error)
{
  if (wait_s < 0)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("--wait takes 0 seconds or more"));
  return wait_s >= 0;
}

gboolean
common_options_check(CommonOptions *options, GError **error)
{
  if (options->module_timeout_s < 1 || options->module_timeout_s > MODULE_TIMEOUT_MAX_S) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("--module-timeout takes 1 to %d seconds"),
                MODULE_TIMEOUT_MAX_S);
    return FALSE;
  }
  module_timeout_set_s((guint)options->module_timeout_s);
  for (char **key = options->host_keys; key != NULL && *key != NULL; key++)
    if (!fingerprint_check(FINGERPRINT_HOST_KEY, *key, error))
      return FALSE;
  return options->old_algorithms_text == NULL ||
         old_algorithms_parse(options->old_algorithms_text, &options->old_algorithms, error);
}

void
common_options_clear(CommonOptions *options)
{
  g_clear_pointer(&options->modules, g_strfreev);
  g_clear_pointer(&options->pin_file, g_free);
  g_clear_pointer(&options->password_file, g_free);
  g_clear_pointer(&options->identity, g_free);
  g_clear_pointer(&options->host_keys, g_strfreev);
  g_clear_pointer(&options->old_algorithms_text, g_free);
}

/* What was given has been tried when somebody has to be asked. */
static const char *
without_login_password(const CommonOptions *options)
{
  if (options->password_file == NULL && options->password_fd < 0)
    return options->identity == NULL ? _("use --password-file, --password-fd or --identity")
                                     : _("use --password-file or --password-fd");
  return options->identity == NULL ? _("the one that was given has been tried; correct it, or use --identity")
                                   : _("the one that was given has been tried; correct it");
}

static const char *
without_terminal(PromptKind kind, gconstpointer data)
{
  const CommonOptions *options = data;
  switch (kind) {
  case PROMPT_TOKEN_PASSWORD:
    return options->pin_file == NULL && options->pin_fd < 0
               ? _("use --pin-file or --pin-fd")
               : _("the one that was given has been tried; correct it");
  case PROMPT_NEW_TOKEN_PASSWORD:
  case PROMPT_NEW_TOKEN_PASSWORD_AGAIN:
    return _("use --new-pin-file or --new-pin-fd");
  case PROMPT_LOGIN_PASSWORD:
    return without_login_password(options);
  case PROMPT_KEY_PASSPHRASE:
    return _("add the key to an SSH agent");
  case PROMPT_LAST_TRY:
  case PROMPT_STEP:
    return _("use --yes");
  case PROMPT_RESTART:
    return _("somebody has to say yes to each restart, --yes does not");
  case PROMPT_HOST_KEY:
    return _("use --host-key with the publisher's fingerprint");
  case PROMPT_OLD_ALGORITHMS:
    return _("use --old-algorithms");
  case PROMPT_CERTIFICATE:
    return _("use --fingerprint with the server's fingerprint");
  case PROMPT_LOGIN_ANSWER:
  case PROMPT_LOGIN_HIDDEN_ANSWER:
    return _("somebody has to answer what the server asks");
  }
  return NULL;
}

gboolean
common_options_read_secret(Secret **secret, const char *file, int fd, GCancellable *cancellable,
                           GError **error)
{
  *secret = NULL;
  if (file == NULL && fd < 0)
    return TRUE;
  g_autofree char *fd_name = g_strdup_printf(_("Descriptor %d"), fd);
  *secret = file != NULL ? secret_read_file(file, cancellable, error)
                         : secret_read_line(fd, fd_name, cancellable, error);
  return *secret != NULL;
}

/* Hands the secret of a file or descriptor, where one was given, to the prompt. */
static gboolean
add_secret(CtlScriptedPrompt *prompt, PromptKind kind, const char *file, int fd, GCancellable *cancellable,
           GError **error)
{
  Secret *secret = NULL;
  if (!common_options_read_secret(&secret, file, fd, cancellable, error))
    return FALSE;
  if (secret != NULL)
    scripted_prompt_take_secret(prompt, kind, secret);
  return TRUE;
}

/* Nobody sees the question and what it says of the token. */
static void
tell_password_state(const PromptQuestion *question)
{
  if (question->kind == PROMPT_TOKEN_PASSWORD && question->detail != NULL)
    command_note(_("Token %s: %s"), question->subject, question->detail);
}

CtlPrompt *
common_options_make_prompt(const CommonOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr(CtlTerminalPrompt) terminal = terminal_prompt_new(without_terminal, options);
  g_autoptr(CtlScriptedPrompt) prompt = scripted_prompt_new(CTL_PROMPT(terminal));
  scripted_prompt_set_func(prompt, tell_password_state);
  for (char **key = options->host_keys; key != NULL && *key != NULL; key++)
    scripted_prompt_set_host_key(prompt, *key);
  if (options->yes)
    scripted_prompt_set_last_try(prompt, TRUE);
  if (!add_secret(prompt, PROMPT_TOKEN_PASSWORD, options->pin_file, options->pin_fd, cancellable, error) ||
      !add_secret(prompt, PROMPT_LOGIN_PASSWORD, options->password_file, options->password_fd, cancellable,
                  error))
    return NULL;
  return CTL_PROMPT(g_steal_pointer(&prompt));
}
