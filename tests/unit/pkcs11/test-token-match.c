/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which certificate is a SAST one, and which token a name means. */

#include "app/base/error.h"
#include "pkcs11/message.h"
#include "pkcs11/token-list.h"
#include "pkcs11/token-private.h"
#include "test-certificate.h"

#include <string.h>

typedef struct {
  const char *issuer_o;
  const char *issuer_cn;
  const char *subject_cn;
  const char *name; /* NULL: no SAST certificate */
} SastCase;

static const SastCase sast_cases[] = {
    {"Cisco Systems", "Cisco Manufacturing CA", "SAST-ADN008580ef        ", "SAST-ADN008580ef"},
    {"Cisco Systems", "Cisco Manufacturing CA", "SAST-ADN008580ef", "SAST-ADN008580ef"},
    {"Cisco Systems", "Cisco Manufacturing CA", "CP-7960G-SEP000D65A2F20F", NULL},
    {"Cisco Systems", "Cisco Manufacturing CA", "SAST-   ", NULL},
    {"Cisco Systems", "Cisco Manufacturing CA", "SAST-A\033[2J", NULL},
    {"Cisco Systems", "Cisco Manufacturing CA", "xSAST-ADN008580ef", NULL},
    {"Cisco Systems", "Cisco Manufacturing CA", NULL, NULL},
    {"Cisco Systems", "Cisco Root CA 2048", "SAST-ADN008580ef", NULL},
    {"Somebody", "Cisco Manufacturing CA", "SAST-ADN008580ef", NULL},
    {NULL, "Cisco Manufacturing CA", "SAST-ADN008580ef", NULL},
    {"Cisco Systems", NULL, "SAST-ADN008580ef", NULL},
};

static void
test_sast(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(sast_cases); i++) {
    const SastCase *test = &sast_cases[i];
    g_autoptr(X509) certificate =
        test_certificate_new(NULL, test->issuer_o, test->issuer_cn, test->subject_cn);
    g_autofree char *name = sast_certificate_dup_name(certificate);
    g_assert_cmpstr(name, ==, test->name);
  }
}

/* A name given twice could be read in two ways. */
static void
test_sast_two_names(void)
{
  g_autoptr(EVP_PKEY) key = EVP_RSA_gen(1024);
  g_autoptr(X509) certificate =
      test_certificate_new(key, "Cisco Systems", "Cisco Manufacturing CA", "SAST-ADN008580ef");
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             (const unsigned char *)"SAST-ADN0054f509", -1, -1, 0);
  g_assert_null(sast_certificate_dup_name(certificate));
}

static GVariant *
certificate_entry(const char *subject_cn, const char *id, const char *label)
{
  g_autoptr(X509) certificate =
      test_certificate_new(NULL, "Cisco Systems", "Cisco Manufacturing CA", subject_cn);
  guchar *der = NULL;
  int len = i2d_X509(certificate, &der);
  g_assert_cmpint(len, >, 0);
  GVariant *entry =
      g_variant_new("(@ay@ays)", g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, der, (gsize)len, 1),
                    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, id, strlen(id), 1), label);
  OPENSSL_free(der);
  return entry;
}

/* A token as the helper would tell of it: some other certificates, then a SAST one. */
static Token *
make_token(const char *label, const char *serial)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE(MESSAGE_CERTIFICATES_TYPE));
  g_variant_builder_add(&builder, "(^ay^ays)", "no certificate", "\x05", "none");
  g_variant_builder_add_value(&builder, certificate_entry("someone", "\x07", "Someone's own   "));
  g_variant_builder_add_value(&builder, certificate_entry("SAST-ADN008580ef        ", "\x08\x09", "SAST"));
  g_variant_builder_add_value(&builder, certificate_entry("SAST-ADN0054f509        ", "\x0a", ""));
  g_variant_builder_add_value(&builder, certificate_entry("other", "", ""));
  g_autoptr(GVariant) body =
      g_variant_ref_sink(g_variant_new("((ssss)ub@" MESSAGE_CERTIFICATES_TYPE ")", label, serial,
                                       "SafeNet, Inc.", "eToken", 0u, TRUE, g_variant_builder_end(&builder)));
  return token_new("/usr/lib/libeToken.so", body);
}

static void
test_token(void)
{
  g_autoptr(Token) token = make_token("My Token", "0054f509");
  g_assert_cmpstr(token_get_name(token), ==, "SAST-ADN008580ef");
  g_autoptr(GBytes) id = g_bytes_new("\x08\x09", 2);
  g_assert_true(g_bytes_equal(token->key_id, id));
  g_assert_null(make_token("bad\033label", "0054f509"));
}

static void
test_matches(void)
{
  static const struct {
    const char *spec;
    gboolean matches;
  } cases[] = {
      {"SAST-ADN008580ef", TRUE},
      {"sast-adn008580EF", TRUE},
      {"my token", TRUE},
      {"SAST-ADN008580ef        ", TRUE},
      {"   ", FALSE},
      {"0054F509", TRUE},
      {"SAST-ADN0054f509", FALSE},
      {"SAST-ADN008580", FALSE},
      {"", FALSE},
      {"pkcs11:", TRUE},
      {"pkcs11:token=My%20Token", TRUE},
      {"pkcs11:serial=0054f509;token=My%20Token", TRUE},
      {"pkcs11:model=eToken;manufacturer=SafeNet%2c%20Inc.;serial=0054f509;token=My%20Token", TRUE},
      {"pkcs11:token=My%20Token;object=any;type=cert", TRUE},
      {"pkcs11:token=My%20Token?module-name=eToken", TRUE},
      {"pkcs11:token=my%20token", FALSE},
      {"pkcs11:token=My", FALSE},
      {"pkcs11:serial=0054f509;token=Other", FALSE},
      {"pkcs11:serial=0054f508;token=My%20Token", FALSE},
      {"pkcs11:model=eToken%20PRO", FALSE},
      {"pkcs11:manufacturer=OpenSC", FALSE},
      {"pkcs11:token=My%2", FALSE},
      {"pkcs11:token", FALSE},
      {"pkcs11:x-unknown=1", FALSE},
      {"PKCS12:token=My%20Token", FALSE},
  };
  g_autoptr(Token) token = make_token("My Token", "0054f509");
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_message("%s", cases[i].spec);
    g_assert_cmpint(token_matches(token, cases[i].spec), ==, cases[i].matches);
  }
}

/* The URI of a token means that token and no other, whatever characters it holds. */
static void
test_uri(void)
{
  static const char *const labels[] = {"My Token", "", "50% ; & ? # /", "m\u00f6del", "a'b\"c"};
  g_autoptr(Token) other = make_token("Another", "0054f509");
  for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
    g_autoptr(Token) token = make_token(labels[i], "0054f509");
    g_autofree char *uri = token_dup_uri(token);
    g_test_message("%s", uri);
    g_assert_true(token_matches(token, uri));
    g_assert_false(token_matches(other, uri));
  }
}

/* Where SPEC leads among TOKENS: "name/certificate name", or the message of the error. */
static char *
find(GPtrArray *tokens, const char *spec)
{
  TokenList list = {.tokens = tokens, .failures = g_ptr_array_new(), .n_modules = 1};
  g_autoptr(GError) error = NULL;
  g_autoptr(Token) token = token_list_find(&list, spec, &error);
  g_ptr_array_unref(list.failures);
  return token != NULL ? g_strconcat(token_get_name(token), "/", token_get_certificate_name(token), NULL)
                       : g_strdup(error->message);
}

static void
test_certificates(void)
{
  static const struct {
    const char *spec;
    const char *found;
  } cases[] = {
      {"My Token", "SAST-ADN008580ef/SAST-ADN008580ef"},
      {"pkcs11:token=My%20Token", "SAST-ADN008580ef/SAST-ADN008580ef"},
      {"pkcs11:object=Someone%27s%20own", "SAST-ADN008580ef/Someone's own"},
      {"pkcs11:object=Someone%27s%20own%20%20", "SAST-ADN008580ef/Someone's own"},
      {"pkcs11:id=%07;type=private", "SAST-ADN008580ef/Someone's own"},
      {"pkcs11:id=%0a", "SAST-ADN0054f509/SAST-ADN0054f509"},
      {"pkcs11:id=%08%09;object=SAST", "SAST-ADN008580ef/SAST-ADN008580ef"},
      {"pkcs11:id=%08", "Token SAST-ADN008580ef holds no such certificate, or shows it only after a login"},
      {"pkcs11:id=%07;object=SAST",
       "Token SAST-ADN008580ef holds no such certificate, or shows it only after a login"},
      {"pkcs11:token=Other;id=%07",
       "Token pkcs11:token=Other;id=%07 is not plugged in; plugged in: SAST-ADN008580ef (serial 0054f509)"},
      {"pkcs11:token", "\"pkcs11:token\" is no pkcs11: URI (URI syntax is invalid)"},
  };
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  g_ptr_array_add(tokens, make_token("My Token", "0054f509"));
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *found = find(tokens, cases[i].spec);
    g_assert_cmpstr(found, ==, cases[i].found);
  }
}

/* The URI that is shown for a certificate means that one and no other. */
static void
test_certificate_uri(void)
{
  g_autoptr(Token) token = make_token("My Token", "0054f509");
  g_assert_cmpuint(token_get_n_certificates(token), ==, 4);
  for (guint i = 0; i < 4; i++) {
    g_autofree char *uri = token_dup_certificate_uri(token, i);
    g_assert_true(token_uri_names_certificate(uri));
    for (guint j = 0; j < 4; j++)
      g_assert_cmpint(token_uri_matches_certificate(g_ptr_array_index(token->certificates, j), uri), ==,
                      i == j);
  }
}

static void
test_same_label(void)
{
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  g_ptr_array_add(tokens, make_token("My Token", "0054f509"));
  g_ptr_array_add(tokens, make_token("My Token", "008580ef"));
  g_autofree char *ambiguous = find(tokens, "My Token");
  g_assert_nonnull(strstr(ambiguous, "(serial 0054f509)"));
  g_assert_nonnull(strstr(ambiguous, "(serial 008580ef)"));
  g_autofree char *found = find(tokens, "008580EF");
  g_assert_cmpstr(found, ==, "SAST-ADN008580ef/SAST-ADN008580ef");
}

/* Others see arguments, and messages end in logs. */
static void
test_password_in_uri(void)
{
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  g_ptr_array_add(tokens, make_token("My Token", "0054f509"));
  g_autofree char *said = find(tokens, "pkcs11:token=My%20Token?pin-value=Cisco123");
  g_assert_true(g_str_has_prefix(said, "A password does not belong into a pkcs11: URI"));
  g_autofree char *damaged = find(tokens, "pkcs11:token=My%2?pin-value=Cisco123");
  g_assert_null(strstr(damaged, "Cisco123"));
}

static void
test_state(void)
{
  g_assert_null(token_password_state_describe(0));
  g_assert_null(token_password_state_describe(TOKEN_PASSWORD_ON_READER));
  g_assert_cmpstr(
      token_password_state_describe(TOKEN_PASSWORD_TO_BE_CHANGED), ==,
      "The password is still the one that the token came with, or has expired, and has to be changed.");
  g_assert_cmpstr(token_password_state_describe(TOKEN_PASSWORD_COUNT_LOW), ==,
                  "The last password given was wrong.");
  const char *last = token_password_state_describe(TOKEN_PASSWORD_LAST_TRY | TOKEN_PASSWORD_COUNT_LOW);
  g_assert_true(g_str_has_prefix(last, "Only one try is left."));
  const char *locked = token_password_state_describe(0xf);
  g_assert_cmpstr(locked, ==, "The token is locked for good after too many wrong passwords.");
  const char *both = token_password_state_describe(TOKEN_PASSWORD_COUNT_LOW | TOKEN_PASSWORD_TO_BE_CHANGED);
  g_assert_nonnull(strstr(both, "was wrong."));
  g_assert_nonnull(strstr(both, "has to be changed."));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/match/sast", test_sast);
  g_test_add_func("/match/sast/two-names", test_sast_two_names);
  g_test_add_func("/match/token", test_token);
  g_test_add_func("/match/names", test_matches);
  g_test_add_func("/match/uri", test_uri);
  g_test_add_func("/match/certificates", test_certificates);
  g_test_add_func("/match/certificate-uri", test_certificate_uri);
  g_test_add_func("/match/same-label", test_same_label);
  g_test_add_func("/match/password-in-uri", test_password_in_uri);
  g_test_add_func("/match/password-state", test_state);
  return g_test_run();
}
