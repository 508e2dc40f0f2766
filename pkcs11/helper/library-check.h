/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What kind of computer the library PATH is for, as words for a message, when it is another than this
 * program's ("32-bit x86"); NULL when it is the same, or no library at all. The loader itself says "No such
 * file" of most of these. The caller frees it. */
char *library_dup_other_architecture(const char *path);
