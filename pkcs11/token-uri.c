/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "pkcs11/token-private.h"

#include <glib/gi18n.h>
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

gboolean
token_uri_check(const char *uri, GError **error)
{
  g_autoptr(P11KitUri) parsed = p11_kit_uri_new();
  int result = p11_kit_uri_parse(uri, P11_KIT_URI_FOR_ANY, parsed);
  if (result == P11_KIT_URI_OK && p11_kit_uri_get_pin_value(parsed) == NULL)
    return TRUE;
  if (strstr(uri, "pin-value") != NULL)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("A password does not belong into a pkcs11: URI, where others can see it; it is "
                          "asked for, or read from a file or descriptor"));
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("\"%s\" is no pkcs11: URI (%s)"), uri,
                p11_kit_uri_message(result));
  return FALSE;
}

gboolean
token_uri_names_certificate(const char *uri)
{
  g_autoptr(P11KitUri) parsed = p11_kit_uri_new();
  return token_uri_is_one(uri) && p11_kit_uri_parse(uri, P11_KIT_URI_FOR_ANY, parsed) == P11_KIT_URI_OK &&
         (p11_kit_uri_get_attribute(parsed, CKA_LABEL) != NULL ||
          p11_kit_uri_get_attribute(parsed, CKA_ID) != NULL);
}

/* Labels are compared without blanks at their ends, since tokens pad them. */
static gboolean
label_fits(const CK_ATTRIBUTE *wanted, const char *label)
{
  if (wanted == NULL)
    return TRUE;
  g_autofree char *text = g_strndup(wanted->pValue, wanted->ulValueLen);
  return g_str_equal(g_strchomp(text), label);
}

static gboolean
id_fits(const CK_ATTRIBUTE *wanted, GBytes *id)
{
  if (wanted == NULL)
    return TRUE;
  g_autoptr(GBytes) bytes = g_bytes_new(wanted->pValue, wanted->ulValueLen);
  return g_bytes_equal(bytes, id);
}

/* type= does not matter: a certificate and its private key belong together. */
gboolean
token_uri_matches_certificate(const TokenCertificate *certificate, const char *uri)
{
  g_autoptr(P11KitUri) parsed = p11_kit_uri_new();
  return p11_kit_uri_parse(uri, P11_KIT_URI_FOR_ANY, parsed) == P11_KIT_URI_OK &&
         label_fits(p11_kit_uri_get_attribute(parsed, CKA_LABEL), certificate->label) &&
         id_fits(p11_kit_uri_get_attribute(parsed, CKA_ID), certificate->key_id);
}

static char *
format_uri(P11KitUri *uri, P11KitUriType type)
{
  char *text = NULL;
  if (p11_kit_uri_format(uri, type, &text) != P11_KIT_URI_OK)
    return g_strdup(P11_KIT_URI_SCHEME ":");
  char *copy = g_strdup(text);
  free(text);
  return copy;
}

char *
token_dup_uri(const Token *token)
{
  g_autoptr(P11KitUri) uri = p11_kit_uri_new();
  fill_token_info(p11_kit_uri_get_token_info(uri), token);
  return format_uri(uri, P11_KIT_URI_FOR_TOKEN);
}

char *
token_dup_certificate_uri(const Token *token, guint index)
{
  const TokenCertificate *certificate = g_ptr_array_index(token->certificates, index);
  g_autoptr(P11KitUri) uri = p11_kit_uri_new();
  fill_token_info(p11_kit_uri_get_token_info(uri), token);
  gsize id_len = 0;
  gconstpointer id_data = g_bytes_get_data(certificate->key_id, &id_len);
  const char *id_value = id_len > 0 ? id_data : ""; /* p11-kit leaves out NULL */
  CK_ATTRIBUTE id = {.type = CKA_ID, .pValue = (gpointer)id_value, .ulValueLen = id_len};
  CK_ATTRIBUTE label = {
      .type = CKA_LABEL, .pValue = certificate->label, .ulValueLen = strlen(certificate->label)};
  if (id_len > 0 || label.ulValueLen == 0) /* "id=": one that has none; nothing would mean the token */
    p11_kit_uri_set_attribute(uri, &id);
  if (label.ulValueLen > 0)
    p11_kit_uri_set_attribute(uri, &label);
  return format_uri(uri, P11_KIT_URI_FOR_OBJECT_ON_TOKEN);
}
