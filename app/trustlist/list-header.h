/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/record.h"

/* The header of a trust list, which signed files for phones begin with too. */

/* The header's facts. Texts are without their NUL; all is borrowed from the file. */
typedef struct {
  guint8 version[2];        /* major, minor */
  guint8 signer_version[2]; /* the same; 0.0 where there is none, as in Cisco's lists */
  guint16 len;              /* HEADERLENGTH */
  TlvReader signer_name;
  TlvReader signer_serial;  /* magnitude bytes */
  TlvReader signer_ca_name; /* issuer */
  guint8 digest;            /* see DigestAlgorithm; other numbers are kept */
  guint8 signature_algorithm;
  guint8 signature_modulus; /* 0 = 512, 1 = 1024, 2 = 2048, 3 = 4096 bits */
  TlvReader signature;
  TlvReader
      signed_before; /* the two pieces of the file that the signature covers: all but the SIGNATURE entry */
  TlvReader signed_after;
  TlvReader filename;
  guint32 timestamp; /* seconds since 1970 */
} TrustListHeader;

/* Reads the header at the front of a file, and moves READER behind it. FALSE when it is damaged; *WHY says,
 * as the end of a sentence, what is wrong (static). */
gboolean list_header_read(TrustListHeader *header, TlvReader *reader, const char **why);

/* TRUE when RECORD has the issuer and the serial number that HEADER names as the signer's. */
gboolean list_header_names(const TrustListHeader *header, const TrustListRecord *record);

/* Reads the next entry of a header: containers have an empty value whatever their length field says
 * (*DECLARED gets it), padding is one byte. For `show`, which prints entries in file order. */
gboolean list_header_next(TlvReader *reader, Tlv *tlv, guint16 *declared);
