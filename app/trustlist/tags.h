/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Tag numbers of the trust list file. */

enum {
  HEADER_VERSION = 1,
  HEADER_LENGTH = 2,
  HEADER_SIGNER_ID = 3, /* container: its length field counts tags 4, 5 and 6, it has no value of its own */
  HEADER_SIGNER_NAME = 4,
  HEADER_SERIAL_NUMBER = 5,
  HEADER_CA_NAME = 6,
  HEADER_SIGNATURE_INFO = 7, /* container of tags 8 to 11 */
  HEADER_DIGEST_ALGORITHM = 8,
  HEADER_SIGNATURE_ALGO_INFO = 9, /* container of tags 10 and 11 */
  HEADER_SIGNATURE_ALGORITHM = 10,
  HEADER_SIGNATURE_MODULUS = 11,
  HEADER_SIGNATURE = 12,
  HEADER_PADDING = 13, /* a single byte without length and value */
  HEADER_FILENAME = 14,
  HEADER_TIMESTAMP = 15,
  HEADER_SIGNER_VERSION = 28, /* third-party lists only */
};

enum {
  RECORD_LENGTH = 1,
  RECORD_DNS_NAME = 2,
  RECORD_SUBJECT_NAME = 3,
  RECORD_FUNCTION = 4,
  RECORD_ISSUER_NAME = 5,
  RECORD_SERIAL_NUMBER = 6,
  RECORD_PUBLIC_KEY = 7,
  RECORD_SIGNATURE = 8,
  RECORD_CERTIFICATE = 9,
  RECORD_IP_ADDRESS = 10,
  RECORD_CERT_HASH = 11,
  RECORD_HASH_ALGORITHM = 12,
};

/* SIGNATUREALGORTITHM: the only one there is. */
#define SIGNATURE_ALGORITHM_RSA 0

/* Length of a tag and its length field together. */
#define TLV_HEAD_LEN 3

/* Fewer tokens than that leave none when one is lost (Unified CM Security Guide: a minimum of two). */
#define TRUST_LIST_MIN_TOKENS 2

/* The longest name of a host, as in a record's DNSNAME. */
#define HOST_MAX_LEN 255

/* Named limits: well above what a cluster can have, and far below what would keep a program busy. */

/* Many times the longest list that a cluster makes; what is longer than phones take is still read, so that
 * one can see what is wrong with it. */
#define TRUST_LIST_MAX_LEN (1024u * 1024)

/* An ITL over this size, which are more than 39 certificates, does not load, and the phones fail to register
 * (Security Guide 14, Default Security). Of CTLs the documents name no limit. */
#define PHONE_ITL_MAX_LEN (64u * 1024)

/* The Windows client took 28 servers at most (16 for call processing, the publisher, 2 for TFTP, 9 for media;
 * Security Guide 12.5, CTL Client Setup), each with a handful of functions: three times as many. */
#define TRUST_LIST_MAX_RECORDS 512u

/* 15 entries of a header (padding apart) and 12 of a record are known; a few unknown ones are kept. */
#define TRUST_LIST_MAX_HEADER_ENTRIES 64u
#define TRUST_LIST_MAX_RECORD_ENTRIES 64u

/* Certificates of clusters and tokens take 1 to 2 KiB, those with many names more. */
#define TRUST_LIST_MAX_CERTIFICATE_LEN (16u * 1024)

/* With how many keys a signature is tried. Honest lists have one record with the signer's issuer and serial
 * number, or the same certificate twice. */
#define TRUST_LIST_MAX_SIGNERS 8u

#define CERTIFICATE_MAX_LEN (64u * 1024) /* of a certificate file, PEM included */
