/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The echo of the terminal, which is off while a password is typed. It comes back when the question ends, and
 * also when the program stops (Ctrl-Z) or ends (Ctrl-\) in the middle of it. One question at a time; any
 * thread. */

/* Switches echo off on the descriptor TTY and forgets what was typed before. LINE, the question as it was
 * put, is shown again when a stopped program goes on; it has to live until terminal_echo_on(). Nothing
 * happens where TTY is no terminal. */
void terminal_echo_off(int tty, const char *line);

/* The question is over: the terminal becomes what it was. */
void terminal_echo_on(void);

/* The same for a program that is about to stop or to end, with its question still open; and its undoing.
 * Without an open question both do nothing. */
void terminal_echo_pause(void);
void terminal_echo_resume(void);
