/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/ssh/connection-private.h"

/* The remote file that an address stands for. */
typedef struct {
  char *path;          /* symbolic links are followed, so that replacing the file keeps the link */
  char *folder;        /* of path; "." for a path in the login folder */
  char *name;          /* last part of path */
  sftp_attributes old; /* of the file that is there, or NULL */
} RemoteTarget;

/* Finds it. It is a regular file or missing, and its folder exists. Errors: CTL_ERROR_REMOTE (it is something
 * else, the folder is missing, a link leads nowhere, no permission), _UNREACHABLE, _CANCELLED. */
RemoteTarget *remote_target_find(PublisherSession *session, GError **error);
void remote_target_free(RemoteTarget *target);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RemoteTarget, remote_target_free)

/* A file beside the target. The caller frees the path. */
char *remote_target_sibling(const RemoteTarget *target, const char *name);
