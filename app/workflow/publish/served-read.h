/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address.h"

#include <gio/gio.h>

/* The file that a node serves to phones, without a login. */
typedef struct {
  const PublisherAddress *address; /* its path is that below the folder of TFTP; by SFTP its file's name is */
  guint http_port;                 /* 0: 6970 */
  guint tftp_port;                 /* 0: 69 */
} ServedFile;

/* Reads it by HTTP or, where that does not answer, by TFTP. *CONTENTS stays NULL when the node answers that
 * there is none. Nobody vouches for what was read. Any thread. Errors: CTL_ERROR_UNREACHABLE when neither
 * gives an answer, CTL_ERROR_DAMAGED (too large), CTL_ERROR_CANCELLED. */
gboolean served_file_read(const ServedFile *file, GBytes **contents, GCancellable *cancellable,
                          GError **error);
