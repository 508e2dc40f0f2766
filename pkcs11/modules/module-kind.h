/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What the file name of a PKCS#11 module says of it. */

/* TRUE when MODULE is SafeNet's, which reads every eToken. */
gboolean module_is_of_maker(const char *module);

/* TRUE when MODULE is p11-kit's, which asks other modules. */
gboolean module_is_proxy(const char *module);

/* TRUE when MODULE is for soft tokens, which are never plugged in. */
gboolean module_is_soft(const char *module);
