/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/signed-file.h"
#include "app/trustlist/trust-list.h"

#include <gio/gio.h>

/* A trust list in a local file, or what the file is instead. */
typedef struct {
  GBytes *bytes;           /* the file's contents, also when they are no list */
  gint64 modified;         /* the file's last change, seconds since 1970; -1 for standard input */
  TrustList *list;         /* NULL when the contents are damaged, or no list */
  SignedFile *signed_file; /* a file that a node signed for phones, or NULL */
} ListFile;

void list_file_free(ListFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ListFile, list_file_free)

/* Reads PATH ("-" is standard input). A file that can be read but is no whole list is returned with LIST
 * NULL and *DAMAGE (may be NULL) set. NULL with an error when it cannot be read at all. */
ListFile *list_file_read(const char *path, GError **damage, GCancellable *cancellable, GError **error);

/* Reads PATH and wants a whole list. Errors: as file_read() and trust_list_parse(). */
ListFile *list_file_load(const char *path, GCancellable *cancellable, GError **error);

/* Puts BYTES into the file PATH, whole or not at all. *MODIFIED is the last change of the original (negative:
 * it has none), which the copy keeps, since `show` prints it; it gets the copy's. Errors: file_replace(). */
gboolean list_file_save(const char *path, GBytes *bytes, gint64 *modified, GError **error);

/* MD5 and SHA-1 of a list as lower-case hex: what phones show on their Trust List page. The caller frees
 * them. */
void list_checksums(GBytes *bytes, char **md5, char **sha1);
