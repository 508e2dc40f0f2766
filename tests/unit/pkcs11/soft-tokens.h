/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/token-list.h"

/* SoftHSM tokens in a private folder, made once for a test program. */
#define SOFT_PASSWORD "Cisco123"
#define SOFT_TOKEN_A "SAST-ADN0054f509"      /* RSA-1024 */
#define SOFT_TOKEN_B "SAST-ADN008580ef"      /* RSA-1024 */
#define SOFT_TOKEN_ALWAYS "SAST-ADN00a1wa45" /* its key wants the password for each signature */
#define SOFT_TOKEN_NO_KEY "SAST-ADN00c0ffee" /* certificate without a private key */
#define SOFT_N_TOKENS 4

/* What is not installed, or NULL. */
const char *soft_tokens_missing(void);

/* The private folder, made when first asked for. */
const char *soft_tokens_folder(void);
/* Makes the tokens and sets SOFTHSM2_CONF. */
void soft_tokens_create(void);
/* Deletes the folder with all that is in it. */
void soft_tokens_delete(void);

/* Adds a test case that is skipped, with the reason, where SoftHSM is missing. */
void soft_tokens_add_test(const char *path, GTestFunc func);

/* The tokens of the one MODULE, of which none may fail. */
TokenList *soft_tokens_list(const char *module);
/* The token NAME of MODULE. */
Token *soft_tokens_find(const char *module, const char *name);

/* TRUE when SIGNATURE of DIGEST is right by the certificate of TOKEN. */
gboolean soft_tokens_verify(const Token *token, const char *digest_name, GBytes *digest, GBytes *signature);
/* The digest DIGEST_NAME of TEXT. */
GBytes *soft_tokens_digest(const char *digest_name, const char *text);
