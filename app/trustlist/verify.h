/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/record-match.h"
#include "app/trustlist/rsa-key.h"

/* Verifies the list on its own: finds the SAST record of its signer (issuer text and serial number, as phones
 * do) and checks the signature with that record's key. *SIGNER_INDEX (may be NULL) gets the record. Errors:
 * CTL_ERROR_SIGNATURE when there is no such record or the signature is wrong, and when more records with
 * different keys claim to be the signer's than TRUST_LIST_MAX_SIGNERS; CTL_ERROR_NOT_CHECKED when OpenSSL on
 * this machine refuses to make the digest, or to work with the key, so that the signature is neither right
 * nor wrong. */
gboolean trust_list_verify(const TrustList *list, guint *signer_index, GError **error);

/* The same as trust_list_verify(), as one word. */
SignatureCheck trust_list_check_signature(const TrustList *list);

/* Checks the list's signature with KEY alone. Errors: CTL_ERROR_SIGNATURE, CTL_ERROR_NOT_CHECKED. */
gboolean trust_list_verify_with_key(const TrustList *list, EVP_PKEY *key, GError **error);

/* Checks the list's signature with the keys of the N records of HELD (LIST itself, or one that a phone holds)
 * whose INDICES these are: at least one. *FOUND gets the first one whose key fits. When none does, it gets
 * the first one that has a key, or RECORD_NONE. A key that cannot be tried here counts more than those that
 * do not fit. Errors: as those of trust_list_verify(). */
gboolean trust_list_verify_by_records(const TrustList *list, const TrustList *held, const guint *indices,
                                      guint n, guint *found, GError **error);

/* What a header stands in front of. */
typedef enum {
  SIGNED_LIST,
  SIGNED_FILE, /* see signed-file.h */
} SignedKind;

/* The same for anything of this KIND with HEADER. */
gboolean signature_verify_by_records(const TrustListHeader *header, SignedKind kind, const TrustList *held,
                                     const guint *indices, guint n, guint *found, GError **error);

/* TRUE when RECORD claims to be the signer's and holds the key of the list's record SIGNER_INDEX, the one
 * that trust_list_verify() found; FALSE for all when SIGNER_INDEX is RECORD_NONE, as it is left by a list
 * that does not verify. */
gboolean trust_list_record_did_sign(const TrustList *list, const TrustListRecord *record, guint signer_index);
