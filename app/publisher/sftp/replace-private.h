/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/publisher/sftp/remote-lock.h"
#include "app/publisher/sftp/target.h"
#include "app/publisher/sftp/transfer.h"

/* One replacement. */
typedef struct {
  PublisherSession *session;
  const PublisherReplaceRequest *request;
  const Progress *progress;
  RemoteTarget *target;
  char *temp_path;
  char *backup_path;
  gboolean has_backup;   /* a file is at backup_path */
  gboolean is_there;     /* somebody else has put these very contents in place */
  gint64 server_time;    /* the server's clock when the temporary file was written, or -1 */
  GPtrArray *left_overs; /* of pushes that were cut off */
  RemoteLock *lock;
  char *waited_for; /* who held the lock before, or NULL */
} Replace;

/* Puts the contents beside the target, under temp_path, with owner and mode of the file that is there. FALSE
 * leaves no file, unless the connection is lost. */
gboolean replace_upload(Replace *replace, GError **error);

/* Checks that the file at PATH holds the contents. */
gboolean replace_read_back(Replace *replace, const char *path, GError **error);

/* The file that was judged is still the one that is there, or still none is. Otherwise FALSE with
 * CTL_ERROR_CHANGED, which says whose the new one is as far as can be told; or TRUE with is_there set when it
 * is the one that was to be put there. */
gboolean replace_check_judged(Replace *replace, GError **error);

/* Is there no file under the target's name? */
gboolean replace_is_missing(Replace *replace, gboolean *missing, GError **error);

/* FALSE with CTL_ERROR_CHANGED. */
gboolean replace_set_changed(Replace *replace, GError **error);

/* Removes what the push has made; over a connection that is lost it cannot. */
void replace_remove_temp(Replace *replace);
