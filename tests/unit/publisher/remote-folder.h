/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tests/unit/publisher/sshd-fixture.h"

#include <sys/types.h>

/* A new folder in the home of a user of the server, who is its owner: one test, one folder. */
typedef struct {
  char *path;
  char *url_path; /* of CTLFile.tlv in it */
  char *file;
} Folder;

uid_t uid_of(const char *user);

Folder *folder_new(const char *user);
void folder_free(Folder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Folder, folder_free)

/* Makes CTLFile.tlv, which holds "old". */
void folder_put_old(const Folder *folder, uid_t uid, gid_t gid, mode_t mode);

void folder_check_file(const char *path, GBytes *expected, uid_t uid, gid_t gid, mode_t mode);
void folder_check_nothing_left(const Folder *folder);

/* Pushes and expects success, or this error, whose message holds SAYS (NULL: success). */
void folder_push(const char *user, const Folder *folder, GBytes *contents, int code, const char *says);
