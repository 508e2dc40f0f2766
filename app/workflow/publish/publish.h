/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/sftp/transfer.h"
#include "app/workflow/publish/publish-state.h"
#include "app/workflow/publish/publish-tvs.h"

typedef enum {
  PUBLISH_CREATED,   /* there was no list on the publisher */
  PUBLISH_REPLACED,  /* the old list was replaced */
  PUBLISH_UNCHANGED, /* the publisher had this very list already */
} PublishResult;

/* What RESULT means, after the publisher's name: "holds this list now". With DRY_RUN what would become of it.
 * Static text. */
const char *publish_describe_result(PublishResult result, gboolean dry_run);

/* "created", "replaced", "unchanged". */
const char *publish_result_get_word(PublishResult result);

/* What was found on the node before anything was written there. */
typedef struct {
  GBytes *old_bytes; /* the list that it held, or NULL */
  NodeJudgement
      *judgement; /* NULL when it was not judged: nothing was found out, or it holds this very list */
} PublishFound;

void publish_found_clear(PublishFound *found);

typedef struct {
  const PublisherAddress *address;
  const PublisherLogin *login; /* may be NULL */
  const Consent *consent;      /* the errors that are overruled; NULL: none */
  gboolean dry_run;            /* check everything, change nothing */
  const char *name;            /* what the user calls the publisher, for the history; may be NULL */
  guint keep_old;              /* how many replaced lists stay on the publisher, see kept-file.h */
  gboolean take_over;          /* the lock that a push has left is removed, see remote-lock.h */
  PublishTvs *tvs;             /* who is asked about an unknown signer; NULL: nobody */
  const GPtrArray *expected;   /* of TrustList: those that may be replaced; NULL: any */
  gboolean was_read;           /* what the node held was known when those were decided upon */
  const char *version;         /* of the cluster, as its platform CLI tells; NULL: not known */
  gboolean is_checked;         /* an earlier run has looked at the node: only what it found may be replaced */
  GBytes *checked_bytes;       /* the list that it found, or NULL: none */
  gboolean is_awaited;         /* an earlier run has told that a person has to put the list there */
  gboolean is_settled;         /* an earlier run has told that it is there, and ... */
  PublishState settled;        /* ... how far it had come; neither is recorded again */
  GPtrArray *warnings;     /* gets what the user should know of the connection, as sentences (char *); may be
                            * NULL */
  PublishFound *found;     /* empty; gets what was found */
  PublishState *state;     /* gets how far the list has come; not of a dry run; may be NULL */
  gboolean is_unprotected; /* what is there was read without protection, and nobody confirmed it: it does not
                            * say who TVS is */
  guint http_port;         /* where the node serves its files to phones */
  guint tftp_port;
} PublishRequest;

/* Reads the list that the publisher holds: over SFTP, or, where it is not reached so, as it serves it, when
 * its platform CLI tells the same checksums. *MODIFIED (may be NULL) gets its last change. Errors:
 * CTL_ERROR_REMOTE when there is none, those of publisher_session_open(), publisher_fetch_file() and
 * served_file_read_confirmed(). What was read is not judged; it is kept in the history. */
GBytes *publish_fetch(const PublishRequest *request, gint64 *modified, CtlPrompt *prompt,
                      const Progress *progress, GCancellable *cancellable, GError **error);
