/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/digest.h"

#include <gio/gio.h>
#include <openssl/x509.h>

/* Something that holds the private key of a certificate: a token, or a key in memory in tests. */
typedef struct {
  X509 *certificate; /* borrowed */
  /* Signs DIGEST, made with ALGORITHM, RSASSA-PKCS1-v1_5. Returns the signature, or NULL with an error. */
  GBytes *(*sign)(DigestAlgorithm algorithm, GBytes *digest, gpointer user_data, GCancellable *cancellable,
                  GError **error);
  gpointer user_data;
} Signer;
