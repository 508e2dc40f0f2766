/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Jobs on a machine whose OpenSSL refuses short keys: what cannot be checked proves nothing, and is not
 * called wrong. */
#include "app/base/error.h"
#include "app/workflow/judge/judge-list.h"
#include "app/workflow/publish/tvs-identity.h"
#include "sample-cluster.h"

#include <string.h>

static void
refuse(const char *word)
{
  g_setenv("STRICT_OPENSSL", word, TRUE);
}

static void
test_who_tvs_is(void)
{
  g_autoptr(GError) named = NULL;
  g_autoptr(GError) served = NULL;
  refuse("nothing");
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), TRUE);
  g_autoptr(TrustList) held = sample_token_list(0);
  g_assert_true(tvs_identity_check_served_itl(itl, held, NULL));
  refuse("short-keys");
  g_assert_null(tvs_identity_new_from_named_itl(itl, &named));
  g_assert_error(named, CTL_ERROR, CTL_ERROR_NOT_CHECKED);
  g_assert_false(tvs_identity_check_served_itl(itl, held, &served));
  g_assert_error(served, CTL_ERROR, CTL_ERROR_NOT_CHECKED);
  g_assert_nonnull(strstr(served->message, "cannot be checked here, so it is not known whether the ITL"));
}

static void
expect_refusal(const ListCase *question, const char *rule)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) findings = judge_list(question);
  gboolean found = FALSE;
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    g_assert_cmpstr(finding->rule->id, !=, "signature-wrong");
    g_assert_cmpstr(finding->rule->id, !=, "source-not-verified");
    found |= g_str_equal(finding->rule->id, rule);
  }
  g_assert_true(found);
  g_assert_false(consent_check(NULL, findings, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_NOT_CHECKED);
}

/* A list that is to be published, and one that records are taken from. */
static void
test_judgement(void)
{
  refuse("nothing");
  g_autoptr(TrustList) list = sample_token_list(0);
  const ListCase publish = {.list = list, .is_signed = TRUE};
  const ListCase build = {.list = list, .source = list};
  refuse("short-keys");
  expect_refusal(&publish, "signature-not-checked");
  expect_refusal(&build, "source-not-checked");
}

/* A fault that is sure is told rather than what this machine cannot tell, whichever was found first. */
static void
test_sure_fault(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) findings = findings_new();
  findings_add(findings, JUDGE_SOURCE_NOT_CHECKED, g_strdup("the source cannot be checked here"), NULL);
  findings_add(findings, JUDGE_WRONG_KIND, g_strdup("the file is an ITL"), NULL);
  g_assert_false(consent_check(NULL, findings, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_UNACCEPTABLE);
  g_assert_true(g_str_has_prefix(error->message, "the file is an ITL"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/not-checked/who-tvs-is", test_who_tvs_is);
  g_test_add_func("/not-checked/judgement", test_judgement);
  g_test_add_func("/not-checked/sure-fault", test_sure_fault);
  return g_test_run();
}
