/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* module_list_find() below the folder ROOT ("" is the whole machine) instead of /. */
char **module_list_find_below(const char *root, gboolean with_softhsm);

/* The modules that p11-kit is set up for below ROOT, by the files in its "modules" folders, the user's
 * own (~/.config/pkcs11, as user-config allows it) among them: their full file
 * names (char *), in the order of the files' names. Not those for certificates alone (trust-policy), and not
 * those that it is to keep from all programs or from ours. *REMOTE is set when p11-kit would reach a token on
 * another machine or in another process, which only its proxy module can do. */
GPtrArray *p11kit_config_modules(const char *root, gboolean *remote);
