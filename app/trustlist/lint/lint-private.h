/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/certificate.h"
#include "app/trustlist/lint/lint.h"
#include "app/trustlist/record-traits.h"

/* A list being looked at. */
typedef struct {
  const TrustList *list;
  gboolean itl;
  gint64 now;
  GPtrArray *findings;
  GPtrArray *
      certificates; /* of X509, for each record: read once, since that takes long; NULL where there is none */
  GArray *traits;   /* see record_traits_of_list() */
} Linter;

/* Tags as bits. */
#define LINT_TAG(tag) (1u << (tag))

void linter_add(Linter *linter, LintRule rule, guint record, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* The certificate of record INDEX, or NULL. Borrowed. */
X509 *linter_get_certificate(const Linter *linter, guint index);

/* What record INDEX stands for. Borrowed. */
const RecordTraits *linter_get_traits(const Linter *linter, guint index);

/* The rules about the header (lint-header.c). */
void linter_check_header(Linter *linter);

/* Rules about a name: VALUE as it stands in the file, NAME is what the entry is called ("ISSUERNAME"), RECORD
 * the record or RECORD_NONE (lint-name.c). */
void linter_check_name_bytes(Linter *linter, guint record, const char *name, TlvReader value);

/* The rules about one record on its own: against its certificate (lint-record.c), its keys (lint-key.c), how
 * it is written (lint-shape.c), and about what tokens are (lint-token.c). */
void linter_check_record(Linter *linter, guint index);
void linter_check_key(Linter *linter, guint index);
void linter_check_shape(Linter *linter, guint index);
void linter_check_token(Linter *linter, guint index);

/* The rules about records together (lint-token.c, lint-list.c). */
void linter_check_tokens(Linter *linter);
void linter_check_identities(Linter *linter);
void linter_check_servers(Linter *linter);
void linter_check_mode(Linter *linter);
void linter_check_duplicates(Linter *linter);
