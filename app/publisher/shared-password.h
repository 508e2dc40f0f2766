/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

/* One user's password for several nodes that are logged in to at the same time. It is asked for once. While
 * one node tries it, the others wait for the verdict, so that a wrong password is sent to one node only; a
 * refused one is wiped and never sent again, and the next node asks anew. Any thread. */
typedef struct _SharedPassword SharedPassword;

SharedPassword *shared_password_new(void);
void shared_password_free(SharedPassword *shared);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SharedPassword, shared_password_free)

/* The password; asks QUESTION when there is none. Each success has to be followed by a verdict from the same
 * login. The caller frees the secret. Errors: those of prompt_ask_secret(), CTL_ERROR_CANCELLED. */
Secret *shared_password_get(SharedPassword *shared, Prompt *prompt, const PromptQuestion *question,
                            GCancellable *cancellable, GError **error);

typedef enum {
  PASSWORD_ACCEPTED,
  PASSWORD_REFUSED,
  PASSWORD_NOT_JUDGED, /* the connection broke before the server said anything */
} PasswordVerdict;

void shared_password_judge(SharedPassword *shared, const Secret *password, PasswordVerdict verdict);
