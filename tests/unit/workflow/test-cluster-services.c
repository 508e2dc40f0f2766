/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which services are restarted after what: cluster facts, 4 and 5. */
#include "app/trustlist/function.h"
#include "app/workflow/nodes/cluster-services.h"
#include "sample-cluster.h"

static void
expect_order(RenewedCertificates renewed, const char *wanted)
{
  g_auto(GStrv) services = cluster_services_after(renewed);
  g_autofree char *text = g_strjoinv("; ", services);
  g_assert_cmpstr(text, ==, wanted);
}

static void
test_order(void)
{
  expect_order(0, "Cisco Tftp; Cisco CallManager; Cisco CTIManager");
  expect_order(RENEWED_CALLMANAGER, "Cisco CallManager; Cisco CTIManager; Cisco Trust Verification Service; "
                                    "Cisco Tftp; Cisco HAProxy");
  expect_order(RENEWED_CAPF, "Cisco Certificate Authority Proxy Function; Cisco Trust Verification Service; "
                             "Cisco Tftp");
  expect_order(RENEWED_ITLRECOVERY, "Cisco Trust Verification Service; Cisco Tftp");
  expect_order(RENEWED_CAPF | RENEWED_CALLMANAGER,
               "Cisco Certificate Authority Proxy Function; Cisco CallManager; Cisco CTIManager; Cisco Trust "
               "Verification Service; Cisco Tftp; Cisco HAProxy");
}

static void
test_words(void)
{
  g_autofree char *text = cluster_services_describe(0);
  g_autofree char *commands = cluster_services_describe_commands(RENEWED_ITLRECOVERY);
  g_autofree char *list = cluster_services_next_steps(0, FALSE);
  g_autofree char *rest = cluster_services_next_steps(0, TRUE);
  g_autofree char *all = cluster_services_next_steps(RENEWED_ITLRECOVERY, TRUE);
  g_autofree char *capf = cluster_services_next_steps(RENEWED_CAPF, FALSE);
  g_assert_cmpstr(text, ==, "Cisco Tftp, then Cisco CallManager, then Cisco CTIManager");
  g_assert_cmpstr(commands, ==,
                  "\"utils service restart Cisco Trust Verification Service\", then \"utils service restart "
                  "Cisco Tftp\"");
  g_assert_cmpstr(
      list, ==,
      "Restart Cisco Tftp, then Cisco CallManager, then Cisco CTIManager, on all nodes that run "
      "them, one node at a time; then reset the phones and compare the checksum with a phone's Trust "
      "List page.");
  g_assert_true(sample_says(capf, "Restart Cisco Certificate Authority Proxy Function, then "));
  g_assert_true(g_str_has_prefix(rest, "Restart Cisco CallManager, then Cisco CTIManager, on all nodes"));
  g_assert_true(
      g_str_has_prefix(all, "Restart Cisco Trust Verification Service, then Cisco Tftp, on all nodes"));
  g_assert_true(sample_says(capf, "at the end give the phones new certificates (LSC)."));
}

/* A list of tokens, CallManager, CAPF and, as releases from 11.5 on write it, ITLRecovery. */
static TrustList *
list_of(SampleServer callmanager, SampleServer capf, SampleServer recovery)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  g_autofree char *name = name_text_from_subject(sample_server(recovery)->certificate, NAME_STYLE_SERVER);
  return craft(
      &header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
      {.function = FUNCTION_CCM_TFTP, .identity = sample_server(callmanager), .host = "10.48.47.153"},
      {.function = FUNCTION_CAPF, .identity = sample_server(capf), .host = "10.48.47.153"},
      {.identity = sample_server(recovery), .subject = name, .issuer = name, .host = "10.48.47.153"});
}

static void
test_renewed(void)
{
  g_autoptr(TrustList) old = list_of(SERVER_CALLMANAGER, SERVER_CAPF, SERVER_TVS);
  g_autoptr(TrustList) callmanager = list_of(SERVER_STRANGER, SERVER_CAPF, SERVER_TVS);
  g_autoptr(TrustList) capf = list_of(SERVER_CALLMANAGER, SERVER_STRANGER, SERVER_TVS);
  g_autoptr(TrustList) recovery = list_of(SERVER_CALLMANAGER, SERVER_CAPF, SERVER_STRANGER);
  g_autoptr(TrustList) tokens = sample_token_list(1);
  g_assert_cmpint(cluster_services_renewed(old, old), ==, 0);
  g_assert_cmpint(cluster_services_renewed(old, callmanager), ==, RENEWED_CALLMANAGER);
  g_assert_cmpint(cluster_services_renewed(old, capf), ==, RENEWED_CAPF);
  g_assert_cmpint(cluster_services_renewed(old, recovery), ==, RENEWED_ITLRECOVERY);
  g_assert_cmpint(cluster_services_renewed(old, tokens), ==, 0); /* another signer, records come and go */
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/cluster-services/order", test_order);
  g_test_add_func("/cluster-services/words", test_words);
  g_test_add_func("/cluster-services/renewed", test_renewed);
  return g_test_run();
}
