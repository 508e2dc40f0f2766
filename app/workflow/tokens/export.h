/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/token-list.h"

#include <glib/gi18n.h>

typedef enum {
  EXPORT_DER, /* SAST-ADN008580ef.cer, as SafeNet Authentication Client writes it */
  EXPORT_PEM, /* SAST-ADN008580ef.pem */
} ExportFormat;

/* Reads "der" or "pem", in any case. */
gboolean export_format_from_name(const char *name, ExportFormat *format);

/* The name of the file that a token's certificate goes into: its SAST name (the label of another certificate)
 * with every character that is no letter, digit, "-", "_" or "." replaced by "_". The caller frees it. */
char *export_file_name(const Token *token, ExportFormat format);

/* The same for a certificate whose token is called NAME. */
char *export_file_name_for(const char *name, ExportFormat format);

/* Where administrators upload the files, for both programs to print: a sentence without a full stop, to be
 * translated. */
#define EXPORT_UPLOAD_HINT                                                                                   \
  N_("Upload each file on the publisher: Cisco Unified OS Administration > Security > Certificate "          \
     "Management > Upload Certificate, purpose Phone-SAST-trust")

/* Writes TOKEN's certificate into FOLDER (made when it is missing) and sets *PATH to the file, *WRITTEN to
 * FALSE when the very same file was there already. An existing other file is kept unless FORCE. With DRY_RUN
 * everything is checked and nothing written. Errors: CTL_ERROR_EXISTS, CTL_ERROR_FILE, CTL_ERROR_NO_TOKEN for
 * a token without SAST certificate. */
gboolean export_certificate(const Token *token, ExportFormat format, const char *folder, gboolean force,
                            gboolean dry_run, char **path, gboolean *written, GError **error);

/* The files in FOLDER that the export of TOKENS (of Token) would have to replace: they hold something else.
 * An array of char *, empty when there is none. For a question before export_certificate() is forced. */
GPtrArray *export_find_conflicts(const GPtrArray *tokens, ExportFormat format, const char *folder);
