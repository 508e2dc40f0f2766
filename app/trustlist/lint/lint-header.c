/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/lint/lint-private.h"

#include "app/trustlist/digest.h"
#include "app/trustlist/tag-name.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>

#define HEADER_ALIGNMENT 4

/* What was seen while the header's entries are walked through. */
typedef struct {
  Linter *linter;
  guint last_rank;
  guint8 last_tag;
  gboolean out_of_order;
  gboolean moved; /* the signature */
  gboolean padding_inside;
  guint n_padding;
  guint n_unknown;
} HeaderWalk;

/* The place of an entry in the order in which everyone writes them: CUCM 1 2 3 4 5 6 7 8 9 10 11 12 14 15,
 * others with 4 6 5. 0 for one that may stand anywhere: the signer's version, and what nobody knows.
 * SIGNATURE is looked at by itself. */
static guint
rank_of(guint8 tag)
{
  switch (tag) {
  case HEADER_SIGNER_NAME:
  case HEADER_SERIAL_NUMBER:
  case HEADER_CA_NAME:
    return HEADER_SIGNER_NAME;
  case HEADER_SIGNATURE:
  case HEADER_SIGNER_VERSION:
    return 0;
  default:
    return header_tag_get_name(tag) != NULL ? tag : 0;
  }
}

static void
check_value(HeaderWalk *walk, const Tlv *tlv)
{
  const char *name = header_tag_get_name(tlv->tag);
  switch (tlv->tag) {
  case HEADER_SIGNER_NAME:
  case HEADER_CA_NAME:
  case HEADER_FILENAME:
    linter_check_name_bytes(walk->linter, RECORD_NONE, name, tlv->value);
    break;
  default:
    if (name == NULL && walk->n_unknown++ == 0)
      linter_add(walk->linter, LINT_UNKNOWN_ENTRY, RECORD_NONE,
                 _("The header has an entry %u, which nobody knows"), tlv->tag);
  }
}

/* The signature covers the file without its own entry, so it stays right wherever that stands. */
static void
check_place(HeaderWalk *walk, guint8 tag)
{
  guint rank = rank_of(tag);
  if (tag == HEADER_SIGNATURE)
    walk->moved = walk->last_tag != HEADER_SIGNATURE_MODULUS;
  if (rank != 0 && rank < walk->last_rank)
    walk->out_of_order = TRUE;
  walk->last_rank = MAX(walk->last_rank, rank);
}

static void
walk_entry(HeaderWalk *walk, const Tlv *tlv)
{
  if (tlv->tag == HEADER_PADDING) {
    walk->n_padding++;
  } else {
    walk->padding_inside |= walk->n_padding > 0;
    check_place(walk, tlv->tag);
    check_value(walk, tlv);
  }
  walk->last_tag = tlv->tag;
}

static void
report(const HeaderWalk *walk, gsize len)
{
  if (walk->moved)
    linter_add(walk->linter, LINT_SIGNATURE_MOVED, RECORD_NONE,
               _("SIGNATURE does not follow SIGNATUREMODULUS: its place is not signed, so the list may have "
                 "been changed "
                 "after it was signed"));
  if (walk->out_of_order)
    linter_add(walk->linter, LINT_HEADER_ORDER, RECORD_NONE,
               _("The header's entries stand in an order that nobody writes"));
  if (walk->padding_inside || walk->n_padding >= HEADER_ALIGNMENT || len % HEADER_ALIGNMENT != 0)
    linter_add(walk->linter, LINT_HEADER_PADDING, RECORD_NONE,
               _("The header is not padded at its end to a multiple of %d bytes"), HEADER_ALIGNMENT);
}

static void
check_numbers(Linter *linter)
{
  const TrustListHeader *header = trust_list_get_header(linter->list);
  if (header->version[0] != 1 || header->version[1] > 2)
    linter_add(linter, LINT_VERSION, RECORD_NONE, _("The list has version %u.%u, of which nothing is known"),
               header->version[0], header->version[1]);
  if (header->digest == DIGEST_SHA256)
    linter_add(linter, LINT_DIGEST, RECORD_NONE,
               _("The digest is SHA-256; it is in the format, but no phone is known to read it"));
}

void
linter_check_header(Linter *linter)
{
  HeaderWalk walk = {.linter = linter};
  Tlv tlv = {0};
  guint16 declared = 0;
  gsize len = trust_list_get_header(linter->list)->len;
  TlvReader rest = {g_bytes_get_data(trust_list_get_bytes(linter->list), NULL), len};
  check_numbers(linter);
  while (list_header_next(&rest, &tlv, &declared))
    walk_entry(&walk, &tlv);
  report(&walk, len);
}
