/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is told of a certificate: its names, which come from outside, and how long it is valid. */
#include "fixture.h"

#include "app/workflow/list/certificate-facts.h"
#include "tests/unit/base/nasty-texts.h"

#include <string.h>

#define DAY_S (24 * 60 * 60)

/* 4 June 2034, noon UTC, and a year before. */
#define END G_GINT64_CONSTANT(2033035200)
#define START (END - (gint64)365 * DAY_S)

static void
test_validity(void)
{
  const CertificateFacts facts = {.not_before = START, .not_after = END};
  static const struct {
    gint64 now;
    const char *phrase;
    gboolean warn;
  } cases[] = {
      {START - 1, "not valid before 4 Jun 2033", TRUE},
      {START, "valid until 4 Jun 2034", FALSE},
      {END - (gint64)60 * DAY_S, "valid until 4 Jun 2034", FALSE},
      {END - (gint64)60 * DAY_S + 1, "expires in 59 days, on 4 Jun 2034", TRUE},
      {END - (gint64)2 * DAY_S, "expires in 2 days, on 4 Jun 2034", TRUE},
      {END - (gint64)2 * DAY_S + 1, "expires in 1 day, on 4 Jun 2034", TRUE},
      {END - DAY_S + 1, "expires within a day, on 4 Jun 2034", TRUE},
      {END, "expires within a day, on 4 Jun 2034", TRUE},
      {END + 1, "expired on 4 Jun 2034", TRUE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    gboolean warn = !cases[i].warn;
    g_autofree char *phrase = certificate_facts_validity(&facts, cases[i].now, &warn);
    g_assert_cmpstr(phrase, ==, cases[i].phrase);
    g_assert_true(warn == cases[i].warn);
  }
}

/* A date that says nothing is not told as one of 1970. */
static void
test_unreadable_dates(void)
{
  g_autoptr(X509) certificate = X509_dup(sample_token(1)->certificate);
  ASN1_TIME *end = X509_getm_notAfter(certificate);
  g_assert_true(ASN1_STRING_set(end, "someday", -1) == 1);
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
  gboolean warn = FALSE;
  g_autofree char *phrase = certificate_facts_validity(facts, START, &warn);
  g_assert_cmpstr(phrase, ==, "the dates cannot be read");
  g_assert_true(warn);
  g_assert_null(certificate_day_text(end));
  g_assert_cmpint(facts->not_after, ==, CERTIFICATE_NO_TIME);
}

static void
test_date(void)
{
  g_autofree char *date = certificate_date_text(END);
  g_autofree char *none = certificate_date_text(G_MAXINT64);
  g_assert_cmpstr(date, ==, "4 Jun 2034");
  g_assert_cmpstr(none, ==, "?");
}

static void
test_certificate(void)
{
  g_autoptr(CertificateFacts) token = certificate_facts_new(sample_token(1)->certificate, NAME_STYLE_TOKEN);
  g_assert_cmpstr(token->subject, ==, "cn=\"SAST-ADN008580ef        \";ou=IPCBU;o=\"Cisco Systems");
  g_assert_cmpstr(token->subject_short, ==, "SAST-ADN008580ef");
  g_assert_cmpstr(token->issuer, ==, "cn=Cisco Manufacturing CA;o=Cisco Systems");
  g_assert_cmpstr(token->issuer_short, ==, "Cisco Manufacturing CA");
  g_assert_cmpstr(token->serial, ==, "83:E9:08:00:00:00:55:45:AF:31");
  g_assert_cmpstr(token->key, ==, "RSA 1024");
  g_assert_cmpuint(strlen(token->sha1), ==, 20 * 3 - 1);
  g_assert_cmpint(token->not_after - token->not_before, ==, (gint64)365 * DAY_S);
}

/* Names come from outside: without a CN the whole name stands there, and nothing that a terminal obeys. */
static void
test_strange_names(void)
{
  const char *subject[] = {"O=Cisco\033[2J", NULL};
  const char *issuer[] = {"CN= \nhello\177 ", NULL};
  g_autoptr(Identity) identity = identity_new(1024, subject, issuer, "01");
  g_autoptr(CertificateFacts) facts = certificate_facts_new(identity->certificate, NAME_STYLE_SERVER);
  g_assert_cmpstr(facts->subject_short, ==, facts->subject);
  g_assert_true(g_str_has_prefix(facts->subject, "O=Cisco"));
  g_assert_null(strchr(facts->subject, '\033'));
  g_assert_null(strpbrk(facts->issuer_short, "\n\177"));
  g_assert_nonnull(strstr(facts->issuer_short, "hello"));
}

/* Bytes that are no UTF-8 come as a text of another type, which OpenSSL takes for Latin-1. */
static X509 *
with_nasty_name(const NastyText *nasty)
{
  X509 *certificate = X509_dup(sample_token(0)->certificate);
  X509_NAME *name = X509_NAME_new();
  int type = g_utf8_validate_len(nasty->bytes, nasty->len, NULL) ? V_ASN1_UTF8STRING : V_ASN1_T61STRING;
  X509_NAME_add_entry_by_NID(name, NID_commonName, type, (const guint8 *)nasty->bytes, (int)nasty->len, -1,
                             0);
  g_assert_cmpint(X509_set_subject_name(certificate, name), ==, 1);
  g_assert_cmpint(X509_set_issuer_name(certificate, name), ==, 1);
  X509_NAME_free(name);
  return certificate;
}

static void
test_nasty_names(void)
{
  for (gsize i = 0; i < N_NASTY_TEXTS; i++) {
    g_autoptr(X509) certificate = with_nasty_name(&NASTY_TEXTS[i]);
    g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_SERVER);
    g_test_message("%s", NASTY_TEXTS[i].what);
    nasty_texts_assert_harmless(facts->subject, FALSE);
    nasty_texts_assert_harmless(facts->subject_short, FALSE);
    nasty_texts_assert_harmless(facts->issuer, FALSE);
    nasty_texts_assert_harmless(facts->issuer_short, FALSE);
  }
}

int
main(int argc, char **argv)
{
  g_setenv("TZ", "UTC", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/certificate-facts/validity", test_validity);
  g_test_add_func("/certificate-facts/unreadable-dates", test_unreadable_dates);
  g_test_add_func("/certificate-facts/date", test_date);
  g_test_add_func("/certificate-facts/all", test_certificate);
  g_test_add_func("/certificate-facts/strange-names", test_strange_names);
  g_test_add_func("/certificate-facts/nasty-names", test_nasty_names);
  return g_test_run();
}
