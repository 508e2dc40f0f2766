/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/session-keeper.h"
#include "app/publisher/ssh/connection.h"
#include "app/publisher/ssh/ssh-types.h"
#include "app/publisher/ssh/watchdog.h"

struct _PublisherSession {
  PublisherAddress *address;
  char *name; /* the subject of every message: "Publisher 10.48.47.153" */
  GSocketConnection *connection;
  Watchdog *watchdog;
  ssh_session ssh;
  char *mismatch;        /* of the last connection: no algorithm in common, in libssh's words; or NULL */
  char *offer;           /* then: what the server offers, see negotiation_connect(); or NULL */
  ssh_key host_key;      /* the one that was checked, see host_key_watch(); NULL until then */
  char *host_key_change; /* what became of it in the middle of the connection, or NULL */
  sftp_session sftp;
  GCancellable *cancellable; /* of the running job, borrowed */
  guint old_algorithms;      /* the old ones that this connection allows */
  guint needed_algorithms;   /* of these, the ones that the server is known to need */
  GPtrArray *warnings;       /* of char * */
  SessionKeeper *keeper;     /* who gets it instead of its end, or NULL; none after a failure, which may have
                              * left answers on their way */
  const char *kind;          /* for the keeper; static */
};

/* A session that is not connected yet; never NULL. publisher_session_close() frees it. */
PublisherSession *publisher_connection_new(const PublisherAddress *address);

/* Ends the connection, if there is one. Without ssh_disconnect(): of a session whose descriptor was given to
 * it, libssh 0.10.6 would forget the descriptor there instead of closing it. */
void publisher_connection_drop(PublisherSession *session);

/* One public call on a session: while it runs, CANCELLABLE ends calls that block GRACE_MS after it was
 * cancelled. Ended by its clean-up, so that every way out ends it. */
typedef struct _PublisherSession PublisherJob;
PublisherJob *publisher_job_begin(PublisherSession *session, GCancellable *cancellable, guint grace_ms);
void publisher_job_end(PublisherJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublisherJob, publisher_job_end)

/* The same for a transfer, which is given TRANSFER_GRACE_MS and has to be done in a time that grows with the
 * longest silence that the server is allowed: 5 minutes as a rule. */
PublisherJob *publisher_transfer_begin(PublisherSession *session, GCancellable *cancellable);
guint publisher_transfer_limit_ms(const PublisherSession *session);

/* Adds a sentence to the session's warnings; "Publisher HOST: " is put before it. */
void publisher_session_warn(PublisherSession *session, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Around each call of libssh that may wait for the server. After a call in which the server has shown another
 * host key the connection is shut down, so that the calls that follow fail. */
void publisher_call_begins(PublisherSession *session);
void publisher_call_ended(PublisherSession *session);

/* Grace of a transfer: long enough to remove its temporary file and its lock over a slow connection. A lock
 * that stays behind has to be taken over by a person before the next push; a server that is silent costs
 * whoever cancels these seconds once. */
#define TRANSFER_GRACE_MS 3000
