/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

/* What an SSH server asks in a keyboard-interactive login (RFC 4256), and how it is put to a person. The
 * texts are the server's: they may say anything, such as a question of this program. */

/* TRUE for a hidden question that asks for the password of the login, and can be answered with the one that
 * was given for it. FALSE for codes, new passwords, and whatever names a token. Pure. */
gboolean login_question_wants_password(const char *text);

/* One question on its way to a person, as the server's. */
typedef struct {
  char *message; /* "user@host asks: ..." */
  char *detail;  /* what else the server says, as its words; what must not be typed; or NULL */
} LoginQuestion;

/* SUBJECT is user@host. NAME and INSTRUCTION may be NULL or empty. HIDDEN: the answer is not shown. */
LoginQuestion *login_question_new(const char *subject, const char *text, const char *name,
                                  const char *instruction, gboolean hidden);
void login_question_free(LoginQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoginQuestion, login_question_free)
