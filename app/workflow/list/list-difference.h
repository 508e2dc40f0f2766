/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"

/* What is different between two lists, put together for a window: by what happened to a record. */

typedef enum {
  DIFFERENCE_ADDED,
  DIFFERENCE_REMOVED,
  DIFFERENCE_CHANGED,
  DIFFERENCE_LIST, /* the list as a whole: signer, digest, order of the records, ... */
  DIFFERENCE_N_GROUPS,
} DifferenceGroup;

/* One difference, as texts to show. */
typedef struct {
  DifferenceGroup group;
  char *record; /* "Record 3, CCM+TFTP 10.48.47.155"; NULL for the list as a whole */
  char *text;   /* what happened to it: a sentence or its end, without a full stop */
} DifferenceLine;

typedef struct {
  char *summary;    /* "1 record added, 2 changed." */
  GPtrArray *lines; /* of DifferenceLine, group by group; empty when there is no difference */
} ListDifference;

void list_difference_free(ListDifference *difference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListDifference, list_difference_free)

/* Between two whole lists. The caller frees the result. */
ListDifference *list_difference_of_lists(TrustList *old_list, TrustList *new_list);

/* Between the list that DRAFT was made from and what was made of it; its signer and its time of signing are
 * not known yet. Errors: CTL_ERROR_USAGE for a new list, which replaces none; list_draft_preview(). */
ListDifference *list_difference_of_draft(const ListDraft *draft, GError **error);

/* The same for a document; when it was signed again, with what the signature has changed. */
ListDifference *list_difference_of_document(const ListDocument *document, GError **error);

/* Between OLD_LIST and the document as it stands now, signed or not. Errors: list_draft_preview(). */
ListDifference *list_difference_from_list(TrustList *old_list, const ListDocument *document, GError **error);
