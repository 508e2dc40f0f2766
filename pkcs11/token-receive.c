/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tokens that a helper tells of. */
#include "pkcs11/token-private.h"

static gboolean
take_token(GPtrArray *tokens, const char *module, GVariant *body)
{
  Token *token = tokens->len < MESSAGE_TOKENS_MAX ? token_new(module, body) : NULL;
  if (token != NULL)
    g_ptr_array_add(tokens, token);
  return token != NULL;
}

static gboolean
take_failure(GPtrArray *failures, GVariant *body)
{
  GError *failure = failures->len < MESSAGE_TOKENS_MAX ? token_failure_new(body) : NULL;
  if (failure != NULL)
    g_ptr_array_add(failures, failure);
  return failure != NULL;
}

gboolean
tokens_receive(HelperClient *client, const char *module, GPtrArray *tokens, GPtrArray *failures,
               MessageKind *end, GError **error)
{
  gboolean taken = TRUE;
  while (taken) {
    g_autoptr(GVariant) body = helper_client_receive(client, end, error);
    if (body == NULL)
      return FALSE;
    if (*end == MESSAGE_TOKEN)
      taken = take_token(tokens, module, body);
    else if (*end == MESSAGE_UNREADABLE)
      taken = take_failure(failures, body);
    else
      return TRUE;
  }
  helper_client_set_wrong_answer(client, error);
  return FALSE;
}
