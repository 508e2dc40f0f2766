/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/token.h"

struct _Token {
  int ref_count;
  char *name;
  char *label;
  char *serial;
  char *manufacturer;
  char *model;
  char *module;
  guint password_state;
  X509 *certificate;
  GBytes *key_id;
};

/* A token from the body of a MESSAGE_TOKEN of MODULE, with the first of its certificates that is a SAST one.
 * NULL when the message holds what no token can be. */
Token *token_new(const char *module, GVariant *body);

/* Whether A and B are one token, shown by two modules or at two moments. Each module may name and number it
 * in its own way, but a SAST key and its certificate exist on one token only. */
gboolean token_is_shown_twice(const Token *a, const Token *b);

/* As token_describe_password_state(). */
const char *token_password_state_describe(guint state);

/* RFC 7512. TRUE when URI is one and every token attribute in it fits. */
gboolean token_uri_matches(const Token *token, const char *uri);
gboolean token_uri_is_one(const char *spec);
