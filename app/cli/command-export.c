/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/export-upload.h"
#include "app/cli/output/json-output.h"
#include "app/workflow/tokens/export.h"

#include <glib/gi18n.h>

static struct {
  gboolean all;
  char *format;
  char *output_dir;
  gboolean force;
  ExportUploadOptions upload;
} flags;

static const GOptionEntry entries[] = {
    {"all", 'a', 0, G_OPTION_ARG_NONE, &flags.all, N_("Export every SAST token that is plugged in"), NULL},
    {"format", 'f', 0, G_OPTION_ARG_STRING, &flags.format, N_("der (default, .cer) or pem"), N_("FORMAT")},
    {"output-dir", 'o', 0, G_OPTION_ARG_FILENAME, &flags.output_dir,
     N_("Folder for the files (default: this one)"), N_("DIR")},
    {"force", 0, 0, G_OPTION_ARG_NONE, &flags.force, N_("Replace files that are there already"), NULL},
    {"upload", 0, 0, G_OPTION_ARG_STRING, &flags.upload.publisher,
     N_("Upload them to this publisher by OS Administration, too, asking before"), N_("PUBLISHER")},
    {"cli-user", 0, 0, G_OPTION_ARG_STRING, &flags.upload.cli_user,
     N_("User of OS Administration, where it is not the one saved with the publisher"), N_("NAME")},
    {"fingerprint", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.upload.fingerprints,
     N_("Believe OS Administration of a node that shows this certificate (SHA-1 or SHA-256); instead of a "
        "question"),
     N_("AB:CD:...")},
    {"wait", 0, 0, G_OPTION_ARG_INT, &flags.upload.wait_s,
     N_("How long to wait for TVS to know the tokens (0)"), N_("SECONDS")},
    G_OPTION_ENTRY_NULL,
};

static void
add_all(const TokenList *list, GPtrArray *chosen)
{
  for (guint i = 0; i < list->tokens->len; i++) {
    Token *token = g_ptr_array_index(list->tokens, i);
    if (token_get_certificate(token) != NULL)
      g_ptr_array_add(chosen, token_ref(token));
    else
      command_note(token_may_hide_certificates(token)
                       ? _("Token %s shows no SAST certificate and is left out; if it shows it only after a "
                           "login, export it by name.")
                       : _("Token %s shows no SAST certificate and is left out."),
                   token_get_name(token));
  }
}

/* The tokens that the arguments mean, or with --all every one. */
static GPtrArray *
choose_tokens(CommandContext *context, TokenList *list, char **arguments, GError **error)
{
  g_autoptr(GPtrArray) chosen = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  if (flags.all)
    add_all(list, chosen);
  for (guint i = 0; arguments[i] != NULL; i++) {
    Token *token = command_find_token(context, list, arguments[i], error);
    if (token == NULL)
      return NULL;
    g_ptr_array_add(chosen, token);
  }
  if (chosen->len == 0) {
    command_fail_without_tokens(list, error);
    return NULL;
  }
  return g_steal_pointer(&chosen);
}

static gboolean
export_all(CommandContext *context, GPtrArray *chosen, ExportFormat format, JsonBuilder *json, GError **error)
{
  const char *folder = flags.output_dir != NULL ? flags.output_dir : ".";
  for (guint i = 0; i < chosen->len; i++) {
    const Token *token = g_ptr_array_index(chosen, i);
    g_autofree char *path = NULL;
    gboolean written = FALSE;
    if (!export_certificate(token, format, folder, flags.force, context->options.dry_run, &path, &written,
                            error))
      return command_hint_force(error);
    json_builder_begin_object(json);
    json_add_string(json, "token", token_get_name(token));
    json_add_string(json, "file", path);
    json_add_boolean(json, "written", written && !context->options.dry_run);
    json_builder_end_object(json);
    if (!context->options.json)
      command_print_line("%s", path);
    if (!written)
      command_note(_("%s was there already, with the same certificate."), path);
  }
  return TRUE;
}

static gboolean
check_flags(ExportFormat *format, char **arguments, GError **error)
{
  const ExportUploadOptions *upload = &flags.upload;
  if (flags.format != NULL && !export_format_from_name(flags.format, format)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("Format \"%s\" is neither der nor pem"), flags.format);
    return FALSE;
  }
  if (!common_options_check_wait(upload->wait_s, error))
    return FALSE;
  if (flags.all == (*arguments != NULL)) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("Name the tokens to export, or give --all"));
    return FALSE;
  }
  if (upload->publisher == NULL &&
      (upload->cli_user != NULL || upload->fingerprints != NULL || upload->wait_s != 0)) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("--cli-user, --fingerprint and --wait are for --upload PUBLISHER"));
    return FALSE;
  }
  return TRUE;
}

/* FAILED is why an upload did not end, or NULL. */
static void
print_json(JsonBuilder *json, const GError *failed)
{
  if (failed != NULL)
    json_add_error(json, failed);
  json_builder_end_object(json);
  json_output_print(json);
}

/* ENTRY is where to upload to, or NULL. */
static gboolean
export_and_upload(CommandContext *context, GPtrArray *chosen, ExportFormat format, AddressBookEntry *entry,
                  GError **error)
{
  g_autoptr(JsonBuilder) json = json_builder_new();
  g_autoptr(GError) failed = NULL;
  json_builder_begin_object(json);
  json_builder_set_member_name(json, "exported");
  json_builder_begin_array(json);
  if (!export_all(context, chosen, format, json, error))
    return FALSE;
  json_builder_end_array(json);
  gboolean uploads = entry != NULL && !context->options.dry_run;
  if (uploads)
    export_upload_run(context, &flags.upload, entry, chosen, json, &failed);
  else
    command_note("%s.", _(EXPORT_UPLOAD_HINT));
  if (context->options.json)
    print_json(json, failed);
  if (failed == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failed));
  return FALSE;
}

static gboolean
run_export(CommandContext *context, char **arguments, GError **error)
{
  ExportFormat format = EXPORT_DER;
  if (!check_flags(&format, arguments, error))
    return FALSE;
  g_autoptr(AddressBookEntry) entry =
      flags.upload.publisher != NULL ? export_upload_find(&flags.upload, error) : NULL;
  if (flags.upload.publisher != NULL && entry == NULL)
    return FALSE;
  const TokenListRequest wanted = {.names = (const char *const *)arguments, .brief = TRUE};
  g_autoptr(TokenList) list = command_load_tokens(context, &wanted, error);
  g_autoptr(GPtrArray) chosen = list != NULL ? choose_tokens(context, list, arguments, error) : NULL;
  return chosen != NULL && export_and_upload(context, chosen, format, entry, error);
}

const Command command_export = {
    .name = "export",
    .arguments = N_("[TOKEN...]"),
    .summary = N_("Write tokens' certificates, ready for Phone-SAST-trust"),
    .description = N_(
        "TOKEN is a SAST name, a label, a serial number or a pkcs11: URI. Each certificate goes into a file\n"
        "of the token's SAST name. No password is needed, unless the token shows its certificate only after "
        "a\n"
        "login. A URI with object= or id= exports another certificate of the token.\n"
        "\n"
        "--upload does the next step as well: after a yes (--yes) it logs in to OS Administration of the\n"
        "publisher, as the user of the platform CLI, and uploads each certificate that TVS there does not\n"
        "know, only where the page offers the purpose Phone-SAST-trust. What the page says proves nothing:\n"
        "the exit status is 0 when TVS on every node knows the tokens, 1 when they were uploaded and one of\n"
        "them does not know them yet, or when a list with a token lies there already, from which TVS may\n"
        "know it. Without --upload a person has to do it."),
    .next_step = EXPORT_UPLOAD_HINT,
    .entries = entries,
    .min_arguments = 0,
    .max_arguments = G_MAXUINT,
    .run = run_export,
};
