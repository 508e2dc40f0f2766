/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A draft is signed by a token: who may, what is checked before and after, and what is asked. */
#include "draft-steps.h"
#include "tests/unit/base/fake-clock.h"

#include "app/trustlist/verify.h"
#include "fake-tokens.h"

typedef struct {
  FakeToken tokens[2];
  CtlFakePrompt *prompt;
  TokenList *list;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->tokens[0] =
      (FakeToken){.label = "one", .serial = "1", .identity = sample_token(0), .password = "1234"};
  fixture->tokens[1] =
      (FakeToken){.label = "two", .serial = "2", .identity = sample_token(1), .password = "1234"};
  fixture->prompt = fake_prompt_new();
  fake_prompt_set_secret(fixture->prompt, PROMPT_TOKEN_PASSWORD, "1234");
  fake_tokens_reset();
  fake_tokens_set(fixture->tokens, G_N_ELEMENTS(fixture->tokens));
  fixture->list = NULL;
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  g_clear_pointer(&fixture->list, token_list_free);
  g_object_unref(fixture->prompt);
}

static TrustList *
sign(Fixture *fixture, ListDraft *draft, const char *signer, DigestAlgorithm digest, gboolean force,
     GError **error)
{
  g_clear_pointer(&fixture->list, token_list_free);
  fixture->list = token_list_open(&(TokenListRequest){0}, NULL, error);
  g_assert_nonnull(fixture->list);
  g_autoptr(Token) token = token_list_find(fixture->list, signer, error);
  g_assert_nonnull(token);
  g_autoptr(Consent) consent = consent_new();
  if (force)
    consent_accept_all(consent);
  const SignRequest request = {.signer = token, .digest = digest, .consent = consent};
  return list_draft_sign(draft, &request, CTL_PROMPT(fixture->prompt), NULL, NULL, error);
}

static void
test_digests(Fixture *fixture, gconstpointer data)
{
  static const DigestAlgorithm digests[] = {DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA512};
  g_autoptr(TrustList) old = sample_token_list(0);
  for (gsize i = 0; i < G_N_ELEMENTS(digests); i++) {
    g_autoptr(ListDraft) draft = list_draft_new(old);
    g_autoptr(GError) error = NULL;
    guint signer = G_MAXUINT;
    g_autoptr(TrustList) list = sign(fixture, draft, "SAST-ADN008580ef", digests[i], FALSE, &error);
    g_assert_no_error(error);
    g_assert_true(trust_list_verify(list, &signer, &error));
    g_assert_cmpuint(signer, ==, 1);
    g_assert_cmpuint(trust_list_get_header(list)->digest, ==, digests[i]);
    g_assert_cmpuint(fixture->tokens[1].n_signatures, ==, i + 1);
  }
  g_assert_cmpuint(fixture->tokens[0].n_logins, ==, 0);
}

/* The same for a list, and what there is to know of it. */
static char *
sign_and_tell(Fixture *fixture, ListDraft *draft, DigestAlgorithm digest, GError **error)
{
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  fixture->list = token_list_open(&(TokenListRequest){0}, NULL, NULL);
  g_autoptr(Token) token = token_list_find(fixture->list, "two", NULL);
  const SignRequest request = {.signer = token, .digest = digest, .warnings = warnings};
  g_autoptr(TrustList) list =
      list_draft_sign(draft, &request, CTL_PROMPT(fixture->prompt), NULL, NULL, error);
  return list != NULL ? sample_join(warnings) : NULL;
}

/* What list_draft_judge() says of the digest before it is used is not told again after it. */
static void
test_unread_digest(Fixture *fixture, gconstpointer data)
{
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autofree char *text = sign_and_tell(fixture, draft, DIGEST_SHA256, NULL);
  g_assert_cmpstr(text, ==, "");
}

#define HOST_LEN 1500 /* a list has 512 records at most */

static gsize
measure(const ListDraft *draft)
{
  g_autoptr(TrustList) preview = list_draft_preview(draft, NULL);
  return g_bytes_get_size(trust_list_get_bytes(preview));
}

/* Adds a server whose host has LEN characters, the first ones those of NUMBER. */
static void
add_server(ListDraft *draft, guint number, gsize len)
{
  g_autofree char *host = g_strdup_printf("n%03u%0*u", number % 1000, (int)len - 4, 0);
  const ServerRecord server = {
      .function = FUNCTION_CCM, .host = host, .certificate = sample_server(SERVER_SUBSCRIBER)->certificate};
  g_assert_true(list_draft_add_server(draft, &server, NULL));
}

/* What only the signed list has is told as well. The draft has as many bytes as are usual; the signer's name
 * in the header makes more of them. */
static void
test_longer_when_signed(Fixture *fixture, gconstpointer data)
{
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autoptr(GError) error = NULL;
  gsize before = measure(draft);
  add_server(draft, 0, HOST_LEN);
  gsize record_len = measure(draft) - before;
  guint n = (guint)((LINT_LARGE_LEN - measure(draft)) / record_len);
  for (guint i = 1; i < n; i++)
    add_server(draft, i, HOST_LEN);
  add_server(draft, n, HOST_LEN + LINT_LARGE_LEN - measure(draft) - record_len);
  g_assert_cmpuint(measure(draft), ==, LINT_LARGE_LEN);
  g_autofree char *text = sign_and_tell(fixture, draft, DIGEST_SHA1, &error);
  g_assert_no_error(error);
  g_assert_true(sample_says(text, "more than any cluster's list needs; not known: whether phones take it"));
  g_assert_cmpuint(fixture->tokens[1].n_signatures, ==, 1);
}

/* The list says when it was signed, and for which file it is. */
static void
test_stamp(Fixture *fixture, gconstpointer data)
{
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = list_draft_new(old);
  fake_clock_set_unix_time(1425678813);
  g_autoptr(TrustList) list = sign(fixture, draft, "one", DIGEST_SHA1, FALSE, NULL);
  const TrustListHeader *header = trust_list_get_header(list);
  g_assert_cmpuint(header->timestamp, ==, 1425678813);
  g_autofree char *name = g_strndup((const char *)header->filename.data, header->filename.len);
  g_assert_cmpstr(name, ==, "CTLFile.tlv");
}

/* Nothing is asked of the token for a list that must not be. */
static void
test_rules_first(Fixture *fixture, gconstpointer data)
{
  const DraftStep steps[] = {ADD_TOKEN(0), STEPS_END};
  g_autoptr(ListDraft) draft = draft_from_steps(NULL, steps);
  g_autoptr(GError) error = NULL;
  g_assert_null(sign(fixture, draft, "one", DIGEST_SHA1, FALSE, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_REJECTED);
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_TOKEN_PASSWORD), ==, 0);
  g_assert_cmpuint(fixture->tokens[0].n_logins, ==, 0);
}

static void
test_force(Fixture *fixture, gconstpointer data)
{
  const DraftStep steps[] = {ADD_TOKEN(0), STEPS_END};
  g_autoptr(ListDraft) draft = draft_from_steps(NULL, steps);
  g_autoptr(GError) error = NULL;
  g_autoptr(TrustList) list = sign(fixture, draft, "one", DIGEST_SHA1, TRUE, &error);
  g_assert_no_error(error);
  g_assert_true(trust_list_verify(list, NULL, NULL));
  g_assert_cmpuint(fixture->tokens[0].n_logins, ==, 1);
}

/* There is no force for a list that nobody can verify. */
static void
test_stranger_by_force(Fixture *fixture, gconstpointer data)
{
  const DraftStep steps[] = {ADD_TOKEN(0), STEPS_END};
  g_autoptr(ListDraft) draft = draft_from_steps(NULL, steps);
  g_autoptr(GError) error = NULL;
  g_assert_null(sign(fixture, draft, "two", DIGEST_SHA1, TRUE, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_UNACCEPTABLE);
  g_assert_cmpuint(fixture->tokens[1].n_logins, ==, 0);
}

/* There is no force for a list without any token. */
static void
test_no_force(Fixture *fixture, gconstpointer data)
{
  const DraftStep steps[] = {ADD_SERVER(FUNCTION_CAPF, "10.0.0.1", SERVER_CAPF), STEPS_END};
  g_autoptr(ListDraft) draft = draft_from_steps(NULL, steps);
  g_autoptr(GError) error = NULL;
  g_assert_null(sign(fixture, draft, "one", DIGEST_SHA1, TRUE, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_UNACCEPTABLE);
  g_assert_cmpuint(fixture->tokens[0].n_logins, ==, 0);
}

/* What goes wrong at the token, and what the draft's list is worth then: nothing. */
static void
test_token_fails(Fixture *fixture, gconstpointer data)
{
  const struct {
    FakeToken token;
    CtlError code;
  } cases[] = {
      {{.password = "other"}, CTL_ERROR_WRONG_PIN},
      {{.state = TOKEN_PASSWORD_LOCKED}, CTL_ERROR_PIN_LOCKED},
      {{.state = TOKEN_PASSWORD_LAST_TRY}, CTL_ERROR_LAST_TRY}, /* nobody says yes */
      {{.no_key = TRUE}, CTL_ERROR_NO_TOKEN},
      {{.login_fails = {CTL_ERROR_TOKEN_REMOVED, "it was removed"}}, CTL_ERROR_TOKEN_REMOVED},
      {{.sign_fails = {CTL_ERROR_TOKEN, "it is too warm"}}, CTL_ERROR_TOKEN},
      {{.key_of = sample_token(1)}, CTL_ERROR_SIGNATURE}, /* the key does not fit the certificate */
  };
  g_autoptr(TrustList) old = sample_token_list(1);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    fixture->tokens[0] = cases[i].token;
    fixture->tokens[0].serial = "1";
    fixture->tokens[0].identity = sample_token(0);
    g_autoptr(ListDraft) draft = list_draft_new(old);
    g_autoptr(GError) error = NULL;
    g_assert_null(sign(fixture, draft, "1", DIGEST_SHA1, TRUE, &error));
    g_assert_error(error, CTL_ERROR, (int)cases[i].code);
  }
}

/* The certificate shows only after a login, which then also signs: one question. */
static void
test_hidden_certificate(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  fixture->tokens[0].hidden = TRUE;
  g_autoptr(TokenList) list = token_list_open(&(TokenListRequest){0}, NULL, &error);
  g_assert_true(token_list_is_hidden(list, "one"));
  g_autoptr(Token) shy = token_list_find_any(list, "one", &error);
  g_assert_null(token_get_certificate(shy));
  g_autoptr(Token) token = token_reveal(shy, CTL_PROMPT(fixture->prompt), 0, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(token_get_name(token), ==, "SAST-ADN0054f509");

  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = list_draft_new(old);
  const SignRequest request = {.signer = token, .digest = DIGEST_SHA1};
  g_autoptr(TrustList) signed_list =
      list_draft_sign(draft, &request, CTL_PROMPT(fixture->prompt), NULL, NULL, &error);
  g_assert_no_error(error);
  g_assert_true(trust_list_verify(signed_list, NULL, NULL));
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_TOKEN_PASSWORD), ==, 1);
  g_assert_cmpuint(fixture->tokens[0].n_logins, ==, 1);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test)(Fixture *fixture, gconstpointer data);
  } tests[] = {
      {"/draft-sign/digests", test_digests},
      {"/draft-sign/unread-digest", test_unread_digest},
      {"/draft-sign/longer-when-signed", test_longer_when_signed},
      {"/draft-sign/stamp", test_stamp},
      {"/draft-sign/rules-first", test_rules_first},
      {"/draft-sign/force", test_force},
      {"/draft-sign/stranger-by-force", test_stranger_by_force},
      {"/draft-sign/no-force", test_no_force},
      {"/draft-sign/token-fails", test_token_fails},
      {"/draft-sign/hidden-certificate", test_hidden_certificate},
  };
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run();
}
