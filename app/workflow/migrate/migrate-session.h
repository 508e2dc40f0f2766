/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"
#include "app/workflow/migrate/migrate.h"

/* The migration of a saved publisher for a window, which shows each question in its place and lets the person
 * think about it for as long as he likes: a step that asks whether to go on (PROMPT_STEP) ends there, nothing
 * changed, with the question kept; run again once the question was agreed to, it does what was agreed to and
 * nothing else. Passwords and host keys are asked for as ever. References may be held by any thread;
 * everything else is used by one thread at a time. */
typedef struct _MigrateSession MigrateSession;

/* PUBLISHER is copied. Errors: those of migrate_open(). */
MigrateSession *migrate_session_open(const AddressBookEntry *publisher, GError **error);
MigrateSession *migrate_session_ref(MigrateSession *session);
void migrate_session_unref(MigrateSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MigrateSession, migrate_session_unref)

/* Borrowed. */
const Migration *migrate_session_get_migration(const MigrateSession *session);
const AddressBookEntry *migrate_session_get_entry(const MigrateSession *session);

/* How it goes on. */
typedef enum {
  MIGRATE_GO_ON, /* the next step can be run at once */
  MIGRATE_ASK,   /* when its question was agreed to */
  MIGRATE_WAIT,  /* in MIGRATE_POLL_S: the administrator has to do something elsewhere first */
  MIGRATE_END,   /* all steps are done */
} MigrateOutlook;

MigrateOutlook migrate_session_get_outlook(const MigrateSession *session);

typedef struct {
  char *message; /* without a question mark */
  char *detail;  /* or NULL */
} MigrateQuestion;

/* The question that the next step asks, or NULL. Borrowed until the next call that runs something. */
const MigrateQuestion *migrate_session_get_question(const MigrateSession *session);

/* The next run may do what the question says. */
void migrate_session_agree(MigrateSession *session);

/* The user overrules what CONSENT names, until the migration turns back or starts anew: then it is about
 * another list. */
void migrate_session_add_consent(MigrateSession *session, const Consent *consent);

/* TAKE_OVER: no other push is at work, so that the next step removes a lock that one has left. */
void migrate_session_set_take_over(MigrateSession *session, gboolean take_over);

/* The token that signs. The question about it has to be asked anew. */
void migrate_session_set_signer(MigrateSession *session, const char *token);
/* The one that was chosen, or the first that was found; NULL before any was. Borrowed. */
const char *migrate_session_get_signer(const MigrateSession *session);

/* The administrator says that the services were restarted elsewhere; the next run takes his word. */
void migrate_session_set_restarted(MigrateSession *session);

/* migrate_run_next(), and TRUE too when it came to a question. */
gboolean migrate_session_run_next(MigrateSession *session, CtlPrompt *prompt, const Progress *progress,
                                  GCancellable *cancellable, GError **error);

/* migrate_go_back(). */
gboolean migrate_session_go_back(MigrateSession *session, CtlPrompt *prompt, const Progress *progress,
                                 GCancellable *cancellable, GError **error);

/* migrate_start_anew(). */
void migrate_session_start_anew(MigrateSession *session);

/* What the user should know: old algorithms in use, each once, as sentences. NULL when there is nothing. The
 * caller frees it. */
char *migrate_session_describe_warnings(const MigrateSession *session);
