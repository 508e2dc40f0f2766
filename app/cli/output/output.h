/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The only way to standard output and standard error (tests/style/check-output). Whatever a layer forgot, a
 * control character or an invisible one never gets to a terminal from here (app/base/text.h); our own
 * sentences, and lists whose names are letters, pass as they are. */

/* Lines on standard output. Line ends and tabs stay. UTF-8 whatever the locale's character set, but for a
 * terminal. */
void command_print(const char *text);

/* One line on standard output, whose values may hold no line ends of their own. A line end of FORMAT's is
 * optional. */
void command_print_line(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* JSON on standard output: there the escapes are JSON's own, so that they can be read back. */
void command_print_json(const char *text);

/* FALSE when standard output cannot take what was printed, now or before. */
gboolean command_print_flush(void);

/* The same, with an error that says why: CTL_ERROR_FILE. Output that did not arrive must not look like
 * success to a script. */
gboolean command_print_check(GError **error);

/* A line of explanation on standard error. */
void command_note(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* The help, on standard error. */
void command_note_lines(const char *text);

/* Something to know, which does not stop the command: on standard error, with a full stop. */
void command_note_warning(const char *warning);

/* Each of WARNINGS (char *). */
void command_note_warnings(const GPtrArray *warnings);

/* What is damaged in a file of the user: warnings that are printed once in a run. */
void command_note_damage(const GPtrArray *damage);
