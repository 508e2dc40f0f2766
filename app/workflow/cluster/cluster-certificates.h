/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"
#include "app/workflow/cluster/server-certificates.h"

/* The certificates of a whole cluster's servers, from wherever they can be had. */

typedef struct {
  const AddressBookEntry *entry;
  const PublisherLogin *login;          /* for the lists; NULL: the services alone are asked */
  gboolean live;                        /* ask the services of all nodes too */
  guint old_algorithms;                 /* set of OldAlgorithm that TLS may use */
  CertificateConfirmation confirmation; /* of what the services show */
} ClusterCertificatesRequest;

/* What there is to say besides. */
typedef struct {
  GPtrArray *notes;    /* of char *, sentences without full stops: a list or a service that is not there */
  GPtrArray *warnings; /* of the sessions, likewise */
} ClusterCertificatesRemarks;

/* Reads the lists that the publisher serves, CTL and ITL, and asks the services. Only a list that is not
 * there is no failure. Returns ServerCertificates, which the caller frees. Errors: those of publish_fetch(),
 * server_certificates_add_list() and server_certificates_add_live(). */
GPtrArray *cluster_certificates_collect(const ClusterCertificatesRequest *request,
                                        const ClusterCertificatesRemarks *remarks, const Progress *progress,
                                        GCancellable *cancellable, GError **error);

/* What a person names as the cluster: a publisher that is saved in the address book PATH, or the host of one
 * that is not, whose services only can be asked. *SAVED tells which. Errors: CTL_ERROR_USAGE when it is
 * neither; those of address_book_load(). The caller frees the entry. */
AddressBookEntry *cluster_certificates_find(const char *path, const char *name, gboolean *saved,
                                            GError **error);
