/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what is told of phones: TN118893 and "Security By Default", as app/workflow/judge judges by
 * them. */
#include "app/cli/command.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/base/fingerprint.h"
#include "app/cli/options/judge-options.h"
#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/list-json.h"
#include "app/cli/output/rule-table.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/publish/publish-plan.h"
#include "app/workflow/publish/publish-restart.h"
#include "app/workflow/publish/publish-wait.h"

#include <glib/gi18n.h>

#define NOT_GIVEN G_MININT

static struct {
  gboolean take_over;
  gboolean restart;
  int wait_s;
  char **nodes;
  char *tvs_certificate;
  char **fingerprints;
} flags = {.wait_s = NOT_GIVEN};

static const GOptionEntry entries[] = {
    {"take-over", 0, 0, G_OPTION_ARG_NONE, &flags.take_over,
     N_("Remove the lock and the files that a push has left that was cut off. Only when nobody else pushes"),
     NULL},
    {"restart", 0, 0, G_OPTION_ARG_NONE, &flags.restart,
     N_("Restart Cisco Tftp on nodes that serve another list after the upload, asking before each node"),
     NULL},
    {"wait", 0, 0, G_OPTION_ARG_INT, &flags.wait_s,
     N_("How long to wait until every node serves the list. In a terminal, nodes by hand are waited for "
        "without "
        "it, until Ctrl-C"),
     N_("SECONDS")},
    {"node", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.nodes,
     N_("Only this node of a saved publisher: its host, or publisher, subscriber, tftp. May be given several "
        "times"),
     N_("NODE")},
    {"tvs-cert", 0, 0, G_OPTION_ARG_FILENAME, &flags.tvs_certificate,
     N_("The certificate that TVS has to show, or an ITL that names it"), N_("FILE")},
    {"fingerprint", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.fingerprints,
     N_("Believe OS Administration of a node that shows this certificate (SHA-1 or SHA-256); instead of a "
        "question"),
     N_("AB:CD:...")},
    G_OPTION_ENTRY_NULL,
};

/* What there is to know of the connection, and the warnings of the judgement. */
static void
add_warnings(JsonBuilder *json, const PublishNode *node)
{
  g_autoptr(GPtrArray) warnings = g_ptr_array_new();
  for (guint i = 0; i < node->warnings->len; i++)
    g_ptr_array_add(warnings, g_ptr_array_index(node->warnings, i));
  for (guint i = 0; node->found.judgement != NULL && i < node->found.judgement->findings->len; i++) {
    const Finding *finding = g_ptr_array_index(node->found.judgement->findings, i);
    if (finding->rule->severity == LINT_WARNING)
      g_ptr_array_add(warnings, finding->text);
  }
  json_add_strings(json, "warnings", warnings);
}

static void
add_node_as_json(const CommandContext *context, JsonBuilder *json, const PublishNode *node,
                 const Consent *consent)
{
  json_builder_begin_object(json);
  json_add_string(json, "publisher", node->url);
  if (node->publisher != NULL) {
    json_add_string(json, "name", node->publisher);
    json_add_string(json, "role", node_role_get_word(node->role));
  }
  json_add_string(json, "result", node->error == NULL ? publish_result_get_word(node->result) : "failed");
  if (node->error != NULL || !context->options.dry_run)
    json_add_string(json, "state", publish_state_get_word(node->state));
  if (node->error != NULL) {
    json_add_string(json, "code", ctl_error_get_word(node->error));
    json_add_string(json, "message", node->error->message);
  }
  add_warnings(json, node);
  if (node->found.judgement != NULL)
    json_add_findings(json, node->found.judgement->findings, consent);
  json_builder_end_object(json);
}

static void
print_as_json(const CommandContext *context, GBytes *bytes, const PublishNodes *nodes,
              const GPtrArray *warnings, const Consent *consent)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_add_file_facts(json, bytes);
  json_add_boolean(json, "dry_run", context->options.dry_run);
  json_add_findings(json, publish_nodes_get_findings(nodes), consent);
  json_builder_set_member_name(json, "publishers");
  json_builder_begin_array(json);
  for (guint i = 0; i < all->len; i++)
    add_node_as_json(context, json, g_ptr_array_index(all, i), consent);
  json_builder_end_array(json);
  json_add_strings(json, "warnings", warnings);
  json_builder_end_object(json);
  json_output_print(json);
}

static void
print_node(const CommandContext *context, const PublishNode *node)
{
  if (node->error != NULL)
    return;
  command_print_line("%s %s", node->url, publish_node_describe_result(node, context->options.dry_run));
}

/* Failures of nodes but the one that the command ends with. */
static void
note_failures(const GPtrArray *nodes, const GError *last)
{
  guint n_failed = 0;
  gboolean left_out = FALSE;
  for (guint i = 0; i < nodes->len; i++) {
    const GError *why = ((const PublishNode *)g_ptr_array_index(nodes, i))->error;
    n_failed += why != NULL ? 1 : 0;
    if (why == NULL)
      continue;
    if (!left_out && g_str_equal(why->message, last->message))
      left_out = TRUE;
    else
      command_note("etoken-ctl: %s.", why->message);
  }
  if (nodes->len > 1 && n_failed > 0)
    command_note(
        ngettext(
            "%u of %u nodes failed; the same command again pushes to those only that do not hold the list.",
            "%u of %u nodes failed; the same command again pushes to those only that do not hold the list.",
            n_failed),
        n_failed, nodes->len);
}

/* Each refused node's error, and the worst of all, says how to overrule it. */
static void
hint_accept(const GPtrArray *nodes, const Consent *consent, GError **worst)
{
  for (guint i = 0; i < nodes->len; i++) {
    PublishNode *node = g_ptr_array_index(nodes, i);
    if (node->found.judgement == NULL || node->error == NULL)
      continue;
    gboolean is_worst = g_str_equal(node->error->message, (*worst)->message);
    judge_hint_accept(node->found.judgement->findings, consent, &node->error);
    if (is_worst)
      judge_hint_accept(node->found.judgement->findings, consent, worst);
  }
}

/* Those of an option stand for those that are saved with a publisher. */
static gboolean
set_options(const CommandContext *context, AddressBookEntry *entry, GError **error)
{
  if (context->options.old_algorithms_text != NULL)
    entry->cluster->old_algorithms = context->options.old_algorithms;
  for (char **given = flags.fingerprints; given != NULL && *given != NULL; given++)
    if (!fingerprint_check(FINGERPRINT_CERTIFICATE, *given, error))
      return FALSE;
  if (flags.fingerprints == NULL)
    return TRUE;
  g_strfreev(entry->cluster->web_certificates);
  entry->cluster->web_certificates = g_strdupv(flags.fingerprints);
  return TRUE;
}

/* A certificate is that of one cluster. */
static gboolean
set_tvs_identity(CommandContext *context, PublishNodes *nodes, guint n_publishers, GError **error)
{
  if (flags.tvs_certificate == NULL)
    return TRUE;
  if (n_publishers > 1) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("--tvs-cert says who TVS of one cluster is; give one publisher with it"));
    return FALSE;
  }
  g_autoptr(TvsIdentity) identity =
      tvs_identity_new_from_file(flags.tvs_certificate, context->cancellable, error);
  if (identity != NULL)
    publish_nodes_set_tvs_identity(nodes, identity);
  return identity != NULL;
}

static gboolean
fail(const char *sentence, GError **error)
{
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, sentence);
  return FALSE;
}

/* What is believed of one cluster is not believed of another, and nothing is given in vain. */
static gboolean
check_fingerprints(const PublishNodes *nodes, guint n_publishers, GError **error)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  if (flags.fingerprints == NULL)
    return TRUE;
  if (n_publishers > 1)
    return fail(
        _("--fingerprint says what OS Administration of one cluster shows; give one publisher with it"),
        error);
  for (guint i = 0; i < all->len; i++)
    if (((const PublishNode *)g_ptr_array_index(all, i))->address->way == DELIVER_BY_WEB)
      return TRUE;
  return fail(_("--fingerprint is for nodes that take files by OS Administration; no node of this push does"),
              error);
}

static PublishNodes *
find_nodes(CommandContext *context, const GPtrArray *publishers, GError **error)
{
  g_autoptr(PublishNodes) nodes = publish_nodes_new();
  for (guint i = 0; i < publishers->len; i++) {
    AddressBookEntry *entry = g_ptr_array_index(publishers, i);
    if (!set_options(context, entry, error))
      return NULL;
    PublisherLogin login = command_get_login(context, entry);
    publish_nodes_add(nodes, entry, &login);
  }
  if (flags.nodes != NULL && !publish_nodes_select(nodes, (const char *const *)flags.nodes, error))
    return NULL;
  if (!check_fingerprints(nodes, publishers->len, error) ||
      !set_tvs_identity(context, nodes, publishers->len, error))
    return NULL;
  return g_steal_pointer(&nodes);
}

static GPtrArray *
find_publishers(char **names, GError **error)
{
  g_autoptr(GPtrArray) publishers = g_ptr_array_new_with_free_func((GDestroyNotify)address_book_entry_free);
  for (; *names != NULL; names++) {
    AddressBookEntry *entry = command_find_entry(*names, error);
    if (entry == NULL)
      return NULL;
    g_ptr_array_add(publishers, entry);
  }
  return g_steal_pointer(&publishers);
}

static void
print_checksums(const ListFile *file, const PublishNodes *nodes)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(file->bytes, &md5, &sha1);
  g_autofree char *length = g_strdup_printf("%" G_GSIZE_FORMAT, g_bytes_get_size(file->bytes));
  g_autofree char *next_steps = publish_plan_next_steps(nodes, file->list);
  g_autoptr(NamedLines) lines = named_lines_new();
  named_lines_add(lines, _("Length"), length);
  named_lines_add(lines, "MD5", md5);
  named_lines_add(lines, "SHA1", sha1);
  g_autofree char *text = named_lines_to_text(lines, "", 7);
  command_print(text);
  command_note("%s", next_steps);
}

/* Each once: nodes of a cluster say the same. */
static void
note_warnings(const GPtrArray *warnings, GHashTable *told)
{
  for (guint i = 0; i < warnings->len; i++)
    if (g_hash_table_add(told, g_ptr_array_index(warnings, i)))
      command_note_warning(g_ptr_array_index(warnings, i));
}

static void
note_nodes(const GPtrArray *nodes, const GPtrArray *more, const Consent *consent)
{
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < nodes->len; i++) {
    const PublishNode *node = g_ptr_array_index(nodes, i);
    if (node->found.judgement != NULL)
      judge_note_findings(node->found.judgement->findings, consent, told);
    note_warnings(node->warnings, told);
  }
  note_warnings(more, told);
}

/* On those that took the list, whatever became of the others. WORST stays what it is when it is set. */
static void
restart(CommandContext *context, const ListFile *file, const PublishNodes *nodes, CtlPrompt *prompt,
        GError **worst)
{
  g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GError) why = NULL;
  publish_restart_nodes(nodes, file->list, told, prompt, &context->progress, context->cancellable, &why);
  for (guint i = 0; i < told->len; i++)
    command_note("%s", (const char *)g_ptr_array_index(told, i));
  if (why != NULL && *worst == NULL)
    g_propagate_error(worst, g_steal_pointer(&why));
}

static gboolean
has_node_by_hand(const PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (node->address->way == DELIVER_BY_HAND && node->state == PUBLISH_NOT_REACHED)
      return TRUE;
  }
  return FALSE;
}

static gboolean
should_wait(const CommandContext *context, const PublishNodes *nodes)
{
  if (context->options.dry_run)
    return FALSE;
  return flags.wait_s != NOT_GIVEN ? flags.wait_s > 0 : command_can_ask(context) && has_node_by_hand(nodes);
}

/* Whoever is waited for has to know what to do. */
static void
note_waiting(const PublishNodes *nodes, const char *file_name, const Consent *consent)
{
  g_autofree char *hosts = publish_nodes_list_waiting(nodes);
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  if (hosts == NULL)
    return;
  note_nodes(publish_nodes_get(nodes), none, consent);
  command_note(
      _("The file is %s. Waiting until the list is served by: %s. Ctrl-C ends that; the same command "
        "goes on then."),
      file_name, hosts);
}

static void
note_not_served(const PublishNodes *nodes)
{
  g_autofree char *hosts = publish_nodes_list_waiting(nodes);
  if (hosts != NULL)
    command_note(_("The list is not served yet by: %s. The same command goes on."), hosts);
}

static void
note_time_is_over(const PublishNodes *nodes)
{
  g_autofree char *hosts = publish_nodes_list_waiting(nodes);
  if (hosts != NULL)
    command_note(_("The time is over, and the list is not served yet by: %s. The same command goes on."),
                 hosts);
}

/* Until all nodes serve the list, or the time is over. */
static void
wait_for_nodes(CommandContext *context, const char *file_name, PublishNodes *nodes, const PublishOrder *order,
               GPtrArray *warnings, CtlPrompt *prompt, GError **worst)
{
  gint64 until = flags.wait_s != NOT_GIVEN ? clock_in_ms((guint64)flags.wait_s * 1000) : CLOCK_NEVER;
  note_waiting(nodes, file_name, order->consent);
  if (publish_nodes_wait(nodes, order, until, warnings, prompt, &context->progress, context->cancellable,
                         worst))
    note_time_is_over(nodes);
  else if (ctl_cancelled(context->cancellable, NULL))
    note_not_served(nodes);
}

static gboolean
push(CommandContext *context, const char *file_name, const ListFile *file, PublishNodes *nodes,
     const Consent *consent, GError **error)
{
  g_autoptr(CtlPrompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  if (prompt == NULL)
    return FALSE;
  const GPtrArray *all = publish_nodes_get(nodes);
  const PublishOrder order = {.list = file->list,
                              .consent = consent,
                              .dry_run = context->options.dry_run,
                              .take_over = flags.take_over};
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GError) worst = NULL;
  publish_nodes_run(nodes, &order, warnings, prompt, &context->progress, context->cancellable, &worst);
  if (worst != NULL)
    hint_accept(all, consent, &worst);
  if (flags.restart && !context->options.dry_run && !ctl_cancelled(context->cancellable, NULL))
    restart(context, file, nodes, prompt, &worst);
  if (worst == NULL && should_wait(context, nodes))
    wait_for_nodes(context, file_name, nodes, &order, warnings, prompt, &worst);
  if (context->options.json)
    print_as_json(context, file->bytes, nodes, warnings, consent);
  for (guint i = 0; i < all->len && !context->options.json; i++)
    print_node(context, g_ptr_array_index(all, i));
  g_autofree char *unseen = publish_nodes_describe_unseen(nodes);
  note_nodes(all, warnings, consent);
  if (unseen != NULL)
    command_note("%s", unseen);
  gboolean done = worst == NULL;
  context->answer_is_no = done && !context->options.dry_run && publish_nodes_are_unfinished(nodes);
  if (done)
    return TRUE;
  note_failures(all, worst);
  g_propagate_error(error, g_steal_pointer(&worst));
  return FALSE;
}

/* What speaks against the list wherever it goes is told before anybody is called. */
static gboolean
check_list(const CommandContext *context, const TrustList *list, const Consent *consent, GError **error)
{
  g_autoptr(GPtrArray) findings = publish_judge_list(list);
  return judge_pass(findings, consent, context->options.json, error);
}

static gboolean
run_push(CommandContext *context, char **arguments, GError **error)
{
  if (flags.wait_s != NOT_GIVEN && !common_options_check_wait(flags.wait_s, error))
    return FALSE;
  g_autoptr(Consent) consent = judge_options_make_consent(error);
  g_autoptr(GPtrArray) publishers = consent != NULL ? find_publishers(arguments + 1, error) : NULL;
  g_autoptr(ListFile) file =
      publishers != NULL ? list_file_load(arguments[0], context->cancellable, error) : NULL;
  g_autoptr(PublishNodes) nodes = file != NULL ? find_nodes(context, publishers, error) : NULL;
  if (nodes == NULL || !check_list(context, file->list, consent, error) ||
      !push(context, arguments[0], file, nodes, consent, error))
    return FALSE;
  if (!context->options.json && !context->options.dry_run)
    print_checksums(file, nodes);
  return TRUE;
}

const Command command_push = {
    .name = "push",
    .arguments = N_("FILE PUBLISHER..."),
    .summary = N_("Put a signed list on every node"),
    .description = N_(
        "PUBLISHER is a saved publisher's name, which stands for all nodes saved with it, or\n"
        "sftp://user@host[:port]/path/CTLFile.tlv (a path that begins with /~/ is relative to the login\n"
        "folder). The nodes are worked on at the same time. A list that does not verify is never pushed. "
        "The\n"
        "file is uploaded beside the old one, read back and compared, then renamed in one step: at any "
        "moment\n"
        "the old or the new list is there, whole; the old one stays beside it under another name. A node "
        "that\n"
        "holds the list already is left as it is, so the same command again does what failed before. The "
        "exit\n"
        "status is that of the worst node.\n"
        "\n"
        "Before a list is replaced, it is read and compared. When no System Administrator Security Token of "
        "it\n"
        "has signed the new list, the Trust Verification Service (TVS) of the publisher is asked about the\n"
        "signer, as phones do. Who TVS is, --tvs-cert says, or the fingerprint that publisher add "
        "--tvs-cert\n"
        "has saved; else the ITL that HTTP or TFTP gives, when it was signed with a key of the list that is\n"
        "replaced, or the ITL beside that list. The push goes on when TVS vouches for the signer; otherwise "
        "it\n"
        "is refused, telling which phones would not take the list and why. --dry-run tells it all without\n"
        "pushing.\n"
        "\n"
        "The list is judged first by the rules of check, then on each node by what is there. An error stops\n"
        "the push there, until it is accepted by its name, which stands in brackets, with --accept; --force\n"
        "accepts all that may be overruled. A wrong signature, a list without any token and an ITL in the\n"
        "place of a CTL never are. When phones-reject is accepted, TVS is not asked. What is overruled is\n"
        "kept in the audit log.\n"
        "\n"
        "Afterwards it is read by HTTP or TFTP what each node serves to phones: \"served\" is the new list,\n"
        "\"uploaded\" another one, until Cisco Tftp was restarted there, which --restart does after a yes "
        "for\n"
        "each node, and \"held\" is not known, since neither answers. The exit status is 0 when every node\n"
        "serves the list; an address without other nodes may also hold it only. Otherwise it is 1.\n"
        "\n"
        "A node with another way than SFTP (--deliver of publisher) gets the list by OS Administration,\n"
        "or by hand. What it serves is read beforehand, too; what cannot be read is not replaced. By hand "
        "it\n"
        "is said where to put the file. In a terminal, or with --wait, what the nodes serve is looked at "
        "until\n"
        "all serve the list; after Ctrl-C the same command goes on.\n"
        "\n"
        "Right before the new list is put in place, the old one is read once more: one that somebody else "
        "has\n"
        "published meanwhile is not replaced. The file .CTLFile.tlv.etoken-ctl-lock beside the list keeps\n"
        "other pushes out for that moment; one that is there is waited for some seconds. A push that was "
        "cut\n"
        "off leaves it: the next one says whose it is and since when, and goes on with --take-over only."),
    .describe_more = rule_table_of_judgement,
    .entries = entries,
    .judges = TRUE,
    .min_arguments = 2,
    .max_arguments = G_MAXUINT,
    .run = run_push,
};
