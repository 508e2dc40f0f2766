/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/text.h"

#include <string.h>

typedef struct {
  gunichar first;
  gunichar last;
} Range;

/* Marks and letters without looks of their own (Default_Ignorable_Code_Point of the Unicode Character
 * Database, DerivedCoreProperties.txt), beside those of the category Cf. */
static const Range INVISIBLE[] = {
    {0x034F, 0x034F}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2060, 0x206F},
    {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0xE0000, 0xE0FFF},
};

/* Signs of the category Cf that are seen: they stand before or around numbers. */
static const Range VISIBLE[] = {
    {0x0600, 0x0605}, {0x06DD, 0x06DD},   {0x070F, 0x070F},   {0x0890, 0x0891},
    {0x08E2, 0x08E2}, {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
};

static gboolean
is_among(gunichar c, const Range *ranges, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (c >= ranges[i].first && c <= ranges[i].last)
      return TRUE;
  return FALSE;
}

gboolean
text_shows(gunichar character)
{
  if (character < 0x7F)
    return character >= ' ';
  switch (g_unichar_type(character)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
  case G_UNICODE_SURROGATE:
    return FALSE;
  case G_UNICODE_FORMAT:
    return is_among(character, VISIBLE, G_N_ELEMENTS(VISIBLE));
  default:
    return !is_among(character, INVISIBLE, G_N_ELEMENTS(INVISIBLE));
  }
}

static gboolean
shows_in_lines(gunichar character)
{
  return character == '\n' || character == '\t' || text_shows(character);
}

static gboolean
is_character(gunichar character)
{
  return TRUE;
}

static void
append_escape(GString *out, gunichar c)
{
  g_string_append_printf(out, c <= 0x7F ? "\\x%02x" : c <= 0xFFFF ? "\\u%04x" : "\\U%08x", c);
}

/* Characters for which STAYS is FALSE, and bytes that are none, become escapes. */
static char *
convert(const char *bytes, gsize len, gboolean (*stays)(gunichar character))
{
  GString *out = g_string_sized_new(len);
  for (const char *end = bytes + len; bytes < end;) {
    gunichar c = *bytes != '\0' ? g_utf8_get_char_validated(bytes, end - bytes) : 0;
    if (c > 0x10FFFF) { /* (gunichar)-1 or -2: no character begins here */
      g_string_append_printf(out, "\\x%02x", (guchar)*bytes++);
      continue;
    }
    if (stays(c))
      g_string_append_unichar(out, c);
    else
      append_escape(out, c);
    bytes += g_unichar_to_utf8(c, NULL);
  }
  return g_string_free(out, FALSE);
}

char *
text_for_people_from(const void *bytes, gsize len)
{
  return len > 0 ? convert(bytes, len, text_shows) : g_strdup("");
}

char *
text_for_people(const char *text)
{
  return text != NULL ? convert(text, strlen(text), text_shows) : g_strdup("");
}

char *
text_for_people_within(const char *text, gsize max)
{
  char *whole = text_for_people(text);
  if (strlen(whole) <= max || g_utf8_strlen(whole, -1) <= (glong)max)
    return whole;
  g_autofree char *own = whole;
  g_autofree char *head = g_utf8_substring(whole, 0, (glong)max);
  return g_strconcat(head, "…", NULL);
}

char *
text_lines_for_people(const char *text)
{
  return text != NULL ? convert(text, strlen(text), shows_in_lines) : g_strdup("");
}

char *
text_valid(const char *text)
{
  return text != NULL ? convert(text, strlen(text), is_character) : g_strdup("");
}

/* RFC 8259, 7: a character beyond U+FFFF is two escapes. */
static void
append_json_escape(GString *out, gunichar c)
{
  if (c > 0xFFFF)
    g_string_append_printf(out, "\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10),
                           0xDC00 + ((c - 0x10000) & 0x3FF));
  else
    g_string_append_printf(out, "\\u%04x", c);
}

char *
text_json_for_people(const char *json)
{
  g_autofree char *valid = g_utf8_make_valid(json, -1);
  GString *out = g_string_sized_new(strlen(valid));
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (shows_in_lines(c))
      g_string_append_unichar(out, c);
    else
      append_json_escape(out, c);
  }
  return g_string_free(out, FALSE);
}

char *
text_for_terminal(const char *text)
{
  const char *charset = NULL;
  char *converted = NULL;
  if (!g_get_charset(&charset))
    converted = g_convert_with_fallback(text, -1, charset, "UTF-8", NULL, NULL, NULL, NULL);
  return converted != NULL ? converted : g_strdup(text);
}

gboolean
text_is_plain(const char *text)
{
  if (!g_utf8_validate(text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
    if (!text_shows(g_utf8_get_char(p)))
      return FALSE;
  return TRUE;
}
