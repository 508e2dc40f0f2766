/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/text.h"
#include "tests/unit/base/nasty-texts.h"

#include <string.h>

static void
test_nasty(void)
{
  for (gsize i = 0; i < N_NASTY_TEXTS; i++) {
    const NastyText *nasty = &NASTY_TEXTS[i];
    g_test_message("%s", nasty->what);
    g_autofree char *shown = text_for_people_from(nasty->bytes, nasty->len);
    g_assert_cmpstr(shown, ==, nasty->shown);
    nasty_texts_assert_harmless(shown, FALSE);
    g_autofree char *again = text_for_people(shown);
    g_assert_cmpstr(again, ==, shown);
    g_assert_true(text_is_plain(shown));
    if (!nasty->in_a_name)
      continue;
    g_autofree char *text = text_for_people(nasty->bytes);
    g_assert_cmpstr(text, ==, nasty->shown);
    g_assert_false(text_is_plain(nasty->bytes));
    g_autofree char *lines = text_lines_for_people(nasty->bytes);
    nasty_texts_assert_harmless(lines, TRUE);
    g_autofree char *valid = text_valid(nasty->bytes);
    g_assert_true(g_utf8_validate(valid, -1, NULL));
    if (g_utf8_validate(nasty->bytes, -1, NULL))
      g_assert_cmpstr(valid, ==, nasty->bytes);
  }
}

/* Between two letters, and after each other nasty text. */
static void
test_together(void)
{
  for (gsize i = 0; i < N_NASTY_TEXTS; i++)
    for (gsize j = 0; j < N_NASTY_TEXTS; j++) {
      g_autofree char *both = g_strconcat("x", NASTY_TEXTS[i].bytes, "y", NASTY_TEXTS[j].bytes, "z", NULL);
      g_autofree char *shown = text_for_people(both);
      nasty_texts_assert_harmless(shown, FALSE);
      g_assert_true(g_str_has_prefix(shown, "x") && g_str_has_suffix(shown, "z"));
    }
}

/* Letters, marks, signs and spaces of all scripts stay. */
static void
test_letters(void)
{
  static const char *const texts[] = {
      "",
      "Publisher cucm-pub: it does not exist (SSH_FX_NO_SUCH_FILE)",
      "backslash \\x1b \\ stays",
      "é ñ Ł ß Ω Й ه ש ก 語 한 हि தமிழ் ქართული ⴰⵎⴰⵣⵉⵖ",
      "e\u0301 n\u0303 combined",
      "«\u00a0insécable\u202f» – “quotes” … € ™ ✓ →",
      "\u0601\u06dd\u070f",
      "😀 🇫🇷 𝔘 𠀀",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autofree char *shown = text_for_people(texts[i]);
    g_autofree char *lines = text_lines_for_people(texts[i]);
    g_autofree char *valid = text_valid(texts[i]);
    g_autofree char *json = text_json_for_people(texts[i]);
    g_assert_cmpstr(shown, ==, texts[i]);
    g_assert_cmpstr(lines, ==, texts[i]);
    g_assert_cmpstr(valid, ==, texts[i]);
    g_assert_cmpstr(json, ==, texts[i]);
    g_assert_true(text_is_plain(texts[i]));
  }
}

/* Whatever Unicode says has no looks: by category, without the table of text.c. */
static void
test_all_characters(void)
{
  for (gunichar c = 1; c <= 0x10FFFF; c++) {
    if (!g_unichar_validate(c))
      continue;
    GUnicodeType type = g_unichar_type(c);
    if (g_unichar_isalnum(c) && c != 0x115F && c != 0x1160 && c != 0x3164 && c != 0xFFA0)
      g_assert_true(text_shows(c));
    if (g_unichar_iscntrl(c) || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR ||
        type == G_UNICODE_SURROGATE)
      g_assert_false(text_shows(c));
    if (type == G_UNICODE_FORMAT && g_unichar_iszerowidth(c) && (c < 0x600 || c > 0x8E2))
      g_assert_true(!text_shows(c) || c >= 0x110BD);
  }
}

static void
test_within(void)
{
  g_autofree char *whole = text_for_people_within("1234", 4);
  g_autofree char *cut = text_for_people_within("\u00e91\u00e9345", 4);
  g_autofree char *escaped = text_for_people_within("\x1b\x1b", 5);
  g_autofree char *none = text_for_people_within(NULL, 4);
  g_assert_cmpstr(whole, ==, "1234");
  g_assert_cmpstr(cut, ==, "\u00e91\u00e93…");
  g_assert_cmpstr(escaped, ==, "\\x1b\\…");
  g_assert_cmpstr(none, ==, "");
}

static void
test_none(void)
{
  g_autofree char *text = text_for_people(NULL);
  g_autofree char *lines = text_lines_for_people(NULL);
  g_autofree char *bytes = text_for_people_from(NULL, 0);
  g_autofree char *two = text_lines_for_people("a\tb\nc\r\n");
  g_assert_cmpstr(text, ==, "");
  g_assert_cmpstr(lines, ==, "");
  g_assert_cmpstr(bytes, ==, "");
  g_assert_cmpstr(two, ==, "a\tb\nc\\x0d\n");
}

static void
test_json(void)
{
  g_autofree char *shown =
      text_json_for_people("{\n \"a\": \"\xc2\x9b\x7f\xe2\x80\xae\xf3\xa0\x81\x81\xff\"\n}");
  g_assert_cmpstr(shown, ==, "{\n \"a\": \"\\u009b\\u007f\\u202e\\udb40\\udc41\uFFFD\"\n}");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/text/nasty", test_nasty);
  g_test_add_func("/text/together", test_together);
  g_test_add_func("/text/letters", test_letters);
  g_test_add_func("/text/all-characters", test_all_characters);
  g_test_add_func("/text/within", test_within);
  g_test_add_func("/text/none", test_none);
  g_test_add_func("/text/json", test_json);
  return g_test_run();
}
