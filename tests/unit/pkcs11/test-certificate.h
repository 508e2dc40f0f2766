/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/sast-certificate.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)

/* A certificate for KEY (NULL: a key of its own) with these names; NULL leaves a part out. It is signed with
 * KEY itself, whoever the issuer is said to be. */
X509 *test_certificate_new(EVP_PKEY *key, const char *issuer_o, const char *issuer_cn,
                           const char *subject_cn);
