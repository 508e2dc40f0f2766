/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/fingerprint.h"

#include "app/base/error.h"

#include <glib/gi18n.h>
#include <string.h>

#define HOST_KEY_PREFIX "SHA256:"
#define HOST_KEY_TEXT_LEN 43 /* base64 of 32 bytes without its padding */
#define SHA1_LEN 20
#define SHA256_LEN 32

/* Reading and writing again gives the same text only when it was written as ssh-keygen does. */
static gboolean
is_host_key(const char *text)
{
  if (!g_str_has_prefix(text, HOST_KEY_PREFIX))
    return FALSE;
  const char *base64 = text + strlen(HOST_KEY_PREFIX);
  if (strlen(base64) != HOST_KEY_TEXT_LEN)
    return FALSE;
  gsize len = 0;
  g_autofree char *padded = g_strconcat(base64, "=", NULL);
  g_autofree guchar *bytes = g_base64_decode(padded, &len);
  g_autofree char *again = g_base64_encode(bytes, len);
  return len == SHA256_LEN && g_str_equal(padded, again);
}

static gboolean
is_certificate(const char *text)
{
  gsize n_characters = strlen(text);
  if (n_characters != SHA1_LEN * 3 - 1 && n_characters != SHA256_LEN * 3 - 1)
    return FALSE;
  for (gsize i = 0; i < n_characters; i++)
    if (i % 3 == 2 ? text[i] != ':' : !g_ascii_isxdigit(text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_whole(FingerprintKind kind, const char *text)
{
  return kind == FINGERPRINT_HOST_KEY ? is_host_key(text) : is_certificate(text);
}

gboolean
fingerprint_check(FingerprintKind kind, const char *text, GError **error)
{
  if (is_whole(kind, text))
    return TRUE;
  if (kind == FINGERPRINT_HOST_KEY)
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("\"%s\" is not the whole fingerprint of a host key: %s and %d characters, as ssh-keygen -l "
                  "shows it"),
                text, HOST_KEY_PREFIX, HOST_KEY_TEXT_LEN);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("\"%s\" is not the whole fingerprint of a certificate: %d (SHA-1) or %d (SHA-256) pairs of "
                  "hexadecimal digits, joined by colons"),
                text, SHA1_LEN, SHA256_LEN);
  return FALSE;
}

gboolean
fingerprint_is_among(FingerprintKind kind, const char *shown, const char *const *given)
{
  for (; given != NULL && *given != NULL; given++)
    if (is_whole(kind, *given) &&
        (kind == FINGERPRINT_HOST_KEY ? strcmp(*given, shown) : g_ascii_strcasecmp(*given, shown)) == 0)
      return TRUE;
  return FALSE;
}
