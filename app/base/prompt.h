/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/secret.h"

/* How the core asks the user something. The terminal, a script and the desktop each have their own prompt.
 * The calls block; the desktop's version hands the question to its main thread and waits. They may be called
 * from any thread, one at a time. */
#define PROMPT_TYPE (prompt_get_type())
G_DECLARE_INTERFACE(Prompt, prompt, CTL, PROMPT, GObject)

typedef enum {
  PROMPT_TOKEN_PASSWORD,           /* the password (PIN) of a token */
  PROMPT_NEW_TOKEN_PASSWORD,       /* the one that a token is to have from now on */
  PROMPT_NEW_TOKEN_PASSWORD_AGAIN, /* the same once more, against typing errors */
  PROMPT_LOGIN_PASSWORD,           /* a user's password on a publisher */
  PROMPT_KEY_PASSPHRASE,           /* the passphrase of an SSH key file */
  PROMPT_LOGIN_ANSWER,             /* a server's own question whose answer may be seen */
  PROMPT_LAST_TRY,                 /* yes or no: use the last password try of a token? */
  PROMPT_HOST_KEY,                 /* yes or no: is this host key the publisher's? */
  PROMPT_CERTIFICATE,              /* yes or no: is this certificate the server's? */
  PROMPT_STEP,                     /* yes or no: go on with a step that changes something? */
} PromptKind;

typedef struct {
  PromptKind kind;
  const char *subject; /* what it is about: a token's name, user@host, a key file */
  const char *message; /* the whole question, translated, without a final colon or question mark */
  const char *detail;  /* a fact that decides (fingerprint, tries left) as sentences, or NULL */
  gboolean
      *remember; /* for PROMPT_LOGIN_PASSWORD: whether the password goes into the keyring; set to what is
                  * wanted so far, and a prompt that can ask puts the answer there. NULL: not to be asked */
} PromptQuestion;

struct _PromptInterface {
  GTypeInterface parent;
  Secret *(*ask_secret)(Prompt *, const PromptQuestion *, GCancellable *, GError **);
  gboolean (*confirm)(Prompt *, const PromptQuestion *, gboolean *yes, GCancellable *, GError **);
};

/* Asks for a secret (the first six kinds). NULL with CTL_ERROR_CANCELLED when the user gave up, or with
 * CTL_ERROR_USAGE when nobody can be asked. The caller frees the secret. */
Secret *prompt_ask_secret(Prompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                          GError **error);

/* Asks yes or no (the last four kinds) and sets *YES. FALSE with an error as above. */
gboolean prompt_confirm(Prompt *prompt, const PromptQuestion *question, gboolean *yes,
                        GCancellable *cancellable, GError **error);
