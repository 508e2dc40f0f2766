/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/record-match.h"

/* What can be different between two lists. */
typedef enum {
  LIST_CHANGE_RECORD_REMOVED,
  LIST_CHANGE_RECORD_ADDED,
  LIST_CHANGE_CERTIFICATE_RENEWED, /* same function and host (or name), other certificate */
  LIST_CHANGE_CERTIFICATE_REMOVED, /* the record was emptied, as for a non-secure list */
  LIST_CHANGE_CERTIFICATE_ADDED,   /* an emptied record has a certificate again */
  LIST_CHANGE_ADDRESS,             /* same function and certificate, other address or host name */
  LIST_CHANGE_FUNCTION,            /* same certificate and host, other function */
  LIST_CHANGE_DETAILS,             /* other entries of a record, or their order */
  LIST_CHANGE_ORDER,               /* records that are in both lists stand in another order */
  LIST_CHANGE_SIGNER,
  LIST_CHANGE_DIGEST,
  LIST_CHANGE_VERSION,
  LIST_CHANGE_SIGNER_VERSION,
  LIST_CHANGE_FILENAME,
  LIST_CHANGE_TIMESTAMP,
  LIST_CHANGE_ENCODING, /* none of these, and yet other bytes: header entries, padding, signature */
} ListChangeKind;

/* One difference. The values are what a person would compare (serial numbers, hosts, functions, dates), safe
 * for a terminal; NULL where there is none. Scripts get them in English in every session, persons the texts.
 */
typedef struct {
  ListChangeKind kind;
  guint old_index; /* from 0; RECORD_NONE for a record that was added and for the list as a whole */
  guint new_index; /* from 0; RECORD_NONE for a record that was removed and for the list as a whole */
  char *old_value;
  char *new_value;
  char *old_text; /* the values in the session's language */
  char *new_text;
} ListChange;

typedef struct {
  TrustList *old_list;
  TrustList *new_list;
  GPtrArray *changes; /* of ListChange: the list's own first, then record by record. Empty exactly when both
                         files are the same bytes */
} ListComparison;

/* Compares two lists. The caller frees the result, which holds references to both. */
ListComparison *trust_list_compare(TrustList *old_list, TrustList *new_list);
void list_comparison_free(ListComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListComparison, list_comparison_free)

/* A word for scripts: "record-added", "certificate-renewed". Static. */
const char *list_change_get_word(ListChangeKind kind);

/* The change as a line without a final full stop. The caller frees it. */
char *list_change_to_text(const ListComparison *comparison, const ListChange *change);

/* The two parts of that line: which record ("Record 2, CCM+TFTP 10.48.47.153", with the old number where it
 * was another), NULL for the list as a whole; and what happened to it. The caller frees them. */
char *list_change_dup_record(const ListComparison *comparison, const ListChange *change);
char *list_change_dup_what(const ListComparison *comparison, const ListChange *change);
