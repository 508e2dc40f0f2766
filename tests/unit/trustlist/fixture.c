/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fixture.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <string.h>

static GBytes *
sign_in_memory(DigestAlgorithm algorithm, GBytes *digest, gpointer user_data, GCancellable *cancellable,
               GError **error)
{
  const Identity *self = user_data;
  guint8 signature[512];
  gsize len = sizeof signature;
  gsize digest_len = 0;
  const guint8 *digest_data = g_bytes_get_data(digest, &digest_len);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(self->key, NULL);
  g_assert_cmpint(EVP_PKEY_sign_init(context), ==, 1);
  g_assert_cmpint(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING), ==, 1);
  g_assert_cmpint(EVP_PKEY_CTX_set_signature_md(context, digest_get_md(algorithm)), ==, 1);
  g_assert_cmpint(EVP_PKEY_sign(context, signature, &len, digest_data, digest_len), ==, 1);
  EVP_PKEY_CTX_free(context);
  return g_bytes_new(signature, len);
}

static void
fill_name(X509_NAME *name, const char *const *parts)
{
  for (; *parts != NULL; parts++) {
    g_auto(GStrv) pair = g_strsplit(*parts, "=", 2);
    g_assert_cmpint(
        X509_NAME_add_entry_by_txt(name, pair[0], MBSTRING_UTF8, (const guint8 *)pair[1], -1, -1, 0), ==, 1);
  }
}

/* Takes KEY over. */
static Identity *
identity_of_key(EVP_PKEY *key, const char *const *subject, const char *const *issuer, const char *serial)
{
  Identity *self = g_new0(Identity, 1);
  self->key = key;
  self->certificate = X509_new();
  BIGNUM *number = NULL;
  BN_hex2bn(&number, serial);
  X509_set_version(self->certificate, X509_VERSION_3);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(self->certificate));
  BN_free(number);
  X509_gmtime_adj(X509_getm_notBefore(self->certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(self->certificate), 365L * 24 * 3600);
  fill_name(X509_get_subject_name(self->certificate), subject);
  fill_name(X509_get_issuer_name(self->certificate), issuer);
  X509_set_pubkey(self->certificate, self->key);
  g_assert_cmpint(X509_sign(self->certificate, self->key, EVP_sha1()), >, 0);
  self->signer = (Signer){self->certificate, sign_in_memory, self};
  return self;
}

Identity *
identity_new(unsigned bits, const char *const *subject, const char *const *issuer, const char *serial)
{
  return identity_of_key(EVP_RSA_gen(bits), subject, issuer, serial);
}

void
identity_free(Identity *identity)
{
  EVP_PKEY_free(identity->key);
  X509_free(identity->certificate);
  g_free(identity);
}

Identity *
identity_new_token(const char *name, const char *serial, unsigned bits)
{
  g_autofree char *cn = g_strdup_printf("CN=%-24s", name);
  const char *subject[] = {"O=Cisco Systems", "OU=IPCBU", cn, NULL};
  const char *issuer[] = {"O=Cisco Systems", "CN=Cisco Manufacturing CA", NULL};
  return identity_new(bits, subject, issuer, serial);
}

Identity *
identity_new_server(const char *name, const char *serial)
{
  g_autofree char *cn = g_strdup_printf("CN=%s", name);
  const char *names[] = {"C=PL", "ST=Malopolska", "L=Krakow", "O=Cisco", "OU=TAC", cn, NULL};
  return identity_new(1024, names, names, serial);
}

Identity *
identity_new_ec_server(const char *name, const char *serial)
{
  g_autofree char *cn = g_strdup_printf("CN=%s", name);
  const char *names[] = {"C=PL", "ST=Malopolska", "L=Krakow", "O=Cisco", "OU=TAC", cn, NULL};
  return identity_of_key(EVP_EC_gen("P-256"), names, names, serial);
}

/* Takes the numbers over. */
static EVP_PKEY *
make_public_key(BIGNUM *modulus, BIGNUM *exponent)
{
  EVP_PKEY *key = NULL;
  OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus);
  OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent);
  OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(build);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
  g_assert_cmpint(EVP_PKEY_fromdata_init(context), ==, 1);
  g_assert_cmpint(EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters), ==, 1);
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(build);
  BN_free(modulus);
  BN_free(exponent);
  return key;
}

EVP_PKEY *
identity_dup_key_with_exponent(const Identity *identity, const char *exponent)
{
  BIGNUM *modulus = NULL;
  BIGNUM *number = NULL;
  g_assert_cmpint(EVP_PKEY_get_bn_param(identity->key, OSSL_PKEY_PARAM_RSA_N, &modulus), ==, 1);
  BN_hex2bn(&number, exponent);
  return make_public_key(modulus, number);
}

EVP_PKEY *
identity_dup_key_of_bits(int bits)
{
  BIGNUM *modulus = BN_new();
  BIGNUM *number = BN_new();
  BN_rand(modulus, bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD);
  BN_set_word(number, RSA_F4);
  return make_public_key(modulus, number);
}

const Identity *
sample_token(guint index)
{
  static const char *const names[][2] = {{"SAST-ADN0054f509", "3CF927000000AFA2DA45"},
                                         {"SAST-ADN008580ef", "83E90800000055"
                                                              "45AF31"}};
  static Identity *tokens[G_N_ELEMENTS(names)];
  if (tokens[index] == NULL)
    tokens[index] = identity_new_token(names[index][0], names[index][1], 1024);
  return tokens[index];
}

TrustList *
sample_list(const Identity *first, const Identity *second, const Identity *signer, DigestAlgorithm digest)
{
  static const guint8 publisher[4] = {10, 48, 47, 153};
  static const guint8 subscriber[4] = {10, 48, 47, 154};
  g_autoptr(Identity) callmanager =
      identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  g_autoptr(Identity) capf = identity_new_server("CAPF-e41e7d87", "744B4999770496E799E91E81D3C8109B");
  g_autoptr(Identity) second_node =
      identity_new_server("cucm-1051-a-sub1", "6BEBFDCDCD8CA277CB2FD1D183A60E72");
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_autoptr(GError) error = NULL;
  TrustListStamp stamp = {digest, 1425678813, "CTLFile.tlv"};

  g_assert_true(trust_list_builder_add_token(builder, first->certificate, &error));
  g_assert_true(trust_list_builder_add_token(builder, second->certificate, &error));
  g_assert_true(trust_list_builder_add_server(builder, FUNCTION_CCM_TFTP, "10.48.47.153", publisher,
                                              callmanager->certificate, &error));
  g_assert_true(trust_list_builder_add_server(builder, FUNCTION_CAPF, "10.48.47.153", publisher,
                                              capf->certificate, &error));
  g_assert_true(trust_list_builder_add_server(builder, FUNCTION_CCM_TFTP, "10.48.47.154", subscriber,
                                              second_node->certificate, &error));
  TrustList *list = trust_list_builder_sign(builder, &signer->signer, &stamp, NULL, &error);
  g_assert_no_error(error);
  return list;
}
