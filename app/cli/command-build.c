/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/cli/json-output.h"
#include "app/cli/list-json.h"
#include "app/workflow/build.h"
#include "app/workflow/list-file.h"

static struct {
  char *output;
  char **tokens;
  char **servers;
  char *digest;
  char *sign_with;
  gboolean force;
} flags;

static const GOptionEntry entries[] = {
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &flags.output, "Where the signed list goes", "FILE"},
    {"token", 't', 0, G_OPTION_ARG_STRING_ARRAY, &flags.tokens, "Token that goes into the list; at least two",
     "TOKEN"},
    {"server", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &flags.servers,
     "Server that goes into the list; functions: " FUNCTION_SERVER_NAMES, "FUNCTION,HOST,CERTFILE"},
    {"digest", 0, 0, G_OPTION_ARG_STRING, &flags.digest,
     "sha1 (default, for phones of any age), sha256 or sha512", "DIGEST"},
    {"sign-with", 0, 0, G_OPTION_ARG_STRING, &flags.sign_with, "Token whose key signs", "TOKEN"},
    {"force", 0, 0, G_OPTION_ARG_NONE, &flags.force, "Go on with one token, or a signer outside the list",
     NULL},
    G_OPTION_ENTRY_NULL,
};

static void
request_clear(BuildRequest *request)
{
  g_clear_pointer(&request->tokens, g_ptr_array_unref);
  g_clear_pointer(&request->servers, g_ptr_array_unref);
  g_clear_pointer(&request->signer, token_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BuildRequest, request_clear)

static gboolean
check_flags(GError **error)
{
  const char *missing = flags.output == NULL      ? "--output FILE"
                        : flags.sign_with == NULL ? "--sign-with TOKEN"
                        : flags.tokens == NULL    ? "--token TOKEN"
                                                  : NULL;
  if (missing == NULL)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, "build needs %s", missing);
  return FALSE;
}

static gboolean
read_digest(BuildRequest *request, GError **error)
{
  request->digest = DIGEST_SHA1;
  if (flags.digest == NULL || digest_from_name(flags.digest, &request->digest))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, "Digest \"%s\" is none of sha1, sha256, sha512",
              flags.digest);
  return FALSE;
}

static gboolean
read_servers(CommandContext *context, BuildRequest *request, GError **error)
{
  request->servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_record_free);
  for (guint i = 0; flags.servers != NULL && flags.servers[i] != NULL; i++) {
    ServerRecord *server = server_record_from_text(flags.servers[i], context->cancellable, error);
    if (server == NULL)
      return FALSE;
    g_ptr_array_add(request->servers, server);
  }
  return TRUE;
}

static gboolean
find_tokens(const TokenList *list, BuildRequest *request, GError **error)
{
  request->tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  for (guint i = 0; flags.tokens[i] != NULL; i++) {
    Token *token = token_list_find(list, flags.tokens[i], error);
    if (token == NULL)
      return FALSE;
    g_ptr_array_add(request->tokens, token);
  }
  request->signer = token_list_find(list, flags.sign_with, error);
  return request->signer != NULL;
}

/* What costs nothing is checked first, the tokens are asked last. */
static gboolean
make_request(CommandContext *context, BuildRequest *request, GError **error)
{
  request->force = flags.force;
  if (!check_flags(error) || !read_digest(request, error) || !file_check_replaceable(flags.output, error) ||
      !read_servers(context, request, error))
    return FALSE;
  g_autoptr(TokenList) list = command_load_tokens(context, error);
  return list != NULL && find_tokens(list, request, error) && build_check_rules(request, error);
}

static void
print_result(CommandContext *context, const TrustList *list, const char *path)
{
  GBytes *bytes = trust_list_get_bytes(list);
  if (context->options.json) {
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_add_string(builder, "file", path);
    json_add_file_facts(builder, bytes);
    json_add_list(builder, list);
    json_builder_end_object(builder);
    json_output_print(builder);
    return;
  }
  g_autofree char *text = g_strdup_printf("%s: %" G_GSIZE_FORMAT " bytes, %u records, signed and verified\n",
                                          path, g_bytes_get_size(bytes), trust_list_get_n_records(list));
  command_print(text);
}

static void
print_plan(CommandContext *context, const BuildRequest *request)
{
  g_autofree char *text = g_strdup_printf(
      "%s would have %u records and be signed by %s; nothing was signed or written\n", flags.output,
      request->tokens->len + request->servers->len, token_get_name(request->signer));
  if (!context->options.json) {
    command_print(text);
    return;
  }
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_string(builder, "file", flags.output);
  json_add_boolean(builder, "dry_run", TRUE);
  json_add_int(builder, "n_records", request->tokens->len + request->servers->len);
  json_add_string(builder, "signer", token_get_name(request->signer));
  json_builder_end_object(builder);
  json_output_print(builder);
}

static gboolean
run_build(CommandContext *context, char **arguments, GError **error)
{
  g_auto(BuildRequest) request = {0};
  if (!make_request(context, &request, error))
    return FALSE;
  if (context->options.dry_run) {
    print_plan(context, &request);
    return TRUE;
  }
  g_autoptr(Prompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  if (prompt == NULL)
    return FALSE;
  g_autoptr(TrustList) list =
      build_list_file(&request, flags.output, prompt, &context->progress, context->cancellable, error);
  if (list == NULL)
    return FALSE;
  print_result(context, list, flags.output);
  return TRUE;
}

const Command command_build = {
    .name = "build",
    .arguments = "",
    .summary = "Collect tokens and servers into a CTL and sign it",
    .description =
        "Records stand in the order given, tokens first. HOST is the server's IPv4 address, as the Windows\n"
        "CTL Client wrote it, or its name; CERTFILE its certificate in DER or PEM. The key never leaves\n"
        "the token; its password is asked for, or read with --pin-file or --pin-fd. FILE is replaced only\n"
        "by a list that was read again and verified.",
    .entries = entries,
    .min_arguments = 0,
    .max_arguments = 0,
    .run = run_build,
};
