/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of what phones know TVS by: "Security By Default", the TVS record of the ITL; who signs the ITL:
 * TN214231. */
#include "app/workflow/publish/tvs-identity.h"

#include "app/base/certificate-der.h"
#include "app/base/error.h"
#include "app/base/file.h"
#include "app/base/fingerprint.h"
#include "app/trustlist/acceptance.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

#include <glib/gi18n.h>

#define SHA1_LEN 20

struct _TvsIdentity {
  TvsCertificates *certificates;
  const char *source; /* static, not translated yet */
};

static TvsIdentity *
identity_new(const char *source)
{
  TvsIdentity *identity = g_atomic_rc_box_new0(TvsIdentity);
  identity->certificates = tvs_certificates_new();
  identity->source = source;
  return identity;
}

static void
identity_clear(gpointer data)
{
  TvsIdentity *identity = data;
  tvs_certificates_free(identity->certificates);
}

TvsIdentity *
tvs_identity_ref(TvsIdentity *identity)
{
  return g_atomic_rc_box_acquire(identity);
}

void
tvs_identity_unref(TvsIdentity *identity)
{
  g_atomic_rc_box_release_full(identity, identity_clear);
}

const TvsCertificates *
tvs_identity_get_certificates(const TvsIdentity *identity)
{
  return identity->certificates;
}

const char *
tvs_identity_describe(const TvsIdentity *identity)
{
  return _(identity->source);
}

/* --- from certificates --- */

TvsIdentity *
tvs_identity_new_from_certificate(X509 *certificate)
{
  /* TRANSLATORS: what says who TVS is; follows "It is compared with". */
  TvsIdentity *identity = identity_new(N_("the certificate that was given"));
  g_ptr_array_add(identity->certificates->certificates, certificate_to_der(certificate));
  return identity;
}

/* The bytes of "AB:CD:...", which is whole. */
static GBytes *
read_fingerprint(const char *text)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  for (const char *p = text; *p != '\0'; p += p[2] == ':' ? 3 : 2) {
    guint8 byte = (guint8)(g_ascii_xdigit_value(p[0]) << 4 | g_ascii_xdigit_value(p[1]));
    g_byte_array_append(bytes, &byte, 1);
  }
  return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

static TvsIdentity *
refuse_unknown(GError **error)
{
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                      _("It is not known which certificate TVS has to show: the ITL that the cluster serves, "
                        "or the certificate itself, is needed"));
  return NULL;
}

TvsIdentity *
tvs_identity_new_from_fingerprints(const char *const *fingerprints, GError **error)
{
  g_autoptr(TvsIdentity) identity = identity_new(N_("the fingerprint that is saved with the publisher"));
  for (; fingerprints != NULL && *fingerprints != NULL; fingerprints++) {
    if (!fingerprint_check(FINGERPRINT_CERTIFICATE, *fingerprints, error))
      return NULL;
    g_ptr_array_add(identity->certificates->hashes, read_fingerprint(*fingerprints));
  }
  return identity->certificates->hashes->len > 0 ? g_steal_pointer(&identity) : refuse_unknown(error);
}

/* --- from ITLs --- */

static void
add_value(GPtrArray *array, const TrustListRecord *record, guint8 tag)
{
  TlvReader value = {0};
  if (trust_list_record_get(record, tag, &value) && (tag != RECORD_CERT_HASH || value.len == SHA1_LEN))
    g_ptr_array_add(array, g_bytes_new(value.data, value.len));
}

static void
add_records(const TvsCertificates *certificates, const TrustList *itl)
{
  for (guint i = 0; i < trust_list_get_n_records(itl); i++) {
    const TrustListRecord *record = trust_list_get_record(itl, i);
    if (trust_list_record_get_function(record) != FUNCTION_TVS)
      continue;
    add_value(certificates->certificates, record, RECORD_CERTIFICATE);
    add_value(certificates->hashes, record, RECORD_CERT_HASH);
  }
}

static gboolean
refuse_without_tvs(GError **error)
{
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                      _("The ITL has no TVS record, so it is not known which certificate TVS has to show"));
  return FALSE;
}

/* A CTL has no such record, whatever it is called. */
static gboolean
check_itl(const TrustList *itl, GError **error)
{
  if (!trust_list_is_itl(itl))
    return refuse_without_tvs(error);
  if (trust_list_verify(itl, NULL, error))
    return TRUE;
  g_prefix_error(error, _("The ITL cannot say who TVS is: "));
  return FALSE;
}

static TvsIdentity *
new_from_itl(const TrustList *itl, const char *source, GError **error)
{
  g_autoptr(TvsIdentity) identity = identity_new(source);
  const TvsCertificates *certificates = identity->certificates;
  add_records(certificates, itl);
  if (certificates->certificates->len + certificates->hashes->len > 0)
    return g_steal_pointer(&identity);
  refuse_without_tvs(error);
  return NULL;
}

TvsIdentity *
tvs_identity_new_from_named_itl(const TrustList *itl, GError **error)
{
  return check_itl(itl, error) ? new_from_itl(itl, N_("the ITL that was given"), error) : NULL;
}

TvsIdentity *
tvs_identity_new_from_file(const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) bytes = file_read(path, TRUST_LIST_MAX_LEN, NULL, cancellable, error);
  g_autoptr(TrustList) itl = bytes != NULL ? trust_list_parse(bytes, NULL) : NULL;
  if (bytes == NULL)
    return NULL;
  if (itl != NULL)
    return tvs_identity_new_from_named_itl(itl, error);
  g_autoptr(X509) certificate = certificate_from_file_contents(bytes, path, error);
  return certificate != NULL ? tvs_identity_new_from_certificate(certificate) : NULL;
}

TvsIdentity *
tvs_identity_new_from_ssh_itl(const TrustList *itl, GError **error)
{
  return check_itl(itl, error) ? new_from_itl(itl, N_("the ITL on the publisher, read over SSH"), error)
                               : NULL;
}

/* Does a phone that holds the CTL HELD and no ITL take ITL, since a record of HELD is its signer's? */
static AcceptanceReason
judge_served(const TrustList *itl, const TrustList *held)
{
  const Phone phone = {.ctl = held, .security_by_default = TRUE};
  return acceptance_judge(itl, &phone).reason;
}

/* HELD has to verify. */
static gboolean
check_held(const TrustList *held, GError **error)
{
  SignatureCheck check = trust_list_check_signature(held);
  if (!trust_list_is_itl(held) && check == SIGNATURE_FITS)
    return TRUE;
  if (!trust_list_is_itl(held) && check == SIGNATURE_NOT_CHECKED)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NOT_CHECKED,
                        _("the signature of the list that phones hold cannot be checked here, so it is not "
                          "known whether the ITL that is served, which says who TVS is, is the cluster's"));
  else
    g_set_error_literal(
        error, CTL_ERROR, CTL_ERROR_SIGNATURE,
        _("the list that phones hold does not verify, so it cannot say whether the ITL that is "
          "served, which says who TVS is, is the cluster's"));
  return FALSE;
}

gboolean
tvs_identity_check_served_itl(const TrustList *itl, const TrustList *held, GError **error)
{
  if (!check_held(held, error) || !check_itl(itl, error))
    return FALSE;
  AcceptanceReason reason = judge_served(itl, held);
  if (reason == ACCEPTANCE_VOUCHED)
    return TRUE;
  if (reason == ACCEPTANCE_NOT_CHECKED) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NOT_CHECKED,
                        _("the signature of the ITL that is served, which says who TVS is, cannot be checked "
                          "here with the keys of the list that phones hold"));
    return FALSE;
  }
  g_set_error_literal(
      error, CTL_ERROR, CTL_ERROR_SIGNATURE,
      _("the ITL that is served, which says who TVS is, was signed with no key of the list that "
        "phones hold"));
  return FALSE;
}

TvsIdentity *
tvs_identity_new_from_served_itl(const TrustList *itl, const TrustList *held, GError **error)
{
  return tvs_identity_check_served_itl(itl, held, error)
             ? new_from_itl(itl, N_("the ITL that is served, which the list that phones hold vouches for"),
                            error)
             : NULL;
}
