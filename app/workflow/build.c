/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/build.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/workflow/token-signer.h"

#define CTL_FILE_NAME "CTLFile.tlv"
#define NEW_LIST_MIN_TOKENS 2

static gboolean
same_certificate(const Token *a, const Token *b)
{
  return X509_cmp(token_get_certificate(a), token_get_certificate(b)) == 0;
}

static gboolean
has_token(const GPtrArray *tokens, guint n, const Token *wanted)
{
  for (guint i = 0; i < n; i++)
    if (same_certificate(g_ptr_array_index(tokens, i), wanted))
      return TRUE;
  return FALSE;
}

static gboolean
check_nothing_twice(const BuildRequest *request, GError **error)
{
  for (guint i = 0; i < request->tokens->len; i++) {
    const Token *token = g_ptr_array_index(request->tokens, i);
    if (!has_token(request->tokens, i, token))
      continue;
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, "Token %s is named twice", token_get_name(token));
    return FALSE;
  }
  for (guint i = 0; i < request->servers->len; i++)
    for (guint j = 0; j < i; j++) {
      const ServerRecord *a = g_ptr_array_index(request->servers, i);
      const ServerRecord *b = g_ptr_array_index(request->servers, j);
      if (a->function != b->function || g_ascii_strcasecmp(a->host, b->host) != 0)
        continue;
      g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, "Server %s is named twice with the function %s", a->host,
                  function_get_name(a->function));
      return FALSE;
    }
  return TRUE;
}

gboolean
build_check_rules(const BuildRequest *request, GError **error)
{
  if (!check_nothing_twice(request, error))
    return FALSE;
  if (request->tokens->len == 0) {
    g_set_error_literal(
        error, CTL_ERROR, CTL_ERROR_REJECTED,
        "A list without a System Administrator Security Token cannot be changed by anyone later; "
        "add a token");
    return FALSE;
  }
  if (request->tokens->len < NEW_LIST_MIN_TOKENS && !request->force) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REJECTED,
                        "A new list needs two tokens, so that the loss of one does not lock the phones out; "
                        "--force makes it with one");
    return FALSE;
  }
  if (!has_token(request->tokens, request->tokens->len, request->signer) && !request->force) {
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_REJECTED,
        "The Security Token %s does not exist in the CTL File, so no phone could check its signature; "
        "add it with --token or sign with another one",
        token_get_name(request->signer));
    return FALSE;
  }
  return TRUE;
}

static TrustListBuilder *
collect_records(const BuildRequest *request, GError **error)
{
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  for (guint i = 0; i < request->tokens->len; i++)
    if (!trust_list_builder_add_token(builder, token_get_certificate(g_ptr_array_index(request->tokens, i)),
                                      error))
      return NULL;
  for (guint i = 0; i < request->servers->len; i++) {
    const ServerRecord *server = g_ptr_array_index(request->servers, i);
    if (!trust_list_builder_add_server(builder, server->function, server->host, server->address,
                                       server->certificate, error))
      return NULL;
  }
  return g_steal_pointer(&builder);
}

TrustList *
build_list(const BuildRequest *request, Prompt *prompt, const Progress *progress, GCancellable *cancellable,
           GError **error)
{
  if (!build_check_rules(request, error))
    return NULL;
  g_autoptr(TrustListBuilder) builder = collect_records(request, error);
  if (builder == NULL)
    return NULL;
  TrustListStamp stamp = {
      .digest = request->digest,
      .timestamp = (guint32)(g_get_real_time() / G_USEC_PER_SEC),
      .filename = CTL_FILE_NAME,
  };
  progress_step(progress, "Signing with token %s", token_get_name(request->signer));
  TokenSigner signer;
  token_signer_init(&signer, request->signer, prompt);
  return trust_list_builder_sign(builder, &signer.signer, &stamp, cancellable, error);
}

TrustList *
build_list_file(const BuildRequest *request, const char *path, Prompt *prompt, const Progress *progress,
                GCancellable *cancellable, GError **error)
{
  if (!file_check_replaceable(path, error))
    return NULL;
  g_autoptr(TrustList) list = build_list(request, prompt, progress, cancellable, error);
  if (list == NULL || !file_replace(path, trust_list_get_bytes(list), error))
    return NULL;
  return g_steal_pointer(&list);
}
