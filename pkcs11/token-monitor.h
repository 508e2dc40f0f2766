/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/token.h"

#include <glib-object.h>

/* Knows which tokens are plugged in, and tells when that changes, within a second. Each module is watched by
 * a token helper of its own. Signals come in the main context that was the thread's default when the monitor
 * was made:
 *
 *   token-added (Token *)     plugged in, or found at the start
 *   token-removed (Token *)   pulled out, or not to be reached any more
 *   token-changed (Token *)   its password state has changed, its SAST certificate (and with that its name)
 *                             can be read now or no more, or another module shows it
 *   failed (const GError *)   a module or one of its tokens fails; told once, while it is tried on
 *   ready ()                  every module has answered or failed for the first time
 *   updated ()                after one or more of these, and when a failure is over
 *   usb (gboolean arrived)    an eToken was plugged in or pulled out, whether or not a module shows it
 */
#define TOKEN_TYPE_MONITOR (token_monitor_get_type())
G_DECLARE_FINAL_TYPE(CtlTokenMonitor, token_monitor, TOKEN, MONITOR, GObject)

/* Watches MODULES (file names, NULL-terminated), or with NULL those that module_list_find() finds. A module
 * that does not answer within TIMEOUT_MS (0: as module-timeout.h says) is started anew. Ends with the last
 * reference: at once, but for each module whose helper waits for a device and cannot be ended, which takes up
 * to 2 s. */
CtlTokenMonitor *token_monitor_new(const char *const *modules, guint timeout_ms);

/* The tokens (of Token) of the moment, sorted by name; one that two modules show is there once, with the
 * earlier module. Borrowed, until the next signal. */
const GPtrArray *token_monitor_get_tokens(CtlTokenMonitor *monitor);

/* What goes wrong now (of GError). The caller frees it. */
GPtrArray *token_monitor_dup_failures(CtlTokenMonitor *monitor);

/* TRUE once "ready" was told. */
gboolean token_monitor_is_ready(CtlTokenMonitor *monitor);

/* How many modules are watched. */
guint token_monitor_get_n_modules(CtlTokenMonitor *monitor);
