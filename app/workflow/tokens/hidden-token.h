/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* An eToken that is plugged in, but that no PKCS#11 module shows. */
typedef struct {
  char *message;         /* which one, and why, as a sentence */
  char *step;            /* what to do about it, as sentences */
  char *command;         /* the command in STEP, to be copied, or NULL */
  gboolean needs_module; /* TRUE when a driver is what is missing, so that the user may have one to choose */
} HiddenToken;

void hidden_token_free(HiddenToken *hidden);

/* Those (of HiddenToken) of this machine, when TOKENS (of Token) are all that its modules show: what `doctor`
 * says of them, without asking the modules once more. Blocks for a moment, while each device is opened to see
 * whether that is allowed. A machine without USB has none. */
GPtrArray *hidden_tokens_find(const GPtrArray *tokens);
