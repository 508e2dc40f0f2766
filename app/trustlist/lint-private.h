/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/lint.h"

/* A list being looked at. */
typedef struct {
  const TrustList *list;
  gboolean itl;
  gint64 now;
  GPtrArray *findings;
} Linter;

void linter_add(Linter *linter, LintRule rule, guint record, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* The rules about one record on its own (lint-record.c), and about records together (lint-list.c). */
void linter_check_record(Linter *linter, guint index);
void linter_check_tokens(Linter *linter);
void linter_check_servers(Linter *linter);
void linter_check_mode(Linter *linter);
void linter_check_duplicates(Linter *linter);
