/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Watches the tokens of one module, through a token helper that it keeps, in a thread of its own. */
typedef struct _ModuleWatcher ModuleWatcher;

/* Called in the watcher's thread. TOKENS (of Token) are all that the module shows now, or NULL when nothing
 * is known anew; FAILURES (of GError) are what goes wrong now. Both belong to the callee. */
typedef void (*ModuleWatcherFunc)(GPtrArray *tokens, GPtrArray *failures, gpointer user_data);

/* Starts watching; each scan may take TIMEOUT_MS. A helper that dies is started again, after pauses that
 * double (DESTROY frees USER_DATA at the end); its tokens count as gone only when the next one cannot tell of
 * them either. A module that shows none any more is loaded anew, and again and again, ever more
 * rarely, as long as it shows no readers where there were some. */
ModuleWatcher *module_watcher_new(const char *module, guint timeout_ms, ModuleWatcherFunc func,
                                  gpointer user_data, GDestroyNotify destroy);

/* Ends the thread and its helper, at once even in the middle of a scan. */
void module_watcher_free(ModuleWatcher *watcher);

/* Something has happened on USB: the next scans follow quickly. When a token has arrived and the module shows
 * no change for a while, it is loaded anew: some modules know only the readers of the moment when they were
 * initialised. May be called from any thread. */
void module_watcher_hurry(ModuleWatcher *watcher, gboolean arrived);
