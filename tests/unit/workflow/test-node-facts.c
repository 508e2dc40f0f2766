/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What nodes say and show besides their lists, with its source, and "not known" where they do not. */
#include "app/trustlist/show.h"
#include "app/workflow/cluster/node-facts-text.h"
#include "sample-cluster.h"

typedef struct {
  AddressBookEntry *entry;
  GPtrArray *nodes;
  CtlFakePrompt *prompt;
  ClusterStatus *status;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) list = sample_token_list(1);
  sample_cluster_reset();
  sample_hold_everywhere(list);
  fixture->entry = sample_entry();
  fixture->nodes = address_book_entry_list_cli_nodes(fixture->entry, NULL);
  fixture->prompt = fake_prompt_new();
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  cluster_status_free(fixture->status);
  g_ptr_array_unref(fixture->nodes);
  address_book_entry_free(fixture->entry);
  g_object_unref(fixture->prompt);
}

/* What is known of the node INDEX. */
static const NodeFacts *
ask(Fixture *fixture, guint index)
{
  g_autoptr(GError) error = NULL;
  const ClusterStatusRequest request = {
      .nodes = fixture->nodes, .entry = fixture->entry, .certificates = TRUE, .facts = TRUE};
  g_clear_pointer(&fixture->status, cluster_status_free);
  fixture->status = cluster_status_ask(&request, CTL_PROMPT(fixture->prompt), NULL, NULL, &error);
  g_assert_no_error(error);
  return &((const NodeStatus *)g_ptr_array_index(fixture->status->nodes, index))->facts;
}

/* TEXT is taken. */
static void
expect(char *text, const char *wanted)
{
  g_autofree char *owned = text;
  g_assert_cmpstr(owned, ==, wanted);
}

static void
expect_well(const Fixture *fixture, const char *advice)
{
  g_autoptr(GPtrArray) sentences = cluster_status_get_to_do(fixture->status);
  g_autofree char *text = sample_join(sentences);
  g_assert_cmpstr(text, ==, advice);
  g_assert_true(cluster_status_is_well(fixture->status) == (*advice == '\0'));
}

static void
test_nothing_known(Fixture *fixture, gconstpointer unused)
{
  const NodeFacts *facts = ask(fixture, 0);
  expect(node_facts_describe_services(facts), "not known");
  expect(node_facts_describe_ports(facts),
         "CallManager 5061 no answer, CallManager 2443 no answer, CAPF 3804 no answer, TVS 2445 no answer "
         "(show cert own)");
  expect(node_facts_describe_itl(facts), "not known");
  expect(node_facts_describe_rollback(facts), "not known");
  expect_well(fixture, "");
}

static void
test_services(Fixture *fixture, gconstpointer unused)
{
  fake_answer("sub1", "utils service list",
              "Requesting service status, please wait...\nSystem SSH [STARTED]\nCisco CallManager[STARTED]\n"
              "Cisco Tftp[STOPPED]  Commanded Out of Service\nCisco CTIManager[STOPPED]  Service Not "
              "Activated\nCisco Trust Verification Service[STARTING]\n");
  const NodeFacts *facts = ask(fixture, 1);
  g_assert_false(node_facts_want_restart(facts, "Cisco Tftp")); /* somebody wants it so */
  g_assert_false(node_facts_want_restart(facts, "Cisco CallManager"));
  g_assert_false(node_facts_want_restart(facts, "Cisco CTIManager"));
  expect(
      node_facts_describe_services(facts),
      "Cisco CallManager started, Cisco CTIManager not activated, Cisco Trust Verification Service starting, "
      "Cisco Tftp STOPPED by somebody (utils service list)");
  expect_well(fixture,
              "Cisco Tftp does not run on sub1, where it is activated: start it there (utils service "
              "restart Cisco Tftp).");
}

/* The CLI has the new certificate, the port the old one; two ports of a service are told once. */
static void
test_ports(Fixture *fixture, gconstpointer unused)
{
  X509 *stranger = sample_server(SERVER_STRANGER)->certificate;
  fake_answer("pub", "show cert list own", NULL); /* so that each is asked for */
  sample_own("pub", "CAPF", NULL);
  sample_own("pub", "TVS", sample_server(SERVER_TVS));
  fake_tls("pub", 5061, stranger, NULL);
  fake_tls("pub", 2443, stranger, NULL);
  fake_tls("pub", 3804, stranger, NULL);
  fake_tls("pub", 2445, sample_server(SERVER_TVS)->certificate, NULL);
  const NodeFacts *facts = ask(fixture, 0);
  g_assert_true(node_facts_want_restart(facts, "Cisco CallManager"));
  g_assert_false(node_facts_want_restart(facts, "Cisco Trust Verification Service"));
  expect(
      node_facts_describe_ports(facts),
      "CallManager 5061 ANOTHER CERTIFICATE, CallManager 2443 ANOTHER CERTIFICATE, CAPF 3804 a certificate, "
      "TVS 2445 the node's own certificate (show cert own)");
  expect_well(fixture,
              "CallManager on pub shows another certificate on port 5061 than the node has (show cert "
              "own): it was not restarted since the certificate was renewed; restart Cisco "
              "CallManager there.");
}

/* The CLI's word; where it says nothing, what HTTP gives. */
static void
test_itl(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, NULL, FALSE);
  g_autofree char *shown = trust_list_show(itl, -1);
  fake_answer("sub1", "show itl", "Length of ITL file: 0\nITL File not found.\n");
  fake_serve("http://pub:6970/ITLFile.tlv", trust_list_get_bytes(itl));
  const NodeFacts *facts = ask(fixture, 0);
  g_assert_cmpstr(facts->itl.source, ==, "http");
  g_autofree char *served = node_facts_describe_itl(facts);
  g_assert_true(sample_says(served, "cucm-1051-a-pub"));
  expect(node_facts_describe_itl(ask(fixture, 1)), "none (show itl)");
  fake_answer("pub", "show itl", shown);
  facts = ask(fixture, 0);
  g_assert_cmpstr(facts->itl.source, ==, "show itl");
  g_assert_true(sample_says(facts->itl.list.signer, "cucm-1051-a-pub"));
}

/* Only the publisher is asked. */
static void
test_rollback(Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *answer;
    PlatformSwitch rollback;
    const char *text;
  } rows[] = {{"RollBackToPreGrayback F          \n", PLATFORM_SWITCH_OFF, "not prepared (processconfig)"},
              {"RollBackToPreGrayback T \n", PLATFORM_SWITCH_ON, "PREPARED (processconfig)"},
              {"RollBackToPreGrayback Maybe\n", PLATFORM_SWITCH_UNKNOWN, "not known"},
              {"No rows\n", PLATFORM_SWITCH_UNKNOWN, "not known"}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    fake_answer("pub", PLATFORM_CLI_ASK_ROLLBACK, rows[i].answer);
    const NodeFacts *facts = ask(fixture, 0);
    g_assert_cmpint(facts->rollback, ==, rows[i].rollback);
    expect(node_facts_describe_rollback(facts), rows[i].text);
    g_assert_true(cluster_status_is_well(fixture->status) == (rows[i].rollback != PLATFORM_SWITCH_ON));
  }
  g_assert_cmpuint(fake_count("admin@sub1 " PLATFORM_CLI_ASK_ROLLBACK), ==, 0);
}

#define ADD(name, test) g_test_add("/node-facts/" name, Fixture, NULL, set_up, test, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("nothing-known", test_nothing_known);
  ADD("services", test_services);
  ADD("ports", test_ports);
  ADD("itl", test_itl);
  ADD("rollback", test_rollback);
  return g_test_run();
}
