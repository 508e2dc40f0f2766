/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "fixture.h"

/* Lists that must not be signed, published or believed: one fault each, with the signature right wherever it
 * can be. They stand in a table, so that a test can cross all of them with each way out of the program. Link
 * the target bad-lists.
 *
 *     guint n = 0;
 *     const BadList *lists = bad_lists_get(&n);
 *     for (guint i = 0; i < n; i++) {
 *       g_autoptr(GBytes) bytes = bad_list_make(&lists[i]);
 *       ...
 *     }
 *
 * Two tokens (sample_token(0) and sample_token(1), the latter has signed; a program may sign again with
 * either) and the servers of bad_lists_good() are those that the fault left. They are made when they are
 * first needed, once in a program. */
typedef struct {
  const char *name; /* unique: lower case, digits and hyphens; for names of tests */
  GBytes *(*make)(void);
  /* The errors that the lint finds, each "rule" (about the list as a whole) or "rule@record" (from 1), in
   * their order, with blanks between; or BAD_LIST_DAMAGED for what the parser refuses, and where there is no
   * lint. */
  const char *errors;
  gboolean overrulable;  /* every one of the errors may be overruled; never what is damaged */
  const char *file_name; /* the name of the file that the fault is about; NULL for CTLFile.tlv */
} BadList;

#define BAD_LIST_DAMAGED "damaged"

/* The table; *N gets how many there are. Static. */
const BadList *bad_lists_get(guint *n);

/* The bytes of the file. The caller frees them. */
GBytes *bad_list_make(const BadList *list);

/* "CTLFile.tlv", or the name that belongs to the fault. Static. */
const char *bad_list_get_file_name(const BadList *list);

/* TRUE when the parser refuses the list. */
gboolean bad_list_is_damaged(const BadList *list);

/* The rules alone, each once, as in "serial-mismatch"; {"damaged", NULL} for what the parser refuses. The
 * caller frees them. */
char **bad_list_dup_rules(const BadList *list);

/* The list without a fault that the others are made from: two tokens, CCM+TFTP and CAPF of the
 * publisher 10.48.47.153, CCM+TFTP of the subscriber 10.48.47.154; signed by sample_token(1). The caller
 * frees it. */
TrustList *bad_lists_good(void);

/* The same for an ITL: CallManager as SAST, which signed, and as CCM+TFTP, and TVS. */
TrustList *bad_lists_good_itl(void);
