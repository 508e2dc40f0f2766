/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/function.h"
#include "app/trustlist/signer.h"
#include "app/trustlist/trust-list.h"

/* The records of a list that is being made: added, replaced, removed, and in the end signed. Records stand in
 * the order in which they are added; indexes count from 0. */
typedef struct _TrustListBuilder TrustListBuilder;

TrustListBuilder *trust_list_builder_new(void);
void trust_list_builder_free(TrustListBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TrustListBuilder, trust_list_builder_free)

/* What SIGNERVERSION says, major and minor; 0.0, as in a new builder: the list has none, as Cisco's. A list
 * that is made from another one keeps it (the format page: "read it, keep it"). */
void trust_list_builder_set_signer_version(TrustListBuilder *builder, const guint8 version[2]);

/* Adds the SAST record of an eToken's certificate, as the Windows CTL Client writes it: empty DNSNAME, names
 * in the tokens' style, no SIGNATURE entry. Errors: CTL_ERROR_DAMAGED for a certificate whose key is of no
 * use here. */
gboolean trust_list_builder_add_token(TrustListBuilder *builder, X509 *certificate, GError **error);

/* Adds a server's record, as the Windows CTL Client writes it: HOST (a dotted address or a name, at most 255
 * bytes) as DNSNAME, ADDRESS (IPv4, network byte order) as IPADDRESS, no SIGNATURE entry. Errors: as above.
 */
gboolean trust_list_builder_add_server(TrustListBuilder *builder, ListFunction function, const char *host,
                                       const guint8 address[4], X509 *certificate, GError **error);

/* Adds a copy of a record of another list, byte for byte. */
void trust_list_builder_add_record(TrustListBuilder *builder, const TrustListRecord *record);

/* Moves the record that was added last to INDEX, in place of the one that stands there. */
void trust_list_builder_replace_by_last(TrustListBuilder *builder, guint index);

void trust_list_builder_remove(TrustListBuilder *builder, guint index);

/* Empties the record to DNSNAME, FUNCTION and IPADDRESS, as a cluster in non-secure mode keeps its CCM+TFTP
 * records. Source: the format page, "non-secure mode". */
void trust_list_builder_empty_record(TrustListBuilder *builder, guint index);

guint trust_list_builder_get_n_records(const TrustListBuilder *builder);
/* A view of the record; it lives until the record is replaced, emptied or removed. */
TrustListRecord trust_list_builder_get_record(const TrustListBuilder *builder, guint index);

/* What the header says beside the signer. */
typedef struct {
  DigestAlgorithm digest;
  guint32 timestamp;    /* seconds since 1970 */
  const char *filename; /* "CTLFile.tlv" */
} TrustListStamp;

/* Writes the list, has SIGNER sign it, reads it again and verifies it as trust_list_verify() does, so that
 * only a good list ever leaves: its header names the signer as the signer's SAST record does, and the record
 * that is found by that holds the signer's certificate. Errors: the signer's; CTL_ERROR_USAGE when no SAST
 * record holds the signer's certificate; CTL_ERROR_SIGNATURE when what came back does not verify, or another
 * record is found; CTL_ERROR_DAMAGED when a part does not fit the format. */
TrustList *trust_list_builder_sign(TrustListBuilder *builder, const Signer *signer,
                                   const TrustListStamp *stamp, GCancellable *cancellable, GError **error);

/* The list as it stands now, for those who judge and compare it: without a signer, signed by nobody, though
 * its header says with which DIGEST. It must never leave the program. Errors: CTL_ERROR_DAMAGED when a part
 * does not fit the format. */
TrustList *trust_list_builder_preview(const TrustListBuilder *builder, DigestAlgorithm digest,
                                      GError **error);

/* TRUE when a SAST record of this very certificate was added. */
gboolean trust_list_builder_has_token(const TrustListBuilder *builder, X509 *certificate);
