/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/builder.h"
#include "app/trustlist/certificate.h"

/* A key with its self-signed certificate, and the signer interface over it. */
typedef struct {
  EVP_PKEY *key;
  X509 *certificate;
  Signer signer;
} Identity;

/* SUBJECT and ISSUER are "KEY=value" texts, NULL-terminated arrays, in the certificate's own order. SERIAL is
 * hex. */
Identity *identity_new(unsigned bits, const char *const *subject, const char *const *issuer,
                       const char *serial);
void identity_free(Identity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identity, identity_free)

/* Identities of the published lists: the two tokens, the publisher, the subscriber and CAPF. */
Identity *identity_new_token(const char *name, const char *serial, unsigned bits);
Identity *identity_new_server(const char *name, const char *serial);

/* A server with an elliptic key, as CallManager-ECDSA has; it signs no list. */
Identity *identity_new_ec_server(const char *name, const char *serial);

/* The identity's public key with another exponent (hex); nothing can be signed with it. */
EVP_PKEY *identity_dup_key_with_exponent(const Identity *identity, const char *exponent);

/* A public key that looks like one of RSA with so many bits; to make a real one would take long. */
EVP_PKEY *identity_dup_key_of_bits(int bits);

/* A list of two tokens and three servers, signed by SIGNER. */
TrustList *sample_list(const Identity *first, const Identity *second, const Identity *signer,
                       DigestAlgorithm digest);

/* SAST-ADN0054f509 and SAST-ADN008580ef, made once for all tests of a program (RSA-1024). */
const Identity *sample_token(guint index);
