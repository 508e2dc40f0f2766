/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "soft-tokens.h"

#include "test-certificate.h"

#include <glib/gstdio.h>

#define BLANKS "        " /* real tokens pad the name like this */

static char *folder;

const char *
soft_tokens_missing(void)
{
  static const char *const programs[] = {"softhsm2-util", "pkcs11-tool"};
  for (gsize i = 0; i < G_N_ELEMENTS(programs); i++) {
    g_autofree char *path = g_find_program_in_path(programs[i]);
    if (path == NULL)
      return programs[i];
  }
  return g_file_test(SOFTHSM_MODULE, G_FILE_TEST_EXISTS) ? NULL : "libsofthsm2.so";
}

const char *
soft_tokens_folder(void)
{
  if (folder == NULL)
    folder = g_dir_make_tmp("etoken-ctl-XXXXXX", NULL);
  return folder;
}

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
write_der(const char *name, const char *suffix, guchar *der, int len)
{
  g_autofree char *base = g_strconcat(name, suffix, NULL);
  char *path = g_build_filename(folder, base, NULL);
  g_assert_cmpint(len, >, 0);
  g_assert_true(g_file_set_contents(path, (const char *)der, len, NULL));
  OPENSSL_free(der);
  return path;
}

static void
write_object(const char *label, const char *type, const char *path, const char *flag)
{
  const char *argv[] = {"pkcs11-tool", "--module", SOFTHSM_MODULE,   "--token-label",
                        label,         "--login",  "--pin",          SOFT_PASSWORD,
                        "--id",        "01",       "--label",        label,
                        "--type",      type,       "--write-object", path,
                        flag,          NULL};
  run(argv);
}

static void
make_token(const char *label, gboolean with_key, const char *key_flag)
{
  const char *init[] = {"softhsm2-util", "--init-token", "--free", "--label",     label,
                        "--so-pin",      "12345678",     "--pin",  SOFT_PASSWORD, NULL};
  g_autofree char *subject = g_strconcat(label, BLANKS, NULL);
  g_autoptr(EVP_PKEY) key = EVP_RSA_gen(1024);
  g_autoptr(X509) certificate = test_certificate_new(key, "Cisco Systems", "Cisco Manufacturing CA", subject);
  guchar *der = NULL;
  int len = i2d_X509(certificate, &der);
  g_autofree char *certificate_path = write_der(label, ".cer", der, len);
  der = NULL;
  len = i2d_PrivateKey(key, &der);
  g_autofree char *key_path = write_der(label, ".key", der, len);
  run(init);
  write_object(label, "cert", certificate_path, NULL);
  if (with_key)
    write_object(label, "privkey", key_path, key_flag);
}

void
soft_tokens_create(void)
{
  g_autofree char *tokens = g_build_filename(soft_tokens_folder(), "tokens", NULL);
  g_autofree char *conf = g_build_filename(folder, "softhsm2.conf", NULL);
  g_autofree char *text = g_strdup_printf("directories.tokendir = %s\nobjectstore.backend = file\n"
                                          "log.level = ERROR\nslots.removable = true\n",
                                          tokens);
  g_assert_cmpint(g_mkdir(tokens, 0700), ==, 0);
  g_assert_true(g_file_set_contents(conf, text, -1, NULL));
  g_setenv("SOFTHSM2_CONF", conf, TRUE);
  make_token(SOFT_TOKEN_A, TRUE, NULL);
  make_token(SOFT_TOKEN_B, TRUE, NULL);
  make_token(SOFT_TOKEN_ALWAYS, TRUE, "--always-auth");
  make_token(SOFT_TOKEN_NO_KEY, FALSE, NULL);
}

void
soft_tokens_delete(void)
{
  const char *argv[] = {"rm", "-rf", "--", folder, NULL};
  run(argv);
  g_clear_pointer(&folder, g_free);
}

static void
run_or_skip(gconstpointer data)
{
  const char *missing = soft_tokens_missing();
  if (missing == NULL) {
    ((GTestFunc)data)();
    return;
  }
  g_autofree char *reason = g_strdup_printf("%s is not installed", missing);
  g_test_skip(reason);
}

void
soft_tokens_add_test(const char *path, GTestFunc func)
{
  g_test_add_data_func(path, (gconstpointer)func, run_or_skip);
}

TokenList *
soft_tokens_list(const char *module)
{
  const char *modules[] = {module, NULL};
  g_autoptr(GError) error = NULL;
  TokenList *list = token_list_load(modules, 0, NULL, &error);
  g_assert_no_error(error);
  for (guint i = 0; i < list->failures->len; i++)
    g_assert_no_error((GError *)g_ptr_array_index(list->failures, i));
  return list;
}

Token *
soft_tokens_find(const char *module, const char *name)
{
  g_autoptr(TokenList) list = soft_tokens_list(module);
  g_autoptr(GError) error = NULL;
  Token *token = token_list_find(list, name, &error);
  g_assert_no_error(error);
  return token;
}

GBytes *
soft_tokens_digest(const char *digest_name, const char *text)
{
  guchar digest[EVP_MAX_MD_SIZE];
  unsigned int len = 0;
  g_assert_true(EVP_Digest(text, strlen(text), digest, &len, EVP_get_digestbyname(digest_name), NULL));
  return g_bytes_new(digest, len);
}

gboolean
soft_tokens_verify(const Token *token, const char *digest_name, GBytes *digest, GBytes *signature)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(X509_get0_pubkey(token_get_certificate(token)), NULL);
  gsize digest_len = 0;
  gsize signature_len = 0;
  const guchar *digest_data = g_bytes_get_data(digest, &digest_len);
  const guchar *signature_data = g_bytes_get_data(signature, &signature_len);
  gboolean right = EVP_PKEY_verify_init(context) == 1 &&
                   EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
                   EVP_PKEY_CTX_set_signature_md(context, EVP_get_digestbyname(digest_name)) == 1 &&
                   EVP_PKEY_verify(context, signature_data, signature_len, digest_data, digest_len) == 1;
  EVP_PKEY_CTX_free(context);
  return right;
}
