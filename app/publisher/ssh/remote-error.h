/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/ssh/connection-private.h"

/* The one place where failures of libssh and SFTP statuses become our errors. */

/* Of the libssh call that failed last on SESSION. The format says what could not be done and needs no host:
 * "/tftp/CTLFile.tlv cannot be read". Sets CTL_ERROR_CANCELLED, _UNREACHABLE or _REMOTE. */
void remote_error_set(PublisherSession *session, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Of an SFTP status (SSH_FX_...) that was received by hand. */
void remote_error_set_status(PublisherSession *session, GError **error, int status, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Sets CODE with "Publisher HOST: " before the text. */
void remote_error_set_text(PublisherSession *session, GError **error, int code, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* The SFTP status of the call that failed last, or -1 when the connection is lost or was ended by us. */
int remote_error_status(PublisherSession *session);

/* TRUE when the connection cannot be used any more. */
gboolean remote_error_connection_lost(PublisherSession *session);

/* Text of the server for people: text_for_people(), without blanks at its ends, and not too long. The caller
 * frees it. */
char *remote_text(const char *text);

/* The same for several lines of a server, as one. The caller frees it. */
char *remote_lines(const char *text);
