/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The token layer with real PKCS#11: SoftHSM tokens through the token helper. */

#include "soft-tokens.h"
#include "test-prompt.h"

#include "app/base/error.h"
#include "pkcs11/token-private.h"

#include <glib/gstdio.h>
#include <string.h>

static GBytes *
sign(Token *token, const char *digest_name, CtlTestPrompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) digest = soft_tokens_digest(digest_name, "a trust list");
  return token_sign_digest(token, digest_name, digest, CTL_PROMPT(prompt), 0, cancellable, error);
}

static void
test_list(void)
{
  g_autoptr(TokenList) list = soft_tokens_list(SOFTHSM_MODULE);
  g_assert_cmpuint(list->n_modules, ==, 1);
  g_assert_cmpuint(list->tokens->len, ==, SOFT_N_TOKENS);
  Token *token = g_ptr_array_index(list->tokens, 0);
  g_assert_cmpstr(token_get_name(token), ==, SOFT_TOKEN_A);
  g_assert_cmpstr(token_get_label(token), ==, SOFT_TOKEN_A);
  g_assert_cmpstr(token_get_manufacturer(token), ==, "SoftHSM project");
  g_assert_cmpstr(token_get_model(token), ==, "SoftHSM v2");
  g_assert_cmpuint(strlen(token_get_serial(token)), ==, 16);
  g_assert_cmpstr(token_get_module(token), ==, SOFTHSM_MODULE);
  g_assert_cmpuint(token_get_password_state(token), ==, 0);
  g_assert_null(token_describe_password_state(token));
  g_assert_nonnull(token_get_certificate(token));
  g_autoptr(GBytes) key_id = g_bytes_new("\x01", 1);
  g_assert_true(g_bytes_equal(token->key_id, key_id));
  g_assert_cmpstr(token_get_name(g_ptr_array_index(list->tokens, 2)), ==, SOFT_TOKEN_ALWAYS);
}

static void
test_find(void)
{
  g_autoptr(TokenList) list = soft_tokens_list(SOFTHSM_MODULE);
  Token *b = g_ptr_array_index(list->tokens, 1);
  g_autofree char *uri = token_dup_uri(b);
  const char *specs[] = {"SAST-ADN008580ef", "sast-adn008580EF", token_get_serial(b), uri};
  for (gsize i = 0; i < G_N_ELEMENTS(specs); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Token) found = token_list_find(list, specs[i], &error);
    g_assert_no_error(error);
    g_assert_true(found == b);
  }
}

static void
test_find_none(void)
{
  g_autoptr(TokenList) list = soft_tokens_list(SOFTHSM_MODULE);
  g_autoptr(GError) error = NULL;
  g_assert_null(token_list_find(list, "SAST-ADN00000000", &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN);
  g_assert_true(g_str_has_prefix(error->message, "Token SAST-ADN00000000 is not plugged in; plugged in: "
                                                 "SAST-ADN0054f509 (serial "));
}

static void
test_find_ambiguous(void)
{
  g_autoptr(TokenList) list = soft_tokens_list(SOFTHSM_MODULE);
  g_autoptr(GError) error = NULL;
  g_assert_null(token_list_find(list, "pkcs11:manufacturer=SoftHSM%20project", &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN);
  g_assert_nonnull(strstr(error->message, "means more than one token: SAST-ADN0054f509"));
}

/* Another file with the same module stands for a second middleware. */
static void
test_two_modules(void)
{
  g_autofree char *copy = g_build_filename(soft_tokens_folder(), "libeToken.so", NULL);
  g_autofree char *contents = NULL;
  gsize len = 0;
  g_assert_true(g_file_get_contents(SOFTHSM_MODULE, &contents, &len, NULL));
  g_assert_true(g_file_set_contents(copy, contents, (gssize)len, NULL));
  const char *modules[] = {copy, SOFTHSM_MODULE, NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(TokenList) list = token_list_load(modules, 0, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(list->n_modules, ==, 2);
  g_assert_cmpuint(list->failures->len, ==, 0);
  g_assert_cmpuint(list->tokens->len, ==, SOFT_N_TOKENS);
  g_assert_cmpstr(token_get_module(g_ptr_array_index(list->tokens, 0)), ==, copy);
}

static void
test_sign(void)
{
  static const char *const digests[] = {"SHA1", "SHA256", "SHA384", "SHA512"};
  static const char *const names[] = {SOFT_TOKEN_A, SOFT_TOKEN_B, SOFT_TOKEN_ALWAYS};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(Token) token = soft_tokens_find(SOFTHSM_MODULE, names[i]);
    for (gsize j = 0; j < G_N_ELEMENTS(digests); j++) {
      g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) signature = sign(token, digests[j], prompt, NULL, &error);
      g_assert_no_error(error);
      g_autoptr(GBytes) digest = soft_tokens_digest(digests[j], "a trust list");
      g_assert_cmpuint(g_bytes_get_size(signature), ==, 128);
      g_assert_true(soft_tokens_verify(token, digests[j], digest, signature));
      g_assert_cmpuint(prompt->n_passwords, ==, 1);
      g_assert_cmpuint(prompt->n_last_tries, ==, 0);
    }
  }
}

static void
test_sign_usage(void)
{
  g_autoptr(Token) token = soft_tokens_find(SOFTHSM_MODULE, SOFT_TOKEN_A);
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  g_autoptr(GBytes) digest = soft_tokens_digest("SHA1", "a trust list");
  const char *names[] = {"SHA256", "MD5", "none"};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(token_sign_digest(token, names[i], digest, CTL_PROMPT(prompt), 0, NULL, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  }
  g_assert_cmpuint(prompt->n_passwords, ==, 0);
}

static void
test_wrong_password(void)
{
  g_autoptr(Token) token = soft_tokens_find(SOFTHSM_MODULE, SOFT_TOKEN_B);
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new("Cisco124");
  g_autoptr(GError) error = NULL;
  g_assert_null(sign(token, "SHA1", prompt, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_WRONG_PIN);
  g_assert_cmpstr(error->message, ==,
                  "Token SAST-ADN008580ef: the password is wrong (CKR_PIN_INCORRECT); one try is used up");
  g_assert_cmpuint(prompt->n_passwords, ==, 1);

  g_autoptr(Token) again = soft_tokens_find(SOFTHSM_MODULE, SOFT_TOKEN_B);
  g_assert_cmpuint(token_get_password_state(again), ==, TOKEN_PASSWORD_COUNT_LOW);
  g_clear_error(&error);
  prompt->password = SOFT_PASSWORD;
  g_autoptr(GBytes) signature = sign(again, "SHA1", prompt, NULL, &error);
  g_assert_no_error(error);
  g_assert_nonnull(signature);
  g_assert_cmpstr(prompt->detail, ==, "The last password given was wrong.");
  g_autoptr(Token) good = soft_tokens_find(SOFTHSM_MODULE, SOFT_TOKEN_B);
  g_assert_cmpuint(token_get_password_state(good), ==, 0);
}

/* They cannot be right, so they must not reach the token, where they might use up a try. */
static void
test_impossible_password(void)
{
  g_autoptr(Token) token = soft_tokens_find(SOFTHSM_MODULE, SOFT_TOKEN_B);
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new("");
  g_autoptr(GError) error = NULL;
  g_assert_null(sign(token, "SHA1", prompt, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_clear_error(&error);
  prompt->password = "Cisco123\0x";
  prompt->password_len = 10;
  g_assert_null(sign(token, "SHA1", prompt, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_autoptr(Token) after = soft_tokens_find(SOFTHSM_MODULE, SOFT_TOKEN_B);
  g_assert_cmpuint(token_get_password_state(after), ==, 0);
}

static void
test_no_key(void)
{
  g_autoptr(Token) token = soft_tokens_find(SOFTHSM_MODULE, SOFT_TOKEN_NO_KEY);
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  g_autoptr(GError) error = NULL;
  g_assert_null(sign(token, "SHA1", prompt, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN);
  g_assert_cmpstr(error->message, ==,
                  "Token SAST-ADN00c0ffee holds the certificate, but not its private key");
}

static void
test_token_gone(void)
{
  g_autoptr(Token) token = soft_tokens_find(SOFTHSM_MODULE, SOFT_TOKEN_A);
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  g_autofree char *tokens = g_build_filename(soft_tokens_folder(), "tokens", NULL);
  g_autofree char *aside = g_build_filename(soft_tokens_folder(), "aside", NULL);
  g_assert_cmpint(g_rename(tokens, aside), ==, 0);
  g_assert_cmpint(g_mkdir(tokens, 0700), ==, 0);
  g_autoptr(GError) error = NULL;
  g_assert_null(sign(token, "SHA1", prompt, NULL, &error));
  g_assert_cmpint(g_rmdir(tokens), ==, 0);
  g_assert_cmpint(g_rename(aside, tokens), ==, 0);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN);
  g_assert_cmpstr(error->message, ==, "Token SAST-ADN0054f509 is no longer plugged in");
  g_assert_cmpuint(prompt->n_passwords, ==, 0);
}

static void
cancel(gpointer cancellable)
{
  g_cancellable_cancel(cancellable);
}

static void
test_cancel(void)
{
  g_autoptr(Token) token = soft_tokens_find(SOFTHSM_MODULE, SOFT_TOKEN_A);
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  prompt->hook = cancel;
  prompt->user_data = cancellable;
  g_assert_null(sign(token, "SHA1", prompt, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_assert_cmpuint(prompt->n_passwords, ==, 1);

  const char *modules[] = {SOFTHSM_MODULE, NULL};
  g_clear_error(&error);
  g_assert_null(token_list_load(modules, 0, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
}

static TokenList *
open_for(const char *first, const char *second)
{
  const char *modules[] = {SOFTHSM_MODULE, NULL};
  const char *names[] = {first, second, NULL};
  g_autoptr(GError) error = NULL;
  TokenList *list =
      token_list_open(&(TokenListRequest){.modules = modules, .names = names, .brief = TRUE}, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(list->tokens->len, ==, SOFT_N_TOKENS);
  return list;
}

/* Not all is asked of the tokens, and they sign: with the helper that showed them, and without. */
static void
test_brief(void)
{
  g_autoptr(TokenList) list = open_for(SOFT_TOKEN_B, "sast-adn0054f509  ");
  for (guint i = 0; i < 3; i++) {
    Token *token = g_ptr_array_index(list->tokens, i % 2);
    g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
    g_autoptr(GError) error = NULL;
    g_assert_cmpstr(token_get_label(token), ==, "");
    g_autoptr(GBytes) signature = sign(token, "SHA1", prompt, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) digest = soft_tokens_digest("SHA1", "a trust list");
    g_assert_true(soft_tokens_verify(token, "SHA1", digest, signature));
  }
}

/* Names by which the certificates alone do not find a token. */
static void
test_not_brief(void)
{
  g_autoptr(TokenList) list = soft_tokens_list(SOFTHSM_MODULE);
  g_autofree char *uri = token_dup_uri(g_ptr_array_index(list->tokens, 0));
  const char *specs[] = {token_get_serial(g_ptr_array_index(list->tokens, 0)), uri, "SAST-ADN00000000"};
  for (gsize i = 0; i < G_N_ELEMENTS(specs); i++) {
    g_autoptr(TokenList) full = open_for(SOFT_TOKEN_B, specs[i]);
    g_assert_cmpstr(token_get_label(g_ptr_array_index(full->tokens, 0)), ==, SOFT_TOKEN_A);
  }
}

static gpointer
list_in_thread(gpointer unused)
{
  return soft_tokens_list(SOFTHSM_MODULE);
}

static void
test_threads(void)
{
  GThread *threads[4] = {NULL};
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    threads[i] = g_thread_new("list", list_in_thread, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++) {
    g_autoptr(TokenList) list = g_thread_join(threads[i]);
    g_assert_cmpuint(list->tokens->len, ==, SOFT_N_TOKENS);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  if (soft_tokens_missing() == NULL)
    soft_tokens_create();
  soft_tokens_add_test("/tokens/list", test_list);
  soft_tokens_add_test("/tokens/find", test_find);
  soft_tokens_add_test("/tokens/find/none", test_find_none);
  soft_tokens_add_test("/tokens/find/ambiguous", test_find_ambiguous);
  soft_tokens_add_test("/tokens/two-modules", test_two_modules);
  soft_tokens_add_test("/tokens/brief", test_brief);
  soft_tokens_add_test("/tokens/brief/not", test_not_brief);
  soft_tokens_add_test("/tokens/threads", test_threads);
  soft_tokens_add_test("/tokens/sign", test_sign);
  soft_tokens_add_test("/tokens/sign/usage", test_sign_usage);
  soft_tokens_add_test("/tokens/sign/wrong-password", test_wrong_password);
  soft_tokens_add_test("/tokens/sign/impossible-password", test_impossible_password);
  soft_tokens_add_test("/tokens/sign/no-key", test_no_key);
  soft_tokens_add_test("/tokens/sign/token-gone", test_token_gone);
  soft_tokens_add_test("/tokens/cancel", test_cancel);
  int status = g_test_run();
  if (soft_tokens_missing() == NULL)
    soft_tokens_delete();
  return status;
}
