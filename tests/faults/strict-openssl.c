/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Preloaded, or linked into a test: an OpenSSL that refuses what the variable STRICT_OPENSSL names:
 * "sha1-signatures": to sign or verify by a call that is given SHA-1, as the crypto policy of RHEL 9 and
 * Fedora does (rh-allow-sha1-signatures = no); "short-keys":      to work with RSA keys below 2048 bits, as
 * the FIPS mode of RHEL 9 does; "sha1":            to make a SHA-1 digest at all. */

#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define REAL(function) ((__typeof__(&function))dlsym(RTLD_NEXT, #function))

static int
is_refused(const char *word)
{
  const char *words = getenv("STRICT_OPENSSL");
  return words != NULL && strcmp(words, word) == 0;
}

static int
refuse(int reason)
{
  ERR_raise(ERR_LIB_EVP, reason);
  return 0;
}

static int
is_refused_name(const char *name)
{
  return name != NULL && (strcmp(name, "SHA1") == 0 || strcmp(name, "SHA-1") == 0) &&
         is_refused("sha1-signatures");
}

static int
is_refused_digest(const EVP_MD *md)
{
  return md != NULL && EVP_MD_is_a(md, "SHA1") && is_refused("sha1-signatures");
}

int
EVP_PKEY_CTX_set_signature_md(EVP_PKEY_CTX *ctx, const EVP_MD *md)
{
  return is_refused_digest(md) ? refuse(EVP_R_INVALID_DIGEST) : REAL(EVP_PKEY_CTX_set_signature_md)(ctx, md);
}

int
EVP_DigestSignInit(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *e, EVP_PKEY *pkey)
{
  return is_refused_digest(type) ? refuse(EVP_R_INVALID_DIGEST)
                                 : REAL(EVP_DigestSignInit)(ctx, pctx, type, e, pkey);
}

int
EVP_DigestVerifyInit(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *e, EVP_PKEY *pkey)
{
  return is_refused_digest(type) ? refuse(EVP_R_INVALID_DIGEST)
                                 : REAL(EVP_DigestVerifyInit)(ctx, pctx, type, e, pkey);
}

int
EVP_DigestSignInit_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const char *mdname, OSSL_LIB_CTX *libctx,
                      const char *props, EVP_PKEY *pkey, const OSSL_PARAM params[])
{
  return is_refused_name(mdname)
             ? refuse(EVP_R_INVALID_DIGEST)
             : REAL(EVP_DigestSignInit_ex)(ctx, pctx, mdname, libctx, props, pkey, params);
}

int
EVP_DigestVerifyInit_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const char *mdname, OSSL_LIB_CTX *libctx,
                        const char *props, EVP_PKEY *pkey, const OSSL_PARAM params[])
{
  return is_refused_name(mdname)
             ? refuse(EVP_R_INVALID_DIGEST)
             : REAL(EVP_DigestVerifyInit_ex)(ctx, pctx, mdname, libctx, props, pkey, params);
}

int
EVP_PKEY_verify_recover_init(EVP_PKEY_CTX *ctx)
{
  if (is_refused("short-keys") && EVP_PKEY_get_bits(EVP_PKEY_CTX_get0_pkey(ctx)) < 2048)
    return refuse(EVP_R_INVALID_KEY_LENGTH);
  return REAL(EVP_PKEY_verify_recover_init)(ctx);
}

int
EVP_DigestInit_ex(EVP_MD_CTX *ctx, const EVP_MD *type, ENGINE *impl)
{
  if (is_refused("sha1") && type != NULL && EVP_MD_is_a(type, "SHA1"))
    return refuse(EVP_R_INVALID_DIGEST);
  return REAL(EVP_DigestInit_ex)(ctx, type, impl);
}
