/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/function.h"
#include "app/workflow/cluster/server-certificates.h"
#include "app/workflow/list/draft.h"

/* A server's certificate that was collected from a cluster and can become a record, in words for a window. */
typedef struct {
  ListFunction function;
  X509 *certificate;
  char *host;        /* what the record is to say; empty where the source does not tell */
  char *title;       /* "CCM+TFTP: cucm-1051-a-pub" */
  char *detail;      /* "valid until 4 Jun 2029, RSA 1024, shown on port 5061" */
  char *fingerprint; /* SHA-1, to compare */
  gboolean in_list;  /* the list holds it with this function, for this host, already */
} ServerOffer;

/* What of FOUND (of ServerCertificate) may stand in a CTL, thus not TVS; those that are new first. NOW in
 * seconds since 1970. The caller frees the ServerOffers. */
GPtrArray *server_offers_new(const GPtrArray *found, const ListDraft *draft, gint64 now);
