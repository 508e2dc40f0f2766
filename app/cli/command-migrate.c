/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what is told of phones and clusters: TN118893, "From Tokenless Solution to Hardware eTokens",
 * and the functions of app/workflow that do the steps. */
#include "app/cli/options/judge-options.h"
#include "app/cli/options/update-options.h"
#include "app/cli/output/rule-table.h"
#include "app/cli/update-steps.h"
#include "app/workflow/list/token-certificate.h"

#include <glib/gi18n.h>

static const GOptionEntry entries[] = {
    {"token", 0, 0, G_OPTION_ARG_STRING_ARRAY, &update_options.tokens,
     N_("A token that goes into the list; without it all that are plugged in"), N_("TOKEN")},
    {"token-certificate", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &update_options.certificates,
     N_("Certificate of a token that is not plugged in, in DER or PEM; goes into the list like --token"),
     N_("FILE")},
    {"sign-with", 0, 0, G_OPTION_ARG_STRING, &update_options.signer,
     N_("The token that signs; else the first"), N_("TOKEN")},
    G_OPTION_ENTRY_NULL,
};

static gboolean
run_migrate(CommandContext *context, char **arguments, GError **error)
{
  g_autoptr(Consent) consent = judge_options_make_consent(error);
  g_autoptr(GPtrArray) certificates = NULL;
  if (consent == NULL || !token_certificates_read((const char *const *)update_options.certificates,
                                                  &certificates, context->cancellable, error))
    return FALSE;
  g_autoptr(AddressBookEntry) entry = command_find_entry(arguments[0], error);
  if (entry == NULL)
    return FALSE;
  UpdateOrder order = {
      .name = arguments[0],
      .setup = {.kind = UPDATE_MIGRATE, .entry = entry, .certificates = certificates, .consent = consent}};
  return update_steps_run(context, &order, error);
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
        "status 1); the same command goes on from there. --upload uploads the certificates by OS "
        "Administration,\n"
        "after a yes, and TVS decides as ever. --back undoes it. utils ctl is never run. The "
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
    .updates = TRUE,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_migrate,
};
