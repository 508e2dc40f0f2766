/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* How long a PKCS#11 module may take to tell its tokens, where the caller says nothing else. The help of
 * --module-timeout says the default too. */
#define MODULE_TIMEOUT_DEFAULT_S 10
#define MODULE_TIMEOUT_MAX_S 600

/* Sets it for the whole program; SECONDS is 1 to MODULE_TIMEOUT_MAX_S. From any thread. */
void module_timeout_set_s(guint seconds);

/* TIMEOUT_MS, or when that is 0 what was set, in milliseconds. From any thread. */
guint module_timeout_or_usual_ms(guint timeout_ms);
