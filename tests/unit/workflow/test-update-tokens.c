/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An update: the tokens that go into the list, and the one that signs it. */
#include "app/trustlist/function.h"
#include "sample-home.h"
#include "sample-update.h"

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

#define NOT_IN_THE_LIST "The Security Token that is to sign does not exist in the new CTL File"

/* Nobody has said which tokens it is to have. */
static void
test_first_list_of_no_token(SampleMigration *sample, gconstpointer unused)
{
  sample_hold_everywhere(NULL);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_SIGN);
  sample_migration_expect_failure(sample, UPDATE_SIGN, CTL_ERROR_UNACCEPTABLE, NOT_IN_THE_LIST);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 0);
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
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_update_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
