/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/target.h"

/* The files that a push makes for a while in the folder of the file that it will replace, and what is left of
 * them when it was cut off:
 *
 *   .CTLFile.tlv.etoken-ctl-<16 hex digits>.part   the new file, before it is put in place
 *   .CTLFile.tlv.etoken-ctl-<16 hex digits>.old    the file that is replaced
 */
typedef enum {
  LEFT_OVER_NONE,
  LEFT_OVER_PART,
  LEFT_OVER_OLD,
} LeftOverKind;

/* Two new names beside TARGET, which the caller frees. */
gboolean left_over_paths(const RemoteTarget *target, char **part, char **old, GError **error);

/* What NAME is to the file TARGET_NAME. */
LeftOverKind left_over_kind(const char *name, const char *target_name);

/* All of TARGET's in its folder but OWN_PATH (may be NULL). Those that cannot be listed are left out, since
 * nothing depends on it. */
typedef struct {
  char *path;
  LeftOverKind kind;
  guint32 mtime; /* 0 when the server does not tell */
} LeftOver;
GPtrArray *left_overs_list(PublisherSession *session, const RemoteTarget *target, const char *own_path);

/* Removes those of KIND in LEFT_OVERS. A .part is never needed: it is removed at once, and a push of somebody
 * else that it belonged to fails with the old file in place. A .old may be removed when the file is there. */
void left_overs_remove(PublisherSession *session, const GPtrArray *left_overs, LeftOverKind kind);
