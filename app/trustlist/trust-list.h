/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/list-header.h"
#include "app/trustlist/record.h"

/* A trust list file that was read and found whole: a view of its bytes. Immutable, reference counted, usable
 * from any thread. Whether its signature is right is another question, see verify.h. */
typedef struct _TrustList TrustList;

/* Reads a whole file. Errors: CTL_ERROR_DAMAGED, saying what and where; or what the file is instead, see
 * file_kind_describe(). */
TrustList *trust_list_parse(GBytes *bytes, GError **error);
TrustList *trust_list_ref(TrustList *list);
void trust_list_unref(TrustList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TrustList, trust_list_unref)

GBytes *trust_list_get_bytes(const TrustList *list);
const TrustListHeader *trust_list_get_header(const TrustList *list);
guint trust_list_get_n_records(const TrustList *list);
/* INDEX counts from 0; `show` and messages count from 1. */
const TrustListRecord *trust_list_get_record(const TrustList *list, guint index);

/* TRUE when FILENAME says that this is an ITL file. */
gboolean trust_list_is_itl(const TrustList *list);

/* The same for bytes that are no whole list, as far as they can be read; where they do not say it, by NAME,
 * the name of the file without folder, or NULL. */
gboolean trust_list_bytes_are_itl(GBytes *bytes, const char *name);

/* TRUE when the record is a SAST record with the signer's issuer and serial number. */
gboolean trust_list_record_is_signer(const TrustList *list, const TrustListRecord *record);

/* The indices of the records for which that is so, in their order; borrowed from the list, NULL when
 * there are none. */
const guint *trust_list_get_signers(const TrustList *list, guint *n_signers);
