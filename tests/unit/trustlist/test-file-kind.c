/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are something else than a trust list, and lists that are not. */
#include "app/base/error.h"
#include "app/trustlist/file-kind.h"
#include "app/trustlist/tags.h"
#include "list-parts.h"

#include <string.h>

#define CONFIGURATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<device/>\n"
#define PEM "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n"

static const struct {
  const char *contents;
  const char *kind; /* NULL: nothing that is known */
} texts[] = {
    {"<!DOCTYPE html>\n<title>Log in</title>", "it is a web page"},
    {"\r\n <HTML><body>404</body></HTML>", "it is a web page"},
    {"\xef\xbb\xbf<!doctype HTML><p>", "it is a web page"},
    {"<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C\"><html>", "it is a web page"},
    {CONFIGURATION, "it is XML text"},
    {"<device><vendorConfig/></device>", "it is XML text"},
    {PEM, "it is a certificate (PEM)"},
    {"Bag Attributes\n    friendlyName: x\n" PEM, "it is a certificate (PEM)"},
    {"0100020102020002013003006a040038636e3d22534153542d41444e", "it has hex digits as text, not the bytes "
                                                                 "that they stand for"},
    {"01 00 02 01 02 02 00 02\n01 30", "it has hex digits as text, not the bytes that they stand for"},
    {"01:00:02:01:02:02:00:02", "it has hex digits as text, not the bytes that they stand for"},
    {"00000000: 0100 0201 0202 0002 0130 0300 6a04 0038  .........0..j..8\n",
     "it has hex digits as text, not the bytes that they stand for"},
    {"00000000  01 00 02 01 02 02 00 02  01 30 03 00 6a 04 00 38  |.........0..j..8|\n",
     "it has hex digits as text, not the bytes that they stand for"},
    {"The checksum value of the ITL file:\n900150983cd24fb0d6963f7d28e17f72(MD5)\n",
     "it is the text that CUCM prints of a list"},
    {"", NULL},
    {" \n\t ", NULL},
    {"<", NULL},
    {"< 5", NULL},
    {"nonsense", NULL},
    {"deadbeef", NULL},
    {"added 0100", NULL},
    {"\1", NULL},
    {"\1\1", NULL},
};

/* The reader tells the same, where there is something to tell. */
static void
expect_kind(GBytes *bytes, const char *kind)
{
  g_autofree char *found = file_kind_describe(bytes);
  g_autofree char *message = g_strconcat("The file is no trust list: ", kind, NULL);
  g_autoptr(GError) error = NULL;
  g_assert_cmpstr(found, ==, kind);
  g_assert_null(trust_list_parse(bytes, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  if (kind != NULL)
    g_assert_cmpstr(error->message, ==, message);
  else
    g_assert_true(g_str_has_prefix(error->message, "The list is damaged: "));
}

static void
test_texts(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GBytes) bytes = g_bytes_new_static(texts[i].contents, strlen(texts[i].contents));
    expect_kind(bytes, texts[i].kind);
  }
  g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
  expect_kind(nothing, NULL);
}

static void
test_certificate(void)
{
  g_autoptr(GBytes) der = certificate_to_der(sample_token(0)->certificate);
  g_autoptr(GBytes) pem = certificate_to_pem(sample_token(0)->certificate);
  expect_kind(der, "it is a certificate (DER)");
  expect_kind(pem, "it is a certificate (PEM)");
}

/* The header of a list with this FILENAME, then CONTENTS, signed as a whole. */
static GBytes *
make_signed(const char *filename, const char *contents)
{
  g_autoptr(TrustList) list = sample_list(sample_token(0), sample_token(1), sample_token(1), DIGEST_SHA1);
  g_autoptr(ListParts) parts = list_parts_new(list);
  g_ptr_array_set_size(parts->records, 0);
  section_set(parts->header, HEADER_FILENAME, filename, strlen(filename) + 1);
  g_autoptr(GBytes) header = list_parts_sign(parts, sample_token(1));
  GByteArray *file = g_byte_array_new();
  g_byte_array_append(file, g_bytes_get_data(header, NULL), (guint)g_bytes_get_size(header));
  g_byte_array_append(file, (const guint8 *)contents, (guint)strlen(contents));
  return g_byte_array_free_to_bytes(file);
}

static void
test_signed_files(void)
{
  static const struct {
    const char *filename;
    const char *kind;
  } files[] = {
      {"SEP001122334455.cnf.xml.sgn", "it is a phone's signed configuration (SEP001122334455.cnf.xml.sgn)"},
      {"sep001122334455.CNF.XML.SGN", "it is a phone's signed configuration (sep001122334455.CNF.XML.SGN)"},
      {"SEP001122334455.cnf.xml.enc.sgn",
       "it is a phone's encrypted configuration (SEP001122334455.cnf.xml.enc.sgn)"},
      {"term.zz.sgn", "it is signed firmware for phones (term.zz.sgn)"},
      {"ringlist.xml.sgn", "it is another signed file for phones (ringlist.xml.sgn)"},
      {"ringlist.xml.sha512", "it is another signed file for phones (ringlist.xml.sha512)"},
      {"CTLFile.tlv", NULL},
      {"sgn", NULL},
      {"", NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autoptr(GBytes) bytes = make_signed(files[i].filename, CONFIGURATION);
    expect_kind(bytes, files[i].kind);
  }
}

/* A name is as long as it is, and as harmless. */
static void
test_nasty_name(void)
{
  g_autofree char *many = g_strnfill(60000, 'x');
  g_autofree char *name = g_strconcat("\033[2J", many, ".sgn", NULL);
  g_autoptr(GBytes) bytes = make_signed(name, CONFIGURATION);
  g_autofree char *kind = file_kind_describe(bytes);
  g_assert_null(strchr(kind, '\033'));
  g_assert_cmpuint(strlen(kind), <, 1000);
}

/* A list stays one, whatever its name; no reason to look further. */
static void
test_list(void)
{
  g_autoptr(GBytes) bytes = make_signed("CTLFile.tlv", "");
  g_autoptr(GError) error = NULL;
  g_autoptr(TrustList) list = trust_list_parse(bytes, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/file-kind/texts", test_texts);
  g_test_add_func("/file-kind/certificate", test_certificate);
  g_test_add_func("/file-kind/signed-files", test_signed_files);
  g_test_add_func("/file-kind/nasty-name", test_nasty_name);
  g_test_add_func("/file-kind/list", test_list);
  return g_test_run();
}
