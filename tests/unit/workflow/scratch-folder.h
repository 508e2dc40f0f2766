/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* A new empty folder for a test's files. Freed with scratch_folder_free(), which removes it with all that is
 * in it. */
typedef char ScratchFolder;
ScratchFolder *scratch_folder_new(void);
void scratch_folder_free(ScratchFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScratchFolder, scratch_folder_free)

/* The file NAME in FOLDER, with TEXT in it unless that is NULL. The caller frees the path. */
char *scratch_file(const ScratchFolder *folder, const char *name, const char *text);

/* What is in the file at PATH; NULL when there is none. The caller frees it. */
char *scratch_read(const char *path);
