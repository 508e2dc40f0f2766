/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/target.h"

/* The temporary file of an upload, in the folder of the file that it will replace. */

/* ".CTLFile.tlv.etoken-ctl-<16 hex digits>.part" beside TARGET. The caller frees it. */
char *replace_temp_path(const RemoteTarget *target, GError **error);

/* TRUE when NAME is a temporary file for TARGET_NAME. */
gboolean replace_temp_matches(const char *name, const char *target_name);

/* Removes TARGET's temporary files that are an hour older than OWN_PATH, our newest one: they are left over
 * from crashes. Both times are the server's. Failures are not told, since nothing depends on it. */
void replace_temp_sweep(PublisherSession *session, const RemoteTarget *target, const char *own_path);
