/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/compare.h"

/* A record of the old list and what became of it. */
typedef struct {
  const TrustListRecord *records[2];
  guint indices[2];
} ListPair;

/* Adds a change; PAIR is NULL for the list as a whole. Takes the values over. */
void list_comparison_add(ListComparison *comparison, ListChangeKind kind, const ListPair *pair,
                         char *old_value, char *new_value);

/* What is compared of the lists as a whole (compare-header.c). OLD_OF_NEW is what record_match() returned. */
void list_compare_signers(ListComparison *comparison);
void list_compare_headers(ListComparison *comparison);
void list_compare_order(ListComparison *comparison, const guint *old_of_new);
