/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/sftp/target.h"

/* The files that a push makes for a while in the folder of the file that it will replace, and what is left of
 * them when it was cut off:
 *
 *   .CTLFile.tlv.etoken-ctl-<16 hex digits>.part   the new file, before it is put in place
 *   .CTLFile.tlv.etoken-ctl-<16 hex digits>.old    the file that is replaced
 *   .CTLFile.tlv.etoken-ctl-lock                   who is at work, see remote-lock.h
 */
typedef enum {
  LEFT_OVER_NONE,
  LEFT_OVER_PART,
  LEFT_OVER_OLD,
} LeftOverKind;

/* Two new names beside TARGET, which the caller frees. */
gboolean left_over_paths(const RemoteTarget *target, char **part, char **old, GError **error);

/* The lock of TARGET, see remote-lock.h. The caller frees it. */
char *left_over_lock_path(const RemoteTarget *target);

/* What NAME is to the file TARGET_NAME. */
LeftOverKind left_over_kind(const char *name, const char *target_name);

/* All of TARGET's in its folder but OWN_PATH (may be NULL). Those that cannot be listed are left out, since
 * nothing depends on it, and so are those beyond the first 20000 entries or 20 seconds. */
typedef struct {
  char *path;
  LeftOverKind kind;
  gint64 mtime; /* by the server's clock; -1 when it does not tell */
} LeftOver;
GPtrArray *left_overs_list(PublisherSession *session, const RemoteTarget *target, const char *own_path);

/* Removes those that no push is at work with; the caller holds the lock (remote-lock.h) and has the file in
 * its place. Each .old is one, since it is made and removed under the lock. A .part is made before: only one
 * that nobody has written to for an hour is abandoned for sure, by the server's clock, which is at
 * SERVER_TIME
 * (-1: not known). With ALL each is removed: somebody says that no push is at work. */
void left_overs_remove(PublisherSession *session, const GPtrArray *left_overs, gint64 server_time,
                       gboolean all);
