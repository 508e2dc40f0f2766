/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/settings/address-book.h"

/* Reading the list that a node serves: over SFTP as it lies there, or as phones get it. */

typedef enum {
  FETCH_BY_SFTP, /* where a node is not reached so: as it is served, when its platform CLI confirms it */
  FETCH_BY_TFTP, /* no login; udp 69 */
  FETCH_BY_HTTP, /* no login; tcp 6970 */
} FetchMethod;

typedef struct {
  const AddressBookEntry *entry;
  const PublisherLogin *login; /* for SFTP; NULL: as ENTRY says */
  const char *node;            /* host or role of one of its nodes; NULL: the publisher itself */
  FetchMethod method;
  gboolean itl;    /* ITLFile.tlv instead of CTLFile.tlv */
  const char *mac; /* of a phone, whose own file is asked for first, as phones do; or NULL */
  guint timeout_s; /* of TFTP and HTTP; 0: 30 s */
} FetchRequest;

/* "sftp", "tftp", "http"; FALSE when WORD is none of them. */
gboolean fetch_method_parse(const char *word, FetchMethod *method);

typedef struct {
  GBytes *bytes;
  char *url;       /* where it was found */
  gint64 modified; /* last change, seconds since 1970, or -1 */
} FetchedList;

void fetched_list_free(FetchedList *fetched);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchedList, fetched_list_free)

/* Reads the list and keeps it in the history (unless DRY_RUN). What was read is not judged. WARNINGS gets
 * sentences (char *). Errors: CTL_ERROR_USAGE (wrong MAC address, no such node), CTL_ERROR_REMOTE when there
 * is no such file, those of publisher_session_open(), publisher_fetch_file() and url_fetch(). */
FetchedList *publish_fetch_list(const FetchRequest *request, gboolean dry_run, GPtrArray *warnings,
                                CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                                GError **error);
