/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which ways an account has into the nodes: what is tried where, what is said of it, and where a password
 * goes. */
#include "app/workflow/publish/node-ways.h"
#include "sample-cluster.h"
#include "sample-home.h"

#define PASSWORD "Secret1"

typedef struct {
  AddressBookEntry *entry;
  CtlFakePrompt *prompt;
  GPtrArray *nodes;
  GError *error;
} Fixture;

static AddressBookEntry *
new_entry(const char *url)
{
  AddressBookEntry *entry = g_new0(AddressBookEntry, 1);
  entry->name = g_strdup("hq");
  entry->address = publisher_address_parse(url, NULL);
  entry->cluster = cluster_settings_new();
  g_assert_true(cluster_settings_add_node(entry->cluster, "subscriber,sub1", ',', NULL));
  g_assert_true(cluster_settings_add_node(entry->cluster, "tftp,tftp1", ',', NULL));
  return entry;
}

static void
set_up(Fixture *fixture, gconstpointer url)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  sample_home_empty();
  sample_cluster_reset();
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
    fake_node_set_password(hosts[i], PASSWORD);
    sample_hold(hosts[i], NULL);
  }
  fixture->entry = new_entry(url);
  fixture->prompt = fake_prompt_new();
  fake_prompt_set_secret(fixture->prompt, PROMPT_LOGIN_PASSWORD, PASSWORD);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  g_clear_pointer(&fixture->nodes, g_ptr_array_unref);
  address_book_entry_free(fixture->entry);
  g_object_unref(fixture->prompt);
}

static void
look(Fixture *fixture)
{
  g_autoptr(SharedPassword) shared = shared_password_new();
  PublisherLogin login = address_book_entry_get_login(fixture->entry);
  login.shared_password = shared;
  fixture->nodes =
      node_ways_look(fixture->entry, &login, CTL_PROMPT(fixture->prompt), NULL, NULL, &fixture->error);
  g_assert_no_error(fixture->error);
}

/* "works refused works works": SFTP, platform CLI, OS Administration, what phones get. */
static void
expect_ways(const Fixture *fixture, guint index, const char *states)
{
  const NodeWays *node = g_ptr_array_index(fixture->nodes, index);
  g_autoptr(GString) found = g_string_new(NULL);
  for (NodeWay way = NODE_WAY_SFTP; way <= NODE_WAY_SERVED; way++)
    g_string_append_printf(found, "%s%s", way > NODE_WAY_SFTP ? " " : "",
                           way_state_get_word(node->ways[way].state));
  g_assert_cmpstr(found->str, ==, states);
}

/* The words of the proposed way; "-" for none. */
static void
expect_proposal(const Fixture *fixture, const char *word)
{
  DeliveryWay way = DELIVER_BY_SFTP;
  gboolean found = node_ways_propose(fixture->nodes, &way);
  g_assert_cmpstr(found ? delivery_way_get_word(way) : "-", ==, word);
}

static void
expect_check(Fixture *fixture, gboolean wanted, gboolean wanted_all)
{
  gboolean all = !wanted_all;
  g_assert_true(node_ways_check(fixture->nodes, &all, &fixture->error) == wanted);
  g_assert_true(all == wanted_all);
}

/* A stock cluster: the account gets the platform CLI and OS Administration. */
static void
refuse_sftp(void)
{
  fake_fail("admin@pub sftp", CTL_ERROR_REMOTE, "no SFTP");
  fake_fail("admin@sub1 sftp", CTL_ERROR_REMOTE, "no SFTP");
  fake_fail("admin@tftp1 sftp", CTL_ERROR_REMOTE, "no SFTP");
}

static void
test_stock(Fixture *fixture, gconstpointer unused)
{
  refuse_sftp();
  look(fixture);
  expect_ways(fixture, 0, "refused works works works");
  expect_ways(fixture, 1, "refused works works works");
  expect_proposal(fixture, "web");
  expect_check(fixture, FALSE, FALSE);
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_LOGIN_PASSWORD), ==, 1);
}

/* What does not work on the publisher is not tried on the others, but for their own way. */
static void
test_web(Fixture *fixture, gconstpointer unused)
{
  refuse_sftp();
  fake_fail("admin@pub shell", CTL_ERROR_REMOTE, "no CLI");
  look(fixture);
  expect_ways(fixture, 0, "refused refused works works");
  expect_ways(fixture, 1, "not-tried not-tried works works");
  expect_ways(fixture, 2, "not-tried not-tried works works");
  g_assert_cmpuint(fake_count("admin@sub1 look"), ==, 0);
  expect_proposal(fixture, "web");
  expect_check(fixture, TRUE, TRUE);
}

static void
test_lab(Fixture *fixture, gconstpointer unused)
{
  fake_fail("admin@pub shell", CTL_ERROR_REMOTE, "no CLI");
  fake_fail("admin@pub:443 form", CTL_ERROR_UNREACHABLE, "nobody answers");
  look(fixture);
  expect_ways(fixture, 0, "works refused not-reached works");
  expect_ways(fixture, 2, "works not-tried not-tried works");
  expect_proposal(fixture, "sftp");
  expect_check(fixture, TRUE, TRUE);
}

/* The password goes to one node, by one way. */
static void
test_refused(Fixture *fixture, gconstpointer unused)
{
  fake_node_set_password("pub", "another");
  look(fixture);
  expect_ways(fixture, 0, "refused refused not-tried works");
  expect_ways(fixture, 1, "not-tried not-tried not-tried works");
  for (NodeWay way = NODE_WAY_SFTP; way <= NODE_WAY_WEB; way++) {
    const NodeWays *other = g_ptr_array_index(fixture->nodes, 1);
    g_assert_true(sample_says(other->ways[way].why->message, "a password was refused before"));
  }
  g_assert_cmpuint(fake_count("* password"), ==, 1);
  expect_proposal(fixture, "-");
  expect_check(fixture, FALSE, FALSE);
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
}

/* A node that takes no password at all, or nobody any more, has refused none: the next way gets it. */
static void
test_refused_without_password(Fixture *fixture, gconstpointer unused)
{
  fake_fail("admin@pub look", CTL_ERROR_LOGIN_REFUSED, "the server offers: key");
  look(fixture);
  expect_ways(fixture, 0, "refused refused works works");
  expect_ways(fixture, 1, "works not-tried works works");
  expect_proposal(fixture, "web");
}

/* OS Administration was not tried, and why is what stands in the way. */
static void
test_refused_before(Fixture *fixture, gconstpointer unused)
{
  fake_node_set_password("pub", "another");
  look(fixture);
  expect_ways(fixture, 0, "refused refused not-tried works");
  expect_check(fixture, FALSE, FALSE);
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
}

/* A publisher that is away has proved nothing: the next node is the first to get the password. */
static void
test_away(Fixture *fixture, gconstpointer unused)
{
  fake_fail("admin@pub look", CTL_ERROR_UNREACHABLE, "nobody answers");
  fake_fail("admin@pub:443 form", CTL_ERROR_UNREACHABLE, "nobody answers");
  fake_fail("http://pub:6970/CTLFile.tlv", CTL_ERROR_UNREACHABLE, "nobody answers");
  look(fixture);
  expect_ways(fixture, 0, "not-reached not-reached not-reached not-reached");
  expect_ways(fixture, 1, "works works works works");
  expect_ways(fixture, 2, "works works works works");
  expect_proposal(fixture, "sftp");
  expect_check(fixture, FALSE, FALSE);
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
}

/* Nothing takes a file, and the node serves phones: a person can put it there. */
static void
test_hand(Fixture *fixture, gconstpointer unused)
{
  refuse_sftp();
  fake_fail("admin@pub:443 form", CTL_ERROR_REMOTE, "its page has no field for a file");
  look(fixture);
  expect_ways(fixture, 0, "refused works refused works");
  expect_proposal(fixture, "hand");
}

/* One that was named is tried on its node, whatever works on the publisher. */
static void
test_own_way(Fixture *fixture, gconstpointer unused)
{
  g_assert_true(cluster_settings_add_node(fixture->entry->cluster, "tftp,tftp2,web", ',', NULL));
  fake_node_add("tftp2");
  fake_fail("admin@pub:443 form", CTL_ERROR_UNREACHABLE, "nobody answers");
  fake_fail("admin@tftp2:443 form", CTL_ERROR_REMOTE, "too many sessions");
  look(fixture);
  expect_ways(fixture, 1, "works works not-tried works");
  const NodeWays *node = g_ptr_array_index(fixture->nodes, 3);
  g_assert_cmpint(node_ways_get_own(node)->state, ==, WAY_REFUSED);
  expect_check(fixture, FALSE, FALSE);
  g_assert_true(sample_says(fixture->error->message, "too many sessions"));
}

/* Nothing is written, and what is sent to OS Administration is no file. */
static void
test_changes_nothing(Fixture *fixture, gconstpointer unused)
{
  look(fixture);
  g_assert_cmpuint(fake_count("* write *") + fake_count("* repair *") + fake_count("* upload *"), ==, 0);
}

static void
test_cancelled(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(SharedPassword) shared = shared_password_new();
  PublisherLogin login = address_book_entry_get_login(fixture->entry);
  login.shared_password = shared;
  g_cancellable_cancel(cancellable);
  g_assert_null(node_ways_look(fixture->entry, &login, CTL_PROMPT(fixture->prompt), NULL, cancellable,
                               &fixture->error));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

/* Those of all nodes are asked about together, though one node is tried before the others. */
static void
test_host_keys(Fixture *fixture, gconstpointer unused)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_node_set_host_key(hosts[i], "SHA256:abc");
  look(fixture);
  expect_ways(fixture, 0, "not-reached not-reached not-reached works");
  expect_ways(fixture, 2, "not-reached not-reached not-reached works");
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_HOST_KEY), ==, 1);
  g_clear_pointer(&fixture->nodes, g_ptr_array_unref);
  fake_prompt_set_yes(fixture->prompt, PROMPT_HOST_KEY, TRUE);
  look(fixture);
  expect_ways(fixture, 2, "works works works works");
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_HOST_KEY), ==, 2);
  g_assert_cmpuint(fake_count("* keep key"), ==, G_N_ELEMENTS(hosts));
}

#define ADD(name, url, test) g_test_add(name, Fixture, url, set_up, test, tear_down)

int
main(int argc, char **argv)
{
  static const char sftp[] = "sftp://admin@pub/CTLFile.tlv";
  static const char web[] = "https://admin@pub/CTLFile.tlv";
  sample_home_init(&argc, &argv);
  ADD("/node-ways/stock", sftp, test_stock);
  ADD("/node-ways/host-keys", sftp, test_host_keys);
  ADD("/node-ways/web", web, test_web);
  ADD("/node-ways/lab", sftp, test_lab);
  ADD("/node-ways/refused", sftp, test_refused);
  ADD("/node-ways/refused-without-password", sftp, test_refused_without_password);
  ADD("/node-ways/refused-before", web, test_refused_before);
  ADD("/node-ways/away", sftp, test_away);
  ADD("/node-ways/hand", sftp, test_hand);
  ADD("/node-ways/own-way", sftp, test_own_way);
  ADD("/node-ways/changes-nothing", sftp, test_changes_nothing);
  ADD("/node-ways/cancelled", sftp, test_cancelled);
  return sample_home_run();
}
