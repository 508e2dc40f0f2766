/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A record's names and its certificate's: the same name in each spelling that lists have, and other names
 * that only look like it. The texts of RFC 4514 are what Python's cryptography (rfc4514_string(), which
 * certutils writes) and `openssl x509 -nameopt RFC2253` print of these names. */
#include "app/trustlist/certificate.h"
#include "app/trustlist/name-match.h"

#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_NAME, X509_NAME_free)

#define MANY 65536

/* "TYPE=value" for each attribute, up to NULL. */
typedef const char *Parts[6];

typedef struct {
  const char *text;
  Parts name;
  gboolean is_same;
} NameCase;

#define COMPANY                                                                                              \
  {                                                                                                          \
    "C=US", "O=Example, Inc.", "CN=cucm-pub"                                                                 \
  }
#define PLAIN                                                                                                \
  {                                                                                                          \
    "C=PL", "O=Cisco", "CN=cucm-pub"                                                                         \
  }
#define TOKEN                                                                                                \
  {                                                                                                          \
    "O=Cisco Systems", "OU=IPCBU", "CN=SAST-ADN008580ef        "                                             \
  }
#define DIRECTORY                                                                                            \
  {                                                                                                          \
    "DC=lab", "emailAddress=a@b", "CN=x"                                                                     \
  }

static const NameCase cases[] = {
    /* Values with what separates, in both directions and by each way out of it. */
    {"CN=cucm-pub,O=Example\\, Inc.,C=US", COMPANY, TRUE},
    {"C=US,O=Example\\, Inc.,CN=cucm-pub", COMPANY, TRUE},
    {"CN=cucm-pub,O=Example\\2C Inc.,C=US", COMPANY, TRUE},
    {"CN=cucm-pub,O=Example\\2c Inc.,C=US", COMPANY, TRUE},
    {"C = US, O = \"Example, Inc.\", CN = cucm-pub", COMPANY, TRUE},
    {"CN=cucm-pub;O=Example, Inc.;C=US", COMPANY, TRUE},
    {"CN=cucm-pub;O=Example\\, Inc.;C=US", COMPANY, TRUE},
    {"CN=cucm-pub,O=Example\\, Ink.,C=US", COMPANY, FALSE},
    {"CN=cucm-pub,O=Example\\,Inc.,C=US", COMPANY, FALSE},
    {"O=Example\\, Inc.,C=US", COMPANY, FALSE},
    {"CN=cucm-pub,O=Example\\, Inc.,C=US,L=x", COMPANY, FALSE},
    {"CN=cucm-pub,O=Example\\, Inc.,O=Example\\, Inc.", COMPANY, FALSE},
    {"CN=cucm-pub,OU=Example\\, Inc.,C=US", COMPANY, FALSE},
    {"CN=a\\;b\\+c\\<d\\>e\\\"f\\\\g\\=h", {"CN=a;b+c<d>e\"f\\g=h"}, TRUE},
    {"CN=a\\\\", {"CN=a\\"}, TRUE},
    {"CN=\\#1", {"CN=#1"}, TRUE},
    {"CN=a#1\\,", {"CN=a#1,"}, TRUE},
    {"CN=\"a\\\"b, c\"", {"CN=a\"b, c"}, TRUE},
    /* More than one attribute in a part. */
    {"CN=cucm-pub+O=Cisco,C=PL", PLAIN, TRUE},
    {"CN=b+CN=a\\,", {"CN=a,", "CN=b"}, TRUE},
    /* Blanks at the ends, escaped or not. */
    {"CN=SAST-ADN008580ef       \\ ,OU=IPCBU,O=Cisco Systems", TOKEN, TRUE},
    {"CN=SAST-ADN008580ef\\20\\20\\20\\20\\20\\20\\20\\20,OU=IPCBU,O=Cisco Systems", TOKEN, TRUE},
    {"cn=\"SAST-ADN008580ef        \";ou=IPCBU;o=\"Cisco Systems", TOKEN, TRUE},
    {"CN=SAST-ADN008580ee       \\ ,OU=IPCBU,O=Cisco Systems", TOKEN, FALSE},
    {"CN=\\ a\\ ", {"CN= a "}, TRUE},
    /* Types that have no name, or another one, or that the style leaves out. */
    {"CN=x,1.2.840.113549.1.9.1=a@b,DC=lab", DIRECTORY, TRUE},
    {"CN=x,OID.1.2.840.113549.1.9.1=a@b,DC=lab", DIRECTORY, TRUE},
    {"CN=x,1.2.840.113549.1.9.1=#1603614062,DC=lab", DIRECTORY, TRUE},
    {"CN=x,E=a@b,DC=lab", DIRECTORY, TRUE},
    {"cn=x,emailAddress=a@b,dc=lab", DIRECTORY, TRUE},
    {"2.5.4.3=#0C0178", DIRECTORY, TRUE},
    {"2.5.4.3=#0C0179", DIRECTORY, FALSE},
    {"CN=x,1.2.840.113549.1.9.2=a@b,DC=lab", DIRECTORY, FALSE},
    {"1.3.6.1.4.1.9.21.9=x\\,y", {"1.3.6.1.4.1.9.21.9=x,y"}, TRUE},
    {"1.3.6.1.4.1.9.21.8=x\\,y", {"1.3.6.1.4.1.9.21.9=x,y"}, FALSE},
    /* Other characters than ASCII, as they are and by their bytes. */
    {"CN=Krak\xc3\xb3w", {"CN=Krak\xc3\xb3w"}, TRUE},
    {"CN=Krak\\C3\\B3w", {"CN=Krak\xc3\xb3w"}, TRUE},
    {"CN=Krak\\C3\\B2w", {"CN=Krak\xc3\xb3w"}, FALSE},
    /* The case of values counts, that of types does not. */
    {"CN=CUCM-PUB,O=Cisco,C=PL", PLAIN, FALSE},
    {"cn=cucm\\-pub,o=Cisco,c=PL", PLAIN, TRUE},
    /* What is no name at all. */
    {"", PLAIN, FALSE},
    {"CN", {"CN=CN"}, FALSE},
    {"=cucm-pub", {"CN=cucm-pub"}, FALSE},
    {"CN=a\\,\\", {"CN=a,"}, FALSE},
    {"CN=#", {"CN=x"}, FALSE},
    {"CN=#0C02", {"CN=x"}, FALSE},
    {"CN=#0C0178FF", {"CN=x"}, FALSE},
    {"CN=#0C0178x", {"CN=x"}, FALSE},
    {"CN=#0500", {"CN=x"}, FALSE},
    {"CN=\"x,\"y", {"CN=x,"}, FALSE},
    {"CN=a\\,,", {"CN=a,"}, FALSE},
};

static X509_NAME *
name_new(const char *const *parts)
{
  X509_NAME *name = X509_NAME_new();
  for (gsize i = 0; i < G_N_ELEMENTS(cases->name) && parts[i] != NULL; i++) {
    g_auto(GStrv) pair = g_strsplit(parts[i], "=", 2);
    g_assert_cmpint(
        X509_NAME_add_entry_by_txt(name, pair[0], MBSTRING_UTF8, (const guint8 *)pair[1], -1, -1, 0), ==, 1);
  }
  return name;
}

static gboolean
matches(const char *text, const X509_NAME *name)
{
  return name_text_matches((TlvReader){(const guint8 *)text, strlen(text)}, name);
}

static void
test_table(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(X509_NAME) name = name_new(cases[i].name);
    if (matches(cases[i].text, name) != cases[i].is_same)
      g_test_message("%s", cases[i].text);
    g_assert_cmpint(matches(cases[i].text, name), ==, cases[i].is_same);
  }
}

/* A record may have 64 KiB of anything for a name. */
static void
test_long_texts(void)
{
  static const char *const pieces[] = {",", "CN=", "CN=x,", "\\", "\"", "CN=\\", "1.", "CN=#0C", "x"};
  g_autoptr(X509_NAME) name = name_new((Parts)PLAIN);
  for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
    g_autoptr(GString) text = g_string_new(NULL);
    while (text->len < MANY)
      g_string_append(text, pieces[i]);
    g_assert_false(matches(text->str, name));
    g_string_prepend(text, "CN=");
    g_assert_false(matches(text->str, name));
  }
}

/* A certificate may have more in its name than text. */
static void
test_no_text(void)
{
  static const guint8 bits[] = {0x05, 0xA0};
  g_autoptr(X509_NAME) name = name_new((Parts){"CN=x"});
  g_assert_cmpint(X509_NAME_add_entry_by_NID(name, NID_x500UniqueIdentifier, V_ASN1_BIT_STRING,
                                             (guint8 *)(gpointer)bits, sizeof bits, -1, 0),
                  ==, 1);
  g_assert_true(matches("2.5.4.45=#03030005A0,CN=x", name));
  g_assert_false(matches("2.5.4.45=#03030005A1,CN=x", name));
}

/* A record without the entry, and a certificate without any attribute that is asked for. */
static void
test_absent(void)
{
  static const Parts nameless[] = {{NULL}, {"C=DE"}};
  for (gsize i = 0; i < G_N_ELEMENTS(nameless); i++) {
    g_autoptr(X509_NAME) name = name_new(nameless[i]);
    const TlvReader none = {NULL, 0};
    const TlvReader empty = {(const guint8 *)"", 0};
    g_assert_true(name_text_matches(none, name) == name_text_matches(empty, name));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/name-match/table", test_table);
  g_test_add_func("/name-match/long-texts", test_long_texts);
  g_test_add_func("/name-match/no-text", test_no_text);
  g_test_add_func("/name-match/absent", test_absent);
  return g_test_run();
}
