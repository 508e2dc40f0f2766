/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What tokens hold in the field: certificates and keys that belong together, whatever their attributes say.
 */

#include "fault-world.h"
#include "soft-tokens.h"
#include "test-certificate.h"
#include "test-prompt.h"

#include "app/base/error.h"

#include <openssl/ec.h>
#include <stdio.h>

/* The objects of a token: "cert" and "shy" (it shows only after a login), "pub" and "key" are the SAST
 * identity, "other" is another's key; what follows is the CKA_ID (empty: none), and an option of pkcs11-tool.
 */
typedef struct {
  const char *name;
  int bits; /* 0: an EC key */
  const char *objects[5];
  guint n_certificates;
  int error;           /* of signing, -1: it succeeds */
  const char *rules;   /* of the module, see faulty-rules.h */
  guint n_unreadable;  /* certificates that are told of */
  guint n_signatures;  /* that the module was asked for, 0: whatever it takes */
  const char *uri_end; /* of the first certificate */
} Case;

#define NO_MODULUS "[attributes]\n3.120=0x12\n"

static const Case cases[] = {
    {"same-id", 1024, {"cert 01", "key 01"}, 1, .error = -1, .n_signatures = 1, .uri_end = ";id=%01"},
    {"different-id", 1024, {"cert 01", "key 02"}, 1, .error = -1},
    {"certificate-without-id", 1024, {"cert ", "key 01"}, 1, .error = -1, .uri_end = ";id="},
    {"key-without-id", 1024, {"cert 01", "key "}, 1, .error = -1},
    {"none-has-an-id", 1024, {"cert ", "key "}, 1, .error = -1},
    {"certificate-twice", 1024, {"cert ", "cert 01", "key 01"}, 1, .error = -1},
    {"two-keys-with-one-id", 1024, {"cert 01", "other 01", "key 01"}, 1, .error = -1, .n_signatures = 1},
    {"id-of-another-key", 1024, {"cert 01", "other 01"}, 1, .error = CTL_ERROR_NO_TOKEN},
    {"always-authenticate", 1024, {"cert 01", "key 02 --always-auth"}, 1, .error = -1},
    {"4096-bits", 4096, {"cert 01", "key 01"}, 1, .error = -1},
    {"ec", 0, {"cert 01", "key 01"}, 1, .error = CTL_ERROR_TOKEN},
    /* Keys that keep their modulus back: the public key tells it, or they are tried. */
    {"public-key-tells",
     1024,
     {"cert 01", "other 01", "key 02", "pub 02"},
     1,
     .error = -1,
     .rules = NO_MODULUS,
     .n_signatures = 1},
    {"key-without-modulus",
     1024,
     {"cert 01", "key 02"},
     1,
     .error = -1,
     .rules = NO_MODULUS,
     .n_signatures = 1},
    {"no-key-has-a-modulus",
     1024,
     {"cert 01", "other 01", "key 02"},
     1,
     .error = -1,
     .rules = NO_MODULUS,
     .n_signatures = 2},
    {"another-key-without-modulus",
     1024,
     {"cert 01", "other 01"},
     1,
     .error = CTL_ERROR_NO_TOKEN,
     .rules = NO_MODULUS,
     .n_signatures = 1},
    {"private-certificate", 1024, {"shy 01", "key 01"}, 0, .error = -1},
    {"garbage-beside-it",
     1024,
     {"cert 01", "cert 02", "key 01"},
     1,
     .error = -1,
     .rules = "[attributes]\n1.11.02=garbage\n",
     .n_unreadable = 1},
    {"nul-padded-label",
     1024,
     {"cert 01", "key 01"},
     1,
     .error = -1,
     .rules = "[tokens]\nnul-padded-label=nul-padded\n"},
    {"blank-padded-label",
     1024,
     {"cert 01 --label=Padded   ", "key 01"},
     1,
     .error = -1,
     .uri_end = ";id=%01;object=Padded"},
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

static char *
write_public_key(const char *name, EVP_PKEY *key)
{
  guchar *der = NULL;
  int len = i2d_PUBKEY(key, &der);
  return write_der(name, der, len);
}

static void
put_shy(const char *token, const char *id, const char *path)
{
  const char *argv[] = {"python3", PRIVATE_CERTIFICATE, SOFTHSM_MODULE, token, SOFT_PASSWORD, path, id, NULL};
  run(argv);
}

static void
put(const char *token, const char *object, const char *path)
{
  g_auto(GStrv) words = g_strsplit(object, " ", 3);
  if (g_str_equal(words[0], "shy")) {
    put_shy(token, words[1], path);
    return;
  }
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
                         g_str_equal(words[0], "cert")  ? "cert"
                         : g_str_equal(words[0], "pub") ? "pubkey"
                                                        : "privkey",
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
  g_autofree char *public_path = write_public_key("p.der", key);
  g_autofree char *other_path = write_key("o.der", other);
  run(init);
  for (guint i = 0; i < G_N_ELEMENTS(test->objects) && test->objects[i] != NULL; i++)
    put(test->name, test->objects[i],
        *test->objects[i] == 'o'   ? other_path
        : *test->objects[i] == 'k' ? key_path
        : *test->objects[i] == 'p' ? public_path
                                   : certificate_path);
}

static TokenList *
load_tokens(const Case *test)
{
  const char *modules[] = {FAULTY_MODULE, NULL};
  g_autoptr(GError) error = NULL;
  fault_set_rules(test->rules != NULL ? test->rules : "");
  TokenList *list = token_list_load(modules, 0, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(list->failures->len, ==, test->n_unreadable);
  return list;
}

/* A certificate that shows only after a login is shown then. */
static Token *
reveal(Token *token)
{
  if (token_get_certificate(token) != NULL)
    return token_ref(token);
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  g_autoptr(GError) error = NULL;
  Token *revealed = token_reveal(token, CTL_PROMPT(prompt), 0, NULL, &error);
  g_assert_no_error(error);
  return revealed;
}

static void
assert_signs(Token *token, const Case *test)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  g_autoptr(GBytes) digest = soft_tokens_digest("SHA1", "a trust list");
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) signature = token_sign_digest(token, "SHA1", digest, CTL_PROMPT(prompt), 0, NULL, &error);
  if (test->n_signatures > 0)
    g_assert_cmpuint(fault_count_calls("C_Sign"), ==, test->n_signatures);
  if (test->error >= 0) {
    g_assert_error(error, CTL_ERROR, test->error);
    return;
  }
  g_assert_no_error(error);
  g_assert_true(soft_tokens_verify(token, "SHA1", digest, signature));
}

/* What `export` is given to get that certificate, and no other one. */
static void
assert_uri(const Token *token, const Case *test)
{
  g_autofree char *uri = token_dup_certificate_uri(token, 0);
  if (!g_str_has_suffix(uri, test->uri_end))
    g_error("%s: the certificate is called %s", test->name, uri);
}

static void
test_content(gconstpointer data)
{
  const Case *test = data;
  make_token(test);
  g_autoptr(TokenList) list = load_tokens(test);
  g_autoptr(GError) error = NULL;
  g_autoptr(Token) token = token_list_find_any(list, test->name, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(token_get_n_certificates(token), ==, test->n_certificates);
  g_autoptr(Token) revealed = reveal(token);
  if (test->uri_end != NULL)
    assert_uri(revealed, test);
  assert_signs(revealed, test);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  if (soft_tokens_missing() != NULL) {
    printf("%s is not installed\n", soft_tokens_missing());
    return 77;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strconcat("/token-contents/", cases[i].name, NULL);
    g_test_add_data_func(path, &cases[i], test_content);
  }
  fault_world_create();
  int status = g_test_run();
  fault_world_delete();
  return status;
}
