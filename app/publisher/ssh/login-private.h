/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"
#include "app/publisher/ssh/login.h"

typedef enum {
  LOGIN_DONE,    /* logged in */
  LOGIN_PARTIAL, /* accepted, and the server wants another way in addition */
  LOGIN_REFUSED, /* try the next way */
  LOGIN_FAILED,  /* an error is set, give up */
} LoginResult;

typedef struct {
  PublisherSession *session;
  const PublisherLogin *wanted;
  CtlPrompt *prompt;
  char *subject;              /* user@host */
  SharedPassword *shared;     /* where passwords come from */
  PasswordOwner owner;        /* whose it is */
  KeyringItem item;           /* where the keyring has it, if OWNER says so */
  Secret *password;           /* once it was asked for */
  gboolean password_kept;     /* it is the keyring's */
  gboolean password_sent;     /* the server has it */
  gboolean password_refused;  /* never send a password again */
  gboolean password_accepted; /* by one way of several: what another way refuses is something else */
  gboolean password_unsure;   /* another answer is what was refused */
  gboolean password_in_doubt; /* it was refused together with another answer: either may be wrong */
  GString *notes;             /* what else went wrong, for the last message: "; ..." */
} Login;

/* One call of ssh_userauth_...(). */
typedef int (*LoginCall)(ssh_session ssh, gconstpointer argument);

/* CALL until the server has answered or the connection is gone: libssh 0.10.6 does not notice in these calls
 * that it could not send, so that they return every LOGIN_SLICE_MS. SSH_AUTH_..., never SSH_AUTH_AGAIN. */
#define LOGIN_SLICE_MS 100
int login_call(PublisherSession *session, LoginCall call, gconstpointer argument);

/* The same for a call that sends the password, if there is one: not when the server has hung up meanwhile, as
 * servers do while a person is asked. */
int login_send(Login *login, LoginCall call, gconstpointer argument);

/* Turns SSH_AUTH_... into a result; FAILED sets the error. */
LoginResult login_result(Login *login, int rc, GError **error);

/* Remembers why a way was not taken. */
void login_note(Login *login, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* WHY is NULL for a login that was accepted. A password that was sent, and of which the server has said
 * nothing, is PASSWORD_UNPROVED: it may have counted as a wrong one. */
PasswordVerdict login_get_verdict(const Login *login, const GError *why);

/* Tells the other nodes' logins and the keyring what became of the password. */
void login_judge_password(Login *login, PasswordVerdict verdict);

/* The ways. Each is tried once. */
LoginResult login_try_agent(Login *login, GError **error);
LoginResult login_try_key_files(Login *login, GError **error);
LoginResult login_try_questions(Login *login, GError **error);
LoginResult login_try_password(Login *login, GError **error);
