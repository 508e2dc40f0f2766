/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names, serial numbers and keys are spelt as in the published lists. */
#include "app/trustlist/name-text.h"
#include "fixture.h"

#include <string.h>

static void
test_token_names(void)
{
  X509 *certificate = sample_token(0)->certificate;
  g_autofree char *subject = name_text_from_subject(certificate, NAME_STYLE_TOKEN);
  g_autofree char *issuer = name_text_from_issuer(certificate, NAME_STYLE_TOKEN);
  g_assert_cmpstr(subject, ==, "cn=\"SAST-ADN0054f509        \";ou=IPCBU;o=\"Cisco Systems");
  g_assert_cmpstr(issuer, ==, "cn=Cisco Manufacturing CA;o=Cisco Systems");
  g_assert_cmpuint(strlen(subject) + 1, ==, 56);
  g_assert_cmpuint(strlen(issuer) + 1, ==, 42);
}

static void
test_last_value_without_blank(void)
{
  const char *names[] = {"O=Cisco", "CN=A B", NULL};
  g_autoptr(Identity) identity = identity_new(1024, names, names, "01");
  g_autofree char *subject = name_text_from_subject(identity->certificate, NAME_STYLE_TOKEN);
  g_assert_cmpstr(subject, ==, "cn=\"A B\";o=Cisco");
}

static void
test_server_names(void)
{
  g_autoptr(Identity) identity = identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  g_autofree char *subject = name_text_from_subject(identity->certificate, NAME_STYLE_SERVER);
  g_assert_cmpstr(subject, ==, "CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL");
  g_assert_cmpuint(strlen(subject) + 1, ==, 62);
}

static void
test_other_attributes_left_out(void)
{
  const char *names[] = {"DC=lab", "emailAddress=a@b", "CN=JASBURNS-AD", NULL};
  g_autoptr(Identity) identity = identity_new(1024, names, names, "01");
  g_autofree char *subject = name_text_from_subject(identity->certificate, NAME_STYLE_SERVER);
  g_assert_cmpstr(subject, ==, "CN=JASBURNS-AD");
}

static void
test_serials(void)
{
  static const char *const expected[] = {"3C:F9:27:00:00:00:AF:A2:DA:45", "83:E9:08:00:00:00:55:45:AF:31"};
  for (guint i = 0; i < 2; i++) {
    g_autoptr(GBytes) serial = certificate_get_serial(sample_token(i)->certificate);
    gsize len = 0;
    const guint8 *data = g_bytes_get_data(serial, &len);
    g_autofree char *text = serial_to_text(data, len);
    g_assert_cmpstr(text, ==, expected[i]);
  }
}

static void
test_public_key_sizes(void)
{
  g_autoptr(GBytes) small = certificate_get_public_key(sample_token(0)->certificate);
  g_autoptr(Identity) identity = identity_new_token("SAST-ADN1", "01", 2048);
  g_autoptr(GBytes) large = certificate_get_public_key(identity->certificate);
  g_assert_cmpuint(g_bytes_get_size(small), ==, 140);
  g_assert_cmpuint(g_bytes_get_size(large), ==, 270);
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(small, &len);
  g_autoptr(EVP_PKEY) key = public_key_from_pkcs1(data, len);
  g_assert_cmpint(EVP_PKEY_eq(key, sample_token(0)->key), ==, 1);
}

static void
test_certificate_files(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) der = certificate_to_der(sample_token(0)->certificate);
  g_autoptr(GBytes) pem = certificate_to_pem(sample_token(0)->certificate);
  g_autoptr(X509) from_der = certificate_from_file_contents(der, "a.cer", &error);
  g_autoptr(X509) from_pem = certificate_from_file_contents(pem, "a.pem", &error);
  g_assert_no_error(error);
  g_assert_cmpint(X509_cmp(from_der, from_pem), ==, 0);

  g_autoptr(GBytes) junk = g_bytes_new_static("junk", 4);
  g_assert_null(certificate_from_file_contents(junk, "junk.cer", &error));
  g_assert_cmpstr(error->message, ==, "junk.cer holds no certificate (neither DER nor PEM)");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/names/token", test_token_names);
  g_test_add_func("/names/token-last-value", test_last_value_without_blank);
  g_test_add_func("/names/server", test_server_names);
  g_test_add_func("/names/left-out", test_other_attributes_left_out);
  g_test_add_func("/names/serials", test_serials);
  g_test_add_func("/names/public-keys", test_public_key_sizes);
  g_test_add_func("/names/certificate-files", test_certificate_files);
  return g_test_run();
}
