/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/draft.h"

/* The trust list that a window shows: where it came from, the draft made from it, and the signed list that
 * the draft stands for, as long as nothing was changed. References may be held by any thread; everything
 * else is used by one thread at a time. */
typedef struct _ListDocument ListDocument;

/* An empty list. */
ListDocument *list_document_new(void);

/* Reads a file. One that can be read but is damaged becomes a document without a draft. Errors: file_read().
 */
ListDocument *list_document_open(const char *path, GCancellable *cancellable, GError **error);

/* What was fetched from PUBLISHER, a name or an address; damaged or not. MODIFIED as publish_fetch() tells.
 */
ListDocument *list_document_new_fetched(const char *publisher, GBytes *bytes, gint64 modified);

/* A list of the history; damaged or not. ORIGIN tells where it was ("kept on 21 Nov 2026, 10:30"). */
ListDocument *list_document_new_kept(const char *origin, GBytes *bytes, gint64 modified);

ListDocument *list_document_ref(ListDocument *document);
void list_document_unref(ListDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListDocument, list_document_unref)

/* A file's name, or what stands for it. Borrowed until the document is saved. */
const char *list_document_get_name(const ListDocument *document);
/* Where it came from ("from hq-publisher"), or NULL. Borrowed likewise. */
const char *list_document_get_origin(const ListDocument *document);
/* The publisher that it was fetched from, as it was called then, or NULL. Borrowed. */
const char *list_document_get_publisher(const ListDocument *document);

/* "signed by SAST-ADN0054f509, verified", "not signed", ... *GOOD (may be NULL) is FALSE for what needs
 * attention: damage or a wrong signature. The caller frees it. */
char *list_document_describe_state(const ListDocument *document, gboolean *good);

/* Why the file could not be read as a list; NULL for a whole list. Borrowed. */
const GError *list_document_get_damage(const ListDocument *document);

/* The draft, borrowed; NULL for a damaged file. Changes go through the calls below. */
ListDraft *list_document_get_draft(const ListDocument *document);

/* TRUE for a list that can be changed and signed: not for a damaged one, nor for an ITL, which the cluster
 * makes itself. */
gboolean list_document_can_edit(const ListDocument *document);

/* The signed list that the draft stands for, borrowed; NULL when it was changed or never signed. */
TrustList *list_document_get_signed(const ListDocument *document);

/* TRUE when that signature is right, so that the list can be published as it is. */
gboolean list_document_can_keep_signature(const ListDocument *document);

/* Why the list in its present form cannot be signed at all, or NULL. Static text. */
const char *list_document_why_not_sign(const ListDocument *document);

/* These change the draft; errors as list_draft_add_token() and the others. */
gboolean list_document_add_token(ListDocument *document, X509 *certificate, GError **error);
gboolean list_document_add_server(ListDocument *document, const ServerRecord *server, GError **error);
gboolean list_document_remove(ListDocument *document, guint index, GError **error);

/* The same for the Windows client's "Set Unified CM Cluster to Non-Secure Mode"; errors as
 * non_secure_check(). */
gboolean list_document_make_non_secure(ListDocument *document, GError **error);

/* The draft was signed; a reference to LIST is taken. */
void list_document_set_signed(ListDocument *document, TrustList *list);

/* The bytes to save: of the signed list, or of the file as it was read when it is damaged. NULL when there is
 * nothing that could be saved yet. Borrowed. */
GBytes *list_document_get_bytes(const ListDocument *document);
/* The last change of these bytes' original, seconds since 1970, or -1. */
gint64 list_document_get_modified(const ListDocument *document);

/* The bytes were saved to the file PATH, whose last change is MODIFIED now. */
void list_document_set_saved(ListDocument *document, const char *path, gint64 modified);

/* The signed list is what the cluster serves now, on the publishers WHERE: later changes are compared with
 * it.
 */
void list_document_set_published(ListDocument *document, const char *where);

/* What would be lost without the document, as a sentence, or NULL when nothing would. The caller frees it. */
char *list_document_describe_loss(const ListDocument *document);

/* What `show ctl` prints for the file, or NULL when there is none yet. *OUTDATED is set to TRUE when the text
 * is the old list's, without the changes made since. The caller frees it. */
char *list_document_show(const ListDocument *document, gboolean *outdated);
