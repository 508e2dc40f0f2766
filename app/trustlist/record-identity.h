/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/record.h"

/* What those who judge lists ask about a record: whose certificate it is, and what a person calls it. What
 * makes two records the same thing: record-traits.h. */

/* Equal for records with the same certificate, whether the record holds it or only its SHA-1 (CERTHASH).
 * Where there is neither, issuer and serial number stand for it. NULL for a record without any of them, as in
 * a non-secure list. The caller frees it. */
GBytes *record_dup_certificate_key(const TrustListRecord *record);

/* Equal for records with the same issuer text and serial number, by which phones find a signer. NULL for a
 * record with neither. The caller frees it. */
GBytes *record_dup_identity(const TrustListRecord *record);

/* The public key that the record stands for, as PUBLICKEY would have it: that of its certificate, or without
 * one PUBLICKEY. The whole certificate where it cannot be read; nothing where the record has neither.
 * Borrowed from the list. */
TlvReader record_get_key_bytes(const TrustListRecord *record);

/* TRUE when the record holds no certificate, no hash of one and no key: emptied, as the records of the
 * servers in a non-secure list or those of an ITL that was emptied for a rollback. */
gboolean record_is_empty(const TrustListRecord *record);

/* TRUE for the SAST record of ITLRecovery, which lists of 11.5 and later have beside CallManager's (Security
 * Guide 12.5, CTL Client Setup). Its CN is ITLRECOVERY_ and the host (public `show ctl` dumps). */
gboolean record_is_recovery(const TrustListRecord *record);

/* "10.48.47.153", "cucm-1051-a-pub (10.48.47.153)"; NULL where the record names no host. Safe for a terminal.
 * The caller frees it. */
char *record_dup_host(const TrustListRecord *record);

/* "CCM+TFTP", or "function 42". The caller frees it. */
char *record_dup_function(const TrustListRecord *record);

/* "70:CA:F6", or NULL. The caller frees it. */
char *record_dup_serial(const TrustListRecord *record);

/* What a person calls the record: its function with its host, or with its subject's CN where it names no host
 * ("SAST SAST-ADN008580ef"). Safe for a terminal. The caller frees it. */
char *record_dup_label(const TrustListRecord *record);

/* A name for a person to read: safe for a terminal, and cut where it is longer than any (a record has room
 * for 64 KiB). The caller frees it. */
char *name_dup_short(TlvReader name);

/* The CN of a subject or issuer in any of the spellings that occur, or the whole name where it has none, as
 * name_dup_short() has it. The caller frees it. */
char *name_dup_common_name(TlvReader name);
