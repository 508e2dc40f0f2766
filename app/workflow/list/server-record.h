/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"

#include <gio/gio.h>

/* In place of the number of a record: it takes nobody's place and stands behind the others. */
#define RECORD_REPLACES_NONE G_MAXUINT

/* A server that goes into a list, as the user named it. */
typedef struct {
  ListFunction function;
  char *host;         /* a dotted IPv4 address or a name */
  guint8 address[4];  /* HOST's IPv4 address, network byte order */
  GError *no_address; /* why HOST has none here, or NULL: the record that it replaces may tell it */
  X509 *certificate;
  guint replaces; /* the number in the old list of the record whose place it takes; 0: none is named;
                     or RECORD_REPLACES_NONE */
} ServerRecord;

void server_record_free(ServerRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ServerRecord, server_record_free)

/* Reads "FUNCTION,HOST,CERTFILE", loads the certificate and looks the address of a name up; that it has none
 * is kept in the record (CTL_ERROR_UNREACHABLE). Errors: CTL_ERROR_USAGE for the text and for the certificate
 * of an eToken, CTL_ERROR_FILE and _DAMAGED for the certificate. */
ServerRecord *server_record_from_text(const char *text, GCancellable *cancellable, GError **error);

/* The same from its parts. */
ServerRecord *server_record_new(ListFunction function, const char *host, const char *certificate_path,
                                GCancellable *cancellable, GError **error);

/* The same with a certificate that is at hand; a reference is taken. */
ServerRecord *server_record_new_with_certificate(ListFunction function, const char *host, X509 *certificate,
                                                 GCancellable *cancellable, GError **error);
