/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"
#include "app/workflow/publish/sast-upload.h"
#include "app/workflow/tokens/export.h"
#include "pkcs11/token-list.h"
#include "ui/widgets/job.h"

/* What the windows have tokens do: the "run" of jobs. */

/* The "run" of a job that looks for tokens: takes no input, gives a TokenList. */
gpointer token_load_run(const JobContext *context, GError **error);

/* The "run" of a job that changes a token's password: takes a Token, gives it back (a reference of its own).
 */
gpointer password_job_run(const JobContext *context, GError **error);

/* The export of tokens' certificates, as a job. */
typedef struct {
  GPtrArray *tokens; /* of Token */
  ExportFormat format;
  char *folder;
  gboolean force;          /* replace what is there */
  AddressBookEntry *entry; /* the cluster that they are uploaded to as well, or NULL */
} ExportInput;

/* Either CONFLICTS has the files that would be replaced, and nothing was written, or FILES has those that
 * hold the certificates now, and UPLOADS what became of them in the cluster. */
typedef struct {
  GPtrArray *conflicts; /* of char * */
  GPtrArray *files;     /* of char * */
  GPtrArray *uploads;   /* of SastCertificate; NULL: nothing was to be uploaded */
  GPtrArray *warnings;  /* of char * */
} ExportResult;

void export_input_free(ExportInput *input);
void export_result_free(ExportResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExportResult, export_result_free)

/* Takes an ExportInput, gives an ExportResult. */
gpointer export_job_run(const JobContext *context, GError **error);
