/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "fixture.h"

/* A list in pieces: its entries can be changed, moved, doubled or taken away one by one, and what is left is
 * put together and signed again. What the format counts (lengths, padding) is counted anew, unless a member
 * says otherwise. */
typedef struct {
  GPtrArray *header; /* of GBytes: each entry with its tag and length, in the file's order, without padding */
  GPtrArray *records; /* of GPtrArray of GBytes: the same */
  guint padding;      /* bytes of padding at the header's end; COUNTED as many as are needed */
  int header_len_off; /* added to what is right in HEADERLENGTH */
  int signer_id_off;  /* the same in SIGNERID */
  int record_len_off; /* the same in RECORDLENGTH of the last record */
} ListParts;

#define LIST_PARTS_COUNTED G_MAXUINT

/* Takes LIST to pieces. */
ListParts *list_parts_new(const TrustList *list);
void list_parts_free(ListParts *parts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListParts, list_parts_free)

/* The header, or record INDEX from 0: a section for the functions below. Borrowed. */
GPtrArray *list_parts_record(ListParts *parts, guint index);

/* Gives the section's entry TAG another value. */
void section_set(GPtrArray *section, guint8 tag, const void *value, gsize len);
/* Adds an entry at the section's end, also when there is one. */
void section_add(GPtrArray *section, guint8 tag, const void *value, gsize len);
void section_remove(GPtrArray *section, guint8 tag);
/* Moves the entry TAG in front of the entry BEFORE, or to the section's end when BEFORE is 0. */
void section_move(GPtrArray *section, guint8 tag, guint8 before);
/* The entry's value; the entry has to be there. */
TlvReader section_get(const GPtrArray *section, guint8 tag);

/* The file, with SIGNER's signature in the place of the one in the header (where there is one). */
GBytes *list_parts_sign(const ListParts *parts, const Identity *signer);
