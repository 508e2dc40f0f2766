/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/module.h"

/* A private key that may belong to the certificate. */
typedef struct {
  CK_OBJECT_HANDLE object;
  gboolean same_id;   /* as the certificate */
  gboolean is_known;  /* its modulus is the certificate's */
  gboolean asks_anew; /* for the password, before each signature (CKA_ALWAYS_AUTHENTICATE) */
} PrivateKey;

/* The private RSA keys that SESSION shows and that can belong to the certificate with KEY_ID and MODULUS, the
 * likeliest first: those with this modulus, of their own or of the public key with the same CKA_ID, and then
 * those that do not tell it. A key of another modulus is none, whatever its CKA_ID. Returns what the module
 * returned; *KEYS (of PrivateKey) is set with CKR_OK only. */
CK_RV private_keys_find(const Module *module, CK_SESSION_HANDLE session, GBytes *key_id, GBytes *modulus,
                        GArray **keys);
