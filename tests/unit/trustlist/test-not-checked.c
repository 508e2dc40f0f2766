/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* On a machine whose OpenSSL refuses more, a right signature is right as long as that can be computed, and
 * else neither right nor wrong, whoever asks. */
#include "app/base/error.h"
#include "app/trustlist/acceptance.h"
#include "app/trustlist/lint/lint.h"
#include "app/trustlist/openssl-limits.h"
#include "app/trustlist/show.h"
#include "app/trustlist/verify.h"
#include "craft.h"

#include <string.h>

static const Identity *short_key, *long_key;

/* What strict-openssl.c refuses from now on. */
static void
refuse(const char *word)
{
  g_setenv("STRICT_OPENSSL", word, TRUE);
}

static TrustList *
make_list(const Identity *signer)
{
  CraftHeader header = {.signer = signer, .style = NAME_STYLE_TOKEN};
  refuse("nothing");
  return craft(&header, {.identity = short_key}, {.identity = long_key});
}

static void
expect_error(const TrustList *list, CtlError code, const char *words)
{
  g_autoptr(GError) error = NULL;
  g_assert_false(trust_list_verify(list, NULL, &error));
  g_assert_error(error, CTL_ERROR, (int)code);
  g_assert_nonnull(strstr(error->message, words));
}

static void
test_sha1_signatures(void)
{
  g_autoptr(TrustList) list = make_list(short_key);
  refuse("sha1-signatures");
  g_assert_cmpint(trust_list_check_signature(list), ==, SIGNATURE_FITS);
}

static void
test_no_sha1(void)
{
  g_autoptr(TrustList) list = make_list(long_key);
  refuse("sha1");
  g_assert_cmpint(trust_list_check_signature(list), ==, SIGNATURE_NOT_CHECKED);
  expect_error(list, CTL_ERROR_NOT_CHECKED,
               "cannot be checked here: OpenSSL on this machine refuses to make its SHA1 digest");
}

static void
test_short_keys(void)
{
  g_autoptr(TrustList) list = make_list(short_key);
  g_autoptr(TrustList) other = make_list(long_key);
  refuse("short-keys");
  g_assert_cmpint(trust_list_check_signature(list), ==, SIGNATURE_NOT_CHECKED);
  expect_error(list, CTL_ERROR_NOT_CHECKED,
               "OpenSSL on this machine refuses the signer's RSA key of 1024 bits, as FIPS mode does");
  g_assert_cmpint(trust_list_check_signature(other), ==, SIGNATURE_FITS);
}

/* A key that cannot be tried might be the right one, even after one that is wrong. */
static void
test_two_claimants(void)
{
  CraftHeader header = {.signer = short_key, .style = NAME_STYLE_TOKEN};
  CraftRecord claimants[] = {{.identity = short_key, .no_certificate = TRUE, .key_of = long_key},
                             {.identity = short_key}};
  refuse("nothing");
  g_autoptr(TrustList) list = craft_list(&header, claimants, G_N_ELEMENTS(claimants));
  g_assert_cmpint(trust_list_check_signature(list), ==, SIGNATURE_FITS);
  refuse("short-keys");
  g_assert_cmpint(trust_list_check_signature(list), ==, SIGNATURE_NOT_CHECKED);
}

/* OpenSSL refuses a number beyond the modulus too; such a signature is wrong everywhere. */
static void
test_out_of_range(void)
{
  guint8 digest[20] = {0};
  guint8 ones[128];
  memset(ones, 0xff, sizeof ones);
  refuse("short-keys");
  g_assert_cmpint(rsa_signature_check(short_key->key, DIGEST_SHA1, digest, (TlvReader){ones, sizeof ones}),
                  ==, SIGNATURE_DOES_NOT_FIT);
}

static void
test_limits(void)
{
  refuse("sha1-signatures");
  OpensslLimits limits = openssl_limits_find();
  g_assert_true(limits.sha1 && limits.short_keys);
  refuse("sha1");
  limits = openssl_limits_find();
  g_assert_true(!limits.sha1 && limits.short_keys);
  refuse("short-keys");
  limits = openssl_limits_find();
  g_assert_true(limits.sha1 && !limits.short_keys);
}

static void
expect_answer(const TrustList *file, const Phone *phone, const char *text)
{
  Acceptance acceptance = acceptance_judge(file, phone);
  g_autofree char *verdict = g_strdup_printf("%s %s", acceptance_verdict_get_word(acceptance.verdict),
                                             acceptance_reason_get_word(acceptance.reason));
  g_assert_cmpstr(verdict, ==, text);
}

static void
expect_verdict(const TrustList *file, const TrustList *ctl, const char *text)
{
  Phone phone = {.ctl = ctl, .security_by_default = TRUE};
  Acceptance acceptance = acceptance_judge(file, &phone);
  g_autofree char *why = acceptance_to_text(&acceptance, file, &phone);
  expect_answer(file, &phone, text);
  g_assert_nonnull(strstr(why, "cannot be checked here"));
  g_assert_nonnull(acceptance_get_advice(&acceptance, file));
}

/* Phones that hold nothing, the signer, and a list of others. */
static void
test_phones(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) file = make_list(short_key);
  g_autoptr(TrustList) strangers =
      craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)});
  refuse("short-keys");
  expect_verdict(file, NULL, "not-known signature-not-checked");
  expect_verdict(file, file, "not-known signature-not-checked");
  expect_verdict(file, strangers, "not-known signature-not-checked");
}

/* Phones that refuse the file whatever its signature is: nobody vouches for the signer, and they ask no TVS.
 */
static void
test_sure_rejections(void)
{
  CraftHeader by_token = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  CraftHeader itl = {.signer = short_key, .style = NAME_STYLE_TOKEN, .filename = "ITLFile.tlv"};
  g_autoptr(TrustList) file = make_list(short_key);
  g_autoptr(TrustList) signed_itl = craft(&itl, {.identity = short_key});
  g_autoptr(TrustList) strangers =
      craft(&by_token, {.identity = sample_token(0)}, {.identity = sample_token(1)});
  Phone plain = {.ctl = strangers};
  Phone ctl_only = {.ctl = strangers, .security_by_default = TRUE};
  refuse("short-keys");
  expect_answer(file, &plain, "rejected signer-unknown");
  expect_answer(signed_itl, &ctl_only, "rejected not-by-ctl");
  expect_answer(file, &ctl_only, "not-known signature-not-checked");
}

static void
test_lint(void)
{
  g_autoptr(TrustList) list = make_list(short_key);
  refuse("short-keys");
  g_autoptr(GPtrArray) findings = trust_list_lint(list, NULL, trust_list_get_header(list)->timestamp);
  guint n_found = 0;
  for (guint i = 0; i < findings->len; i++) {
    const LintFinding *finding = g_ptr_array_index(findings, i);
    g_assert_cmpint(finding->rule, !=, LINT_SIGNATURE_WRONG);
    n_found += finding->rule == LINT_SIGNATURE_NOT_CHECKED ? 1 : 0;
  }
  g_assert_cmpuint(n_found, ==, 1);
  g_assert_false(lint_rule_get(LINT_SIGNATURE_NOT_CHECKED)->overrulable);
}

static void
test_show(void)
{
  g_autoptr(TrustList) list = make_list(short_key);
  refuse("short-keys");
  g_autofree char *text = trust_list_show(list, 0);
  g_assert_true(g_str_has_suffix(text, "\nThe signature of the CTL file cannot be checked here.\n"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  short_key = identity_new_token("SAST-ADN00short000", "0102", 1024);
  long_key = identity_new_token("SAST-ADN0000long00", "0103", 2048);
  g_test_add_func("/not-checked/sha1-signatures", test_sha1_signatures);
  g_test_add_func("/not-checked/sha1", test_no_sha1);
  g_test_add_func("/not-checked/short-keys", test_short_keys);
  g_test_add_func("/not-checked/two-claimants", test_two_claimants);
  g_test_add_func("/not-checked/out-of-range", test_out_of_range);
  g_test_add_func("/not-checked/limits", test_limits);
  g_test_add_func("/not-checked/phones", test_phones);
  g_test_add_func("/not-checked/sure-rejections", test_sure_rejections);
  g_test_add_func("/not-checked/lint", test_lint);
  g_test_add_func("/not-checked/show", test_show);
  return g_test_run();
}
