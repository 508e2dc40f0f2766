/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of the ways in which phones get lists: TN200119 (TFTP, and HTTP on port 6970). */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/list-json.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/publish/publish-fetch.h"

#include <glib/gi18n.h>

static struct {
  char *output;
  gboolean force;
  char *via;
  char *node;
  char *mac;
  gboolean itl;
} flags;

static const GOptionEntry entries[] = {
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &flags.output, N_("Where the list goes"), N_("FILE")},
    {"force", 0, 0, G_OPTION_ARG_NONE, &flags.force,
     N_("Keep the file although it is damaged or does not verify"), NULL},
    {"via", 0, 0, G_OPTION_ARG_STRING, &flags.via,
     N_("sftp (with a login), or tftp or http, as phones get it"), N_("METHOD")},
    {"node", 0, 0, G_OPTION_ARG_STRING, &flags.node,
     N_("From this node of a saved publisher: its host, or publisher, subscriber, tftp"), N_("NODE")},
    {"itl", 0, 0, G_OPTION_ARG_NONE, &flags.itl, N_("Get ITLFile.tlv instead of CTLFile.tlv"), NULL},
    {"mac", 0, 0, G_OPTION_ARG_STRING, &flags.mac,
     N_("Ask for this phone's own CTLSEP<MAC>.tlv first, as it does"), N_("MAC")},
    G_OPTION_ENTRY_NULL,
};

static gboolean
check_list(GBytes *bytes, const char *url, GError **error)
{
  g_autoptr(TrustList) list = trust_list_parse(bytes, error);
  if (list != NULL && trust_list_verify(list, NULL, error))
    return TRUE;
  g_prefix_error(error, _("%s: "), url);
  return FALSE;
}

static void
print_result(CommandContext *context, GBytes *bytes, const char *url, const GError *fault)
{
  if (context->options.json) {
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_add_string(builder, "publisher", url);
    json_add_string(builder, "file", flags.output);
    json_add_boolean(builder, "written", !context->options.dry_run);
    json_add_verified(builder, fault);
    json_add_file_facts(builder, bytes);
    json_builder_end_object(builder);
    json_output_print(builder);
    return;
  }
  command_print_line(fault == NULL ? _("%s: %zu bytes from %s, verified\n")
                                   : _("%s: %zu bytes from %s, NOT VERIFIED\n"),
                     flags.output, g_bytes_get_size(bytes), url);
}

static gboolean
keep(CommandContext *context, const FetchedList *fetched, GError **error)
{
  g_autoptr(GError) fault = NULL;
  gboolean verified = check_list(fetched->bytes, fetched->url, &fault);
  if (!verified && !flags.force) {
    g_propagate_error(error, g_steal_pointer(&fault));
    return FALSE;
  }
  gint64 modified = fetched->modified;
  if (!context->options.dry_run && !list_file_save(flags.output, fetched->bytes, &modified, error))
    return FALSE;
  print_result(context, fetched->bytes, fetched->url, fault);
  if (fault != NULL)
    command_note("etoken-ctl: %s.", fault->message);
  return TRUE;
}

static gboolean
fetch_from(CommandContext *context, const AddressBookEntry *entry, GError **error)
{
  PublisherLogin login = command_get_login(context, entry);
  FetchRequest request = {
      .entry = entry, .login = &login, .node = flags.node, .itl = flags.itl, .mac = flags.mac};
  if (flags.via != NULL && !fetch_method_parse(flags.via, &request.method)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("--via takes sftp, tftp or http, not \"%s\""),
                flags.via);
    return FALSE;
  }
  g_autoptr(CtlPrompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  if (prompt == NULL)
    return FALSE;
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(FetchedList) fetched = publish_fetch_list(&request, context->options.dry_run, warnings, prompt,
                                                      &context->progress, context->cancellable, error);
  command_note_warnings(warnings);
  return fetched != NULL && keep(context, fetched, error);
}

static gboolean
run_fetch(CommandContext *context, char **arguments, GError **error)
{
  if (flags.output == NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("fetch needs --output FILE"));
    return FALSE;
  }
  g_autoptr(AddressBookEntry) entry = command_find_entry(arguments[0], error);
  if (entry == NULL || !file_check_replaceable(flags.output, error))
    return FALSE;
  return fetch_from(context, entry, error);
}

const Command command_fetch = {
    .name = "fetch",
    .arguments = N_("PUBLISHER"),
    .summary = N_("Get the list that the publisher holds"),
    .description =
        N_("PUBLISHER is a saved publisher's name or sftp://user@host[:port]/path/CTLFile.tlv; of the\n"
           "latter, TFTP and HTTP need the host only, and take the usual ports. FILE is replaced only\n"
           "by a list that is whole and verifies; --force keeps any other file as well, to look into it."),
    .entries = entries,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_fetch,
};
