/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/tlv-reader.h"

/* DER (X.690) as far as a certificate's public key needs it: tags of one byte, lengths in their shortest
 * form. */

/* The next element, which has to be of TAG (0x30 for SEQUENCE). FALSE when it is not, or does not fit. */
gboolean der_reader_take(TlvReader *reader, guint8 tag, TlvReader *value);

/* Steps over the next element, which has to be of TAG. */
gboolean der_reader_skip(TlvReader *reader, guint8 tag);

/* Cuts the public key of any kind out of an X.509 certificate: what stands in its subjectPublicKey. FALSE for
 * all that is not exactly one certificate in DER. Nothing else in it is looked at. */
gboolean der_certificate_get_key(TlvReader certificate, TlvReader *key);

/* TRUE when the certificate's key is an elliptic one whose curve is not named, which RFC 5480 (2.1.1)
 * forbids, or whose point is compressed, which nobody writes: each would keep OpenSSL busy for a millisecond,
 * and a list has hundreds of certificates. */
gboolean der_certificate_has_odd_curve(TlvReader certificate);

/* Cuts the RSAPublicKey (PKCS#1) out of an X.509 certificate (RFC 5280, 4.1). FALSE for certificates with
 * other keys, and for all that is not exactly one certificate in DER. Nothing else in it is looked at. */
gboolean der_certificate_get_rsa_key(TlvReader certificate, TlvReader *key);
