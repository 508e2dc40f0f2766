/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/base/scripted-prompt.h"
#include "app/base/terminal-turn.h"
#include "app/cli/options/judge-options.h"
#include "app/cli/options/update-options.h"
#include "app/cli/output/json-output.h"
#include "app/cli/signals.h"
#include "app/workflow/settings/preferences.h"
#include "pkcs11/usb/usb-trouble.h"

#include <glib/gi18n.h>
#include <unistd.h>

/* The exit status of a command that answers no. */
#define EXIT_NO 1

static void
note_step(const char *step)
{
  command_note("%s", step);
}

/* Each step once, however often its progress is told, and never below a question that is open. */
static void
print_step(const char *step, double fraction, gpointer user_data)
{
  CommandContext *context = user_data;
  if (g_strcmp0(context->last_step, step) == 0)
    return;
  g_free(context->last_step);
  context->last_step = g_strdup(step);
  terminal_turn_tell(note_step, step);
}

static void
ignore_step(const char *step, double fraction, gpointer user_data)
{
}

/* The texts before the options. The caller frees them. */
static char *
make_summary(const Command *command)
{
  GString *text = g_string_new(_(command->summary));
  g_string_append_printf(text, "\n\n%s", _(command->description));
  if (command->next_step != NULL)
    g_string_append_printf(text, " %s.", _(command->next_step));
  return g_string_free(text, FALSE);
}

/* Those of the usage line; gettext answers its own header for an empty text. */
static const char *
get_arguments(const Command *command)
{
  return *command->arguments != '\0' ? _(command->arguments) : "";
}

/* HELP gets TRUE when --help was given: GLib's own would end the program, and leave out the common options.
 */
static GOptionContext *
make_option_context(const Command *command, CommandContext *context, gboolean *help)
{
  const GOptionEntry help_entry[] = {
      {"help", 'h', 0, G_OPTION_ARG_NONE, help, N_("Show this help"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  GOptionContext *options = g_option_context_new(get_arguments(command));
  g_autofree char *summary = make_summary(command);
  g_option_context_set_summary(options, summary);
  g_autofree char *more = command->describe_more != NULL ? command->describe_more() : NULL;
  g_option_context_set_description(options, more);
  g_option_context_set_help_enabled(options, FALSE);
  /* Groups, since GLib prints what is in none last. */
  GOptionGroup *own = g_option_group_new("own", _("Options:"), "The command's own options", NULL, NULL);
  g_option_group_set_translation_domain(own, NULL);
  if (command->entries != NULL)
    g_option_group_add_entries(own, command->entries);
  if (command->judges)
    judge_options_add(own);
  if (command->updates)
    update_options_add(own);
  g_option_group_add_entries(own, help_entry);
  g_option_context_add_group(options, own);
  common_options_add(&context->options, options);
  return options;
}

static gboolean
check_arguments(const Command *command, guint n, GError **error)
{
  if (n >= command->min_arguments && n <= command->max_arguments)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("Usage: etoken-ctl %s [OPTION...] %s"), command->name,
              get_arguments(command));
  return FALSE;
}

static int
report_error(const CommandContext *context, const GError *error)
{
  if (context->options.json)
    json_output_print_error(error);
  command_note("etoken-ctl: %s.", error->message);
  return ctl_error_exit_status(error);
}

/* A damaged file is no reason to stop: most commands do without. */
static void
use_preferences(void)
{
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(Preferences) preferences = preferences_get(damage);
  command_note_damage(damage);
  preferences_apply(preferences);
}

void
command_print_version(void)
{
  command_print("etoken-ctl " VERSION "\n");
}

/* GLib leaves the "--" that ends the options where an argument behind it looks like one. */
static void
drop_separator(char **arguments)
{
  char **at = arguments;
  while (*at != NULL && !g_str_equal(*at, "--"))
    at++;
  g_free(*at);
  for (; *at != NULL; at++)
    *at = at[1];
}

static gboolean
run_command(const Command *command, CommandContext *context, char **argv, GError **error)
{
  gboolean help = FALSE;
  g_autoptr(GOptionContext) options = make_option_context(command, context, &help);
  g_auto(GStrv) arguments = g_strdupv(argv);
  if (!common_options_parse(options, &arguments, error) || !common_options_check(&context->options, error))
    return FALSE;
  drop_separator(arguments);
  if (help) {
    g_autofree char *text = g_option_context_get_help(options, FALSE, NULL);
    command_print(text);
    return TRUE;
  }
  if (context->options.version) {
    command_print_version();
    return TRUE;
  }
  if (isatty(STDERR_FILENO) || context->options.verbose)
    context->progress.func = print_step;
  use_preferences();
  return check_arguments(command, g_strv_length(arguments) - 1, error) &&
         command->run(context, arguments + 1, error);
}

/* What somebody at the terminal allows, for which entry. */
typedef struct {
  AddressBookEntry *entry; /* as it was when the first question came */
  AlgorithmConsent *consent;
} EntryConsent;

static void
entry_consent_free(gpointer data)
{
  EntryConsent *of = data;
  address_book_entry_free(of->entry);
  algorithm_consent_free(of->consent);
  g_free(of);
}

void
command_note_allowed(const char *name, guint allowed)
{
  g_autofree char *names = old_algorithms_to_text(allowed, ", ");
  if (allowed != OLD_ALGORITHMS_NONE)
    command_note(_("Allowed for %s from now on: %s."), name, names);
}

/* What was allowed at the terminal is allowed from now on. */
static void
save_consents(const CommandContext *context)
{
  g_autofree char *path = address_book_default_path();
  GHashTableIter iter;
  gpointer value = NULL;
  g_hash_table_iter_init(&iter, context->consents);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const EntryConsent *of = value;
    guint allowed = algorithm_consent_get(of->consent);
    g_autoptr(GError) error = NULL;
    if (allowed == OLD_ALGORITHMS_NONE)
      continue;
    if (address_book_allow(path, of->entry, allowed, &error))
      command_note_allowed(of->entry->name, allowed);
    else
      command_note_warning(error->message);
  }
}

guint
command_take_allowed(CommandContext *context, const char *name)
{
  const EntryConsent *of = g_hash_table_lookup(context->consents, name);
  guint allowed = of != NULL ? algorithm_consent_get(of->consent) : OLD_ALGORITHMS_NONE;
  g_hash_table_remove(context->consents, name);
  return allowed;
}

int
command_main(const Command *command, char **argv)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(SessionKeeper) keeper = session_keeper_new();
  g_autoptr(GHashTable) passwords =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)shared_password_free);
  g_autoptr(GHashTable) consents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_consent_free);
  g_autoptr(GPtrArray) host_keys = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  CommandContext context = {.cancellable = cancellable,
                            .progress = {ignore_step, &context},
                            .keeper = keeper,
                            .consents = consents,
                            .passwords = passwords,
                            .host_keys = host_keys};
  signals_watch(cancellable);
  g_autofree char *name = g_strdup_printf("etoken-ctl %s", command->name);
  g_set_prgname(name); /* GLib puts it into the usage line */
  g_autoptr(GError) error = NULL;
  int status = 0;
  if (!run_command(command, &context, argv, &error))
    status = report_error(&context, error);
  else if (context.answer_is_no)
    status = EXIT_NO;
  save_consents(&context);
  g_clear_error(&error);
  if (!command_print_check(&error) && (status == 0 || context.answer_is_no))
    status = report_error(&context, error);
  common_options_clear(&context.options);
  g_free(context.last_step);
  return status;
}

gboolean
command_can_ask(const CommandContext *context)
{
  return !context->options.yes && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

gboolean
command_hint_force(GError **error)
{
  if (!g_error_matches(*error, CTL_ERROR, CTL_ERROR_EXISTS))
    return FALSE;
  g_autofree char *message = g_steal_pointer(&(*error)->message);
  (*error)->message = g_strdup_printf(_("%s; --force overrules this"), message);
  return FALSE;
}

/* Tokens that cannot be read, or modules that failed. */
static void
note_failures(const TokenList *list, gboolean unreadable)
{
  for (guint i = 0; i < list->failures->len; i++) {
    const GError *failure = g_ptr_array_index(list->failures, i);
    if (g_error_matches(failure, CTL_ERROR, CTL_ERROR_TOKEN_UNREADABLE) == unreadable)
      command_note("etoken-ctl: %s.", failure->message);
  }
}

void
command_note_unreadable(const TokenList *list)
{
  note_failures(list, TRUE);
}

void
command_note_waiting(const TokenList *list, const char *const *silent, gpointer user_data)
{
  for (; *silent != NULL; silent++)
    command_note(_("Waiting for PKCS#11 module %s, which does not answer."), *silent);
}

TokenList *
command_load_tokens(CommandContext *context, const TokenListRequest *wanted, GError **error)
{
  TokenListRequest request = *wanted;
  request.modules = (const char *const *)context->options.modules;
  if (request.waiting == NULL)
    request.waiting = command_note_waiting;
  TokenList *list = token_list_open(&request, context->cancellable, error);
  if (list != NULL)
    note_failures(list, FALSE);
  return list;
}

CtlPrompt *
command_make_token_prompt(CommandContext *context, const Token *token, GError **error)
{
  if (token_is_logged_in(token))
    return CTL_PROMPT(scripted_prompt_new(NULL));
  return common_options_make_prompt(&context->options, context->cancellable, error);
}

static Token *
reveal_token(CommandContext *context, TokenList *list, const char *spec, GError **error)
{
  g_autoptr(Token) token = token_list_find_any(list, spec, error);
  g_autoptr(CtlPrompt) prompt = token != NULL ? command_make_token_prompt(context, token, error) : NULL;
  if (prompt == NULL)
    return NULL;
  command_note(_("Token %s may show the certificate only after a login."), token_get_name(token));
  Token *revealed = token_reveal(token, prompt, 0, context->cancellable, error);
  if (revealed != NULL)
    token_list_replace(list, token, revealed);
  return revealed;
}

Token *
command_find_token(CommandContext *context, TokenList *list, const char *spec, GError **error)
{
  if (token_list_is_hidden(list, spec)) {
    g_autoptr(Token) revealed = reveal_token(context, list, spec, error);
    if (revealed == NULL)
      return NULL;
  }
  return token_list_find(list, spec, error);
}

char *
command_describe_hardware(const Token *token)
{
  /* TRANSLATORS: a token's maker, model and serial number */
  return g_strdup_printf(_("%s %s, serial %s"), token_get_manufacturer(token), token_get_model(token),
                         token_get_serial(token));
}

gboolean
command_fail_without_tokens(const TokenList *list, GError **error)
{
  const GError *silence = list->n_modules > 0 ? token_list_find_failure(list, CTL_ERROR_MODULE_SILENT) : NULL;
  g_autofree char *denied = list->n_modules > 0 ? usb_trouble_find_denied(NULL) : NULL;
  if (list->n_modules == 0)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NO_TOKEN,
                        _("No PKCS#11 module was found; install SafeNet Authentication Client or OpenSC, or "
                          "name one with --module"));
  else if (denied != NULL)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, denied);
  else if (silence != NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_MODULE_SILENT, _("No token is known to be plugged in: %s"),
                silence->message);
  else {
    command_note_unreadable(list);
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN,
                ngettext("No token is plugged in, or none that the %u PKCS#11 module found here can read",
                         "No token is plugged in, or none that the %u PKCS#11 modules found here can read",
                         list->n_modules),
                list->n_modules);
  }
  return FALSE;
}

AddressBookEntry *
command_find_entry(const char *publisher, GError **error)
{
  g_autofree char *path = address_book_default_path();
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  AddressBookEntry *entry = address_book_find(path, publisher, damage, error);
  command_note_damage(damage);
  return entry;
}

static SharedPassword *
get_password(CommandContext *context, const AddressBookEntry *entry)
{
  g_autofree char *key = g_strdup_printf("%s %u", entry->address->host, entry->address->port);
  SharedPassword *password = g_hash_table_lookup(context->passwords, key);
  if (password == NULL) {
    password = shared_password_new();
    g_hash_table_insert(context->passwords, g_steal_pointer(&key), password);
  }
  return password;
}

static AlgorithmConsent *
get_consent(CommandContext *context, const AddressBookEntry *entry)
{
  EntryConsent *of = g_hash_table_lookup(context->consents, entry->name);
  if (of == NULL) {
    of = g_new0(EntryConsent, 1);
    of->entry = address_book_entry_copy(entry);
    of->consent = algorithm_consent_new(entry->name);
    g_hash_table_insert(context->consents, g_strdup(entry->name), of);
  }
  return of->consent;
}

/* Those that are saved and those that the command line gives. */
static const char *const *
add_given_host_keys(CommandContext *context, const char *const *saved)
{
  if (context->options.host_keys == NULL)
    return saved;
  GStrvBuilder *keys = g_strv_builder_new();
  if (saved != NULL)
    g_strv_builder_addv(keys, (const char **)saved);
  g_strv_builder_addv(keys, (const char **)context->options.host_keys);
  char **all = g_strv_builder_end(keys);
  g_strv_builder_unref(keys);
  g_ptr_array_add(context->host_keys, all);
  return (const char *const *)all;
}

PublisherLogin
command_get_login(CommandContext *context, const AddressBookEntry *entry)
{
  PublisherLogin login = address_book_entry_get_login(entry);
  if (context->options.identity != NULL) {
    login.identity = context->options.identity;
    login.password_only = FALSE;
  }
  if (context->options.password_file != NULL || context->options.password_fd >= 0)
    login.keyring_of = NULL; /* the one that is given counts, and nobody said that it is to be kept */
  if (context->options.old_algorithms_text != NULL) {
    login.old_algorithms = context->options.old_algorithms & OLD_ALGORITHMS_SSH;
    login.old_tls = (context->options.old_algorithms & OLD_TLS) != 0;
  }
  login.host_keys = add_given_host_keys(context, login.host_keys);
  login.shared_password = get_password(context, entry);
  login.keeper = context->keeper;
  if (context->options.old_algorithms_text == NULL && entry->name != NULL)
    login.algorithm_consent = get_consent(context, entry);
  return login;
}
