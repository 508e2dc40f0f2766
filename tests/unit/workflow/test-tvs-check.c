/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who TVS is, and what its answer means for phones: TVS itself is the fake cluster's. */
#include "app/workflow/publish/tvs-check.h"
#include "sample-cluster.h"

typedef struct {
  TrustList *list;
  TvsIdentity *identity;
  TvsCheckRequest request;
  TvsCheck check;
  GError *error;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_cluster_reset();
  sample_tvs("pub", SERVER_CALLMANAGER);
  sample_upload("pub", 1);
  fixture->list = sample_token_list(1);
  fixture->identity = tvs_identity_new_from_certificate(sample_server(SERVER_TVS)->certificate);
  fixture->request =
      (TvsCheckRequest){.target = {.host = "pub", .port = 2445}, .identity = fixture->identity};
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  tvs_check_clear(&fixture->check);
  tvs_identity_unref(fixture->identity);
  trust_list_unref(fixture->list);
}

static gboolean
ask(Fixture *fixture, const TrustList *list)
{
  g_clear_error(&fixture->error);
  tvs_check_clear(&fixture->check);
  fake_forget();
  return tvs_check_signer(list, &fixture->request, &fixture->check, NULL, NULL, &fixture->error);
}

static void
expect_failure(Fixture *fixture, CtlError code, const char *words, guint n_asked)
{
  g_assert_false(ask(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, (int)code);
  g_assert_true(sample_says(fixture->error->message, words));
  g_assert_cmpuint(fake_count("tvs *"), ==, n_asked);
  g_assert_null(fixture->check.old_algorithms);
}

static void
test_trusted(Fixture *fixture, gconstpointer unused)
{
  g_assert_true(ask(fixture, fixture->list));
  g_assert_true(fixture->check.answer.trusted);
  g_assert_true(fixture->check.accepts_signer);
  g_assert_null(fixture->check.old_algorithms);
  g_assert_cmpuint(fake_count("tvs pub:2445"), ==, 1);
}

/* It is asked about the token that has signed, not about another of the list. */
static void
test_not_trusted(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) other = sample_token_list(0);
  g_assert_true(ask(fixture, other));
  g_assert_false(fixture->check.answer.trusted);
  g_assert_false(fixture->check.accepts_signer);
}

static void
test_trusted_for_something_else(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) other = sample_token_list(0);
  fake_tvs_trust("pub", sample_token(0)->certificate, FUNCTION_CCM_TFTP);
  g_assert_true(ask(fixture, other));
  g_assert_true(fixture->check.answer.trusted);
  g_assert_false(fixture->check.accepts_signer);
}

/* What it is compared with is said, since that may be what is wrong. */
static void
test_another_server(Fixture *fixture, gconstpointer unused)
{
  fake_tls("pub", 2445, sample_server(SERVER_STRANGER)->certificate, NULL);
  expect_failure(fixture, CTL_ERROR_HOST_KEY_UNKNOWN,
                 "not the one that phones know for TVS; it is compared with the certificate that was given",
                 1);
  g_assert_false(tvs_check_signer(fixture->list, &fixture->request, &fixture->check, NULL, NULL, NULL));
}

static void
test_nobody_says_who_tvs_is(Fixture *fixture, gconstpointer unused)
{
  fixture->request.identity = NULL;
  expect_failure(fixture, CTL_ERROR_USAGE, "It is not known which certificate TVS has to show", 0);
}

static void
test_list_that_does_not_verify(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) broken = sample_break(fixture->list);
  g_assert_false(ask(fixture, broken));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_SIGNATURE);
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

/* The record has the key that has signed, and no certificate. */
static void
test_signer_without_certificate(Fixture *fixture, gconstpointer unused)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) list =
      craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1), .hash = TRUE});
  g_assert_false(ask(fixture, list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(sample_says(fixture->error->message, "Record 2, which signed the list, has no certificate"));
}

static void
test_old_tls(Fixture *fixture, gconstpointer unused)
{
  fake_tls("pub", 2445, sample_server(SERVER_TVS)->certificate, "TLS 1.0");
  expect_failure(fixture, CTL_ERROR_REMOTE, "needs old algorithms", 1);
  fixture->request.target.old_algorithms = TRUE;
  g_assert_true(ask(fixture, fixture->list));
  g_assert_cmpstr(fixture->check.old_algorithms, ==, "TLS 1.0");
  fake_fail("tvs pub:2445", CTL_ERROR_REMOTE, "The answer makes no sense");
  expect_failure(fixture, CTL_ERROR_REMOTE, "makes no sense", 1);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/tvs-check/trusted", test_trusted},
      {"/tvs-check/not-trusted", test_not_trusted},
      {"/tvs-check/trusted-for-something-else", test_trusted_for_something_else},
      {"/tvs-check/another-server", test_another_server},
      {"/tvs-check/nobody-says-who-tvs-is", test_nobody_says_who_tvs_is},
      {"/tvs-check/list-that-does-not-verify", test_list_that_does_not_verify},
      {"/tvs-check/signer-without-certificate", test_signer_without_certificate},
      {"/tvs-check/old-tls", test_old_tls},
  };
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run();
}
