/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* A password. It lives in OpenSSL's secure heap: memory that is locked, guarded, left out of core files and
 * wiped when freed. Never copy it into ordinary memory; hand the peeked bytes to the call that needs them. */
typedef struct _Secret Secret;

/* Longest password, in bytes. PKCS#11 tokens and SSH servers take far less. */
#define SECRET_MAX 255

/* A copy of LEN bytes (at most SECRET_MAX); the caller wipes its own. */
Secret *secret_new(const char *bytes, gsize len);
void secret_free(Secret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Secret, secret_free)

/* A secret that is being typed: starts empty, text is put in and taken out at byte offsets. Inserting fails
 * (FALSE, nothing changed) when it would become longer than SECRET_MAX; what is removed is wiped. */
Secret *secret_new_empty(void);
gboolean secret_insert(Secret *secret, gsize at, const char *bytes, gsize len);
void secret_remove(Secret *secret, gsize at, gsize len);

/* NUL-terminated bytes, owned by SECRET, and their count without the NUL (LEN may be NULL). */
const char *secret_peek(const Secret *secret, gsize *len);
gboolean secret_equal(const Secret *a, const Secret *b);

/* Reads the first line of the descriptor FD, without its line end, straight into a secret. FD may be a file,
 * a pipe or a terminal and stays open. NAME stands for it in messages. The wait ends when CANCELLABLE is
 * cancelled. Errors: CTL_ERROR_USAGE when the line is empty or too long, CTL_ERROR_FILE, CTL_ERROR_CANCELLED.
 */
Secret *secret_read_line(int fd, const char *name, GCancellable *cancellable, GError **error);

/* The same from the file PATH, which has to be a regular file or a pipe. */
Secret *secret_read_file(const char *path, GCancellable *cancellable, GError **error);

/* Reads exactly LEN bytes (1 to SECRET_MAX) of the descriptor FD, a pipe or a socket, straight into a secret.
 * Errors: CTL_ERROR_USAGE for another LEN, CTL_ERROR_FILE (also when FD ends early), CTL_ERROR_CANCELLED. */
Secret *secret_read_exact(int fd, gsize len, const char *name, GCancellable *cancellable, GError **error);
