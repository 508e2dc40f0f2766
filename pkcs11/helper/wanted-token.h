/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/secret.h"
#include "pkcs11/helper/token-info.h"
#include "pkcs11/message.h"

/* The one token that a job is for. It is known by what it says of itself; slot numbers mean nothing. */
typedef struct {
  const char *label;
  const char *serial;
  const char *manufacturer;
  const char *model;
  const char *name; /* for messages */
} WantedToken;

/* From a body of MESSAGE_WANTED_TYPE; the texts are borrowed from it. */
void wanted_token_read(WantedToken *wanted, GVariant *body);

/* TRUE when INFO is of this token. */
gboolean wanted_token_is(const WantedToken *wanted, const TokenInfo *info);

/* What MODULE says of it now. KNOWN (of TokenInfo, or NULL) is where the tokens were a moment ago, so that
 * others need not be asked. Errors: CTL_ERROR_NO_TOKEN when it is not there, those of token_info_slots(). */
TokenInfo *wanted_token_find(const WantedToken *wanted, const Module *module, const GPtrArray *known,
                             GError **error);

/* Tells the program that INFO is ready for a login. */
gboolean wanted_token_ask(const Channel *channel, const TokenInfo *info, GError **error);

/* The password that the program gives; *PASSWORD stays NULL when it is to be typed on the reader. */
gboolean wanted_token_receive_password(const Channel *channel, Secret **password, GError **error);
