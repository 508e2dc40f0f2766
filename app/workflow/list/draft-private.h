/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/draft.h"

/* Shared by the draft's own files. */

typedef struct {
  DraftOrigin origin;
  guint old_number; /* in the old list, from 1; 0 for an added record */
} DraftEntry;

struct _ListDraft {
  TrustList *old;
  TrustListBuilder *builder;
  GArray *entries; /* of DraftEntry, one for each of the builder's records */
  guint n_removed; /* records of the old list that are gone */
  gboolean non_secure;
};

static inline DraftEntry *
draft_entry_at(const ListDraft *draft, guint index)
{
  return &g_array_index(draft->entries, DraftEntry, index);
}

/* The record with this number in the old list. FALSE when it is no longer there. */
gboolean draft_find_number(const ListDraft *draft, guint64 number, guint *index);
