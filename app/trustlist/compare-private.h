/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/compare.h"

/* A record of the old list and what became of it. */
typedef struct {
  const TrustListRecord *records[2];
  guint indices[2];
} ListPair;

/* Values are made twice: in English for scripts, and in the session's language. */
typedef enum {
  LIST_IN_ENGLISH,
  LIST_IN_SESSION,
} ListLanguage;

/* TEXT, which is marked with N_(), in LANGUAGE. */
const char *list_value_in(ListLanguage language, const char *text) G_GNUC_FORMAT(2);

/* Adds a change; PAIR is NULL for the list as a whole. Takes the values over, which are its texts as well
 * until list_change_take_texts() gives it others. The change stays the comparison's. */
ListChange *list_comparison_add(ListComparison *comparison, ListChangeKind kind, const ListPair *pair,
                                char *old_value, char *new_value);

/* Takes over what persons read for the values. */
void list_change_take_texts(ListChange *change, char *old_text, char *new_text);

/* What is compared of the lists as a whole (compare-header.c). OLD_OF_NEW is what record_match() returned. */
void list_compare_signers(ListComparison *comparison);
void list_compare_headers(ListComparison *comparison);
void list_compare_order(ListComparison *comparison, const guint *old_of_new);
