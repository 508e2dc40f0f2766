/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What tokens hold in the field: certificates and keys that belong together, whatever their attributes say.
 */

#include "soft-tokens.h"
#include "test-certificate.h"
#include "test-prompt.h"

#include "app/base/error.h"

#include <openssl/ec.h>

/* The objects of a token: "cert" and "key" are the SAST identity, "other" is another's key; what follows is
 * the CKA_ID (empty: none), and an option of pkcs11-tool. */
typedef struct {
  const char *name;
  int bits; /* 0: an EC key */
  const char *objects[4];
  guint n_certificates;
  int error; /* of signing, -1: it succeeds */
} Case;

static const Case cases[] = {
    {"same-id", 1024, {"cert 01", "key 01"}, 1, -1},
    {"different-id", 1024, {"cert 01", "key 02"}, 1, -1},
    {"certificate-without-id", 1024, {"cert ", "key 01"}, 1, -1},
    {"key-without-id", 1024, {"cert 01", "key "}, 1, -1},
    {"none-has-an-id", 1024, {"cert ", "key "}, 1, -1},
    {"certificate-twice", 1024, {"cert ", "cert 01", "key 01"}, 1, -1},
    {"two-keys-with-one-id", 1024, {"cert 01", "other 01", "key 01"}, 1, -1},
    {"id-of-another-key", 1024, {"cert 01", "other 01"}, 1, CTL_ERROR_NO_TOKEN},
    {"always-authenticate", 1024, {"cert 01", "key 02 --always-auth"}, 1, -1},
    {"4096-bits", 4096, {"cert 01", "key 01"}, 1, -1},
    {"ec", 0, {"cert 01", "key 01"}, 1, CTL_ERROR_TOKEN},
};

static void
run(const char *const *argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process =
      g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error(error);
  g_subprocess_wait_check(process, NULL, &error);
  g_assert_no_error(error);
}

static char *
write_der(const char *name, guchar *der, int len)
{
  char *path = g_build_filename(soft_tokens_folder(), name, NULL);
  g_assert_cmpint(len, >, 0);
  g_assert_true(g_file_set_contents(path, (const char *)der, len, NULL));
  OPENSSL_free(der);
  return path;
}

static char *
write_key(const char *name, EVP_PKEY *key)
{
  guchar *der = NULL;
  int len = i2d_PrivateKey(key, &der);
  return write_der(name, der, len);
}

static void
put(const char *token, const char *object, const char *path)
{
  g_auto(GStrv) words = g_strsplit(object, " ", 3);
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  const char *fixed[] = {"pkcs11-tool",
                         "--module",
                         SOFTHSM_MODULE,
                         "--token-label",
                         token,
                         "--login",
                         "--pin",
                         SOFT_PASSWORD,
                         "--type",
                         g_str_equal(words[0], "cert") ? "cert" : "privkey",
                         "--write-object",
                         path};
  for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
    g_ptr_array_add(argv, (gpointer)fixed[i]);
  if (*words[1] != '\0') {
    g_ptr_array_add(argv, (gpointer) "--id");
    g_ptr_array_add(argv, words[1]);
  }
  if (words[2] != NULL)
    g_ptr_array_add(argv, words[2]);
  g_ptr_array_add(argv, NULL);
  run((const char *const *)argv->pdata);
}

static void
make_token(const Case *test)
{
  const char *init[] = {"softhsm2-util", "--init-token", "--free", "--label",     test->name,
                        "--so-pin",      "12345678",     "--pin",  SOFT_PASSWORD, NULL};
  g_autofree char *subject = g_strdup_printf("SAST-%s        ", test->name);
  g_autoptr(EVP_PKEY) key = test->bits > 0 ? EVP_RSA_gen((unsigned)test->bits) : EVP_EC_gen("P-256");
  g_autoptr(EVP_PKEY) other = EVP_RSA_gen(1024);
  g_autoptr(X509) certificate = test_certificate_new(key, "Cisco Systems", "Cisco Manufacturing CA", subject);
  guchar *der = NULL;
  int len = i2d_X509(certificate, &der);
  g_autofree char *certificate_path = write_der("c.der", der, len);
  g_autofree char *key_path = write_key("k.der", key);
  g_autofree char *other_path = write_key("o.der", other);
  run(init);
  for (guint i = 0; i < G_N_ELEMENTS(test->objects) && test->objects[i] != NULL; i++)
    put(test->name, test->objects[i],
        *test->objects[i] == 'c'   ? certificate_path
        : *test->objects[i] == 'k' ? key_path
                                   : other_path);
}

static void
assert_signs(Token *token, int code)
{
  g_autoptr(TestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  g_autoptr(GBytes) digest = soft_tokens_digest("SHA1", "a trust list");
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) signature = token_sign_digest(token, "SHA1", digest, CTL_PROMPT(prompt), 0, NULL, &error);
  if (code >= 0) {
    g_assert_error(error, CTL_ERROR, code);
    return;
  }
  g_assert_no_error(error);
  g_assert_true(soft_tokens_verify(token, "SHA1", digest, signature));
}

static void
test_contents(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_message("%s", cases[i].name);
    make_token(&cases[i]);
    g_autoptr(TokenList) list = soft_tokens_list(SOFTHSM_MODULE);
    g_autoptr(Token) token = token_list_find_any(list, cases[i].name, NULL);
    g_assert_nonnull(token);
    g_assert_cmpuint(token_get_n_certificates(token), ==, cases[i].n_certificates);
    assert_signs(token, cases[i].error);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  soft_tokens_add_test("/token-contents/table", test_contents);
  if (soft_tokens_missing() != NULL)
    return g_test_run();
  soft_tokens_create();
  int status = g_test_run();
  soft_tokens_delete();
  return status;
}
