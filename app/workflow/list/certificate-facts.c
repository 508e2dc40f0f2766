/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/certificate-facts.h"

#include "app/base/x509-name.h"
#include "app/trustlist/show.h"

#include <glib/gi18n.h>
#include <string.h>
#include <time.h>

#define DAY_S (24 * 60 * 60)

static char *
safe_text(char *text)
{
  g_autofree char *unsafe = text;
  return trust_list_safe_text((TlvReader){(const guint8 *)unsafe, strlen(unsafe)});
}

/* A fingerprint is written like a serial number. */
static char *
sha1_text(X509 *certificate)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int len = 0;
  if (X509_digest(certificate, EVP_sha1(), digest, &len) != 1)
    return g_strdup("");
  return serial_to_text(digest, len);
}

/* The CN of NAME, or where it has none the text WHOLE. */
static char *
short_name(const X509_NAME *name, const char *whole)
{
  gsize len = 0;
  g_autofree char *value = x509_name_dup_value(name, NID_commonName, &len);
  if (value == NULL)
    return g_strdup(whole);
  return g_strstrip(trust_list_safe_text((TlvReader){(const guint8 *)value, len}));
}

CertificateFacts *
certificate_facts_new(X509 *certificate, NameStyle style)
{
  CertificateFacts *facts = g_new0(CertificateFacts, 1);
  facts->subject = safe_text(name_text_from_subject(certificate, style));
  facts->issuer = safe_text(name_text_from_issuer(certificate, style));
  facts->subject_short = short_name(X509_get_subject_name(certificate), facts->subject);
  facts->issuer_short = short_name(X509_get_issuer_name(certificate), facts->issuer);
  facts->serial = certificate_serial_text(certificate);
  facts->key = certificate_key_text(certificate);
  if (facts->key == NULL)
    facts->key = g_strdup(C_("key", "unknown"));
  facts->sha1 = sha1_text(certificate);
  facts->not_before = certificate_time(X509_get0_notBefore(certificate));
  facts->not_after = certificate_time(X509_get0_notAfter(certificate));
  return facts;
}

void
certificate_facts_free(CertificateFacts *facts)
{
  g_free(facts->subject);
  g_free(facts->subject_short);
  g_free(facts->issuer);
  g_free(facts->issuer_short);
  g_free(facts->serial);
  g_free(facts->key);
  g_free(facts->sha1);
  g_free(facts);
}

char *
certificate_date_text(gint64 time)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_local(time);
  return date != NULL ? g_date_time_format(date, "%-d %b %Y") : g_strdup("?");
}

static char *
expiry_text(guint days, const char *date)
{
  if (days == 0)
    return g_strdup_printf(_("expires within a day, on %s"), date);
  return g_strdup_printf(ngettext("expires in %u day, on %s", "expires in %u days, on %s", days), days, date);
}

char *
certificate_facts_validity(const CertificateFacts *facts, gint64 now, gboolean *warn)
{
  g_autofree char *start = certificate_date_text(facts->not_before);
  g_autofree char *end = certificate_date_text(facts->not_after);
  *warn = TRUE;
  if (facts->not_before == CERTIFICATE_NO_TIME || facts->not_after == CERTIFICATE_NO_TIME)
    return g_strdup(_("the dates cannot be read"));
  gint64 left = facts->not_after - now;
  if (left < 0)
    return g_strdup_printf(_("expired on %s"), end);
  if (facts->not_before > now)
    return g_strdup_printf(_("not valid before %s"), start);
  if (left < (gint64)CERTIFICATE_WARNING_DAYS * DAY_S)
    return expiry_text((guint)(left / DAY_S), end);
  *warn = FALSE;
  return g_strdup_printf(_("valid until %s"), end);
}
