/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/transfer.h"
#include "app/workflow/publish-judge.h"

typedef enum {
  PUBLISH_CREATED,   /* there was no list on the publisher */
  PUBLISH_REPLACED,  /* the old list was replaced */
  PUBLISH_UNCHANGED, /* the publisher had this very list already */
} PublishResult;

/* What RESULT means, after the publisher's name: "holds this list now". With DRY_RUN what would become of it.
 * Static text. */
const char *publish_describe_result(PublishResult result, gboolean dry_run);

/* "created", "replaced", "unchanged". */
const char *publish_result_word(PublishResult result);

/* What was found on the node before anything was written there. */
typedef struct {
  GBytes *old_bytes;           /* the list that it held, or NULL */
  PublishJudgement *judgement; /* of the phones that hold it; NULL: there was no list, this very list, or one
                                * that cannot be read */
} PublishFindings;

void publish_findings_clear(PublishFindings *findings);

typedef struct {
  const PublisherAddress *address;
  const PublisherLogin *login; /* may be NULL */
  gboolean force;              /* push although the phones may not accept it */
  gboolean dry_run;            /* check everything, change nothing */
  const char *name;            /* what the user calls the publisher, for the history; may be NULL */
  guint keep_old;              /* how many replaced lists stay on the publisher, see kept-file.h */
  gboolean take_over;          /* the lock that a push has left is removed, see remote-lock.h */
  PublishTvs *tvs;             /* who is asked about an unknown signer; NULL: TVS on ADDRESS, usual port */
  GPtrArray *warnings;         /* gets what the user should know, as sentences (char *); may be NULL */
  PublishFindings *findings;   /* empty; gets what was found; may be NULL */
} PublishRequest;

/* Puts LIST on the publisher. Before anything is written the list must verify, and publish_judge() must find
 * that phones take it: its signer is a System Administrator Security Token of the list that it replaces, or
 * TVS vouches for it. FORCE overrules a refusal, which is a warning then. A list on the publisher that is
 * damaged cannot be compared and needs FORCE as well. What an earlier push left when it was cut off
 * is put right. A list that was put there by somebody else meanwhile is not replaced. Both lists are kept in
 * the history. Errors: CTL_ERROR_SIGNATURE, _REJECTED, those of publisher_session_open() and
 * publisher_replace_file(). */
gboolean publish_list(const TrustList *list, const PublishRequest *request, PublishResult *result,
                      Prompt *prompt, const Progress *progress, GCancellable *cancellable, GError **error);

/* Reads the list that the publisher holds. *MODIFIED (may be NULL) gets its last change. Errors:
 * CTL_ERROR_REMOTE when there is none, those of publisher_session_open() and publisher_fetch_file(). What was
 * read is not judged; it is kept in the history. */
GBytes *publish_fetch(const PublishRequest *request, gint64 *modified, Prompt *prompt,
                      const Progress *progress, GCancellable *cancellable, GError **error);

/* What has to be done after a push, for both programs to print: a sentence without a full stop, to be
 * translated. */
#define PUBLISH_NEXT_STEPS                                                                                   \
  N_("Restart Cisco Tftp, then Cisco CallManager, on all nodes that run them; then reset the phones and "    \
     "compare the checksum with a phone's Trust List page")
