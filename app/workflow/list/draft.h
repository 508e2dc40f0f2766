/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/trustlist/builder.h"
#include "app/workflow/judge/consent.h"
#include "app/workflow/list/server-record.h"
#include "pkcs11/token.h"

/* A trust list that is being put together: a new one, or one made from the list that it will replace. Indexes
 * count from 0. Used by one thread at a time. */
typedef struct _ListDraft ListDraft;

typedef enum {
  DRAFT_KEPT,     /* taken over from the old list, byte for byte */
  DRAFT_ADDED,    /* was not in the old list */
  DRAFT_REPLACED, /* has taken the place of an old record */
} DraftOrigin;

/* OLD (may be NULL: a new list) is the list being replaced; its records are taken over. */
ListDraft *list_draft_new(TrustList *old);
void list_draft_free(ListDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListDraft, list_draft_free)

/* Adds a SAST record for the certificate of a token, or puts it in the place of an old record with its
 * subject and issuer. Errors: CTL_ERROR_USAGE when a SAST record of the same certificate is there already, or
 * when it could take the place of several records. */
gboolean list_draft_add_token(ListDraft *draft, X509 *certificate, GError **error);

/* The same for whoever has decided whose place it takes: REPLACES is that of ServerRecord. Errors:
 * CTL_ERROR_USAGE, also when the record that is named is not there or is no SAST record. */
gboolean list_draft_put_token(ListDraft *draft, X509 *certificate, guint replaces, GError **error);

/* TRUE when a SAST record of this very certificate is in the draft. */
gboolean list_draft_has_token(const ListDraft *draft, X509 *certificate);

/* Adds a server, in the place of the old record that SERVER names by its number, or else of the one that is
 * the same thing, see record_traits_relate(). A server without an address gets that of the record it
 * replaces. Errors: CTL_ERROR_USAGE when the same certificate was added before with the same function (and
 * node), when the record that is named is not there or has another function, and when there are several that
 * it could replace, see list_draft_find_places(); SERVER's own when it has no address and none is to be had.
 */
gboolean list_draft_add_server(ListDraft *draft, const ServerRecord *server, GError **error);

/* TRUE when the certificate stands in the draft with FUNCTION for HOST, which may be empty where it is not
 * known. One that names no more than one host stands for that, however it is called. */
gboolean list_draft_has_server(const ListDraft *draft, ListFunction function, const char *host,
                               X509 *certificate);

/* The indexes (guint) of the records that SERVER could take the place of, when it names none. The caller
 * frees the array. */
GArray *list_draft_find_places(const ListDraft *draft, const ServerRecord *server);
/* The same of a token's CERTIFICATE. */
GArray *list_draft_find_token_places(const ListDraft *draft, X509 *certificate);

/* May the record be removed? For a window that asks before it does it. Errors: as list_draft_remove(). */
gboolean list_draft_check_remove(const ListDraft *draft, guint index, GError **error);

/* Removes a record. Errors: CTL_ERROR_USAGE for the last SAST record, which nobody may remove. */
gboolean list_draft_remove(ListDraft *draft, guint index, GError **error);

/* The one record that SPEC means: its number in the old list (from 1), its certificate's serial number (hex,
 * with or without colons), or a name: of the token, the host, or the subject's CN. Errors: CTL_ERROR_USAGE
 * when there is none or more than one; the message gives their numbers. */
gboolean list_draft_find(const ListDraft *draft, const char *spec, guint *index, GError **error);

/* Empties every CCM+TFTP record, for a cluster that goes to non-secure mode. */
void list_draft_make_non_secure(ListDraft *draft);

guint list_draft_get_n_records(const ListDraft *draft);
TrustListRecord list_draft_get_record(const ListDraft *draft, guint index);
DraftOrigin list_draft_get_origin(const ListDraft *draft, guint index);
/* The record's number in the old list, from 1; 0 for an added one. */
guint list_draft_get_old_number(const ListDraft *draft, guint index);
/* "record 4, CAPF 10.48.47.153 (serial 0A:0B)", with the record's number in the old list. The caller frees
 * it. */
char *list_draft_describe_record(const ListDraft *draft, guint index);

/* What became of a record of the old list, as a sentence without full stop: "CAPF 10.48.47.153 (serial 0A:0C)
 * takes the place of record 4, CAPF 10.48.47.153 (serial 0A:0B)". NULL when the record replaces none, or was
 * emptied. The caller frees it. */
char *list_draft_describe_replacement(const ListDraft *draft, guint index);
guint list_draft_get_n_removed(const ListDraft *draft);
/* The old list, borrowed, or NULL. */
TrustList *list_draft_get_old(const ListDraft *draft);
/* TRUE when signing it would give other records than the old list has. */
gboolean list_draft_is_changed(const ListDraft *draft);

/* The list as it would be, without signer and signature, for those who judge and compare its records; see
 * trust_list_builder_preview(). Errors: CTL_ERROR_DAMAGED. */
TrustList *list_draft_preview(const ListDraft *draft, GError **error);

/* All that speaks against signing the draft with DIGEST at the time NOW (seconds since 1970), see
 * judge_list(). SIGNER may be NULL: then what concerns it is left out. Returns Findings; the caller frees
 * them. Errors: CTL_ERROR_DAMAGED when the draft is no list at all. */
GPtrArray *list_draft_judge(const ListDraft *draft, X509 *signer, DigestAlgorithm digest, gint64 now,
                            GError **error);

/* TRUE when nothing speaks against SIGNER, see judge_signer(). */
gboolean list_draft_can_be_signed_by(const ListDraft *draft, X509 *signer);

/* What signing needs beside the draft. */
typedef struct {
  Token *signer;
  DigestAlgorithm digest;
  const Consent *consent; /* the errors that are overruled; NULL: none */
  GPtrArray *warnings;    /* gets what is wrong beside the list, as sentences (char *); may be NULL */
} SignRequest;

/* Judges the draft, has the token sign, verifies the result and judges that as well. Errors that are
 * overruled and warnings are kept in the audit log. Errors: those of consent_check(), before the token is
 * asked; trust_list_builder_sign(), token_sign_digest(). */
TrustList *list_draft_sign(ListDraft *draft, const SignRequest *request, CtlPrompt *prompt,
                           const Progress *progress, GCancellable *cancellable, GError **error);
