/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Who may write on the terminal: while a question is open there, what other threads tell waits, so that the
 * question stays the last line until it is answered. Any thread. */

typedef void (*TerminalTurnShow)(const char *line);

/* Around a question. Questions come one at a time; the end writes what has waited, in its order. */
void terminal_turn_begin(void);
void terminal_turn_end(void);

/* Has SHOW show LINE, at once or at the end of the question that is open; it is always the same function,
 * and asks nothing itself. */
void terminal_turn_tell(TerminalTurnShow show, const char *line);
