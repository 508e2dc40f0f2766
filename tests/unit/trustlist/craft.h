/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/name-text.h"
#include "fixture.h"

/* Lists with faults: every entry can be other than it should be, and the signature is right all the same.
 * What is left zero or NULL is as it should be. */
typedef struct {
  guint function;
  const Identity *identity; /* whose certificate it is; NULL for an emptied record */
  const char *host;         /* DNSNAME, and IPADDRESS when it is a dotted address */
  const char *address;      /* IPADDRESS, where HOST is a name */
  const char *subject;      /* instead of the certificate's, in the style of the record */
  const char *issuer;
  const char *serial;      /* hex, instead of the certificate's */
  const Identity *key_of;  /* whose public key stands in it */
  const char *certificate; /* this text instead of the certificate */
  gboolean no_certificate; /* nor a hash of it */
  gboolean hash;           /* CERTHASH and HASH ALGORITHM instead of CERTIFICATE */
  gboolean no_address;     /* as in ITL files */
  gboolean no_public_key;
  gboolean address_first; /* the entries in another order */
  guint8 extra_tag;       /* an entry that nobody knows */
} CraftRecord;

typedef struct {
  const Identity *signer;
  NameStyle style;  /* of the signer's name */
  const char *name; /* SIGNERNAME instead of the signer's */
  const char *filename;
  guint32 timestamp;
  DigestAlgorithm digest; /* SHA-1 when 0 */
  guint8 version;         /* minor; 2 when 0 */
} CraftHeader;

TrustList *craft_list(const CraftHeader *header, const CraftRecord *records, gsize n_records);

/* The names of tokens are spelt as tokens' names, all others as servers' names. */
#define craft(header, ...)                                                                                   \
  craft_list(header, (const CraftRecord[]){__VA_ARGS__},                                                     \
             sizeof((const CraftRecord[]){__VA_ARGS__}) / sizeof(CraftRecord))

/* LIST with the bits of one byte flipped. */
TrustList *craft_flip(const TrustList *list, gsize offset);
