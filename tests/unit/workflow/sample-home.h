/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The user's folders for data, configuration and cache are in a scratch folder of the program's own. They
 * stay the same ones for all tests of a program, since GLib keeps their names. */

/* In the place of g_test_init(), before anything asks for the folders. */
void sample_home_init(int *argc, char ***argv);

/* Empties them, before each test. */
void sample_home_empty(void);

/* In the place of g_test_run(); removes them. */
int sample_home_run(void);
