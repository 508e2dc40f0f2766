/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/ssh/connection-private.h"

/* Starts SFTP on the logged-in SESSION. What the server writes instead is told. Errors: CTL_ERROR_REMOTE,
 * _LOGIN_REFUSED (the password has expired), _UNREACHABLE, _CANCELLED. */
gboolean sftp_channel_open(PublisherSession *session, GError **error);

/* TRUE when the server answers a question: a session that was left alone for a while may have ended. */
gboolean sftp_channel_answers(PublisherSession *session);

/* What the server said it can do beyond SFTP version 3 (OpenSSH's file PROTOCOL). */
gboolean sftp_channel_can_posix_rename(PublisherSession *session);
gboolean sftp_channel_can_fsync(PublisherSession *session);
gboolean sftp_channel_can_hardlink(PublisherSession *session);

/* Free bytes of the file system of FOLDER for this user, or -1 when the server does not tell. */
gint64 sftp_channel_free_bytes(PublisherSession *session, const char *folder);

/* Renames so that an existing NEW_PATH is replaced atomically; only where the server can.
 * Errors: CTL_ERROR_REMOTE, _UNREACHABLE, _CANCELLED. */
gboolean sftp_channel_posix_rename(PublisherSession *session, const char *old_path, const char *new_path,
                                   GError **error);

/* The rename of SFTP version 3, which refuses to replace anything; never libssh's sftp_rename(), which
 * replaces from libssh 0.11 on where the server can. */
gboolean sftp_channel_rename(PublisherSession *session, const char *old_path, const char *new_path,
                             GError **error);

/* Gives the file OLD_PATH the name NEW_PATH in addition; only where the server can. */
gboolean sftp_channel_hardlink(PublisherSession *session, const char *old_path, const char *new_path,
                               GError **error);

/* Removes PATH; failures are not told. */
void sftp_channel_unlink(PublisherSession *session, const char *path);
