/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What hostile servers, lists, modules and file names say, for the tests of each way in. */
typedef struct {
  const char *what;
  const char *bytes;
  gsize len;          /* BYTES may hold NULs */
  const char *shown;  /* by text_for_people() */
  gboolean in_a_name; /* no NUL: it can stand in a C string, a file name, an argument */
} NastyText;

extern const NastyText NASTY_TEXTS[];
extern const gsize N_NASTY_TEXTS;

/* Fails when TEXT, which is about to be seen, is no valid UTF-8 or holds something that does not show. LINES:
 * line ends and tabs are ours. */
void nasty_texts_assert_harmless(const char *text, gboolean lines);
