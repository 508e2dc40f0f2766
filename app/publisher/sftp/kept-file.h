/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/sftp/target.h"

/* Old files that stay beside the one that replaced them, the newest first:
 *
 *   CTLFile.tlv.etoken-ctl-old  CTLFile.tlv.etoken-ctl-old.2  ...
 *
 * A TFTP service that serves the folder gives them to whoever asks for these names, which no phone does; they
 * hold nothing secret. They keep owner and mode, so that renaming one back is all that is needed. */

/* Makes BACKUP a second name or a copy of TARGET's file, which stays as it is. Where that is not possible,
 * the session gets a warning, since a push need not fail for it; FALSE then. */
gboolean kept_file_save(PublisherSession *session, const RemoteTarget *target, const char *backup);

/* Makes BACKUP the newest of N old files; those beyond are removed, with 0 BACKUP itself. */
void kept_file_rotate(PublisherSession *session, const RemoteTarget *target, const char *backup, guint n);
