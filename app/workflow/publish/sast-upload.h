/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/settings/address-book.h"
#include "app/workflow/publish/sast-certificate.h"
#include "app/workflow/publish/tvs-identity.h"

/* Certificates of tokens are uploaded to a cluster's publisher as Phone-SAST-trust, by OS Administration.
 * What its pages say proves nothing: TVS on every node has to know them. */

/* All of it is borrowed. */
typedef struct {
  const AddressBookEntry *entry; /* its nodes, its ports */
  const char *user;              /* of OS Administration; NULL: that of the platform CLI, as it is saved */
  const PublisherLogin *login;
  TvsIdentity *identity; /* who TVS is; NULL: as publish_tvs_ask() finds it out */
  gboolean old_tls;
  gboolean confirmed;  /* a person has said yes; else he is asked once, before anything is sent */
  int wait_s;          /* how long TVS is asked again, every SAST_POLL_S seconds; 0 or less: once */
  GPtrArray *warnings; /* gets what the user should know, sentences (char *); or NULL */
} SastUpload;

#define SAST_POLL_S 10

/* Whether OS Administration is this cluster's way in, or its publisher's page was used before: to offer an
 * upload there. */
gboolean sast_upload_is_likely(const AddressBookEntry *entry, const PublisherLogin *login);

/* Finds out who TVS is, by the list that the publisher holds. NULL without an error when nobody says it,
 * which the warnings tell. Errors: those that served_error_is_final() means. */
TvsIdentity *sast_upload_find_identity(const SastUpload *upload, CtlPrompt *prompt, const Progress *progress,
                                       GCancellable *cancellable, GError **error);

/* Sends CERTIFICATES (of SastCertificate) to the publisher of ENTRY, one login each, and sets what became of
 * them. The first that the publisher was given nothing of ends it. Errors: web_upload_run(). */
gboolean sast_upload_send(const SastUpload *upload, const GPtrArray *certificates, CtlPrompt *prompt,
                          const Progress *progress, GCancellable *cancellable, GError **error);

/* The whole: asks TVS, sends those that the publisher's does not know, or may know from a list that is there
 * already, and asks TVS on every node, until it knows them or the time is over. What came of it is in
 * CERTIFICATES, also when it fails. TRUE also when TVS does not know them. Any thread. Errors: those of
 * sast_upload_find_identity() and sast_upload_send(), CTL_ERROR_CANCELLED. */
gboolean sast_upload_run(const SastUpload *upload, const GPtrArray *certificates, CtlPrompt *prompt,
                         const Progress *progress, GCancellable *cancellable, GError **error);
