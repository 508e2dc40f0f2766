/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/tlv-reader.h"

#include <openssl/x509.h>

/* Who issues the certificates of eTokens: "Cisco Manufacturing CA". The Trust Verification Service knows an
 * eToken by this issuer text, and the Windows CTL Client wrote it so (the format page, "Name text"). Which CA
 * issues those of later tokens (KEY-CCM-ADMIN2-K9) is not known. */

/* TRUE when a record's or header's issuer is this very text. */
gboolean token_issuer_matches(TlvReader issuer);

/* TRUE when the certificate's issuer is this CA, however a record may spell it. */
gboolean token_issuer_issued(X509 *certificate);
