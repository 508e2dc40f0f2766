/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/output/json-output.h"
#include "app/workflow/tokens/export.h"

#include <glib/gi18n.h>

static struct {
  gboolean all;
  char *format;
  char *output_dir;
  gboolean force;
} flags;

static const GOptionEntry entries[] = {
    {"all", 'a', 0, G_OPTION_ARG_NONE, &flags.all, N_("Export every SAST token that is plugged in"), NULL},
    {"format", 'f', 0, G_OPTION_ARG_STRING, &flags.format, N_("der (default, .cer) or pem"), N_("FORMAT")},
    {"output-dir", 'o', 0, G_OPTION_ARG_FILENAME, &flags.output_dir,
     N_("Folder for the files (default: this one)"), N_("DIR")},
    {"force", 0, 0, G_OPTION_ARG_NONE, &flags.force, N_("Replace files that are there already"), NULL},
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
run_export(CommandContext *context, char **arguments, GError **error)
{
  ExportFormat format = EXPORT_DER;
  if (flags.format != NULL && !export_format_from_name(flags.format, &format)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("Format \"%s\" is neither der nor pem"), flags.format);
    return FALSE;
  }
  if (flags.all == (*arguments != NULL)) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("Name the tokens to export, or give --all"));
    return FALSE;
  }
  const TokenListRequest wanted = {.names = (const char *const *)arguments, .brief = TRUE};
  g_autoptr(TokenList) list = command_load_tokens(context, &wanted, error);
  g_autoptr(GPtrArray) chosen = list != NULL ? choose_tokens(context, list, arguments, error) : NULL;
  if (chosen == NULL)
    return FALSE;
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_builder_set_member_name(json, "exported");
  json_builder_begin_array(json);
  if (!export_all(context, chosen, format, json, error))
    return FALSE;
  json_builder_end_array(json);
  json_builder_end_object(json);
  if (context->options.json)
    json_output_print(json);
  command_note("%s.", _(EXPORT_UPLOAD_HINT));
  return TRUE;
}

const Command command_export = {
    .name = "export",
    .arguments = N_("[TOKEN...]"),
    .summary = N_("Write tokens' certificates, ready for Phone-SAST-trust"),
    .description = N_(
        "TOKEN is a SAST name, a label, a serial number or a pkcs11: URI. Each certificate goes into a file\n"
        "of the token's SAST name. No password is needed, unless the token shows its certificate only after "
        "a\n"
        "login. A URI with object= or id= exports another certificate of the token."),
    .next_step = EXPORT_UPLOAD_HINT,
    .entries = entries,
    .min_arguments = 0,
    .max_arguments = G_MAXUINT,
    .run = run_export,
};
