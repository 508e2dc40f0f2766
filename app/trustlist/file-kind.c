/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of signed files, which begin with the header of a list: "Security By Default" (configurations), the
 * Security Guide, Release 14, Default Security (firmware), certutils (encrypted configurations). */
#include "app/trustlist/file-kind.h"

#include "app/trustlist/certificate.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/signed-file.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/trust-list.h"

#include <glib/gi18n.h>
#include <string.h>

/* As much of a text as is looked at. */
#define LOOK_LEN 1024

/* What the first line of a dump in hex has at least, the offset in front of it included. */
#define MIN_HEX_LEN 16

/* "SEP001122334455.cnf.xml.sgn": what is behind a signature's header goes by its name. */
static char *
describe_signed_file(GBytes *bytes)
{
  TlvReader filename = signed_file_find_name(bytes);
  if (filename.len == 0)
    return NULL;
  g_autofree char *name = g_ascii_strdown((const char *)filename.data, (gssize)filename.len);
  g_autofree char *safe = name_dup_short(filename);
  if (g_str_has_suffix(name, ".zz.sgn"))
    return g_strdup_printf(_("it is signed firmware for phones (%s)"), safe);
  if (g_str_has_suffix(name, ".enc.sgn"))
    return g_strdup_printf(_("it is a phone's encrypted configuration (%s)"), safe);
  if (g_str_has_suffix(name, ".cnf.xml.sgn"))
    return g_strdup_printf(_("it is a phone's signed configuration (%s)"), safe);
  return g_strdup_printf(_("it is another signed file for phones (%s)"), safe);
}

static gboolean
is_certificate(GBytes *bytes)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(bytes, &len);
  g_autoptr(X509) certificate = certificate_from_der(data, len);
  return certificate != NULL;
}

/* The beginning of the file in small letters, without the mark of UTF-8 and blanks in front. */
static char *
dup_beginning(GBytes *bytes)
{
  gsize len = 0;
  const char *data = g_bytes_get_data(bytes, &len);
  g_autofree char *text = g_strndup(data, MIN(len, LOOK_LEN));
  char *begin = g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text;
  return g_ascii_strdown(g_strchug(begin), -1);
}

/* A line of nothing but hex digits, or those of a dump with its offset: "00000000: 0100 0201 ..........". */
static gboolean
is_hex_text(const char *text)
{
  gsize n_digits = 0;
  const char *p = text;
  while (g_ascii_isxdigit(*p) || *p == ':' || *p == ' ' || *p == '\t')
    n_digits += g_ascii_isxdigit(*p++) != 0;
  return n_digits >= MIN_HEX_LEN;
}

static const char *
describe_text(const char *text)
{
  gboolean is_markup = *text == '<';
  if (is_markup && (strstr(text, "<html") != NULL || g_str_has_prefix(text, "<!doctype html")))
    return _("it is a web page");
  if (is_markup && (g_str_has_prefix(text, "<?xml") || g_ascii_isalpha(text[1])))
    return _("it is XML text");
  if (strstr(text, "-----begin certificate-----") != NULL)
    return _("it is a certificate (PEM)");
  if (g_str_has_prefix(text, "the checksum value of the "))
    return _("it is the text that CUCM prints of a list");
  if (is_hex_text(text))
    return _("it has hex digits as text, not the bytes that they stand for");
  return NULL;
}

char *
file_kind_describe(GBytes *bytes)
{
  if (g_bytes_get_size(bytes) == 0)
    return NULL;
  char *signed_file = describe_signed_file(bytes);
  if (signed_file != NULL)
    return signed_file;
  if (is_certificate(bytes))
    return g_strdup(_("it is a certificate (DER)"));
  g_autofree char *text = dup_beginning(bytes);
  return g_strdup(describe_text(text));
}
