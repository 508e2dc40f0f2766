/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* A password. It lives in locked memory (app/base/locked-memory.h) and is wiped when its last reference goes.
 * Never copy it into ordinary memory; hand the peeked bytes to the call that needs them. Who needs it longer
 * takes a reference, from any thread. */
typedef struct _Secret Secret;

/* Longest password, in bytes. PKCS#11 tokens and SSH servers take far less. */
#define SECRET_MAX 255

/* A copy of LEN bytes; the caller wipes its own. Errors: CTL_ERROR_USAGE when they are more than SECRET_MAX,
 * CTL_ERROR_FAILED when no more memory can be locked. */
Secret *secret_new(const char *bytes, gsize len, GError **error);
Secret *secret_ref(Secret *secret);
void secret_unref(Secret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Secret, secret_unref)

/* A secret that is being typed: starts empty, text is put in and taken out at byte offsets, by its only
 * owner. Inserting fails (FALSE, nothing changed) when it would become longer than SECRET_MAX; what is
 * removed is wiped. Errors of the new one: CTL_ERROR_FAILED as above. */
Secret *secret_new_empty(GError **error);
gboolean secret_insert(Secret *secret, gsize at, const char *bytes, gsize len);
void secret_remove(Secret *secret, gsize at, gsize len);

/* NUL-terminated bytes, owned by SECRET, and their count without the NUL (LEN may be NULL). */
const char *secret_peek(const Secret *secret, gsize *len);
gboolean secret_equal(const Secret *a, const Secret *b);

/* Reads the first line of the descriptor FD, without its line end, straight into a secret. FD may be a file,
 * a pipe or a terminal and stays open. NAME stands for it in messages. The wait ends when CANCELLABLE is
 * cancelled. Errors: CTL_ERROR_USAGE when the line is empty or too long, CTL_ERROR_FILE, CTL_ERROR_CANCELLED,
 * CTL_ERROR_FAILED when no more memory can be locked. */
Secret *secret_read_line(int fd, const char *name, GCancellable *cancellable, GError **error);

/* The same from the file PATH, which has to be a regular file or a pipe. */
Secret *secret_read_file(const char *path, GCancellable *cancellable, GError **error);

/* Reads exactly LEN bytes (1 to SECRET_MAX) of the descriptor FD, a pipe or a socket, straight into a secret.
 * Errors: CTL_ERROR_USAGE for another LEN, CTL_ERROR_FILE (also when FD ends early), CTL_ERROR_CANCELLED. */
Secret *secret_read_exact(int fd, gsize len, const char *name, GCancellable *cancellable, GError **error);
