/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Held while a file that several programs of ours change is read, changed and replaced: by "PATH.lock" beside
 * it, which stays there and is locked (flock(2)) only as long as this lives. It keeps out other threads too.
 */
typedef struct _FileLock FileLock;

/* Makes the folder of PATH where it is missing. Another holder is waited for, some seconds at most. Errors:
 * CTL_ERROR_FILE, also when it does not let go, or when the lock file is one that this user may not open (it
 * stays); CTL_ERROR_CANCELLED. */
FileLock *file_lock_new(const char *path, GCancellable *cancellable, GError **error);
void file_lock_free(FileLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FileLock, file_lock_free)
