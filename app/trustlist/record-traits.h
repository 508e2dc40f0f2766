/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"

/* What a record stands for, so that two records can be told to be of the same thing although their bytes
 * differ. Whoever compares servers or tokens of lists does it here. */

typedef enum {
  RECORD_KEY_UNKNOWN, /* none is there, as in a non-secure list */
  RECORD_KEY_RSA,
  RECORD_KEY_EC,
} RecordKeyKind;

/* Borrows from the record's bytes, but for the name. */
typedef struct {
  guint function;
  RecordKeyKind key;
  gboolean recovery; /* see record_is_recovery() */
  char *name;        /* DNSNAME in lower case, or NULL; not where it is a dotted address */
  gsize name_len;
  guint32 address;     /* IPADDRESS, or what a dotted DNSNAME says where there is none; 0: none */
  GBytes *certificate; /* see record_dup_certificate_key(); NULL for an emptied record */
  TlvReader subject;
  TlvReader issuer;
} RecordTraits;

void record_traits_init(RecordTraits *traits, const TrustListRecord *record);
void record_traits_clear(RecordTraits *traits);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RecordTraits, record_traits_clear)

/* Those of all records, in their order, to be read with record_traits_at(); borrows from the list. The caller
 * frees it. */
GArray *record_traits_of_list(const TrustList *list);
const RecordTraits *record_traits_at(const GArray *all, guint index);

/* TRUE when the record has a name or an address: those of tokens and of ITL files have none. */
gboolean record_traits_have_node(const RecordTraits *traits);

/* TRUE when both are on one node: the same address, or the same name as host_names_match() says. Either is
 * enough: a record may call its node by the address and another by the name, and a node may get another
 * address. */
gboolean record_traits_same_node(const RecordTraits *a, const RecordTraits *b);

/* The same for HOST, a name or a dotted address. */
gboolean record_traits_on_host(const RecordTraits *traits, const char *host);

/* TRUE when both have a certificate, and the same. */
gboolean record_traits_same_certificate(const RecordTraits *a, const RecordTraits *b);

/* TRUE when both have a subject, and the same subject and issuer. */
gboolean record_traits_same_names(const RecordTraits *a, const RecordTraits *b);

typedef enum {
  RECORDS_DIFFER,
  RECORDS_RENEW, /* one can take the place of the other: the same thing with another certificate */
  RECORDS_EQUAL, /* the same certificate with the same function, for the same node */
} RecordRelation;

/* What two records of CTLs are to each other. Servers are the same thing when function, node and kind of key
 * are: CallManager and CallManager-ECDSA are both CCM+TFTP of a node, and one certificate may stand for
 * several nodes. SAST records, and those without a node, when subject and issuer are, and the nodes, where
 * both name one, are no others: lists of 11.5 and later have two SAST records of the publisher, ITLRecovery
 * and CallManager (Security Guide 12.5, CTL Client Setup), and a second cluster's may stand beside them.
 * ITLRecovery of a node is the same thing by whatever name. An emptied record is of any kind of key. */
RecordRelation record_traits_relate(const RecordTraits *a, const RecordTraits *b);
