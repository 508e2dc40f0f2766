/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Forbids core files and tracing by other processes of the user: this process will hold passwords.
 * Called first in main(), by both programs and by the token helper. */
void process_protect_secrets(void);

/* Standard descriptors that the program was started without are opened, in the direction that nobody uses, so
 * that no file or connection gets their numbers and is written to by mistake: using one fails as it did.
 * Writing where nobody reads becomes an error instead of a signal (SIGPIPE), which would end the program in
 * the middle of a job. The first thing that a program does. */
void process_prepare_descriptors(void);

/* The absolute name of what is at PATH from the folder that holds this program, and FILE in there (may be
 * NULL). The caller frees it. */
char *process_path_from_self(const char *path, const char *file);

/* The absolute name of a helper program. It is found from the folder that holds this program
 * (../libexec/etoken-ctl unless CMake was told otherwise), in the build tree as in an installation. The
 * caller frees it. */
char *process_libexec_path(const char *program);
