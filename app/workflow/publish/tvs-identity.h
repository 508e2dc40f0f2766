/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/tls/tvs-certificates.h"
#include "app/trustlist/trust-list.h"

/* Who the Trust Verification Service (TVS) of a cluster is: the certificates that it may show. Phones take a
 * list when TVS vouches for its signer, so that who TVS is may only come from what phones hold already or
 * from what the administrator has confirmed; never from the list that is to be judged, nor from what anybody
 * can serve. Each of these functions stands for one such source, and proves it; tvs-check.h takes nothing
 * else.
 *
 * An identity never changes; it may be shared by threads. Errors of all: CTL_ERROR_SIGNATURE when a list is
 * no proof, CTL_ERROR_NOT_CHECKED when this machine cannot tell, CTL_ERROR_USAGE when it has no TVS record.
 * The caller unrefs what they return. */
typedef struct _TvsIdentity TvsIdentity;

/* A certificate that the administrator has named. */
TvsIdentity *tvs_identity_new_from_certificate(X509 *certificate);

/* Certificates whose fingerprints (fingerprint.h) are saved with the publisher; NULL with CTL_ERROR_USAGE
 * when there is none, or one that is not whole. */
TvsIdentity *tvs_identity_new_from_fingerprints(const char *const *fingerprints, GError **error);

/* An ITL that the administrator has named: a file. It has to verify. */
TvsIdentity *tvs_identity_new_from_named_itl(const TrustList *itl, GError **error);

/* Either of both from the file PATH. Errors also: those of file_read() and certificate_from_file_contents().
 */
TvsIdentity *tvs_identity_new_from_file(const char *path, GCancellable *cancellable, GError **error);

/* The ITL of the publisher, read over SSH, which knows the publisher. It has to verify. */
TvsIdentity *tvs_identity_new_from_ssh_itl(const TrustList *itl, GError **error);

/* An ITL that HTTP or TFTP gave, which is to say anybody. HELD is the CTL that phones hold. */
TvsIdentity *tvs_identity_new_from_served_itl(const TrustList *itl, const TrustList *held, GError **error);

/* TRUE when a phone that holds the CTL HELD takes ITL: both verify, and a record of HELD, CCM+TFTP or SAST,
 * is the signer's and has his key, as acceptance.h judges it. Errors: CTL_ERROR_SIGNATURE,
 * CTL_ERROR_NOT_CHECKED. */
gboolean tvs_identity_check_served_itl(const TrustList *itl, const TrustList *held, GError **error);

TvsIdentity *tvs_identity_ref(TvsIdentity *identity);
void tvs_identity_unref(TvsIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TvsIdentity, tvs_identity_unref)

/* Borrowed. */
const TvsCertificates *tvs_identity_get_certificates(const TvsIdentity *identity);

/* What says so, as a part of a sentence: "the ITL on the publisher, read over SSH". Static. */
const char *tvs_identity_describe(const TvsIdentity *identity);
