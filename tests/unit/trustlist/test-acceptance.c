/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What phones do with a new list: every state of the phone, with and without Security by Default, for every
 * place where the signer can be known. */
#include "app/trustlist/acceptance.h"
#include "app/trustlist/tags.h"
#include "craft.h"

#include <string.h>

static const Identity *callmanager, *subscriber, *recovery, *stranger;

#define TOKEN(who)                                                                                           \
  {                                                                                                          \
    .identity = who                                                                                          \
  }
#define NODE(who)                                                                                            \
  {                                                                                                          \
    .function = FUNCTION_CCM_TFTP, .identity = who, .host = "10.48.47.153"                                   \
  }
#define TVS                                                                                                  \
  {                                                                                                          \
    .function = FUNCTION_TVS, .identity = subscriber, .hash = TRUE, .no_address = TRUE                       \
  }

static TrustList *
token_ctl(const Identity *signer)
{
  CraftHeader header = {.signer = signer, .style = NAME_STYLE_TOKEN};
  return craft(&header, TOKEN(sample_token(0)), TOKEN(sample_token(1)), NODE(callmanager));
}

/* The SAST record of a server's certificate, spelt as servers' names are. */
static CraftRecord
server_sast(const Identity *who)
{
  static GPtrArray *names;
  if (names == NULL)
    names = g_ptr_array_new_with_free_func(g_free);
  char *name = name_text_from_subject(who->certificate, NAME_STYLE_SERVER);
  g_ptr_array_add(names, name);
  return (CraftRecord){.identity = who, .subject = name, .issuer = name, .no_address = TRUE};
}

static TrustList *
tokenless_ctl(const Identity *signer)
{
  CraftHeader header = {.signer = signer, .style = NAME_STYLE_SERVER};
  return craft(&header, server_sast(signer), NODE(signer));
}

static TrustList *
cluster_itl(const Identity *signer, const Identity *sast)
{
  CraftHeader header = {.signer = signer, .style = NAME_STYLE_SERVER, .filename = "ITLFile.tlv"};
  CraftRecord node = NODE(signer);
  node.host = NULL;
  node.no_address = TRUE;
  return craft(&header, server_sast(sast), node, TVS);
}

/* The verdicts of phones with these lists: EXPECTED with and WITHOUT Security by Default, each as
 * "verdict reason" and, where a record decided, its list and number ("accepted signer-known ctl 2"). */
static void
expect(const TrustList *file, const TrustList *ctl, const TrustList *itl, const char *with,
       const char *without)
{
  static const char *const lists[] = {"", " file", " ctl", " itl"};
  for (int sbd = 0; sbd <= 1; sbd++) {
    Phone phone = {ctl, itl, sbd};
    Acceptance acceptance = acceptance_judge(file, &phone);
    g_autofree char *number =
        acceptance.record != RECORD_NONE ? g_strdup_printf(" %u", acceptance.record + 1) : g_strdup("");
    g_autofree char *got =
        g_strdup_printf("%s %s%s%s", acceptance_verdict_get_word(acceptance.verdict),
                        acceptance_reason_get_word(acceptance.reason), lists[acceptance.list], number);
    g_assert_cmpstr(got, ==, sbd ? with : without);
    g_autofree char *text = acceptance_to_text(&acceptance, file, &phone);
    const char *advice = acceptance_get_advice(&acceptance, file);
    g_assert_true((acceptance.basis == ACCEPTANCE_DEDUCED) == g_str_has_prefix(text, "deduced: "));
    gboolean fine = acceptance.verdict == ACCEPTANCE_ACCEPTED || acceptance.verdict == ACCEPTANCE_IGNORED;
    g_assert_true(text != NULL && *text != '\0' && !g_str_has_suffix(text, "."));
    g_assert_true(fine == (advice == NULL));
    g_assert_true((acceptance.list == ACCEPTANCE_LIST_NONE) ==
                  (acceptance_get_record(&acceptance, file, &phone) == NULL));
  }
}

#define BLIND "accepted holds-no-list"

static void
test_nothing_held(void)
{
  g_autoptr(TrustList) ctl = token_ctl(sample_token(1));
  g_autoptr(TrustList) itl = cluster_itl(callmanager, callmanager);
  expect(ctl, NULL, NULL, BLIND, BLIND);
  expect(itl, NULL, NULL, BLIND, "ignored takes-no-itl");
}

/* The update with a token of the old list, which every phone takes, of any age. */
static void
test_same_tokens(void)
{
  g_autoptr(TrustList) old_list = token_ctl(sample_token(1));
  g_autoptr(TrustList) new_list = token_ctl(sample_token(0));
  g_autoptr(TrustList) itl = cluster_itl(callmanager, callmanager);
  expect(new_list, old_list, NULL, "accepted signer-known ctl 1", "accepted signer-known ctl 1");
  expect(new_list, old_list, itl, "accepted signer-known ctl 1", "accepted signer-known ctl 1");
}

/* From tokenless to tokens: the old list knows the CallManager certificate only. */
static void
test_unknown_token(void)
{
  g_autoptr(TrustList) old_list = tokenless_ctl(callmanager);
  g_autoptr(TrustList) new_list = token_ctl(sample_token(1));
  g_autoptr(TrustList) itl = cluster_itl(callmanager, callmanager);
  expect(new_list, old_list, NULL, "asks-tvs signer-unknown", "rejected signer-unknown");
  expect(new_list, NULL, itl, "asks-tvs signer-unknown itl 3", BLIND);
  expect(new_list, old_list, itl, "asks-tvs signer-unknown itl 3", "rejected signer-unknown");
}

/* From tokens to tokenless: the ITL has the signer as SAST. A phone without Security by Default has no ITL.
 */
static void
test_known_by_itl(void)
{
  g_autoptr(TrustList) old_list = token_ctl(sample_token(1));
  g_autoptr(TrustList) new_list = tokenless_ctl(callmanager);
  g_autoptr(TrustList) itl = cluster_itl(callmanager, callmanager);
  expect(new_list, NULL, itl, "accepted signer-known itl 1", BLIND);
  expect(new_list, old_list, itl, "accepted signer-known itl 1", "rejected signer-unknown");
}

/* A CTL's CCM+TFTP record does not make its certificate a signer of CTLs. */
static void
test_not_as_ccm_tftp(void)
{
  g_autoptr(TrustList) old_list = token_ctl(sample_token(1));
  g_autoptr(TrustList) new_list = tokenless_ctl(callmanager);
  g_autoptr(TrustList) itl = cluster_itl(callmanager, recovery);
  expect(new_list, old_list, NULL, "asks-tvs signer-unknown", "rejected signer-unknown");
  expect(new_list, NULL, itl, "asks-tvs signer-unknown itl 3", BLIND);
}

static void
test_itl_without_tvs(void)
{
  CraftHeader header = {.signer = callmanager, .style = NAME_STYLE_SERVER, .filename = "ITLFile.tlv"};
  CraftRecord node = NODE(callmanager);
  node.host = NULL;
  node.no_address = TRUE;
  g_autoptr(TrustList) itl = craft(&header, server_sast(callmanager), node);
  g_autoptr(TrustList) old_list = tokenless_ctl(callmanager);
  g_autoptr(TrustList) new_list = token_ctl(sample_token(1));
  expect(new_list, NULL, itl, "rejected no-tvs", BLIND);
  expect(new_list, old_list, itl, "rejected no-tvs", "rejected signer-unknown");
}

/* "Prepare Cluster for Rollback": the phone holds an ITL without certificates of TFTP and TVS, which is none,
 * whether the record of its signer stays or not. What a phone does that holds a CTL too is not known, where
 * the CTL does not say. */
static void
test_emptied_itl(void)
{
  CraftHeader header = {.signer = callmanager, .style = NAME_STYLE_SERVER, .filename = "ITLFile.tlv"};
  g_autoptr(TrustList) emptied = craft(&header, {.function = FUNCTION_CCM_TFTP}, {.function = FUNCTION_TVS},
                                       {.function = FUNCTION_TFTP});
  g_autoptr(TrustList) with_sast =
      craft(&header, server_sast(callmanager), {.function = FUNCTION_CCM_TFTP}, {.function = FUNCTION_TVS});
  g_autoptr(TrustList) not_all =
      craft(&header, server_sast(callmanager), {.function = FUNCTION_CCM_TFTP}, TVS);
  g_autoptr(TrustList) new_list = token_ctl(sample_token(1));
  g_autoptr(TrustList) old_list = tokenless_ctl(callmanager);
  g_autoptr(TrustList) known = token_ctl(sample_token(0));
  for (int i = 0; i < 2; i++) {
    const TrustList *itl = i == 0 ? emptied : with_sast;
    expect(new_list, NULL, itl, BLIND, BLIND);
    expect(new_list, old_list, itl, "not-known itl-emptied", "rejected signer-unknown");
    expect(new_list, known, itl, "accepted signer-known ctl 2", "accepted signer-known ctl 2");
  }
  expect(new_list, NULL, not_all, "asks-tvs signer-unknown itl 3", BLIND);
}

/* Somebody else's key under the name of a token: issuer and serial number are right, the signature is not. */
static void
test_forged(void)
{
  g_autoptr(Identity) forger = identity_new_token("SAST-ADN008580ef", "83E9080000005545AF31", 1024);
  g_autoptr(TrustList) old_list = token_ctl(sample_token(1));
  g_autoptr(TrustList) itl = cluster_itl(callmanager, callmanager);
  CraftHeader header = {.signer = forger, .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) forged = craft(&header, TOKEN(forger), TOKEN(sample_token(0)));
  expect(forged, old_list, NULL, "rejected signature-wrong-with-held-record ctl 2",
         "rejected signature-wrong-with-held-record ctl 2");
  expect(forged, old_list, itl, "rejected signature-wrong-with-held-record ctl 2",
         "rejected signature-wrong-with-held-record ctl 2");
}

/* The same certificate stands twice, once with another key: the right one counts. */
static void
test_one_of_two_records(void)
{
  g_autoptr(Identity) other = identity_new_token("SAST-ADN008580ef", "83E9080000005545AF31", 1024);
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) old_list = craft(&header, TOKEN(other), TOKEN(sample_token(1)));
  g_autoptr(TrustList) new_list = token_ctl(sample_token(1));
  expect(new_list, old_list, NULL, "accepted signer-known ctl 2", "accepted signer-known ctl 2");
}

/* Records without certificate vouch with their key; without both they cannot. */
static void
test_record_without_certificate(void)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  CraftRecord token = TOKEN(sample_token(1));
  token.hash = TRUE;
  g_autoptr(TrustList) with_key = craft(&header, token);
  g_autoptr(TrustList) new_list = token_ctl(sample_token(1));
  expect(new_list, with_key, NULL, "accepted signer-known ctl 1", "accepted signer-known ctl 1");
  token.no_public_key = TRUE;
  g_autoptr(TrustList) without = craft(&header, token);
  expect(new_list, without, NULL, "asks-tvs signer-unknown", "rejected signer-unknown");
}

static void
test_damaged_signature(void)
{
  g_autoptr(TrustList) good = token_ctl(sample_token(1));
  g_autoptr(TrustList) old_list = tokenless_ctl(callmanager);
  g_autoptr(TrustList) changed = craft_flip(good, trust_list_get_header(good)->signed_before.len + 3);
  expect(changed, NULL, NULL, "not-known signature-wrong", "not-known signature-wrong");
  expect(changed, good, NULL, "rejected signature-wrong-with-held-record ctl 2",
         "rejected signature-wrong-with-held-record ctl 2");
  expect(changed, old_list, NULL, "rejected signature-wrong file 2", "rejected signature-wrong file 2");
}

/* A list whose signer is not in it, as when the token that signs was just taken out. */
static void
test_signer_outside_the_file(void)
{
  g_autoptr(TrustList) old_list = token_ctl(sample_token(1));
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) new_list = craft(&header, TOKEN(sample_token(0)), NODE(callmanager));
  expect(new_list, NULL, NULL, "not-known signature-wrong", "not-known signature-wrong");
  expect(new_list, old_list, NULL, "accepted signer-known ctl 2", "accepted signer-known ctl 2");
}

/* A list of a non-secure cluster keeps its tokens, so the way back is open. */
static void
test_non_secure_list_held(void)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) old_list = craft(&header, TOKEN(sample_token(0)), TOKEN(sample_token(1)), NODE(NULL));
  g_autoptr(TrustList) new_list = token_ctl(sample_token(1));
  g_autoptr(TrustList) itl = cluster_itl(callmanager, callmanager);
  expect(new_list, old_list, NULL, "accepted signer-known ctl 2", "accepted signer-known ctl 2");
  expect(itl, old_list, NULL, "rejected not-by-ctl", "ignored takes-no-itl");
}

/* --- ITL files --- */

static void
test_itl_by_ctl(void)
{
  g_autoptr(TrustList) itl = cluster_itl(callmanager, callmanager);
  g_autoptr(TrustList) ctl = token_ctl(sample_token(1));
  g_autoptr(TrustList) old_itl = cluster_itl(stranger, stranger);
  expect(itl, ctl, NULL, "accepted signer-known ctl 3", "ignored takes-no-itl");
  expect(itl, ctl, old_itl, "accepted signer-known ctl 3", "ignored takes-no-itl");
}

static AcceptanceBasis
basis_of(const TrustList *file, const TrustList *ctl, const TrustList *itl)
{
  return acceptance_judge(file, &(Phone){ctl, itl, TRUE}).basis;
}

/* From 12.0 on ITLRecovery signs the ITL, and the CTL has it as SAST: a deduction. Where the same certificate
 * stands as CCM+TFTP too, or a held ITL has it, it is none. */
static void
test_itl_by_sast_of_ctl(void)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) ctl = craft(&header, TOKEN(sample_token(1)), server_sast(recovery), NODE(callmanager));
  g_autoptr(TrustList) tokenless = tokenless_ctl(callmanager);
  g_autoptr(TrustList) itl = cluster_itl(recovery, recovery);
  g_autoptr(TrustList) before_12 = cluster_itl(callmanager, callmanager);
  g_autoptr(TrustList) old_itl = cluster_itl(recovery, recovery);
  expect(itl, ctl, NULL, "accepted signer-known ctl 2", "ignored takes-no-itl");
  expect(itl, ctl, old_itl, "accepted signer-known itl 1", "ignored takes-no-itl");
  expect(before_12, tokenless, NULL, "accepted signer-known ctl 2", "ignored takes-no-itl");
  g_assert_cmpint(basis_of(itl, ctl, NULL), ==, ACCEPTANCE_DEDUCED);
  g_assert_cmpint(basis_of(itl, ctl, old_itl), ==, ACCEPTANCE_DOCUMENTED);
  g_assert_cmpint(basis_of(before_12, tokenless, NULL), ==, ACCEPTANCE_DOCUMENTED);
}

/* Somebody who uses the name of a server that the CTL has as SAST. */
static void
test_itl_forged(void)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  g_autoptr(Identity) forger = identity_new_server("ITLRECOVERY_cucm", "0A0B0C");
  g_autoptr(TrustList) ctl = craft(&header, TOKEN(sample_token(1)), server_sast(recovery), NODE(callmanager));
  g_autoptr(TrustList) forged = cluster_itl(forger, forger);
  expect(forged, ctl, NULL, "rejected signature-wrong-with-held-record ctl 2", "ignored takes-no-itl");
}

static void
test_itl_too_large(void)
{
  CraftHeader header = {.signer = callmanager, .style = NAME_STYLE_SERVER, .filename = "ITLFile.tlv"};
  CraftRecord records[120];
  for (gsize i = 0; i < G_N_ELEMENTS(records); i++)
    records[i] = server_sast(callmanager);
  g_autoptr(TrustList) large = craft_list(&header, records, G_N_ELEMENTS(records));
  g_autoptr(TrustList) ctl = token_ctl(sample_token(1));
  g_assert_cmpuint(g_bytes_get_size(trust_list_get_bytes(large)), >, PHONE_ITL_MAX_LEN);
  expect(large, NULL, NULL, "rejected too-large", "ignored takes-no-itl");
  expect(large, ctl, NULL, "rejected too-large", "ignored takes-no-itl");
}

/* After CallManager.pem was made anew the signer is in no list, and TVS is asked. */
static void
test_itl_by_itl_or_tvs(void)
{
  g_autoptr(TrustList) old_itl = cluster_itl(callmanager, recovery);
  g_autoptr(TrustList) same = cluster_itl(callmanager, callmanager);
  g_autoptr(TrustList) by_recovery = cluster_itl(recovery, recovery);
  g_autoptr(TrustList) other = cluster_itl(stranger, stranger);
  g_autoptr(TrustList) ctl = token_ctl(sample_token(1));
  expect(same, NULL, old_itl, "accepted signer-known itl 2", "ignored takes-no-itl");
  expect(by_recovery, NULL, old_itl, "accepted signer-known itl 1", "ignored takes-no-itl");
  expect(by_recovery, ctl, old_itl, "accepted signer-known itl 1", "ignored takes-no-itl");
  expect(other, NULL, old_itl, "asks-tvs signer-unknown itl 3", "ignored takes-no-itl");
  expect(other, ctl, old_itl, "asks-tvs signer-unknown itl 3", "ignored takes-no-itl");
}

/* What the administrator has to do is told, and fits the signer. */
static void
test_advice(void)
{
  g_autoptr(TrustList) old_list = tokenless_ctl(callmanager);
  g_autoptr(TrustList) new_list = token_ctl(sample_token(1));
  g_autoptr(TrustList) itl = cluster_itl(stranger, stranger);
  g_autoptr(TrustList) old_itl = cluster_itl(callmanager, callmanager);
  Phone phone = {old_list, NULL, TRUE};
  Acceptance acceptance = acceptance_judge(new_list, &phone);
  g_assert_nonnull(strstr(acceptance_get_advice(&acceptance, new_list), "as Phone-SAST-trust"));
  phone.security_by_default = FALSE;
  acceptance = acceptance_judge(new_list, &phone);
  g_assert_nonnull(
      strstr(acceptance_get_advice(&acceptance, new_list), "sign with a token that is in the list"));
  phone = (Phone){NULL, old_itl, TRUE};
  acceptance = acceptance_judge(itl, &phone);
  g_assert_nonnull(strstr(acceptance_get_advice(&acceptance, itl), "TVS runs"));
  /* After CallManager was renewed: no backup is put back, a new CTL by a token that phones know is the cure.
   */
  g_autoptr(TrustList) token_list = token_ctl(sample_token(1));
  phone = (Phone){token_list, NULL, TRUE};
  acceptance = acceptance_judge(itl, &phone);
  g_assert_nonnull(
      strstr(acceptance_get_advice(&acceptance, itl), "sign it with a token that is in the CTL"));
  g_assert_null(strstr(acceptance_get_advice(&acceptance, itl), "backup"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autoptr(Identity) the_callmanager =
      identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  g_autoptr(Identity) the_subscriber =
      identity_new_server("cucm-1051-a-sub1", "6BEBFDCDCD8CA277CB2FD1D183A60E72");
  g_autoptr(Identity) the_recovery = identity_new_server("ITLRECOVERY_cucm", "0A0B0C");
  g_autoptr(Identity) the_stranger = identity_new_server("cucm-elsewhere", "0D0E0F");
  callmanager = the_callmanager;
  subscriber = the_subscriber;
  recovery = the_recovery;
  stranger = the_stranger;
  g_test_add_func("/acceptance/nothing-held", test_nothing_held);
  g_test_add_func("/acceptance/same-tokens", test_same_tokens);
  g_test_add_func("/acceptance/unknown-token", test_unknown_token);
  g_test_add_func("/acceptance/known-by-itl", test_known_by_itl);
  g_test_add_func("/acceptance/not-as-ccm-tftp", test_not_as_ccm_tftp);
  g_test_add_func("/acceptance/itl-without-tvs", test_itl_without_tvs);
  g_test_add_func("/acceptance/emptied-itl", test_emptied_itl);
  g_test_add_func("/acceptance/forged", test_forged);
  g_test_add_func("/acceptance/one-of-two-records", test_one_of_two_records);
  g_test_add_func("/acceptance/record-without-certificate", test_record_without_certificate);
  g_test_add_func("/acceptance/damaged-signature", test_damaged_signature);
  g_test_add_func("/acceptance/signer-outside", test_signer_outside_the_file);
  g_test_add_func("/acceptance/non-secure-held", test_non_secure_list_held);
  g_test_add_func("/acceptance/itl-by-ctl", test_itl_by_ctl);
  g_test_add_func("/acceptance/itl-by-sast-of-ctl", test_itl_by_sast_of_ctl);
  g_test_add_func("/acceptance/itl-forged", test_itl_forged);
  g_test_add_func("/acceptance/itl-too-large", test_itl_too_large);
  g_test_add_func("/acceptance/itl-by-itl-or-tvs", test_itl_by_itl_or_tvs);
  g_test_add_func("/acceptance/advice", test_advice);
  return g_test_run();
}
