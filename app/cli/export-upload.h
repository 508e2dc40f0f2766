/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/command.h"

#include <json-glib/json-glib.h>

/* `export --upload`. */

typedef struct {
  char *publisher;     /* as it was named; NULL: nothing is uploaded */
  char *cli_user;      /* of OS Administration; NULL: as it is saved */
  char **fingerprints; /* certificates that OS Administration may show, or NULL */
  int wait_s;          /* for TVS to know the tokens */
} ExportUploadOptions;

/* Finds the publisher, before anything is written. The caller frees the entry. Errors: CTL_ERROR_USAGE, those
 * of command_find_entry(). */
AddressBookEntry *export_upload_find(const ExportUploadOptions *options, GError **error);

/* Uploads the certificates of TOKENS (of Token) to the publisher of ENTRY and tells what became of them, in
 * JSON where that is asked for. Sets the context's answer while TVS does not know them all. Errors:
 * sast_upload_run(), CTL_ERROR_REMOTE when one is refused. */
gboolean export_upload_run(CommandContext *context, const ExportUploadOptions *options,
                           AddressBookEntry *entry, const GPtrArray *tokens, JsonBuilder *json,
                           GError **error);
