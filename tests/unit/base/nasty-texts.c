/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/base/nasty-texts.h"

#include "app/base/text.h"

#include <string.h>

#define TEXT(bytes, shown) bytes, sizeof bytes - 1, shown, TRUE
#define WITH_NUL(bytes, shown) bytes, sizeof bytes - 1, shown, FALSE

const NastyText NASTY_TEXTS[] = {
    {"clear screen (CSI)", TEXT("a\x1b[2Jb", "a\\x1b[2Jb")},
    {"colour (SGR)", TEXT("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m")},
    {"window title (OSC, BEL)", TEXT("\x1b]0;owned\a", "\\x1b]0;owned\\x07")},
    {"clipboard (OSC 52, ST)", TEXT("\x1b]52;c;cm0gLXJm\x1b\\", "\\x1b]52;c;cm0gLXJm\\x1b\\")},
    {"hyperlink (OSC 8)", TEXT("\x1b]8;;http://evil\x1b\\here", "\\x1b]8;;http://evil\\x1b\\here")},
    {"device control (DCS)", TEXT("\x1bP$q\"p\x1b\\", "\\x1bP$q\"p\\x1b\\")},
    {"answerback, cursor report", TEXT("\x05\x1b[6n", "\\x05\\x1b[6n")},
    {"lone escape", TEXT("\x1b", "\\x1b")},
    {"bell", TEXT("ding\a", "ding\\x07")},
    {"backspaces over what stood there", TEXT("no\b\byes", "no\\x08\\x08yes")},
    {"carriage return alone", TEXT("wrong\rright", "wrong\\x0dright")},
    {"line end: a line of its own", TEXT("x\netoken-ctl: all is well", "x\\x0aetoken-ctl: all is well")},
    {"CR LF", TEXT("x\r\ny", "x\\x0d\\x0ay")},
    {"tab", TEXT("a\tb", "a\\x09b")},
    {"vertical tab, form feed", TEXT("\v\f", "\\x0b\\x0c")},
    {"shift out: another character set", TEXT("\x0e"
                                              "abc\x0f",
                                              "\\x0eabc\\x0f")},
    {"delete", TEXT("a\x7f"
                    "b",
                    "a\\x7fb")},
    {"unit separator", TEXT("\x1f", "\\x1f")},
    {"CSI of one byte", TEXT("\x9b"
                             "31m",
                             "\\x9b31m")},
    {"OSC of one byte", TEXT("\x9d"
                             "0;x\x9c",
                             "\\x9d0;x\\x9c")},
    {"CSI in UTF-8", TEXT("\xc2\x9b"
                          "31m",
                          "\\u009b31m")},
    {"next line (NEL) in UTF-8", TEXT("a\xc2\x85"
                                      "b",
                                      "a\\u0085b")},
    {"first and last of C1", TEXT("\xc2\x80\xc2\x9f", "\\u0080\\u009f")},
    {"soft hyphen", TEXT("pass\xc2\xad"
                         "word",
                         "pass\\u00adword")},
    {"grapheme joiner", TEXT("a\xcd\x8f"
                             "b",
                             "a\\u034fb")},
    {"Arabic letter mark", TEXT("\xd8\x9c", "\\u061c")},
    {"Hangul fillers", TEXT("\xe1\x85\x9f\xe3\x85\xa4\xef\xbe\xa0", "\\u115f\\u3164\\uffa0")},
    {"zero-width space", TEXT("adm\xe2\x80\x8bin", "adm\\u200bin")},
    {"zero-width joiners", TEXT("\xe2\x80\x8c\xe2\x80\x8d", "\\u200c\\u200d")},
    {"marks of direction", TEXT("\xe2\x80\x8e\xe2\x80\x8f", "\\u200e\\u200f")},
    {"line and paragraph separator", TEXT("a\xe2\x80\xa8"
                                          "b\xe2\x80\xa9"
                                          "c",
                                          "a\\u2028b\\u2029c")},
    {"embedded direction", TEXT("\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac", "\\u202a\\u202b\\u202c")},
    {"override of direction", TEXT("ctl\xe2\x80\xae"
                                   "vlt.exe",
                                   "ctl\\u202evlt.exe")},
    {"word joiner, invisible times", TEXT("\xe2\x81\xa0\xe2\x81\xa2", "\\u2060\\u2062")},
    {"isolates", TEXT("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9", "\\u2066\\u2067\\u2068\\u2069")},
    {"variation selector", TEXT("a\xef\xb8\x8f", "a\\ufe0f")},
    {"byte order mark", TEXT("\xef\xbb\xbf"
                             "CN=x",
                             "\\ufeffCN=x")},
    {"interlinear annotation", TEXT("\xef\xbf\xb9x\xef\xbf\xbb", "\\ufff9x\\ufffb")},
    {"tags", TEXT("\xf3\xa0\x81\x81\xf3\xa0\x81\xbf", "\\U000e0041\\U000e007f")},
    {"musical control", TEXT("\xf0\x9d\x85\xb3", "\\U0001d173")},
    {"overlong escape", TEXT("\xc0\x9b[2J", "\\xc0\\x9b[2J")},
    {"overlong NUL", TEXT("a\xc0\x80"
                          "b",
                          "a\\xc0\\x80b")},
    {"overlong slash, three bytes", TEXT("\xe0\x80\xaf", "\\xe0\\x80\\xaf")},
    {"surrogates", TEXT("\xed\xa0\x80\xed\xb0\x80", "\\xed\\xa0\\x80\\xed\\xb0\\x80")},
    {"beyond Unicode", TEXT("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80")},
    {"bytes of no encoding", TEXT("\xfe\xff", "\\xfe\\xff")},
    {"Latin-1", TEXT("caf\xe9 noir", "caf\\xe9 noir")},
    {"cut in the middle", TEXT("x\xe2\x80", "x\\xe2\\x80")},
    {"escape inside a broken character", TEXT("\xe2\x1b[m", "\\xe2\\x1b[m")},
    {"NUL in a name", WITH_NUL("CN=good\0evil", "CN=good\\x00evil")},
    {"NUL at the end", WITH_NUL("x\0", "x\\x00")},
};
const gsize N_NASTY_TEXTS = G_N_ELEMENTS(NASTY_TEXTS);

void
nasty_texts_assert_harmless(const char *text, gboolean lines)
{
  g_assert_true(g_utf8_validate(text, -1, NULL));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    g_assert_false(g_unichar_iscntrl(c) && !(lines && (c == '\n' || c == '\t')));
    g_assert_cmpint(g_unichar_type(c), !=, G_UNICODE_FORMAT);
    g_assert_cmpint(g_unichar_type(c), !=, G_UNICODE_LINE_SEPARATOR);
    g_assert_cmpint(g_unichar_type(c), !=, G_UNICODE_PARAGRAPH_SEPARATOR);
    g_assert_true(c == '\n' || c == '\t' || text_shows(c));
  }
}
