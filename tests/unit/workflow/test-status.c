/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is made of the answers of a cluster's platform CLIs: which node differs, what has to be done, and how
 * it is said. */
#include "app/publisher/settings/shared-password.h"
#include "app/workflow/cluster/cluster-status-text.h"
#include "app/workflow/nodes/node-round.h"
#include "sample-cluster.h"

typedef struct {
  AddressBookEntry *entry;
  GPtrArray *nodes;
  CtlFakePrompt *prompt;
  TrustList *list, *other;
  ClusterStatus *status; /* of the last ask() */
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_cluster_reset();
  fixture->entry = sample_entry();
  fixture->nodes = address_book_entry_list_cli_nodes(fixture->entry, NULL);
  fixture->prompt = fake_prompt_new();
  fixture->list = sample_token_list(1);
  fixture->other = sample_token_list(0);
  sample_hold_everywhere(fixture->list);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  cluster_status_free(fixture->status);
  g_ptr_array_unref(fixture->nodes);
  address_book_entry_free(fixture->entry);
  g_object_unref(fixture->prompt);
  trust_list_unref(fixture->list);
  trust_list_unref(fixture->other);
}

static const ClusterStatus *
ask(Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  ClusterStatusRequest request = {.nodes = fixture->nodes, .entry = fixture->entry};
  g_clear_pointer(&fixture->status, cluster_status_free);
  fixture->status = cluster_status_ask(&request, CTL_PROMPT(fixture->prompt), NULL, NULL, &error);
  g_assert_no_error(error);
  return fixture->status;
}

static const NodeStatus *
node_at(const Fixture *fixture, guint index)
{
  return g_ptr_array_index(fixture->status->nodes, index);
}

/* The advice, a sentence a line. */
static void
expect_advice(const Fixture *fixture, const char *wanted)
{
  g_autoptr(GPtrArray) advice = cluster_status_get_advice(fixture->status);
  g_autofree char *text = sample_join(advice);
  g_assert_cmpstr(text, ==, wanted);
}

/* What nodes say and do not say is told with its own exit status. */
static void
expect_undetermined(Fixture *fixture, const char *wanted)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(cluster_status_check_determined(fixture->status, &error) == (wanted == NULL));
  if (wanted != NULL) {
    g_assert_error(error, CTL_ERROR, CTL_ERROR_REMOTE);
    g_assert_cmpstr(error->message, ==, wanted);
  }
}

static void
expect_differs(const Fixture *fixture, gboolean first, gboolean second, gboolean third)
{
  g_assert_true(node_at(fixture, 0)->differs == first);
  g_assert_true(node_at(fixture, 1)->differs == second);
  g_assert_true(node_at(fixture, 2)->differs == third);
}

static void
test_all_the_same(Fixture *fixture, gconstpointer unused)
{
  const ClusterStatus *status = ask(fixture);
  g_assert_true(status->same);
  g_assert_true(cluster_status_check(status, NULL));
  for (guint i = 0; i < 3; i++) {
    const NodeStatus *node = node_at(fixture, i);
    g_assert_cmpint(node->mode, ==, CLUSTER_MODE_MIXED);
    g_assert_cmpstr(node->version, ==, "10.5.1.10000-7");
    g_assert_cmpint(node->ctl.len, ==, (gint64)g_bytes_get_size(trust_list_get_bytes(fixture->list)));
    g_assert_cmpstr(node->ctl.signer_serial, ==, "83:E9:08:00:00:00:55:45:AF:31");
    g_assert_cmpstr(node->served.by, ==, "http");
    g_assert_cmpstr(node->served.md5, ==, node->ctl.md5);
  }
  expect_differs(fixture, FALSE, FALSE, FALSE);
  expect_advice(fixture, "");
  g_assert_cmpuint(status->unasked->len, ==, 0);
  g_autofree char *summary = cluster_status_summary(status);
  g_assert_cmpstr(summary, ==, "All nodes have the same list.");
}

/* Each node is asked once, as the user of the platform CLI; only the publisher is asked for the others. */
static void
test_what_is_asked(Fixture *fixture, gconstpointer unused)
{
  ask(fixture);
  g_autofree char *publisher = fake_list("admin@pub");
  g_autofree char *node = fake_list("admin@sub1");
  g_assert_cmpstr(publisher, ==,
                  "cli; show ctl; " PLATFORM_CLI_ASK_MODE "; show version active; show network cluster");
  g_assert_cmpstr(node, ==, "cli; show ctl; " PLATFORM_CLI_ASK_MODE "; show version active");
  g_assert_cmpuint(fake_count("http://*/CTLFile.tlv"), ==, 3);
  g_assert_cmpuint(fake_count("tftp:*"), ==, 0);
  g_assert_cmpuint(fake_count("* open"), ==, 0);
}

static void
test_another_list(Fixture *fixture, gconstpointer unused)
{
  sample_hold("sub1", fixture->other);
  g_assert_false(ask(fixture)->same);
  expect_differs(fixture, FALSE, TRUE, FALSE);
  g_assert_false(node_at(fixture, 1)->stale);
  expect_advice(fixture,
                "sub1 serves another list than the publisher: push the list to it, then restart "
                "Cisco Tftp, then Cisco CallManager, then Cisco CTIManager on it and reset its phones.");
  g_assert_null(cluster_status_agreement(fixture->status));
  g_autofree char *headline = node_status_headline(fixture->status, node_at(fixture, 1));
  g_assert_cmpstr(headline, ==, "sub1: differs from the first node");
}

/* The node holds the right list, and its TFTP service still gives out the old one. */
static void
test_tftp_was_not_restarted(Fixture *fixture, gconstpointer unused)
{
  fake_serve("http://tftp1:6970/CTLFile.tlv", trust_list_get_bytes(fixture->other));
  g_assert_false(ask(fixture)->same);
  expect_differs(fixture, FALSE, FALSE, TRUE);
  const NodeStatus *node = node_at(fixture, 2);
  g_assert_true(node->stale);
  g_autofree char *wanted =
      g_strdup_printf("tftp1 still serves another list to phones (MD5 %s by http) than it holds: restart "
                      "Cisco Tftp, then Cisco CallManager, then Cisco CTIManager on it and reset its phones.",
                      node->served.md5);
  expect_advice(fixture, wanted);
  g_autofree char *headline = node_status_headline(fixture->status, node);
  g_assert_cmpstr(headline, ==, "tftp1: serves another list to phones than it holds");
  g_autofree char *facts = node_status_facts(node);
  g_assert_true(sample_says(facts, "Phones get another list (asked by HTTP); its MD5 is "));
}

static void
test_served_by_tftp_or_not_at_all(Fixture *fixture, gconstpointer unused)
{
  fake_serve("http://pub:6970/CTLFile.tlv", NULL);
  fake_serve("tftp://pub:69/CTLFile.tlv", trust_list_get_bytes(fixture->list));
  fake_fail("http://sub1:6970/CTLFile.tlv", CTL_ERROR_UNREACHABLE, "Nobody answers");
  g_assert_true(ask(fixture)->same);
  g_assert_cmpstr(node_at(fixture, 0)->served.by, ==, "tftp");
  g_assert_null(node_at(fixture, 1)->served.by);
  g_assert_false(node_at(fixture, 1)->stale);
  g_autofree char *by_tftp = node_status_facts(node_at(fixture, 0));
  g_autofree char *unknown = node_status_facts(node_at(fixture, 1));
  g_assert_true(sample_says(by_tftp, "Phones get this list (asked by TFTP)."));
  g_assert_true(sample_says(unknown, "What phones get is not known: neither HTTP nor TFTP answers."));
}

static void
test_no_list(Fixture *fixture, gconstpointer unused)
{
  sample_hold("sub1", NULL);
  g_assert_false(ask(fixture)->same);
  expect_advice(fixture, "sub1 has no list: push the list to it, then restart Cisco Tftp, then Cisco "
                         "CallManager, then Cisco CTIManager on it and reset its phones.");
  g_assert_null(node_status_checksums(node_at(fixture, 1)));
  g_autofree char *facts = node_status_facts(node_at(fixture, 1));
  g_assert_cmpstr(facts, ==, "The cluster is in mixed mode, the release is 10.5.1.10000-7.");
  sample_hold_everywhere(NULL);
  g_assert_true(ask(fixture)->same);
  expect_advice(fixture, "No CTL File exists on the server but the Call Manager Cluster Security Mode is in "
                         "Secure Mode: create one and push it.");
  g_assert_cmpstr(cluster_status_agreement(fixture->status), ==, "No node has a list.");
  g_autofree char *headline = node_status_headline(fixture->status, node_at(fixture, 0));
  g_assert_cmpstr(headline, ==, "pub: has no list");
}

/* The database of one node is behind. */
static void
test_modes(Fixture *fixture, gconstpointer unused)
{
  fake_answer("sub1", PLATFORM_CLI_ASK_MODE, "ClusterSecurityMode 0\n");
  g_assert_false(ask(fixture)->same);
  expect_differs(fixture, FALSE, TRUE, FALSE);
  expect_advice(fixture,
                "sub1 says that the cluster is in non-secure mode, pub that it is in mixed mode: check "
                "the database replication.");
  fake_answer("sub1", PLATFORM_CLI_ASK_MODE, "nonsense");
  ask(fixture);
  g_autofree char *facts = node_status_facts(node_at(fixture, 1));
  g_assert_true(sample_says(facts, "The security mode is not known, the release is 10.5.1.10000-7."));
  g_assert_cmpstr(cluster_mode_get_word(CLUSTER_MODE_MIXED), ==, "mixed");
  g_assert_cmpstr(cluster_mode_get_word(CLUSTER_MODE_NON_SECURE), ==, "non-secure");
  g_assert_cmpstr(cluster_mode_get_word(CLUSTER_MODE_UNKNOWN), ==, "unknown");
}

/* A list for the other mode is told once, and is not as it should be. */
static void
test_list_for_the_other_mode(Fixture *fixture, gconstpointer unused)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  g_autoptr(TrustList) emptied = sample_emptied_list();
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_answer(hosts[i], PLATFORM_CLI_ASK_MODE, "ClusterSecurityMode 0\n");
  g_assert_true(ask(fixture)->same);
  g_assert_false(cluster_status_is_well(fixture->status));
  expect_advice(
      fixture,
      "The cluster is in non-secure mode, and the list on pub has certificates of TFTP servers: phones "
      "that hold it ask for signed files. It was left there when the mode was changed, or pushed since; "
      "push a list for non-secure mode (build --non-secure), or set the cluster to mixed mode.");
  sample_hold_everywhere(emptied);
  g_assert_true(cluster_status_is_well(ask(fixture)));
  expect_advice(fixture, "");
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_answer(hosts[i], PLATFORM_CLI_ASK_MODE, "ClusterSecurityMode 1\n");
  g_assert_false(cluster_status_is_well(ask(fixture)));
  g_assert_true(node_status_is_for_other_mode(node_at(fixture, 2)));
  expect_advice(fixture,
                "The cluster is in mixed mode, and the list on pub is one for non-secure mode, without "
                "certificates of TFTP servers: phones that hold it and no ITL ask for unsigned files, and "
                "none can register "
                "with encryption. Push a list with the servers' certificates.");
  sample_hold("sub1", NULL); /* no list is for no mode */
  ask(fixture);
  g_assert_false(node_status_is_for_other_mode(node_at(fixture, 1)));
}

/* What a node may refuse to say is no failure: version and other nodes. The list and the mode are. */
/* One that is saved as a node is left out, whatever it answers, and told of. */
static void
test_other_product_saved(Fixture *fixture, gconstpointer unused)
{
  fake_answer("pub", "show network cluster",
              "10.48.47.153 pub.example.com pub Publisher callmanager DBPub authenticated\n"
              "10.48.47.154 sub1.example.com sub1 Subscriber cups DBSub authenticated\n"
              "10.48.47.155 tftp1.example.com tftp1 Subscriber ciscoer DBSub authenticated\n");
  fake_fail("admin@sub1 cli", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  sample_hold("tftp1", NULL);
  const ClusterStatus *status = ask(fixture);
  g_assert_cmpuint(status->nodes->len, ==, 1);
  g_assert_cmpuint(status->others->len, ==, 2);
  g_assert_true(cluster_status_check(status, NULL));
  g_assert_true(cluster_status_is_well(status));
  expect_advice(
      fixture, "sub1 runs another product than Unified CM (show network cluster) and serves no lists: it is "
               "left out; take it out of the publisher's nodes.\n"
               "tftp1 runs another product than Unified CM (show network cluster) and serves no lists: it is "
               "left out; take it out of the publisher's nodes.");
  expect_undetermined(fixture, NULL);
}

static void
test_refused_commands(Fixture *fixture, gconstpointer unused)
{
  fake_fail("admin@pub show version active", CTL_ERROR_REMOTE, "It does not know the command");
  fake_fail("admin@pub show network cluster", CTL_ERROR_REMOTE, "It does not know the command");
  fake_answer("pub", PLATFORM_CLI_ASK_MODE, "nonsense");
  ask(fixture);
  g_assert_no_error(node_at(fixture, 0)->error);
  g_assert_null(node_at(fixture, 0)->version);
  g_autofree char *facts = node_status_facts(node_at(fixture, 0));
  g_assert_true(sample_says(facts, "The security mode is not known.\n"));
  fake_fail("admin@pub show version active", CTL_ERROR_UNREACHABLE, "The node ended the session");
  fake_fail("admin@sub1 " PLATFORM_CLI_ASK_MODE, CTL_ERROR_REMOTE, "No database");
  fake_answer("tftp1", "show ctl", "What is it");
  ask(fixture);
  g_assert_error(node_at(fixture, 0)->error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
  g_assert_error(node_at(fixture, 1)->error, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_error(node_at(fixture, 2)->error, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_true(sample_says(node_at(fixture, 2)->error->message, "\"show ctl\" makes no sense"));
  g_assert_null(node_at(fixture, 2)->served.by);
}

static void
test_release_without_token_lists(Fixture *fixture, gconstpointer unused)
{
  fake_answer("pub", "show version active", "Active Master Version: 14.0.1.13900-155\n");
  g_assert_true(ask(fixture)->same);
  expect_advice(
      fixture, "The cluster runs 14.0.1.13900-155: from 14SU3 (14.0.1.13900) on its CTL Provider supports no "
               "tokens, and it is not known whether it serves a list that they sign.");
  fake_answer("pub", "show version active", "Active Master Version: 14.0.1.12900-155\n");
  ask(fixture);
  expect_advice(fixture, "");
}

/* A node of the cluster that is not among the publisher's; one without call processing is none of ours. */
static void
test_node_that_was_not_asked(Fixture *fixture, gconstpointer unused)
{
  g_ptr_array_set_size(fixture->nodes, 2);
  g_assert_true(ask(fixture)->same);
  g_assert_false(cluster_status_is_well(fixture->status));
  g_assert_cmpstr(cluster_status_agreement(fixture->status), ==,
                  "The nodes that were asked have the same list.");
  g_assert_cmpuint(fixture->status->unasked->len, ==, 1);
  g_assert_cmpstr(g_ptr_array_index(fixture->status->unasked, 0), ==, "tftp1");
  expect_advice(fixture, "tftp1 belongs to the cluster and was not asked; add it to the publisher's nodes.");
}

/* A cluster without a DNS domain: no node is dropped. */
static void
test_no_domain(Fixture *fixture, gconstpointer unused)
{
  fake_answer(
      "pub", "show network cluster",
      "10.48.47.153 pub  Publisher callmanager DBPub authenticated\n"
      "10.48.47.154 sub1  Subscriber callmanager DBSub authenticated using TCP since Fri Nov 28\n"
      "10.48.47.155 tftp1 Subscriber callmanager DBSub authenticated using TCP since Fri Nov 28\n"
      "10.48.47.156 imp1 Subscriber cups DBPub authenticated using TCP since Fri Nov 28\n\n"
      "Server Table (processnode) Entries\n----------------------------------\npub\nsub1\ntftp1\nimp1\n");
  g_assert_true(cluster_status_is_well(ask(fixture)));
  g_ptr_array_set_size(fixture->nodes, 2);
  g_assert_false(cluster_status_is_well(ask(fixture)));
  g_assert_cmpstr(g_ptr_array_index(fixture->status->unasked, 0), ==, "tftp1");
}

/* What the publisher names and does not describe is told; so is that it does not even name them. */
static void
test_nodes_that_are_not_determined(Fixture *fixture, gconstpointer unused)
{
  fake_answer("pub", "show network cluster", "What is it\n");
  fake_answer("pub", PLATFORM_CLI_ASK_NODES,
              "name               \n================== \nEnterpriseWideData \npub\nsub1\ntftp1\nsub2\n");
  g_assert_true(ask(fixture)->same);
  g_assert_false(cluster_status_is_well(fixture->status));
  expect_advice(
      fixture,
      "sub2 belongs to the cluster, and the publisher does not say whether it runs CallManager or TFTP: "
      "find out which list it has, and add it to the publisher's nodes.");
  g_assert_cmpstr(cluster_status_agreement(fixture->status), ==,
                  "The nodes that were asked have the same list.");
  sample_hold_everywhere(NULL);
  ask(fixture);
  g_assert_cmpstr(cluster_status_agreement(fixture->status), ==, "No node that was asked has a list.");
  sample_hold_everywhere(fixture->list);
  fake_fail("admin@pub show network cluster", CTL_ERROR_REMOTE, "It does not know the command");
  fake_fail("admin@pub " PLATFORM_CLI_ASK_NODES, CTL_ERROR_REMOTE, "No database");
  g_assert_true(ask(fixture)->unknown);
  expect_undetermined(fixture, "What could not be determined of the cluster of pub: which nodes it has");
  g_assert_false(cluster_status_is_well(fixture->status));
  expect_advice(fixture,
                "The publisher does not say which nodes the cluster has (show network cluster), so others "
                "than these may hold another list.");
  fake_fail("admin@pub " PLATFORM_CLI_ASK_NODES, CTL_ERROR_UNREACHABLE, "The node ended the session");
  ask(fixture);
  g_assert_error(node_at(fixture, 0)->error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
}

/* A mode and a list that no node tells are not the same on all. */
static void
test_what_is_not_determined(Fixture *fixture, gconstpointer unused)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  ask(fixture);
  expect_undetermined(fixture, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_answer(hosts[i], PLATFORM_CLI_ASK_MODE, "ClusterSecurityMode\n");
  g_assert_false(ask(fixture)->same);
  expect_differs(fixture, FALSE, FALSE, FALSE);
  g_assert_null(cluster_status_agreement(fixture->status));
  expect_undetermined(fixture,
                      "What could not be determined of the cluster of pub: the security mode on pub; the "
                      "security mode on sub1; the security mode on tftp1");
  sample_cluster_reset();
  sample_hold_everywhere(fixture->list);
  fake_answer("sub1", "show ctl", "Length of CTL file: 5728\nThe CTL file was verified successfully.\n");
  g_assert_false(ask(fixture)->same);
  expect_differs(fixture, FALSE, FALSE, FALSE);
  g_assert_false(node_at(fixture, 1)->stale);
  expect_undetermined(fixture, "What could not be determined of the cluster of pub: the list on sub1");
  expect_advice(fixture,
                "sub1 does not say the checksum of its list (show ctl), so it is not known which list it "
                "holds.");
  g_autofree char *headline = node_status_headline(fixture->status, node_at(fixture, 1));
  g_assert_cmpstr(headline, ==, "sub1: holds a list of which it does not say which");
}

/* A node of which the publisher does not say what it runs is not taken for one that has no list; one that was
 * asked needs no more. */
static void
test_products(Fixture *fixture, gconstpointer unused)
{
  fake_answer("pub", "show network cluster",
              "10.48.47.153 pub.example.com pub Publisher authenticated\n"
              "10.48.47.154 sub1.example.com sub1 Subscriber authenticated\n"
              "10.48.47.155 tftp1.example.com tftp1 Subscriber authenticated\n"
              "10.48.47.156 imp1.example.com imp1 Subscriber cups DBPub authenticated\n"
              "10.48.47.157 er1.example.com er1 Subscriber ciscoer DBSub authenticated\n\nSuccessful\n");
  g_assert_true(cluster_status_is_well(ask(fixture)));
  expect_undetermined(fixture, NULL);
  g_ptr_array_set_size(fixture->nodes, 2);
  g_assert_false(cluster_status_is_well(ask(fixture)));
  g_assert_cmpuint(fixture->status->unasked->len, ==, 0);
  expect_undetermined(fixture, "What could not be determined of the cluster of pub: what tftp1 runs");
}

/* Nodes are known by address, by full name and by name, in any case. */
static void
test_names_of_nodes(Fixture *fixture, gconstpointer unused)
{
  static const char *const hosts[] = {"PUB", "Sub1.Example.com", "10.48.47.155"};
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++) {
    PublisherAddress *address = g_ptr_array_index(fixture->nodes, i);
    g_free(address->host);
    address->host = g_strdup(hosts[i]);
  }
  fake_node_add("PUB");
  fake_answer("PUB", "show ctl", "Length of CTL file: 0\n");
  fake_answer("PUB", PLATFORM_CLI_ASK_MODE, "");
  fake_answer("PUB", "show network cluster",
              "10.48.47.153 pub.example.com pub Publisher callmanager DBPub authenticated\n"
              "10.48.47.154 sub1.example.com sub1 Subscriber callmanager DBSub authenticated\n"
              "10.48.47.155 tftp1.example.com tftp1 Subscriber callmanager DBSub authenticated\n");
  g_assert_cmpuint(ask(fixture)->unasked->len, ==, 0);
}

static void
test_list_that_does_not_verify(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) broken = sample_break(fixture->list);
  sample_hold_everywhere(broken);
  g_assert_true(ask(fixture)->same);
  g_autofree char *facts = node_status_facts(node_at(fixture, 0));
  g_assert_true(sample_says(facts, ", and does not verify."));
  g_autofree char *summary = cluster_status_summary(fixture->status);
  g_assert_true(sample_says(summary, "pub does not accept its own list (its verification failed)"));
}

/* The others are asked all the same, and compared with the first that answers. */
static void
test_lost_node(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  fake_fail("admin@pub cli", CTL_ERROR_UNREACHABLE, "Publisher pub: it is silent");
  sample_hold("tftp1", fixture->other);
  const ClusterStatus *status = ask(fixture);
  g_assert_false(status->same);
  expect_differs(fixture, FALSE, FALSE, TRUE);
  g_assert_false(cluster_status_check(status, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
  g_assert_cmpstr(error->message, ==, "Publisher pub: it is silent");
  expect_advice(fixture,
                "pub could not be asked: Publisher pub: it is silent.\n"
                "tftp1 serves another list than the publisher: push the list to it, then restart "
                "Cisco Tftp, then Cisco CallManager, then Cisco CTIManager on it and reset its phones.");
  g_autofree char *headline = node_status_headline(status, node_at(fixture, 0));
  g_assert_cmpstr(headline, ==, "pub: could not be asked");
  g_autofree char *facts = node_status_facts(node_at(fixture, 0));
  g_assert_cmpstr(facts, ==,
                  "Publisher pub: it is silent.\nCheck the host and the port, the network, and "
                  "whether the publisher is up.");
  g_assert_null(node_status_checksums(node_at(fixture, 0)));
}

static void
test_all_nodes_lost(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  fake_cluster_reset();
  g_assert_false(cluster_status_check(ask(fixture), &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
  g_assert_cmpstr(
      error->message, ==,
      "3 of 3 nodes failed; Publisher pub: nothing listens there; Publisher sub1: nothing listens "
      "there; Publisher tftp1: nothing listens there");
}

/* One question for all unknown host keys, one password for all. */
static void
test_questions(Fixture *fixture, gconstpointer unused)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  g_autoptr(GError) error = NULL;
  PublisherLogin login = {.shared_password = shared_password_new()};
  ClusterStatusRequest request = {.nodes = fixture->nodes, .login = &login};
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++) {
    fake_node_set_host_key(hosts[i], "SHA256:abc");
    fake_node_set_password(hosts[i], "Publ1sher!");
  }
  fake_prompt_set_yes(fixture->prompt, PROMPT_HOST_KEY, TRUE);
  fake_prompt_set_secret(fixture->prompt, PROMPT_LOGIN_PASSWORD, "Publ1sher!");
  fixture->status = cluster_status_ask(&request, CTL_PROMPT(fixture->prompt), NULL, NULL, &error);
  g_assert_no_error(error);
  g_assert_true(fixture->status->same);
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_HOST_KEY), ==, 1);
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_LOGIN_PASSWORD), ==, 1);
  g_assert_cmpuint(fake_count("http*"), ==, 0); /* no publisher was given */
  shared_password_free(login.shared_password);
}

/* No node answers before all were called. */
static void
test_at_the_same_time(Fixture *fixture, gconstpointer unused)
{
  SampleBarrier *barrier = sample_barrier_new(3);
  fake_when("admin@pub cli", sample_barrier_wait, barrier);
  fake_when("admin@sub1 cli", sample_barrier_wait, barrier);
  fake_when("admin@tftp1 cli", sample_barrier_wait, barrier);
  g_assert_true(ask(fixture)->same);
  sample_barrier_free(barrier);
}

static void
cancel(gpointer cancellable)
{
  g_cancellable_cancel(cancellable);
}

static void
test_cancelled(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  ClusterStatusRequest request = {.nodes = fixture->nodes, .entry = fixture->entry};
  fake_when("admin@pub show ctl", cancel, cancellable);
  g_assert_null(cluster_status_ask(&request, CTL_PROMPT(fixture->prompt), NULL, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_assert_cmpuint(fake_count("http://pub:*"), ==, 0);
}

static void
test_facts(Fixture *fixture, gconstpointer unused)
{
  fake_node_warn("sub1", "It uses ssh-rsa");
  fake_node_warn("sub1", "It uses hmac-sha1");
  ask(fixture);
  g_autofree char *facts = node_status_facts(node_at(fixture, 1));
  g_assert_true(sample_says(facts, "The cluster is in mixed mode, the release is 10.5.1.10000-7.\n"));
  g_assert_true(sample_says(facts, ", was signed by SAST-ADN008580ef, and the node has verified it.\n"));
  g_assert_true(
      sample_says(facts, "Phones get this list (asked by HTTP).\nIt uses ssh-rsa; It uses hmac-sha1."));
  g_autofree char *checksums = node_status_checksums(node_at(fixture, 1));
  g_autofree char *wanted =
      g_strdup_printf("MD5   %s\nSHA-1 %s", node_at(fixture, 1)->ctl.md5, node_at(fixture, 1)->ctl.sha1);
  g_assert_cmpstr(checksums, ==, wanted);
  g_autofree char *first = node_status_headline(fixture->status, node_at(fixture, 0));
  g_autofree char *second = node_status_headline(fixture->status, node_at(fixture, 1));
  g_assert_cmpstr(first, ==, "pub: holds a list");
  g_assert_cmpstr(second, ==, "sub1: holds the same list as the first node");
}

static void
test_single_node(Fixture *fixture, gconstpointer unused)
{
  g_ptr_array_set_size(fixture->nodes, 1);
  fake_answer("pub", "show network cluster", "10.48.47.153 pub Publisher callmanager DBPub authenticated\n");
  ask(fixture);
  g_assert_null(cluster_status_agreement(fixture->status));
  g_autofree char *summary = cluster_status_summary(fixture->status);
  g_assert_cmpstr(summary, ==, "Nothing was found that would have to be done.");
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/status/all-the-same", test_all_the_same},
      {"/status/what-is-asked", test_what_is_asked},
      {"/status/another-list", test_another_list},
      {"/status/tftp-was-not-restarted", test_tftp_was_not_restarted},
      {"/status/served-by-tftp-or-not-at-all", test_served_by_tftp_or_not_at_all},
      {"/status/no-list", test_no_list},
      {"/status/modes", test_modes},
      {"/status/list-for-the-other-mode", test_list_for_the_other_mode},
      {"/status/no-domain", test_no_domain},
      {"/status/nodes-that-are-not-determined", test_nodes_that_are_not_determined},
      {"/status/what-is-not-determined", test_what_is_not_determined},
      {"/status/products", test_products},
      {"/status/other-product-saved", test_other_product_saved},
      {"/status/refused-commands", test_refused_commands},
      {"/status/release-without-token-lists", test_release_without_token_lists},
      {"/status/node-that-was-not-asked", test_node_that_was_not_asked},
      {"/status/names-of-nodes", test_names_of_nodes},
      {"/status/list-that-does-not-verify", test_list_that_does_not_verify},
      {"/status/lost-node", test_lost_node},
      {"/status/all-nodes-lost", test_all_nodes_lost},
      {"/status/questions", test_questions},
      {"/status/at-the-same-time", test_at_the_same_time},
      {"/status/cancelled", test_cancelled},
      {"/status/facts", test_facts},
      {"/status/single-node", test_single_node},
  };
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run();
}
