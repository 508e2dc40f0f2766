/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what is told of phones and clusters: the functions of app/workflow that do the steps. */
#include "app/cli/options/judge-options.h"
#include "app/cli/options/update-options.h"
#include "app/cli/output/rule-table.h"
#include "app/cli/update-steps.h"

#include "app/base/error.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/list/token-certificate.h"

#include <glib/gi18n.h>

static struct {
  char *to;
  char *list;
} flags;

static const GOptionEntry entries[] = {
    {"sign-with", 0, 0, G_OPTION_ARG_STRING, &update_options.signer, N_("Token whose key signs"),
     N_("TOKEN")},
    {"to", 0, 0, G_OPTION_ARG_STRING, &flags.to, N_("tokens (default) or tokenless"), N_("GOAL")},
    {"token", 't', 0, G_OPTION_ARG_STRING_ARRAY, &update_options.tokens,
     N_("Token that the list is to have, and no others but those that are named"), N_("TOKEN")},
    {"token-certificate", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &update_options.certificates,
     N_("The same, by the file of its certificate"), N_("FILE")},
    {"list", 0, 0, G_OPTION_ARG_FILENAME, &flags.list,
     N_("Today's list, where the publisher does not serve it"), N_("FILE")},
    {"without", 0, 0, G_OPTION_ARG_STRING_ARRAY, &update_options.without,
     N_("Host of a node that is left out: it is not asked and gets no list. May be given several times"),
     N_("NODE")},
    G_OPTION_ENTRY_NULL,
};

static gboolean
check_flags(PlanGoal *goal, GError **error)
{
  if (update_options.signer == NULL && !update_options.back) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("update needs --sign-with TOKEN"));
    return FALSE;
  }
  return plan_goal_from_word(flags.to, goal, error);
}

static gboolean
run_update(CommandContext *context, char **arguments, GError **error)
{
  PlanGoal goal = PLAN_TO_TOKENS;
  g_autoptr(GPtrArray) certificates = NULL;
  g_autoptr(Consent) consent = judge_options_make_consent(error);
  if (consent == NULL || !check_flags(&goal, error) ||
      !token_certificates_read((const char *const *)update_options.certificates, &certificates,
                               context->cancellable, error))
    return FALSE;
  g_autoptr(ListFile) given =
      flags.list != NULL ? list_file_load(flags.list, context->cancellable, error) : NULL;
  if (flags.list != NULL && given == NULL)
    return FALSE;
  g_autoptr(AddressBookEntry) entry = command_find_entry(arguments[0], error);
  if (entry == NULL ||
      !address_book_entry_leave_out(entry, (const char *const *)update_options.without, error))
    return FALSE;
  UpdateOrder order = {.name = arguments[0],
                       .setup = {.kind = UPDATE_TO_PLAN,
                                 .goal = goal,
                                 .given = given != NULL ? given->bytes : NULL,
                                 .certificates = certificates,
                                 .entry = entry,
                                 .consent = consent}};
  return update_steps_run(context, &order, error);
}

const Command command_update = {
    .name = "update",
    .arguments = N_("PUBLISHER"),
    .summary = N_("Give a cluster the list that it needs, on every node"),
    .description = N_(
        "Makes the list that plan finds, and puts it on every node: asks the cluster, shows the plan, asks "
        "for\n"
        "a yes, signs, puts the list on the nodes that do not hold it, checks what each holds, tells or does "
        "the\n"
        "restarts, and looks at what phones are served. When the cluster has the list that it needs, nothing "
        "is\n"
        "signed, and no token has to be plugged in; nodes that hold another one get it. The same command "
        "goes\n"
        "on after an interruption, and does what is missing; a list that was signed before is signed anew "
        "only\n"
        "when the cluster has changed since.\n"
        "\n"
        "Phones that do not know the signer from today's list ask TVS: then the token's certificate is "
        "exported,\n"
        "and nothing is signed until TVS on every node knows it. --upload uploads it by OS Administration, "
        "after\n"
        "a yes.\n"
        "\n"
        "--without leaves a node out that cannot be reached: its records stay as they are, and status goes "
        "on\n"
        "telling of it. --back puts the previous list on every node again. --yes says yes to every step but "
        "the\n"
        "restart of a node, which is asked for each time; --dry-run stops when the plan was shown. The exit\n"
        "status is 0 when nothing is left to do, 1 when something is, or when something stands in the way.\n"
        "\n"
        "The list is judged before it is signed, by the rules of check, and on each node before it is put\n"
        "there. An error stops the update, until it is accepted by its name, which stands in brackets, with\n"
        "--accept. What is overruled is kept in the audit log."),
    .describe_more = rule_table_of_judgement,
    .entries = entries,
    .judges = TRUE,
    .updates = TRUE,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_update,
};
