/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"
#include "app/publisher/settings/keyring.h"

/* The passwords of a cluster's users, for several nodes that are logged in to at the same time. Each user's
 * is taken from the keyring, where it is kept there, or asked for, once. While one node tries it, the others
 * wait for the verdict, so that a wrong password is sent to one node only; a refused one is never sent
 * again, also when somebody gives it once more, and the next node asks anew. Any thread. */
typedef struct _SharedPassword SharedPassword;

SharedPassword *shared_password_new(void);
void shared_password_free(SharedPassword *shared);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SharedPassword, shared_password_free)

/* Passwords that were refused may be sent once more, when a person gives them again in another job: the
 * server may have learnt them, or unlocked the account, meanwhile. The keyring is looked into anew; what it
 * had and was refused is not sent unasked. Not while a login is at work. */
void shared_password_forget_refused(SharedPassword *shared);

/* TRUE once a password was refused, or may have been, in place of which no other one was accepted. */
gboolean shared_password_was_refused(SharedPassword *shared);

/* Whose password, and what the keyring has to do with it. */
typedef struct {
  const char *user;
  const KeyringItem *item; /* its place in the keyring; NULL: the keyring is left alone */
  gboolean keep; /* it is kept there: looked for, and stored once it was accepted. FALSE: only if the
                  * user says so when he is asked (PromptQuestion.remember) */
} PasswordOwner;

/* The password; asks QUESTION when there is none. What is wrong with the keyring is added to the question's
 * detail. *KEPT (may be NULL) is TRUE for one of the keyring. Each success has to be followed by a verdict
 * from the same login. The caller frees the secret. Errors: those of prompt_ask_secret(),
 * CTL_ERROR_LOGIN_REFUSED for an answer that was refused before, CTL_ERROR_CANCELLED. */
Secret *shared_password_get(SharedPassword *shared, const PasswordOwner *owner, gboolean *kept,
                            CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                            GError **error);

typedef enum {
  PASSWORD_ACCEPTED,
  PASSWORD_REFUSED,
  PASSWORD_NOT_JUDGED, /* the connection broke before it was sent, or something else was refused */
  PASSWORD_UNPROVED, /* it was sent, and nothing tells whether it is right: the next login asks again, unless
                      * another one has proved it */
} PasswordVerdict;

/* What became of PASSWORD. One that was accepted and is to be kept is put into the keyring; *TROUBLE (may be
 * NULL) gets a sentence when that fails, which the caller frees. */
void shared_password_judge(SharedPassword *shared, const PasswordOwner *owner, const Secret *password,
                           PasswordVerdict verdict, char **trouble, GCancellable *cancellable);
