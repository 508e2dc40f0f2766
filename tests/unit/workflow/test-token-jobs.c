/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tokens/token-jobs.h"
#include "app/workflow/tokens/token-text.h"
#include "fake-prompt.h"
#include "fake-tokens.h"

#include <string.h>

static TokenList *
load(void)
{
  g_autoptr(GError) error = NULL;
  TokenList *list = token_list_load(NULL, 0, NULL, &error);
  g_assert_no_error(error);
  return list;
}

/* --- what is said where no token is --- */

static void
test_words_for_none(void)
{
  fake_tokens_reset();
  g_autoptr(TokenList) no_module = load();
  g_assert_nonnull(strstr(token_text_for_none(no_module), "has no driver for eTokens"));

  static const FakeModule modules[] = {{.path = FAKE_MODULE}};
  fake_modules_set(modules, G_N_ELEMENTS(modules));
  g_autoptr(TokenList) no_token = load();
  g_assert_cmpuint(no_token->n_modules, ==, 1);
  g_assert_nonnull(strstr(token_text_for_none(no_token), "Plug an eToken in"));
}

static void
test_words_while_waiting(void)
{
  g_assert_nonnull(strstr(token_text_while_waiting(0), "has no driver for eTokens"));
  g_assert_nonnull(strstr(token_text_while_waiting(1), "it appears here when its light is on"));
}

/* What the window says of a module that the user has chosen. */
static void
test_words_for_module(void)
{
  static const struct {
    FakeFailure fails;
    const char *unreadable;
    guint n_tokens;
    const char *wanted;
  } cases[] = {
      {.wanted = "It works and shows 0 tokens."},
      {.n_tokens = 1, .wanted = "It works and shows 1 token."},
      {.n_tokens = 2, .wanted = "It works and shows 2 tokens."},
      {.fails = {CTL_ERROR_NO_MODULE, "/x is no module"}, .n_tokens = 1, .wanted = "/x is no module."},
      {.unreadable = "A token is damaged", .wanted = "A token is damaged."},
      {.unreadable = "A token is damaged",
       .n_tokens = 1,
       .wanted = "A token is damaged. It works and shows 1 token."},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    FakeToken tokens[] = {{.label = "one", .serial = "1"}, {.label = "two", .serial = "2"}};
    const FakeModule module = {FAKE_MODULE, cases[i].fails, cases[i].unreadable};
    fake_tokens_reset();
    fake_tokens_set(tokens, cases[i].n_tokens);
    fake_modules_set(&module, 1);
    g_autoptr(TokenList) list = load();
    g_autofree char *words = token_text_for_module(list);
    g_assert_cmpstr(words, ==, cases[i].wanted);
  }
}

static void
test_words_for_device(void)
{
  static const struct {
    const char *manufacturer;
    const char *model;
    const char *wanted;
  } cases[] = {
      {"SafeNet, Inc.", "eToken 5110", "SafeNet, Inc. eToken 5110, serial 0123"},
      {"", "eToken", "eToken, serial 0123"},
      {"SafeNet", "", "SafeNet, serial 0123"},
      {"", "", "serial 0123"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    FakeToken token = {.serial = "0123", .manufacturer = cases[i].manufacturer, .model = cases[i].model};
    fake_tokens_reset();
    fake_tokens_set(&token, 1);
    g_autoptr(TokenList) list = load();
    g_autofree char *words = token_text_for_device(g_ptr_array_index(list->tokens, 0));
    g_assert_cmpstr(words, ==, cases[i].wanted);
  }
}

/* --- signing --- */

/* The token named SPEC signs the digest of nothing. */
static GBytes *
sign(const char *spec, CtlPrompt *prompt, GError **error)
{
  static const guint8 digest[20] = {1, 2, 3};
  g_autoptr(GBytes) bytes = g_bytes_new_static(digest, sizeof digest);
  g_autoptr(TokenList) list = load();
  g_autoptr(Token) token = token_list_find(list, spec, error);
  if (token == NULL)
    return NULL;
  TokenSigner signer;
  token_signer_init(&signer, token, prompt);
  g_assert_true(signer.signer.certificate == token_get_certificate(token));
  return signer.signer.sign(DIGEST_SHA1, bytes, signer.signer.user_data, NULL, error);
}

static void
test_signature(void)
{
  FakeToken tokens[] = {
      {.label = "one", .serial = "1", .identity = sample_token(0), .password = "right"},
      {.label = "two", .serial = "2", .identity = sample_token(1), .password = "other"},
  };
  g_autoptr(CtlFakePrompt) prompt = fake_prompt_new();
  g_autoptr(GError) error = NULL;
  fake_tokens_reset();
  fake_tokens_set(tokens, G_N_ELEMENTS(tokens));
  fake_prompt_set_secret(prompt, PROMPT_TOKEN_PASSWORD, "right");
  g_autoptr(GBytes) signature = sign("SAST-ADN0054f509", CTL_PROMPT(prompt), &error);
  g_assert_no_error(error);
  g_assert_cmpuint(g_bytes_get_size(signature), ==, 128);
  g_assert_cmpuint(tokens[0].n_logins, ==, 1);
  g_assert_cmpuint(tokens[0].n_signatures, ==, 1);
  g_assert_cmpuint(tokens[1].n_logins, ==, 0);
  g_assert_cmpuint(fake_prompt_count(prompt, PROMPT_TOKEN_PASSWORD), ==, 1);
}

/* A wrong password costs one try, and is not given a second time; the last try is asked for. */
static void
test_tries(void)
{
  static const struct {
    gboolean last_try; /* the answer to its question */
    CtlError code;
    guint n_questions;
    guint n_logins; /* so far */
  } cases[] = {
      {FALSE, CTL_ERROR_WRONG_PIN, 0, 1}, /* two tries are left now */
      {FALSE, CTL_ERROR_WRONG_PIN, 0, 2},
      {FALSE, CTL_ERROR_LAST_TRY, 1, 2},
      {TRUE, CTL_ERROR_PIN_LOCKED, 2, 3},
      {TRUE, CTL_ERROR_PIN_LOCKED, 2, 3}, /* it is locked, and asked no more */
  };
  FakeToken token = {.serial = "1", .identity = sample_token(0), .password = "right", .tries = 3};
  g_autoptr(CtlFakePrompt) prompt = fake_prompt_new();
  fake_tokens_reset();
  fake_tokens_set(&token, 1);
  fake_prompt_set_secret(prompt, PROMPT_TOKEN_PASSWORD, "wrong");
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    fake_prompt_set_yes(prompt, PROMPT_LAST_TRY, cases[i].last_try);
    g_assert_null(sign("1", CTL_PROMPT(prompt), &error));
    g_assert_error(error, CTL_ERROR, (int)cases[i].code);
    g_assert_cmpuint(fake_prompt_count(prompt, PROMPT_LAST_TRY), ==, cases[i].n_questions);
    g_assert_cmpuint(token.n_logins, ==, cases[i].n_logins);
    g_assert_cmpuint(token.n_signatures, ==, 0);
  }
}

/* --- another password --- */

static const char *last_step;

static void
note_step(const char *step, double fraction, gpointer user_data)
{
  last_step = g_intern_string(step);
}

static gboolean
change(CtlFakePrompt *prompt, GError **error)
{
  const Progress progress = {.func = note_step};
  g_autoptr(TokenList) list = load();
  return token_password_change(g_ptr_array_index(list->tokens, 0), CTL_PROMPT(prompt), &progress, NULL,
                               error);
}

static void
test_change(void)
{
  FakeToken token = {.label = "one",
                     .serial = "1",
                     .password = "old",
                     .state = TOKEN_PASSWORD_TO_BE_CHANGED,
                     .password_len_min = 4,
                     .password_len_max = 8};
  static const struct {
    const char *old;
    const char *new;
    const char *again;
    int code; /* -1: none */
    guint n_logins;
  } cases[] = {
      {"old", "abc", "abc", CTL_ERROR_USAGE, 0},             /* too short */
      {"old", "abcdefghi", "abcdefghi", CTL_ERROR_USAGE, 0}, /* too long */
      {"old", "abcd", "abce", CTL_ERROR_USAGE, 0},           /* another one the second time */
      {"new", "abcd", "abcd", CTL_ERROR_WRONG_PIN, 1},
      {"old", "abcd", "abcd", -1, 2},
      {"abcd", "efgh", "efgh", -1, 3},
  };
  g_autoptr(CtlFakePrompt) prompt = fake_prompt_new();
  fake_tokens_reset();
  fake_tokens_set(&token, 1);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    fake_prompt_set_secret(prompt, PROMPT_TOKEN_PASSWORD, cases[i].old);
    fake_prompt_set_secret(prompt, PROMPT_NEW_TOKEN_PASSWORD, cases[i].new);
    fake_prompt_set_secret(prompt, PROMPT_NEW_TOKEN_PASSWORD_AGAIN, cases[i].again);
    g_assert_true(change(prompt, &error) == (cases[i].code < 0));
    if (cases[i].code >= 0)
      g_assert_error(error, CTL_ERROR, cases[i].code);
    g_assert_cmpuint(token.n_logins, ==, cases[i].n_logins);
  }
  g_assert_cmpstr(token.password, ==, "efgh");
  g_assert_cmpuint(token.state, ==, 0);
  g_assert_cmpstr(last_step, ==, "Changing the password of token one");
}

/* Nobody is asked; the step says what to do instead. */
static void
test_change_on_reader(void)
{
  FakeToken token = {.label = "one", .serial = "1", .state = TOKEN_PASSWORD_ON_READER};
  g_autoptr(CtlFakePrompt) prompt = fake_prompt_new();
  g_autoptr(GError) error = NULL;
  fake_tokens_reset();
  fake_tokens_set(&token, 1);
  g_assert_true(change(prompt, &error));
  g_assert_no_error(error);
  g_assert_cmpuint(fake_prompt_count(prompt, PROMPT_TOKEN_PASSWORD), ==, 0);
  g_assert_cmpstr(last_step, ==, "Type the old and the new password of token one on the keys of its reader");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/token-jobs/words/none", test_words_for_none);
  g_test_add_func("/token-jobs/words/waiting", test_words_while_waiting);
  g_test_add_func("/token-jobs/words/module", test_words_for_module);
  g_test_add_func("/token-jobs/words/device", test_words_for_device);
  g_test_add_func("/token-jobs/sign", test_signature);
  g_test_add_func("/token-jobs/sign/tries", test_tries);
  g_test_add_func("/token-jobs/change", test_change);
  g_test_add_func("/token-jobs/change/on-reader", test_change_on_reader);
  return g_test_run();
}
