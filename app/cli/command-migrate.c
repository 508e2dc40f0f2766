/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what is told of phones and clusters: TN118893, "From Tokenless Solution to Hardware eTokens",
 * and the functions of app/workflow that do the steps. */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/base/text.h"
#include "app/cli/json-output.h"
#include "app/cli/judge-options.h"
#include "app/cli/rule-table.h"
#include "app/workflow/migrate/migrate-wait.h"

#include <glib/gi18n.h>
#include <string.h>

static struct {
  char *cli_user;
  char **tokens;
  char *signer;
  int wait_s;
  gboolean restart, restarted, back, take_over;
} flags;

static const GOptionEntry entries[] = {
    {"cli-user", 0, 0, G_OPTION_ARG_STRING, &flags.cli_user,
     N_("User of the platform CLI, where it is not the one saved with the publisher"), N_("NAME")},
    {"token", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.tokens,
     N_("A token that goes into the list; without it all that are plugged in"), N_("TOKEN")},
    {"sign-with", 0, 0, G_OPTION_ARG_STRING, &flags.signer, N_("The token that signs; else the first"),
     N_("TOKEN")},
    {"wait", 0, 0, G_OPTION_ARG_INT, &flags.wait_s, N_("How long to wait for TVS to know the tokens (0)"),
     N_("SECONDS")},
    {"restart", 0, 0, G_OPTION_ARG_NONE, &flags.restart, N_("Restart the services, asking before each node"),
     NULL},
    {"restarted", 0, 0, G_OPTION_ARG_NONE, &flags.restarted, N_("The services were restarted elsewhere"),
     NULL},
    {"back", 0, 0, G_OPTION_ARG_NONE, &flags.back,
     N_("Put the list that was there before on every node again"), NULL},
    {"take-over", 0, 0, G_OPTION_ARG_NONE, &flags.take_over,
     N_("Remove the lock and the files that a push has left that was cut off. Only when nobody else pushes"),
     NULL},
    G_OPTION_ENTRY_NULL,
};

/* Lines of TEXT, each where those of a step stand. */
static void
add_lines(GString *to, const char *text)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_autofree char *shown = text_for_people(*line);
    g_string_append_printf(to, "    %s\n", shown);
  }
}

static void
print_step(const MigrateStep *step)
{
  static const char *const marks[] = {"[ ]", "[~]", "[x]"};
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(text, "%s %u. %s\n", marks[step->state], step->id + 1, migrate_step_title(step->id));
  if (step->found != NULL)
    add_lines(text, step->found);
  if (step->to_do != NULL) {
    g_autofree char *to_do = g_strdup_printf(_("To do: %s"), step->to_do);
    add_lines(text, to_do);
  }
  command_print(text->str);
}

/* FAILED is why a step did not end, or NULL. */
static void
print_json(const Migration *migration, const char *name, const GError *failed)
{
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  if (failed != NULL)
    json_add_error(json, failed);
  json_add_string(json, "publisher", name);
  json_add_boolean(json, "done", migrate_get_next(migration) == MIGRATE_N_STEPS);
  json_builder_set_member_name(json, "steps");
  json_builder_begin_array(json);
  for (guint i = 0; i < MIGRATE_N_STEPS; i++) {
    const MigrateStep *step = migrate_get_step(migration, (MigrateStepId)i);
    json_builder_begin_object(json);
    json_add_string(json, "step", migrate_step_get_word(step->id));
    json_add_string(json, "title", migrate_step_title(step->id));
    json_add_string(json, "state", migrate_state_get_word(step->state));
    json_add_string(json, "found", step->found);
    json_add_string(json, "to_do", step->to_do);
    json_builder_end_object(json);
  }
  json_builder_end_array(json);
  json_add_findings(json, migrate_get_findings(migration), migrate_get_consent(migration));
  json_builder_end_object(json);
  json_output_print(json);
}

/* What was found in the step that judged last, and how to overrule it. */
static void
note_findings(const Migration *migration, GError **error)
{
  const Consent *consent = migrate_get_consent(migration);
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  const GPtrArray *findings = migrate_get_findings(migration);
  judge_note_findings(findings, consent, told);
  judge_hint_accept(findings, consent, error);
}

static gboolean
run_steps(CommandContext *context, Migration *migration, CtlPrompt *prompt, GError **error)
{
  for (;;) {
    MigrateStepId id = migrate_get_next(migration);
    if (id == MIGRATE_N_STEPS)
      return TRUE;
    if (context->options.dry_run && id >= MIGRATE_EXPORT) {
      command_note(_("--dry-run stops before step %u."), id + 1);
      return TRUE;
    }
    if (!migrate_run_waiting(migration, flags.wait_s, prompt, &context->progress, context->cancellable,
                             error)) {
      note_findings(migration, error);
      g_prefix_error(error, _("Step %u (%s): "), id + 1, migrate_step_get_word(id));
      return FALSE;
    }
    const MigrateStep *step = migrate_get_step(migration, id);
    if (!context->options.json)
      print_step(step);
    note_findings(migration, NULL);
    if (step->state != MIGRATE_DONE) {
      context->answer_is_no = TRUE;
      if (id == MIGRATE_RESTART)
        command_note(_("--restart does it, asking before each node; --restarted says that it was done."));
      command_note(_("The same command goes on from here."));
      return TRUE;
    }
  }
}

/* What was done in earlier runs. */
static void
print_earlier(const CommandContext *context, const Migration *migration)
{
  MigrateStepId next = migrate_get_next(migration);
  for (guint i = 0; !context->options.json && i < next; i++)
    print_step(migrate_get_step(migration, (MigrateStepId)i));
}

static gboolean
go_back(CommandContext *context, Migration *migration, CtlPrompt *prompt, GError **error)
{
  if (context->options.dry_run) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("--back cannot be tried with --dry-run"));
    return FALSE;
  }
  gboolean done = migrate_go_back(migration, prompt, &context->progress, context->cancellable, error);
  note_findings(migration, done ? NULL : error);
  if (!done)
    return FALSE;
  if (!context->options.json)
    command_print_line("%s", _(MIGRATE_BACK_DONE));
  g_autofree char *next = migrate_describe_back();
  g_autofree char *lines = g_strconcat(next, "\n", NULL);
  command_note_lines(lines);
  return TRUE;
}

static gboolean
run_with(CommandContext *context, const char *name, const MigrateSetup *setup, CtlPrompt *prompt,
         GError **error)
{
  g_autofree char *folder = migrate_default_folder(name);
  g_autoptr(Migration) migration = migrate_open(folder, setup, error);
  if (migration == NULL)
    return FALSE;
  print_earlier(context, migration);
  g_autoptr(GError) failed = NULL;
  gboolean done = flags.back ? go_back(context, migration, prompt, &failed)
                             : run_steps(context, migration, prompt, &failed);
  if (context->options.json)
    print_json(migration, name, failed);
  if (!done)
    g_propagate_error(error, g_steal_pointer(&failed));
  return done;
}

/* Each once: a step talks with the same nodes as those before. */
static void
note_warnings(const GPtrArray *warnings)
{
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < warnings->len; i++)
    if (g_hash_table_add(told, g_ptr_array_index(warnings, i)))
      command_note_warning(g_ptr_array_index(warnings, i));
}

static gboolean
run_migrate(CommandContext *context, char **arguments, GError **error)
{
  g_autoptr(Consent) consent = judge_options_make_consent(error);
  g_autoptr(AddressBookEntry) publisher = consent != NULL ? command_find_entry(arguments[0], error) : NULL;
  g_autoptr(CtlPrompt) prompt =
      publisher != NULL ? common_options_make_prompt(&context->options, context->cancellable, error) : NULL;
  if (prompt == NULL)
    return FALSE;
  g_autoptr(GPtrArray) nodes = address_book_entry_list_nodes(publisher);
  g_autoptr(GPtrArray) cli_nodes = address_book_entry_list_cli_nodes(publisher, flags.cli_user);
  const PublisherLogin login = command_get_login(context, publisher);
  guint old = context->options.old_algorithms_text != NULL ? context->options.old_algorithms
                                                           : publisher->cluster->old_algorithms;
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  MigrateSetup setup = {
      .entry = publisher,
      .nodes = nodes,
      .cli_nodes = cli_nodes,
      .login = &login,
      .tvs_port = publisher->cluster->tvs_port,
      .old_tls = (old & OLD_TLS) != 0,
      .modules = (const char *const *)context->options.modules,
      .tokens = (const char *const *)flags.tokens,
      .signer = flags.signer,
      .restart = flags.restart,
      .restarted = flags.restarted,
      .consent = consent,
      .take_over = flags.take_over,
      .warnings = warnings,
  };
  gboolean done = run_with(context, arguments[0], &setup, prompt, error);
  note_warnings(warnings);
  return done;
}

const Command command_migrate = {
    .name = "migrate",
    .arguments = N_("PUBLISHER"),
    .summary = N_("Go from a tokenless list back to one signed by eTokens"),
    .description = N_(
        "Runs the whole way step by step: checks the cluster (mixed mode, a release before 14SU3, one list "
        "on\n"
        "all nodes), finds two tokens, exports their certificates, waits until they were uploaded and TVS\n"
        "knows them on every node, makes the list with the tokens in place of its tokenless signer, shows "
        "the\n"
        "difference and asks, signs, puts it on every node, checks what each node holds, tells or does the\n"
        "restarts, and says what to see on a phone. It stops where something has to be done elsewhere (exit\n"
        "status 1); the same command goes on from there. --back undoes it. utils ctl is never run. The "
        "state\n"
        "is kept in etoken-ctl/migrations in the user's data folder. --yes says yes to every step "
        "but\n"
        "the restart of a node, which is asked for each time; --dry-run stops before the export.\n"
        "\n"
        "The list is judged before it is signed, by the rules of check, and on each node before it is put\n"
        "there. An error stops the migration, until it is accepted by its name, which stands in brackets, "
        "with\n"
        "--accept. That the old list does not know the signer is none: TVS was asked. Lists that are "
        "replaced\n"
        "are kept as push keeps them; what is overruled is kept in the audit log."),
    .describe_more = rule_table_of_judgement,
    .entries = entries,
    .judges = TRUE,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_migrate,
};
