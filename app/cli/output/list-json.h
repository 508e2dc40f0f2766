/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"

#include <json-glib/json-glib.h>

/* Adds the members that describe BYTES as a file: length, md5, sha1. */
void json_add_file_facts(JsonBuilder *builder, GBytes *bytes);

/* Adds the members that describe a list. Their names are never changed. Binary values are upper-case hex;
 * texts are made safe as in `show`, so the bytes themselves stand in the tags; null is what has no name.
 *
 *   kind                    "CTL" or "ITL"
 *   version, signer_version "1.2"; "0.0" where there is none
 *   header_length           bytes
 *   signer                  subject, issuer, serial
 *   digest, digest_algorithm, signature_algorithm, signature_modulus   the digest's name, and the numbers
 *   signature               hex
 *   filename, timestamp     the latter as ISO 8601, UTC
 *   header_tags             for each entry in the order of the file: tag, name (as in `show`), length (as the
 * length field says, 0 for padding), value (hex; empty for containers and padding) records for each: number
 * (from 1), length, function, function_name, dns_name, subject, issuer, serial ("" where it has none),
 * signed_the_list, tags (as header_tags); and where it has them: public_key, signature (hex), certificate
 * (length, sha1, readable, not_before, not_after, der_base64), ip_address, certificate_hash (hex),
 * hash_algorithm */
void json_add_list(JsonBuilder *builder, const TrustList *list);

/* Those of them that are the header's: version to header_tags. */
void json_add_header(JsonBuilder *builder, const TrustListHeader *header);

/* The same in two parts, for lists too long to be in memory as JSON: all members but records, and the object
 * of one record (INDEX from 0). SIGNER is the record that trust_list_verify() found, or RECORD_NONE. */
void json_add_list_facts(JsonBuilder *builder, const TrustList *list);
void json_add_record(JsonBuilder *builder, const TrustList *list, guint index, guint signer);
