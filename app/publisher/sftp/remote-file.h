/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/publisher/ssh/connection-private.h"

/* Bytes of one read or write; every server has to take packets that hold this much
 * (draft-ietf-secsh-filexfer-02, section 3). */
#define REMOTE_CHUNK_LEN 32768

/* What PATH is. *ATTRIBUTES stays NULL when there is nothing. The second one looks through links. Errors:
 * CTL_ERROR_REMOTE, _UNREACHABLE, _CANCELLED. */
gboolean remote_file_look(PublisherSession *session, const char *path, sftp_attributes *attributes,
                          GError **error);
gboolean remote_file_stat(PublisherSession *session, const char *path, sftp_attributes *attributes,
                          GError **error);

/* The last change, seconds since 1970; -1 when the server does not tell or tells nonsense, see file-time.h.
 */
gint64 remote_file_time(sftp_attributes attributes);

/* An open file of the publisher. */
typedef struct _RemoteFile RemoteFile;

/* FLAGS as for open(2); MODE is for a new file. Messages call the file NAME. */
RemoteFile *remote_file_open(PublisherSession *session, const char *path, const char *name, int flags,
                             guint mode, GError **error);

/* Closes without telling whether it succeeded. */
void remote_file_free(RemoteFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RemoteFile, remote_file_free)

/* Closes FILE and frees it in any case. */
gboolean remote_file_close(RemoteFile *file, GError **error);

/* At most LEN bytes; *N_READ 0 is the end of the file. */
gboolean remote_file_read(RemoteFile *file, guint8 *bytes, gsize len, gsize *n_read, GError **error);

/* All LEN bytes, at most REMOTE_CHUNK_LEN. */
gboolean remote_file_write(RemoteFile *file, const guint8 *bytes, gsize len, GError **error);

/* Has the server put the file on its disk, when it can. */
gboolean remote_file_sync(RemoteFile *file, GError **error);

/* Does the file PATH hold exactly CONTENTS? One that is missing does not. Other parameters and errors as
 * below. */
gboolean remote_file_holds(PublisherSession *session, const char *path, const char *name, GBytes *contents,
                           const Progress *progress, const char *step, gboolean *holds, GError **error);

/* Checks that the file PATH holds exactly CONTENTS. Messages call it NAME, STEP is shown as progress. Errors:
 * CTL_ERROR_REMOTE (it differs, or cannot be read), _UNREACHABLE, _CANCELLED. */
gboolean remote_file_compare(PublisherSession *session, const char *path, const char *name, GBytes *contents,
                             const Progress *progress, const char *step, GError **error);
