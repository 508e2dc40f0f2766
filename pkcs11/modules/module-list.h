/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The PKCS#11 modules of this machine that may show eTokens: SafeNet's under its names and places, those that
 * p11-kit is set up for, OpenSC's, and SoftHSM's when SOFTHSM2_CONF is set (soft tokens that somebody asked
 * for). Each module once, by its real file name. NULL-terminated, freed with g_strfreev; empty when there is
 * none. */
char **module_list_find(void);

/* The modules that the user has chosen (file names, NULL-terminated, copied), also soft ones: from now on
 * module_list_find() gives them first, by these names. One that is not there is kept, so that it is told of
 * when it is to be loaded. May be called from any thread. */
void module_list_set_chosen(const char *const *modules);
