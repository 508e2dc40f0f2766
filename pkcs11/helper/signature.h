/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/token-login.h"

/* Signs DIGEST, made with MD, with the private key whose CKA_ID is KEY_ID, RSASSA-PKCS1-v1_5. LOGIN has been
 * started. Errors: CTL_ERROR_NO_TOKEN without that key, those of ckr_set_error(). */
GBytes *signature_make(const TokenLogin *login, GBytes *key_id, const EVP_MD *md, GBytes *digest,
                       GError **error);
