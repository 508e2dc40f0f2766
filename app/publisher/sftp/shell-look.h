/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/ssh/connection-private.h"

/* TRUE when the account of SESSION, which got no SFTP, gets the platform CLI of a Unified CM node: a shell is
 * begun and heard until it says so, a few seconds at most. */
gboolean shell_has_platform_cli(PublisherSession *session);
