/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/command.h"
#include "app/workflow/publish/tvs-check.h"

#include <json-glib/json-glib.h>

/* What `verify` is told of a Trust Verification Service on its command line. */
typedef struct {
  char *server;      /* "HOST" or "HOST:PORT"; NULL: TVS is not asked */
  char *certificate; /* file: the certificate that it has to show, or an ITL with its TVS record */
} TvsOptions;

/* What it answered. */
typedef struct {
  char *host;
  guint port;
  TvsCheck check;
} TvsReport;

void tvs_report_clear(TvsReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TvsReport, tvs_report_clear)

/* Asks about the signer of LIST. Who TVS is, OPTIONS say; where they name no file ITL does, one that
 * phones hold (may be NULL). Warns of old algorithms. Errors: those of tvs_check_signer(), CTL_ERROR_USAGE
 * for OPTIONS. */
gboolean tvs_report_ask(CommandContext *context, const TvsOptions *options, const TrustList *list,
                        const TrustList *itl, TvsReport *report, GError **error);

/* The answer as a line of text, and as the member "tvs". */
void tvs_report_print(const TvsReport *report);
void tvs_report_add_json(const TvsReport *report, JsonBuilder *builder);

/* FALSE with CTL_ERROR_REJECTED when phones that ask would refuse the list. PATH names it. */
gboolean tvs_report_check(const TvsReport *report, const char *path, GError **error);

/* Reads "HOST", "HOST:PORT" or "[IPv6]:PORT". The caller frees *HOST. Errors: CTL_ERROR_USAGE. */
gboolean host_port_parse(const char *text, guint default_port, char **host, guint *port, GError **error);
