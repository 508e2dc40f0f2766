/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of what phones of any age read: TN118893, whose lists are signed with SHA-1; deduced for others. */
#include "app/cli/build-parts.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/base/file.h"
#include "app/cli/options/judge-options.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/list-json.h"
#include "app/cli/output/rule-table.h"
#include "app/workflow/list/list-file.h"

#include <glib/gi18n.h>

static struct {
  char *output;
  char *from;
  char **removed;
  gboolean non_secure;
  char *digest;
  char *sign_with;
} flags;

static const GOptionEntry entries[] = {
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &flags.output, N_("Where the signed list goes"), N_("FILE")},
    {"from", 0, 0, G_OPTION_ARG_FILENAME, &flags.from,
     N_("List that the new one replaces; its records are taken over"), N_("FILE")},
    {"token", 't', 0, G_OPTION_ARG_CALLBACK, build_parts_take,
     N_("Token that goes into the list; it needs two"), N_("TOKEN")},
    {"token-certificate", 0, G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, build_parts_take,
     N_("Certificate of a token that is not plugged in, in DER or PEM; goes into the list like --token"),
     N_("FILE")},
    /* What stands in FUNCTION_SERVER_NAMES: a macro in a text would hide it from translators. */
    {"server", 's', G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, build_parts_take,
     N_("Server that goes into the list; functions: CCM+TFTP, CCM, TFTP, CAPF, SAST, APP"),
     N_("FUNCTION,HOST,CERTFILE")},
    {"replace", 0, 0, G_OPTION_ARG_CALLBACK, build_parts_take,
     N_("Number of the old list's record whose place the --server or token before it takes"), N_("NUMBER")},
    {"remove", 'r', 0, G_OPTION_ARG_STRING_ARRAY, &flags.removed,
     N_("Record of the old list that is left out, by number, serial number or name"), N_("RECORD")},
    {"non-secure", 0, 0, G_OPTION_ARG_NONE, &flags.non_secure,
     N_("Empty the CCM+TFTP records, for a cluster that goes to non-secure mode"), NULL},
    {"digest", 0, 0, G_OPTION_ARG_STRING, &flags.digest,
     N_("sha1 (default, for phones of any age), sha256 or sha512"), N_("DIGEST")},
    {"sign-with", 0, 0, G_OPTION_ARG_STRING, &flags.sign_with, N_("Token whose key signs"), N_("TOKEN")},
    G_OPTION_ENTRY_NULL,
};

static gboolean
check_flags(DigestAlgorithm *digest, GError **error)
{
  const char *missing = flags.output == NULL      ? _("build needs --output FILE")
                        : flags.sign_with == NULL ? _("build needs --sign-with TOKEN")
                        : !build_parts_are_any() && flags.from == NULL
                            ? _("build needs --token TOKEN or --from FILE")
                            : NULL;
  if (missing != NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, missing);
    return FALSE;
  }
  *digest = DIGEST_SHA1;
  if (flags.digest == NULL || digest_from_name(flags.digest, digest))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("Digest \"%s\" is none of sha1, sha256, sha512"),
              flags.digest);
  return FALSE;
}

/* The draft with the records of --from that --remove leaves. */
static ListDraft *
start_draft(CommandContext *context, GError **error)
{
  g_autoptr(ListFile) old =
      flags.from != NULL ? list_file_load(flags.from, context->cancellable, error) : NULL;
  if (flags.from != NULL && old == NULL)
    return NULL;
  return list_draft_new(old != NULL ? old->list : NULL);
}

/* After the tokens were added: the last old one may be removed when a new one is there. */
static gboolean
remove_records(ListDraft *draft, GError **error)
{
  for (guint i = 0; flags.removed != NULL && flags.removed[i] != NULL; i++) {
    guint index = 0;
    if (!list_draft_find(draft, flags.removed[i], &index, error) || !list_draft_remove(draft, index, error))
      return FALSE;
  }
  return TRUE;
}

/* A plan (--dry-run) also tells the state of the signer's password. */
static TokenList *
load_tokens(CommandContext *context, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  build_parts_add_token_names(names);
  g_ptr_array_add(names, flags.sign_with);
  g_ptr_array_add(names, NULL);
  const TokenListRequest wanted = {.names = (const char *const *)names->pdata,
                                   .brief = !context->options.dry_run};
  return command_load_tokens(context, &wanted, error);
}

/* What is needed to sign, beside the draft. */
typedef struct {
  SignRequest request;
  Consent *consent;
  GPtrArray *findings; /* of Finding: against the draft */
  GPtrArray *warnings;
} BuildPlan;

static void
build_plan_clear(BuildPlan *plan)
{
  g_clear_pointer(&plan->request.signer, token_unref);
  consent_free(plan->consent);
  g_clear_pointer(&plan->findings, g_ptr_array_unref);
  g_clear_pointer(&plan->warnings, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BuildPlan, build_plan_clear)

/* TRUE when nothing speaks against the draft that is not overruled. All that does is told. */
static gboolean
check_draft(const CommandContext *context, const ListDraft *draft, BuildPlan *plan, GError **error)
{
  plan->findings = list_draft_judge(draft, token_get_certificate(plan->request.signer), plan->request.digest,
                                    clock_unix_time(), error);
  return plan->findings != NULL && judge_pass(plan->findings, plan->consent, context->options.json, error);
}

/* What costs nothing is checked first, the tokens are asked last. The order of records is the one of the
 * options: those of the old list, tokens, servers. */
static ListDraft *
make_draft(CommandContext *context, BuildPlan *plan, GError **error)
{
  plan->consent = judge_options_make_consent(error);
  if (plan->consent == NULL || !check_flags(&plan->request.digest, error) ||
      !file_check_replaceable(flags.output, error))
    return NULL;
  g_autoptr(ListDraft) draft = start_draft(context, error);
  g_autoptr(TokenList) list = draft != NULL ? load_tokens(context, error) : NULL;
  if (list == NULL || !build_parts_put(context, list, draft, error) || !remove_records(draft, error))
    return NULL;
  if (flags.non_secure)
    list_draft_make_non_secure(draft);
  plan->request.signer = command_find_token(context, list, flags.sign_with, error);
  if (plan->request.signer == NULL || !check_draft(context, draft, plan, error))
    return NULL;
  return g_steal_pointer(&draft);
}

/* What took the place of which record, for a person to see before the password is asked for. */
static void
note_replaced(const ListDraft *draft)
{
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    g_autofree char *text = list_draft_describe_replacement(draft, i);
    if (text != NULL)
      command_note("%s.", text);
  }
}

static void
json_add_replaced(JsonBuilder *builder, const ListDraft *draft)
{
  json_builder_set_member_name(builder, "replaced");
  json_builder_begin_array(builder);
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    g_autofree char *text = list_draft_describe_replacement(draft, i);
    if (text == NULL)
      continue;
    json_builder_begin_object(builder);
    json_add_int(builder, "record", list_draft_get_old_number(draft, i));
    json_add_string(builder, "text", text);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void
print_result(CommandContext *context, const ListDraft *draft, const TrustList *list, const BuildPlan *plan)
{
  GBytes *bytes = trust_list_get_bytes(list);
  guint n_records = trust_list_get_n_records(list);
  if (context->options.json) {
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_add_string(builder, "file", flags.output);
    json_add_file_facts(builder, bytes);
    json_add_list(builder, list);
    json_add_replaced(builder, draft);
    json_add_findings(builder, plan->findings, plan->consent);
    json_builder_end_object(builder);
    json_output_print(builder);
    return;
  }
  command_print_line(ngettext("%s: %zu bytes, %u record, signed and verified\n",
                              "%s: %zu bytes, %u records, signed and verified\n", n_records),
                     flags.output, g_bytes_get_size(bytes), n_records);
}

static void
print_plan(CommandContext *context, const ListDraft *draft, const BuildPlan *plan)
{
  guint n = list_draft_get_n_records(draft);
  Token *signer = plan->request.signer;
  if (!context->options.json) {
    command_print_line(
        ngettext("%s would have %u record and be signed by %s; nothing was signed or written\n",
                 "%s would have %u records and be signed by %s; nothing was signed or written\n", n),
        flags.output, n, token_get_name(signer));
    return;
  }
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_string(builder, "file", flags.output);
  json_add_boolean(builder, "dry_run", TRUE);
  json_add_int(builder, "n_records", n);
  json_add_string(builder, "signer", token_get_name(signer));
  json_add_string(builder, "password_state", token_describe_password_state(signer));
  json_add_replaced(builder, draft);
  json_add_findings(builder, plan->findings, plan->consent);
  json_builder_end_object(builder);
  json_output_print(builder);
}

static gboolean
sign_draft(CommandContext *context, ListDraft *draft, BuildPlan *plan, GError **error)
{
  g_autoptr(CtlPrompt) prompt = command_make_token_prompt(context, plan->request.signer, error);
  if (prompt == NULL)
    return FALSE;
  plan->warnings = g_ptr_array_new_with_free_func(g_free);
  plan->request.consent = plan->consent;
  plan->request.warnings = plan->warnings;
  g_autoptr(TrustList) list =
      list_draft_sign(draft, &plan->request, prompt, &context->progress, context->cancellable, error);
  if (list == NULL || !file_replace(flags.output, trust_list_get_bytes(list), error))
    return FALSE;
  print_result(context, draft, list, plan);
  command_note_warnings(plan->warnings);
  return TRUE;
}

static gboolean
run_build(CommandContext *context, char **arguments, GError **error)
{
  g_auto(BuildPlan) plan = {0};
  g_autoptr(ListDraft) draft = make_draft(context, &plan, error);
  if (draft == NULL)
    return FALSE;
  note_replaced(draft);
  if (!context->options.dry_run)
    return sign_draft(context, draft, &plan, error);
  print_plan(context, draft, &plan);
  return TRUE;
}

const Command command_build = {
    .name = "build",
    .arguments = "",
    .summary = N_("Collect tokens and servers into a CTL and sign it"),
    .description = N_(
        "Records stand in the order of the options, after those of the old list. HOST is the server's IPv4\n"
        "address, as the Windows CTL Client wrote it, or its name; CERTFILE its certificate in DER or PEM.\n"
        "\n"
        "A server takes the place of the old record that is the same thing: the one with the same function,\n"
        "node (by name or address) and kind of key; for SAST, the one with the same subject and issuer. "
        "When\n"
        "there are several, their numbers are printed, and --replace NUMBER behind the --server or --token\n"
        "chooses. The address of the old record is kept when a name has none here. One certificate may "
        "stand\n"
        "for several nodes and with several functions. A token that lies in a safe, or is another\n"
        "cluster's, is added with --token-certificate; export writes that file.\n"
        "\n"
        "The key never leaves the token; its password is asked for, or read with --pin-file or --pin-fd. "
        "FILE\n"
        "is replaced only by a list that was read again and verified.\n"
        "\n"
        "A list that --from names has to verify. The new list is judged before the password is asked for, "
        "by\n"
        "the rules of check and by those for the signer. Each error has a name in brackets; the list is\n"
        "signed only when there is none, or when each is accepted by its name with --accept. What is\n"
        "overruled is kept in the audit log."),
    .describe_more = rule_table_of_judgement,
    .entries = entries,
    .judges = TRUE,
    .min_arguments = 0,
    .max_arguments = 0,
    .run = run_build,
};
