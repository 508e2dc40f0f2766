/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address.h"

#include <gio/gio.h>

/* The public keys of web servers that a person has confirmed, as known_hosts has those of SSH servers: a key
 * file with a group "Web HOST:PORT" for each. Pins are those of tls_certificate_dup_pin(). */

/* The file's usual place. The caller frees it. */
char *known_web_default_path(void);

/* *PIN stays NULL when none is known, which is no error. The caller frees it. Errors: CTL_ERROR_FILE,
 * CTL_ERROR_DAMAGED, since the file might hold another key. */
gboolean known_web_find(const char *path, const PublisherAddress *address, char **pin, GError **error);

/* Adds PIN; the file and its folder are made when missing. Errors: CTL_ERROR_FILE, CTL_ERROR_DAMAGED. */
gboolean known_web_add(const char *path, const PublisherAddress *address, const char *pin,
                       GCancellable *cancellable, GError **error);

/* The group of ADDRESS, as it stands in the file between brackets. The caller frees it. */
char *known_web_group(const PublisherAddress *address);
