/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

#include <openssl/x509.h>

/* A token as a PKCS#11 module showed it at one moment. Immutable, reference counted, usable from any thread.
 */
typedef struct _Token Token;

/* What the module says of the token's password. Source: PKCS#11 2.40, CK_TOKEN_INFO. */
typedef enum {
  TOKEN_PASSWORD_COUNT_LOW = 1 << 0,     /* a wrong password was given since the last right one */
  TOKEN_PASSWORD_LAST_TRY = 1 << 1,      /* one more wrong password locks the token for good */
  TOKEN_PASSWORD_LOCKED = 1 << 2,        /* the token is locked */
  TOKEN_PASSWORD_TO_BE_CHANGED = 1 << 3, /* it is the default one, or has expired */
  TOKEN_PASSWORD_ON_READER = 1 << 4,     /* typed on the reader's own keys (protected authentication path) */
} TokenPasswordState;

Token *token_ref(Token *token);
void token_unref(Token *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Token, token_unref)

/* The name admins know: the SAST name of its certificate ("SAST-ADN0054f509", no blanks at its end), or the
 * label when it holds no SAST certificate. */
const char *token_get_name(const Token *token);
/* As CK_TOKEN_INFO has them, without padding blanks. */
const char *token_get_label(const Token *token);
const char *token_get_serial(const Token *token);
const char *token_get_manufacturer(const Token *token);
const char *token_get_model(const Token *token);
/* The file name of the PKCS#11 module that shows the token. */
const char *token_get_module(const Token *token);
/* A combination of TokenPasswordState. */
guint token_get_password_state(const Token *token);
/* What the state means for the person who is about to type the password, as whole sentences, or NULL when
 * there is nothing to say ("The last password given was wrong." ...). Static text. */
const char *token_describe_password_state(const Token *token);
/* The certificate that is meant, borrowed: the SAST one, unless another was chosen by a URI. NULL when the
 * token shows no SAST certificate. */
X509 *token_get_certificate(const Token *token);
/* A name for that certificate, as for a file: its SAST name, else its label, else the token's name. */
const char *token_get_certificate_name(const Token *token);
/* All certificates that the token shows, the SAST one among them. Borrowed. */
guint token_get_n_certificates(const Token *token);
X509 *token_peek_certificate(const Token *token, guint index);
/* TRUE when there is no SAST certificate to be seen, but one may show after a login. */
gboolean token_may_hide_certificates(const Token *token);
/* An RFC 7512 URI that names this token. The caller frees it. */
char *token_dup_uri(const Token *token);
/* The same for its certificate INDEX. */
char *token_dup_certificate_uri(const Token *token, guint index);

/* TRUE when SPEC means this token: its SAST name, label or serial number (letters in any case), or a pkcs11:
 * URI whose token, serial, manufacturer and model attributes all fit. */
gboolean token_matches(const Token *token, const char *spec);

/* TRUE when token_reveal() has logged in, so that token_sign_digest() needs no password. */
gboolean token_is_logged_in(const Token *token);

/* Signs the digest DIGEST (made with the digest that OpenSSL calls DIGEST_NAME: "SHA1", "SHA256", "SHA512")
 * with the token's private key, RSASSA-PKCS1-v1_5. Logs in for this one signature; PROMPT is asked for the
 * password (PROMPT_TOKEN_PASSWORD) once, and at the last try for a yes first (PROMPT_LAST_TRY). Not asked
 * when the password is typed on the reader, or the token is logged in already. Logs out. Blocks; the module
 * has TIMEOUT_MS (0: the usual 30 s; longer for a PIN pad) for each step. The signature is not checked here.
 * Errors: CTL_ERROR_WRONG_PIN, _LAST_TRY, _PIN_LOCKED, _NO_TOKEN (gone, or no private key for the
 * certificate), _TOKEN_REMOVED, _TOKEN, _CANCELLED, _USAGE (a digest that does not fit its name, an empty
 * password). */
GBytes *token_sign_digest(Token *token, const char *digest_name, GBytes *digest, CtlPrompt *prompt,
                          guint timeout_ms, GCancellable *cancellable, GError **error);

/* Logs in, asking as token_sign_digest() does, to see the certificates that show only then (CKA_PRIVATE). The
 * token with all its certificates, of which the SAST one is chosen; a reference of the caller's own. The
 * login lasts until that token has signed or is freed; until then the calling thread has to live. Errors:
 * those of token_sign_digest(). */
Token *token_reveal(Token *token, CtlPrompt *prompt, guint timeout_ms, GCancellable *cancellable,
                    GError **error);

/* Changes the token's password: asks for the old one (PROMPT_TOKEN_PASSWORD, and PROMPT_LAST_TRY first where
 * it is the last try), the new one with the lengths that the token takes in the question's detail
 * (PROMPT_NEW_TOKEN_PASSWORD), and the new one again (PROMPT_NEW_TOKEN_PASSWORD_AGAIN); none where it is
 * typed on the reader. Blocks. Errors: CTL_ERROR_USAGE when the new one is too short, too long or was not
 * repeated, else those of token_sign_digest(). Unless the password is the new one, an error is returned. */
gboolean token_change_password(Token *token, CtlPrompt *prompt, guint timeout_ms, GCancellable *cancellable,
                               GError **error);
