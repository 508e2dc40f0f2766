/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/secret.h"

/* How the core asks the user something. The terminal, a script and the desktop each have their own prompt.
 * The calls block; the desktop's version hands the question to its main thread and waits. They may be called
 * from any thread, one at a time. */
#define PROMPT_TYPE (prompt_get_type())
G_DECLARE_INTERFACE(CtlPrompt, prompt, CTL, PROMPT, GObject)

/* What is asked, for a prompt that has words of its own for it. In brackets: the subject, and the detail.
 * Changing a token's password asks for the first three in this order, after PROMPT_LAST_TRY where it applies;
 * the answers are compared by who asks. */
typedef enum {
  PROMPT_TOKEN_PASSWORD,     /* the password (PIN) that a token has (its name; how that stands) */
  PROMPT_NEW_TOKEN_PASSWORD, /* the one that it is to have from now on (its name; the lengths allowed) */
  PROMPT_NEW_TOKEN_PASSWORD_AGAIN, /* the same once more, against typing errors (its name; none) */
  PROMPT_LOGIN_PASSWORD,           /* a user's password on a publisher (user@host; what the server says) */
  PROMPT_KEY_PASSPHRASE,           /* the passphrase of an SSH key (its file; none) */
  PROMPT_LOGIN_ANSWER, /* a server's own question, whose answer may be seen (user@host; what it says) */
  PROMPT_LOGIN_HIDDEN_ANSWER, /* the same, and the answer must not be seen; it is never a password that was
                               * given beforehand, nor a token's */
  PROMPT_LAST_TRY,    /* yes or no: use the last password try of a token? (its name; what may happen) */
  PROMPT_HOST_KEY,    /* yes or no: is this host key the publisher's? (its host; the fingerprint) Or are these
                       * all those of several nodes? (their hosts; a line for each key) */
  PROMPT_CERTIFICATE, /* yes or no: is this certificate the server's? (its address; the fingerprint) */
  PROMPT_OLD_ALGORITHMS, /* yes or no: allow these for a publisher? (its name; why) */
  PROMPT_STEP,           /* yes or no: go on with a step that changes something? (""; what it changes) */
  PROMPT_RESTART,        /* yes or no: restart services of a node? (its host; what that does). Nobody says yes
                          * beforehand: phones lose their registration */
} PromptKind;

/* What a token's password is wanted for. */
typedef enum {
  PROMPT_TO_SIGN,
  PROMPT_TO_CHANGE, /* that password */
  PROMPT_TO_READ,   /* certificates that show only after a login */
} PromptUse;

typedef struct {
  PromptKind kind;
  PromptUse use;                   /* of PROMPT_TOKEN_PASSWORD */
  const char *subject;             /* what it is about, as PromptKind says */
  const char *message;             /* the whole question, without a final colon or question mark */
  const char *detail;              /* a fact that decides as sentences, as PromptKind says, or NULL */
  const char *const *fingerprints; /* of PROMPT_HOST_KEY (one of each key) and PROMPT_CERTIFICATE (SHA-1,
                                    * SHA-256): what DETAIL says, whole and NULL-terminated; else NULL */
  const char *const *items; /* of PROMPT_OLD_ALGORITHMS: each of them, with what it is for, NULL-terminated;
                             * else NULL */
  gboolean
      *remember; /* for PROMPT_LOGIN_PASSWORD: whether the password goes into the keyring; set to what is
                  * wanted so far, and a prompt that can ask puts the answer there. NULL: not to be asked */
} PromptQuestion;

struct _CtlPromptInterface {
  GTypeInterface parent;
  Secret *(*ask_secret)(CtlPrompt *, const PromptQuestion *, GCancellable *, GError **);
  gboolean (*confirm)(CtlPrompt *, const PromptQuestion *, gboolean *yes, GCancellable *, GError **);
};

/* Asks for a secret (the first seven kinds). NULL with CTL_ERROR_CANCELLED when the user gave up, or with
 * CTL_ERROR_USAGE when nobody can be asked. The caller frees the secret. */
Secret *prompt_ask_secret(CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                          GError **error);

/* Asks yes or no (the last six kinds) and sets *YES. FALSE with an error as above. */
gboolean prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes,
                        GCancellable *cancellable, GError **error);
