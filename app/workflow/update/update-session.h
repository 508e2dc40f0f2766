/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"
#include "app/workflow/update/update-wish.h"

/* The job of a saved publisher for a window, which shows each question in its place and lets the person
 * think about it for as long as he likes: a step that asks whether to go on (PROMPT_STEP, PROMPT_RESTART)
 * ends there, nothing changed, with the question kept; run again once the question was agreed to, it does
 * what was agreed to and nothing else. Passwords and host keys are asked for as ever. References may be held
 * by any thread; everything else is used by one thread at a time. */
typedef struct _UpdateSession UpdateSession;

/* ENTRY is copied, and WISH, what an update is to make; NULL: what the one that has not ended was begun with,
 * see update_wish_load(). A node that is to be left out and is none of ENTRY's any more is left out already.
 * Errors: those of update_open(). */
UpdateSession *update_session_open(const AddressBookEntry *entry, UpdateKind kind, const UpdateWish *wish,
                                   GError **error);
UpdateSession *update_session_ref(UpdateSession *session);
void update_session_unref(UpdateSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UpdateSession, update_session_unref)

/* Borrowed. */
const Update *update_session_get_update(const UpdateSession *session);
const AddressBookEntry *update_session_get_entry(const UpdateSession *session); /* with all its nodes */
UpdateKind update_session_get_kind(const UpdateSession *session);
const UpdateWish *update_session_get_wish(const UpdateSession *session);

/* How it goes on. */
typedef enum {
  UPDATE_GO_ON, /* the next step can be run at once */
  UPDATE_ASK,   /* when its question was agreed to */
  UPDATE_WAIT,  /* in UPDATE_POLL_S: the administrator has to do something elsewhere first */
  UPDATE_STOP,  /* likewise, or has to say something first: the next run looks at the whole cluster again */
  UPDATE_END,   /* all steps are done */
} UpdateOutlook;

UpdateOutlook update_session_get_outlook(const UpdateSession *session);

typedef struct {
  char *message; /* without a question mark */
  char *detail;  /* or NULL */
} UpdateQuestion;

/* The question that the next step asks, or NULL. Borrowed until the next call that runs something. */
const UpdateQuestion *update_session_get_question(const UpdateSession *session);

/* The next run may do what the question says. */
void update_session_agree(UpdateSession *session);

/* The user overrules what CONSENT names, until the job turns back or starts anew: then it is about
 * another list. */
void update_session_add_consent(UpdateSession *session, const Consent *consent);

/* TAKE_OVER: no other push is at work, so that the next step removes a lock that one has left. */
void update_session_set_take_over(UpdateSession *session, gboolean take_over);

/* The token that signs. The question about it has to be asked anew, and in an update what the list then is.
 */
void update_session_set_signer(UpdateSession *session, const char *token);
/* The one that was chosen, or the first that was found; NULL before any was. Borrowed. */
const char *update_session_get_signer(const UpdateSession *session);

/* The administrator says that the services were restarted elsewhere; the next run takes his word, also for
 * lists that this session has put there. */
void update_session_set_restarted(UpdateSession *session);

/* update_run_next(), and TRUE too when it came to a question. */
gboolean update_session_run_next(UpdateSession *session, CtlPrompt *prompt, const Progress *progress,
                                 GCancellable *cancellable, GError **error);

/* update_go_back(), for a window that has asked whether to. */
gboolean update_session_go_back(UpdateSession *session, CtlPrompt *prompt, const Progress *progress,
                                GCancellable *cancellable, GError **error);

/* update_start_anew(). */
gboolean update_session_start_anew(UpdateSession *session, GCancellable *cancellable, GError **error);

/* What the user should know: old algorithms in use, each once, as sentences. NULL when there is nothing. The
 * caller frees it. */
char *update_session_describe_warnings(const UpdateSession *session);
