/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Another program that this one starts and waits for. Every call may be made from any thread and needs no
 * main loop. GSubprocess is not used: its blocking calls free a main context that GLib's worker thread may
 * still be about to lock (g_source_unref() in GLib 2.74), which now and then destroyed freed memory. */
typedef struct _Child Child;

/* Starts the program ARGV[0], an absolute name. It gets nothing of ours but FD as its descriptor 3, unless
 * that is -1; FD is closed here, also on failure. FLAGS may send its output elsewhere
 * (G_SPAWN_STDOUT_TO_DEV_NULL, G_SPAWN_STDERR_TO_DEV_NULL). *OUT and *ERR (both or neither NULL) get the
 * reading ends of pipes that it writes to instead. Errors: G_SPAWN_ERROR. */
Child *child_start(const char *const *argv, int fd, GSpawnFlags flags, int *out, int *err, GError **error);

/* Ends the program, see child_end(). */
void child_free(Child *child);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Child, child_free)

/* Reads both pipes to their ends, and closes them in any case. The caller frees *OUTPUT and *SAID. Errors:
 * CTL_ERROR_CANCELLED. */
gboolean child_read(int out, int err, GBytes **output, GBytes **said, GCancellable *cancellable,
                    GError **error);

/* Waits until the program has ended, at most TIMEOUT_MS. FALSE when it has not. */
gboolean child_wait(Child *child, guint timeout_ms);

/* Kills the program when it is still running and waits for its end, which takes no time. FALSE when it has
 * not come within seconds: a process that waits in the kernel, for a device that does not answer, goes on
 * with that first. It is left behind then. */
gboolean child_end(Child *child);

int child_get_pid(const Child *child);

/* Whether the program with this number was left behind by child_end() and is still there. */
gboolean child_is_left(int pid);

/* How it ended, once child_wait() was TRUE: the signal that ended it, or 0; the exit status, or -1 (also
 * when that cannot be told). */
int child_get_signal(const Child *child);
int child_get_exit_status(const Child *child);
