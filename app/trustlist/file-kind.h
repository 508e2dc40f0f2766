/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What a file is that cannot be read as a trust list, as the end of a sentence without a full stop ("it is a
 * web page"), or NULL when it is nothing that is known. For those who took the wrong file, or who were given
 * another one than they asked for. The caller frees the text. */
char *file_kind_describe(GBytes *bytes);
