/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An update: the tokens that go into the list, and the one that signs it. */
#include "app/trustlist/function.h"
#include "sample-home.h"
#include "sample-update.h"

/* Not asked: TVS, tokens, a person. */
static void
expect_stop(SampleMigration *sample, const char *to_do)
{
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_TOKENS);
  g_assert_no_error(sample->error);
  g_assert_cmpint(update_get_step(sample->migration, UPDATE_TOKENS)->state, ==, UPDATE_WAITING);
  g_assert_cmpstr(sample_update_found(sample, UPDATE_TOKENS), ==, "No list can be made yet.");
  g_assert_true(sample_says(sample_update_to_do(sample, UPDATE_TOKENS), to_do));
  g_assert_cmpuint(fake_helpers_count(), ==, 0);
  g_assert_cmpuint(fake_count("tvs *"), ==, 0);
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_STEP), ==, 0);
}

#define NOT_IN_THE_LIST "The Security Token that is to sign does not exist in the new CTL File"

/* --- the first list of a cluster --- */

static void
test_first_list(SampleMigration *sample, gconstpointer unused)
{
  static const char *const both[] = {SAMPLE_FIRST, SAMPLE_SECOND, NULL};
  sample_hold_everywhere(NULL);
  sample->setup.tokens = both;
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 6);
  sample_update_expect_signed_by(list, 1);
  g_assert_true(sample_says(sample_update_found(sample, UPDATE_CLUSTER), "The publisher has no list yet."));
  g_assert_cmpuint(fake_count("tvs *"), ==, 0); /* no phone has a list that it could judge this one by */
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 9);
  g_assert_false(update_can_go_back(sample->migration));
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
}

/* A list of one token is an error that has to be accepted by its name. */
static void
test_first_list_of_one_token(SampleMigration *sample, gconstpointer unused)
{
  static const char *const one[] = {SAMPLE_SECOND, NULL};
  sample_hold_everywhere(NULL);
  sample->setup.tokens = one;
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_SIGN);
  sample_migration_expect_failure(sample, UPDATE_SIGN, CTL_ERROR_REJECTED, "two tokens");
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 0);
}

/* Nobody has said which tokens it is to have. */
static void
test_first_list_of_no_token(SampleMigration *sample, gconstpointer unused)
{
  sample_hold_everywhere(NULL);
  expect_stop(sample, "The cluster has no list, and no token was named: name those ");
}

/* --- the token that signs --- */

/* Phones that do not know it from today's list ask TVS, so that has to know it first. */
static void
test_signer_that_phones_do_not_know(SampleMigration *sample, gconstpointer unused)
{
  static const char *const tokens[] = {SAMPLE_FIRST, "third", NULL};
  sample->setup.tokens = tokens;
  sample->setup.signer = "third";
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_TRUST);
  g_assert_no_error(sample->error);
  g_assert_true(sample_says(sample_update_found(sample, UPDATE_EXPORT), "SAST-ADN00aaaaaa.cer"));
  g_assert_true(sample_says(sample_update_found(sample, UPDATE_TRUST), "SAST-ADN00aaaaaa on tftp1"));
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 0);
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  sample_migration_upload();
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
    fake_tvs_trust(hosts[i], sample_update_third_token()->certificate, FUNCTION_SAST);
    fake_tvs_trust(hosts[i], sample_update_third_token()->certificate, FUNCTION_TFTP);
  }
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 6);
  g_assert_cmpuint(sample->tokens[2].n_signatures, ==, 1);
}

/* One that is in today's list, and is not to be in the next one. */
static void
test_signer_that_is_not_named(SampleMigration *sample, gconstpointer unused)
{
  static const char *const tokens[] = {SAMPLE_FIRST, "third", NULL};
  sample->setup.tokens = tokens;
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_SIGN);
  sample_migration_expect_failure(sample, UPDATE_SIGN, CTL_ERROR_UNACCEPTABLE, NOT_IN_THE_LIST);
  g_assert_cmpuint(fake_count("tvs *"), ==, 0);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 0);
}

/* The second token lies in a safe; its certificate is enough. */
static void
test_token_of_a_file(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(GPtrArray) certificates = g_ptr_array_new();
  static const char *const tokens[] = {SAMPLE_SECOND, NULL};
  g_ptr_array_add(certificates, sample_update_third_token()->certificate);
  fake_tokens_set(sample->tokens + 1, 1);
  sample->setup.tokens = tokens;
  sample->setup.certificates = certificates;
  sample_update_go_through(sample);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, 6);
  g_assert_true(sample_says(sample_update_found(sample, UPDATE_SIGN), "SAST-ADN00aaaaaa is added: "));
  sample->setup.tokens = NULL;
  sample->setup.certificates = NULL;
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
}

static void
test_no_signer(SampleMigration *sample, gconstpointer unused)
{
  sample_update_renew("sub1");
  fake_tokens_set(sample->tokens, 1); /* the second one, which is to sign, is not there */
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_TOKENS);
  sample_migration_expect_failure(sample, UPDATE_TOKENS, CTL_ERROR_NO_TOKEN, SAMPLE_SECOND);
}

/* Only the cluster can renew a tokenless list; when it has, nothing is left. */
static void
test_tokenless_renewed(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) tokenless = sample_update_tokenless_list();
  sample_hold_everywhere(tokenless);
  sample_update_renew("sub1");
  sample->setup.goal = PLAN_TO_TOKENLESS;
  expect_stop(sample, "Only the cluster can sign a tokenless list: run \"utils ctl update CTLFile\" on ");
  sample_own("sub1", "CallManager", sample_server(SERVER_SUBSCRIBER));
  sample_update_go_through(sample);
}

/* Not "the publisher has the list that the cluster needs". */
static void
test_tokenless_and_none_named(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) tokenless = sample_update_tokenless_list();
  sample_hold_everywhere(tokenless);
  expect_stop(sample, "No token is in the list, and none was named: name those ");
  sample_update_renew("sub1");
  expect_stop(sample, "No token is in the list, and none was named: name those ");
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/update-tokens/first-list", test_first_list},
      {"/update-tokens/first-list-of-one-token", test_first_list_of_one_token},
      {"/update-tokens/first-list-of-no-token", test_first_list_of_no_token},
      {"/update-tokens/signer-that-phones-do-not-know", test_signer_that_phones_do_not_know},
      {"/update-tokens/signer-that-is-not-named", test_signer_that_is_not_named},
      {"/update-tokens/token-of-a-file", test_token_of_a_file},
      {"/update-tokens/no-signer", test_no_signer},
      {"/update-tokens/tokenless-renewed", test_tokenless_renewed},
      {"/update-tokens/tokenless-and-none-named", test_tokenless_and_none_named},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_update_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
