/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/kept-helper.h"
#include "pkcs11/token.h"

/* A certificate on a token. */
typedef struct {
  X509 *certificate;
  GBytes *key_id; /* CKA_ID, may be empty */
  char *label;    /* CKA_LABEL, may be empty */
  char *name;     /* the SAST name, NULL when it is no SAST certificate */
} TokenCertificate;

void token_certificate_free(TokenCertificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenCertificate, token_certificate_free)

/* From one entry of MESSAGE_CERTIFICATES_TYPE, whose CKA_ID and label may be empty. NULL when it is damaged.
 */
TokenCertificate *token_certificate_new(GVariant *entry);

struct _Token {
  int ref_count;
  char *name;
  char *label;
  char *serial;
  char *manufacturer;
  char *model;
  char *module;
  KeptHelper *helper; /* that showed it and is still there, or NULL */
  guint password_state;
  gboolean needs_login;
  GPtrArray *certificates; /* of TokenCertificate; shared by the tokens that differ in the chosen one only */
  gint chosen;             /* index in it, -1: none */
  X509 *certificate;       /* the chosen one, borrowed */
  GBytes *key_id;          /* of the chosen one, borrowed */
};

/* A token from the body of a MESSAGE_TOKEN of MODULE, with the first of its certificates that is a SAST one
 * chosen. NULL when the message holds what no token can be. */
Token *token_new(const char *module, GVariant *body);

/* The failure from the body of a MESSAGE_UNREADABLE, CTL_ERROR_TOKEN_UNREADABLE. NULL when the message holds
 * what no sentence can be. */
GError *token_failure_new(GVariant *body);

/* Adds to TOKENS (of Token) and FAILURES (of GError) what CLIENT's helper tells of MODULE, until a message
 * *END of another kind comes. Errors: those of helper_client_receive(), and for what cannot be right. */
gboolean tokens_receive(HelperClient *client, const char *module, GPtrArray *tokens, GPtrArray *failures,
                        MessageKind *end, GError **error);

/* Adds to MERGED the tokens of the next module, without those that an earlier one shows. */
void tokens_merge(GPtrArray *merged, const GPtrArray *tokens);

/* The token of TOKENS that is TOKEN, shown by another module or at another moment: with the same SAST
 * certificate, or else all of label, serial, manufacturer and model. Borrowed, or NULL. */
const Token *tokens_find_same(const GPtrArray *tokens, const Token *token);

/* By name, and where that is the same by serial number. */
void tokens_sort(GPtrArray *tokens);

/* TOKEN with its certificate INDEX chosen. A reference of the caller's own. */
Token *token_with_certificate(Token *token, guint index);

/* As token_describe_password_state(). */
const char *token_password_state_describe(guint state);

/* RFC 7512. TRUE when URI is one and every token attribute in it fits. */
gboolean token_uri_matches(const Token *token, const char *uri);
gboolean token_uri_is_one(const char *spec);
/* TRUE when URI chooses among certificates (object=, id=), and when it can mean this one. */
gboolean token_uri_names_certificate(const char *uri);
gboolean token_uri_matches_certificate(const TokenCertificate *certificate, const char *uri);
/* TRUE when URI can be used. Errors: CTL_ERROR_USAGE, when it is none of RFC 7512 or holds a password, which
 * would be seen by others and is not repeated in the message. */
gboolean token_uri_check(const char *uri, GError **error);
