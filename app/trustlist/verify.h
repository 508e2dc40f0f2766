/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"

/* Verifies the list on its own: finds the SAST record of its signer (issuer text and serial number, as phones
 * do) and checks the signature with that record's key. *SIGNER_INDEX (may be NULL) gets the record. Errors:
 * CTL_ERROR_SIGNATURE when there is no such record or the signature is wrong. */
gboolean trust_list_verify(const TrustList *list, guint *signer_index, GError **error);

/* Checks the list's signature with KEY alone. Errors: CTL_ERROR_SIGNATURE. */
gboolean trust_list_verify_with_key(const TrustList *list, EVP_PKEY *key, GError **error);
