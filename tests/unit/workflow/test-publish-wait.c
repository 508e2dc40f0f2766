/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nodes where a person has to do something are looked at until they serve the list. */
#include "app/base/clock.h"
#include "app/workflow/history/history.h"
#include "app/workflow/publish/publish-wait.h"
#include "sample-cluster.h"
#include "sample-home.h"
#include "tests/unit/base/fake-clock.h"

#define SERVED "http://pub:6970/CTLFile.tlv"
#define SERVED_BY_SUB "http://sub1:6970/CTLFile.tlv"

typedef struct {
  AddressBookEntry *entry;
  PublishNodes *nodes;
  CtlFakePrompt *prompt;
  TrustList *old, *new;
  GPtrArray *warnings;
  GCancellable *cancellable;
  guint n_looks;
  GError *error;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer url)
{
  sample_home_empty();
  sample_cluster_reset();
  fixture->old = sample_token_list(0);
  fixture->new = sample_token_list(1);
  fixture->prompt = fake_prompt_new();
  fixture->cancellable = g_cancellable_new();
  fixture->warnings = g_ptr_array_new_with_free_func(g_free);
  sample_hold("pub", fixture->old);
  sample_hold("sub1", fixture->old);
  fixture->entry = g_new0(AddressBookEntry, 1);
  fixture->entry->name = g_strdup("hq");
  fixture->entry->address = publisher_address_parse(url, NULL);
  fixture->entry->cluster = cluster_settings_new();
  g_assert_true(cluster_settings_add_node(fixture->entry->cluster, "subscriber,sub1", ',', NULL));
  fixture->nodes = publish_nodes_new();
  publish_nodes_add(fixture->nodes, fixture->entry, NULL);
  fake_clock_jump(1);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  fake_clock_jump(0);
  g_clear_error(&fixture->error);
  publish_nodes_free(fixture->nodes);
  address_book_entry_free(fixture->entry);
  g_object_unref(fixture->prompt);
  g_object_unref(fixture->cancellable);
  trust_list_unref(fixture->old);
  trust_list_unref(fixture->new);
  g_ptr_array_unref(fixture->warnings);
}

static void
run(Fixture *fixture)
{
  const PublishOrder order = {.list = fixture->new};
  g_assert_true(publish_nodes_run(fixture->nodes, &order, fixture->warnings, CTL_PROMPT(fixture->prompt),
                                  NULL, fixture->cancellable, &fixture->error));
}

static gboolean
wait_for_s(Fixture *fixture, guint seconds)
{
  const PublishOrder order = {.list = fixture->new};
  gint64 until = seconds > 0 ? clock_in_ms(seconds * 1000) : CLOCK_NEVER;
  return publish_nodes_wait(fixture->nodes, &order, until, fixture->warnings, CTL_PROMPT(fixture->prompt),
                            NULL, fixture->cancellable, &fixture->error);
}

static void
expect_states(const Fixture *fixture, const char *publisher, const char *subscriber)
{
  const GPtrArray *all = publish_nodes_get(fixture->nodes);
  g_assert_cmpstr(publish_state_get_word(((PublishNode *)all->pdata[0])->state), ==, publisher);
  g_assert_cmpstr(publish_state_get_word(((PublishNode *)all->pdata[1])->state), ==, subscriber);
}

/* At the third look the publisher has it, at the fifth the subscriber has. */
static void
put_it_there(gpointer user_data)
{
  Fixture *fixture = user_data;
  fixture->n_looks++;
  if (fixture->n_looks == 3)
    sample_hold("pub", fixture->new);
  if (fixture->n_looks == 5)
    sample_hold("sub1", fixture->new);
}

static void
put_it_on_sub(gpointer user_data)
{
  fake_serve(SERVED_BY_SUB, trust_list_get_bytes(((Fixture *)user_data)->new));
}

/* The person has just put it there: the node did not hold it already. */
static void
test_words(Fixture *fixture, gconstpointer unused)
{
  const PublishNode *node = g_ptr_array_index(publish_nodes_get(fixture->nodes), 0);
  run(fixture);
  sample_hold("pub", fixture->new);
  sample_hold("sub1", fixture->new);
  g_assert_true(wait_for_s(fixture, 0));
  g_assert_cmpint(node->result, ==, PUBLISH_REPLACED);
  g_assert_cmpstr(publish_node_describe_result(node, FALSE), ==, "serves this list now");
}

static void
test_until_all(Fixture *fixture, gconstpointer unused)
{
  run(fixture);
  expect_states(fixture, "not-reached", "not-reached");
  g_autofree char *waiting = publish_nodes_list_waiting(fixture->nodes);
  g_assert_cmpstr(waiting, ==, "pub, sub1");
  fake_when(SERVED_BY_SUB, put_it_there, fixture);
  g_assert_true(wait_for_s(fixture, 0));
  expect_states(fixture, "served", "served");
  g_assert_null(publish_nodes_list_waiting(fixture->nodes));
  g_assert_false(publish_nodes_are_unfinished(fixture->nodes));
  g_assert_cmpuint(fake_count("* upload *") + fake_count("* write *"), ==, 0);
}

/* The history tells of each node that it served the list. */
static void
test_is_recorded(Fixture *fixture, gconstpointer unused)
{
  run(fixture);
  fake_when(SERVED_BY_SUB, put_it_there, fixture);
  g_assert_true(wait_for_s(fixture, 0));
  g_autoptr(GPtrArray) entries = history_load(NULL);
  guint n_served = 0;
  for (guint i = 0; i < entries->len; i++) {
    const HistoryEntry *entry = g_ptr_array_index(entries, i);
    for (guint j = 0; j < entry->nodes->len; j++)
      n_served +=
          g_strcmp0(((HistoryNode *)g_ptr_array_index(entry->nodes, j))->result, "served") == 0 ? 1 : 0;
  }
  g_assert_cmpuint(n_served, ==, 2);
}

/* The time is over first. */
static void
test_limit(Fixture *fixture, gconstpointer unused)
{
  run(fixture);
  guint n_jumps = fake_clock_count_jumps();
  g_assert_true(wait_for_s(fixture, 12));
  g_assert_no_error(fixture->error);
  g_assert_cmpuint(fake_clock_count_jumps() - n_jumps, ==, 3);
  expect_states(fixture, "not-reached", "not-reached");
  g_assert_true(publish_nodes_are_unfinished(fixture->nodes));
}

static void
give_up(gpointer user_data)
{
  Fixture *fixture = user_data;
  if (++fixture->n_looks == 2)
    g_cancellable_cancel(fixture->cancellable);
}

static void
test_cancelled(Fixture *fixture, gconstpointer unused)
{
  run(fixture);
  fake_when(SERVED, give_up, fixture);
  g_assert_false(wait_for_s(fixture, 0));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  expect_states(fixture, "not-reached", "not-reached");
}

/* One that took the file waits for Cisco Tftp's restart, and is given nothing a second time. */
static void
test_uploaded(Fixture *fixture, gconstpointer unused)
{
  run(fixture);
  expect_states(fixture, "uploaded", "uploaded");
  fake_when(SERVED_BY_SUB, put_it_there, fixture);
  g_assert_true(wait_for_s(fixture, 0));
  expect_states(fixture, "served", "served");
  g_assert_cmpuint(fake_count("* upload *"), ==, 2);
}

/* A server that serves nobody is done when it holds the list; as one of several nodes it is not, and who
 * reads of it is told. */
static void
test_held(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(PublishNodes) alone = publish_nodes_new();
  const PublishOrder order = {.list = fixture->new};
  fake_fail(SERVED, CTL_ERROR_UNREACHABLE, "nobody answers");
  fake_when("admin@sub1 write /CTLFile.tlv", put_it_on_sub, fixture);
  run(fixture);
  expect_states(fixture, "held", "served");
  g_autofree char *unseen = publish_nodes_describe_unseen(fixture->nodes);
  g_assert_true(sample_says(unseen, "Neither HTTP nor TFTP answers there: pub. "));
  g_assert_true(publish_nodes_are_unfinished(fixture->nodes));
  g_assert_null(publish_nodes_list_waiting(fixture->nodes));
  g_ptr_array_set_size(fixture->entry->cluster->nodes, 0);
  publish_nodes_add(alone, fixture->entry, NULL);
  g_assert_true(publish_nodes_run(alone, &order, fixture->warnings, CTL_PROMPT(fixture->prompt), NULL, NULL,
                                  &fixture->error));
  g_assert_false(publish_nodes_are_unfinished(alone));
  g_autofree char *said = publish_nodes_describe_unseen(alone);
  g_assert_cmpstr(said, ==, unseen);
}

/* What is not to be worked on is not waited for. */
static void
test_left_out(Fixture *fixture, gconstpointer unused)
{
  run(fixture);
  for (guint i = 0; i < 2; i++)
    ((PublishNode *)g_ptr_array_index(publish_nodes_get(fixture->nodes), i))->left_out = TRUE;
  g_assert_null(publish_nodes_list_waiting(fixture->nodes));
  guint n_jumps = fake_clock_count_jumps();
  g_assert_true(wait_for_s(fixture, 0));
  g_assert_cmpuint(fake_clock_count_jumps(), ==, n_jumps);
}

#define ADD(name, url, test) g_test_add(name, Fixture, url, set_up, test, tear_down)

int
main(int argc, char **argv)
{
  static const char hand[] = "hand://admin@pub/CTLFile.tlv";
  sample_home_init(&argc, &argv);
  ADD("/publish-wait/until-all", hand, test_until_all);
  ADD("/publish-wait/words", hand, test_words);
  ADD("/publish-wait/is-recorded", hand, test_is_recorded);
  ADD("/publish-wait/limit", hand, test_limit);
  ADD("/publish-wait/cancelled", hand, test_cancelled);
  ADD("/publish-wait/uploaded", "https://admin@pub/CTLFile.tlv", test_uploaded);
  ADD("/publish-wait/left-out", hand, test_left_out);
  ADD("/publish-wait/held", "sftp://admin@pub/CTLFile.tlv", test_held);
  return sample_home_run();
}
