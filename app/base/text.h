/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Texts from outside, made harmless for people's eyes: what servers, modules, lists, certificates, file
 * names, arguments and the environment say may hold what moves a terminal's cursor, hides a part of a text or
 * shows it in another order. Such characters are shown as escapes:
 *
 *   \x1b        a control character of ASCII, or a byte that is no part of valid UTF-8
 *   \u202e      another control character (C1), a separator of lines or paragraphs, a character that has no
 *               width or no looks of its own (bidi controls, byte order mark, fillers, variation selectors)
 *   \U000e0041  the same beyond U+FFFF
 *
 * Letters, marks and signs of all scripts stay. What was made harmless once does not change any more, so each
 * layer may do it. It is for showing only: a backslash stays as it is, so the escapes cannot be read back. */

/* TEXT (may be NULL, which becomes "") as a part of one line. The caller frees it. */
char *text_for_people(const char *text);

/* LEN bytes, which may hold NULs, as a part of one line. The caller frees it. */
char *text_for_people_from(const void *bytes, gsize len);

/* At most MAX characters of TEXT (may be NULL), for who may say a lot; a sign of omission stands for the
 * rest. The caller frees it. */
char *text_for_people_within(const char *text, gsize max);

/* TEXT (may be NULL) as lines: line ends and tabs stay. The caller frees it. */
char *text_lines_for_people(const char *text);

/* TEXT (may be NULL) for programs: only bytes that are no valid UTF-8 become \xNN. The caller frees it. */
char *text_valid(const char *text);

/* JSON, whose texts are text_valid(), as lines: what does not show becomes an escape of JSON's, which a
 * parser reads back. The caller frees it. */
char *text_json_for_people(const char *json);

/* TEXT, which is harmless already, for a terminal in the character set of the session: bytes of UTF-8 are
 * control characters in others. What that has no letter for becomes an escape. The caller frees it. */
char *text_for_terminal(const char *text);

/* TRUE for a character that stays. */
gboolean text_shows(gunichar character);

/* TRUE for valid UTF-8 in which all characters stay. */
gboolean text_is_plain(const char *text);
