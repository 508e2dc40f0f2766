/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/tlv-reader.h"

#include <openssl/x509.h>

/* One entry of a trust list: a view of its bytes, RECORDLENGTH included. The bytes belong to the list. */
typedef struct {
  TlvReader bytes;
} TrustListRecord;

/* Cuts the next record off READER and checks it: length, TLVs that fill it exactly, no known tag twice,
 * integers of their size, the limits of tags.h. NUMBER (from 1) is used in the message. Errors:
 * CTL_ERROR_DAMAGED. */
gboolean trust_list_record_read(TrustListRecord *record, TlvReader *reader, guint number, GError **error);

/* The value of a tag. FALSE when the record has none. */
gboolean trust_list_record_get(const TrustListRecord *record, guint8 tag, TlvReader *value);

/* FUNCTION, or G_MAXUINT when the record has none. */
guint trust_list_record_get_function(const TrustListRecord *record);

/* A name's text up to its NUL (empty when the tag is absent); not copied, not NUL-terminated. */
TlvReader trust_list_record_get_text(const TrustListRecord *record, guint8 tag);

/* "10.48.47.153", also for 0.0.0.0 as in the records of tokens; NULL without IPADDRESS. The caller frees it.
 */
char *trust_list_record_dup_address(const TrustListRecord *record);

/* TRUE when the record holds the very certificate whose DER is CERTIFICATE. */
gboolean trust_list_record_holds(const TrustListRecord *record, GBytes *certificate);

/* The record's certificate, NULL when it has none or it cannot be read. The caller frees it. */
X509 *trust_list_record_dup_certificate(const TrustListRecord *record);

/* The key that the record stands for: its certificate's, even where that cannot be read, or where it has no
 * certificate the one in PUBLICKEY (RSA). NULL when there is neither. The caller frees it. */
EVP_PKEY *trust_list_record_dup_public_key(const TrustListRecord *record);

/* Bytes up to the first NUL, or all where there is none. */
TlvReader name_bytes_to_text(TlvReader value);
