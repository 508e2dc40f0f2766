/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/token-private.h"

#include <p11-kit/uri.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(P11KitUri, p11_kit_uri_free)

/* PKCS#11 pads with blanks. A text that was no UTF-8 on the token has grown and is cut. */
static void
put_padded(unsigned char *field, gsize len, const char *text)
{
  memset(field, ' ', len);
  memcpy(field, text, MIN(strlen(text), len));
}

static void
fill_token_info(CK_TOKEN_INFO *info, const Token *token)
{
  put_padded(info->label, sizeof info->label, token->label);
  put_padded(info->serialNumber, sizeof info->serialNumber, token->serial);
  put_padded(info->manufacturerID, sizeof info->manufacturerID, token->manufacturer);
  put_padded(info->model, sizeof info->model, token->model);
}

gboolean
token_uri_is_one(const char *spec)
{
  return g_str_has_prefix(spec, P11_KIT_URI_SCHEME ":");
}

gboolean
token_uri_matches(const Token *token, const char *uri)
{
  g_autoptr(P11KitUri) parsed = p11_kit_uri_new();
  if (p11_kit_uri_parse(uri, P11_KIT_URI_FOR_ANY, parsed) != P11_KIT_URI_OK)
    return FALSE;
  CK_TOKEN_INFO info = {0};
  fill_token_info(&info, token);
  return p11_kit_uri_match_token_info(parsed, &info) == 1;
}

char *
token_dup_uri(const Token *token)
{
  g_autoptr(P11KitUri) uri = p11_kit_uri_new();
  fill_token_info(p11_kit_uri_get_token_info(uri), token);
  char *text = NULL;
  if (p11_kit_uri_format(uri, P11_KIT_URI_FOR_TOKEN, &text) != P11_KIT_URI_OK)
    return g_strdup(P11_KIT_URI_SCHEME ":");
  char *copy = g_strdup(text);
  free(text);
  return copy;
}
