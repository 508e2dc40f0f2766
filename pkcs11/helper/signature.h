/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/token-login.h"

#include <openssl/evp.h>

/* Signs DIGEST, made with MD, RSASSA-PKCS1-v1_5, with the private key that belongs to the certificate with
 * KEY_ID (may be empty) and the RSA key PUBLIC_KEY. LOGIN has been started. Errors: CTL_ERROR_NO_TOKEN
 * without that key, those of ckr_set_error() and password_set_error(). */
GBytes *signature_make(const TokenLogin *login, GBytes *key_id, EVP_PKEY *public_key, const EVP_MD *md,
                       GBytes *digest, GError **error);
