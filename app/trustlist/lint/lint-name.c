/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/lint/lint-private.h"

#include <glib/gi18n.h>

/* Names end in a NUL that counts (the format page); the published ITL has a second one. Who reads up to the
 * NUL and who reads by the length have to read the same. An empty name needs none for that. */
static gboolean
is_well_ended(TlvReader value)
{
  gsize len = name_bytes_to_text(value).len;
  for (gsize i = len; i < value.len; i++)
    if (value.data[i] != 0)
      return FALSE;
  return value.len == 0 || len < value.len;
}

/* C0, DEL and C1; what turns the direction of text or hides in it; what ends a line. */
static gboolean
is_unfit(gunichar character)
{
  switch (g_unichar_type(character)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
has_unfit_characters(TlvReader text)
{
  const char *p = (const char *)text.data;
  const char *end = p + text.len;
  while (p < end) {
    gunichar character = g_utf8_get_char_validated(p, end - p);
    if (character == (gunichar)-1 || character == (gunichar)-2) {
      p++; /* of another encoding, or of none */
      continue;
    }
    if (is_unfit(character))
      return TRUE;
    p = g_utf8_next_char(p);
  }
  return FALSE;
}

void
linter_check_name_bytes(Linter *linter, guint record, const char *name, TlvReader value)
{
  if (!is_well_ended(value))
    linter_add(
        linter, LINT_NAME_TERMINATOR, record,
        _("%s has no final NUL, or more text behind it, so that it depends on the reader what it says"),
        name);
  if (value.len > 0 && has_unfit_characters(name_bytes_to_text(value)))
    linter_add(linter, LINT_CONTROL_CHARACTERS, record,
               _("%s holds characters that control a terminal or hide text"), name);
}
