/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What comes next in a push to several nodes, and what is said of it. Nothing is contacted. */

#include "app/base/error.h"
#include "app/trustlist/function.h"
#include "app/workflow/publish/publish-plan.h"
#include "sample-cluster.h"

typedef struct {
  AddressBookEntry *entry;
  PublishNodes *nodes;
  PublishNode *node[3];
  GPtrArray *none; /* no further warnings */
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  fixture->entry = g_new0(AddressBookEntry, 1);
  fixture->entry->name = g_strdup("hq");
  fixture->entry->address = publisher_address_parse("sftp://user@pub/CTLFile.tlv", NULL);
  fixture->entry->cluster = cluster_settings_new();
  g_assert_true(cluster_settings_add_node(fixture->entry->cluster, "sub1", ',', NULL));
  g_assert_true(cluster_settings_add_node(fixture->entry->cluster, "tftp,sub2", ',', NULL));
  fixture->nodes = publish_nodes_new();
  fixture->none = g_ptr_array_new();
  publish_nodes_add(fixture->nodes, fixture->entry, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(fixture->node); i++)
    fixture->node[i] = g_ptr_array_index(publish_nodes_get(fixture->nodes), i);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  publish_nodes_free(fixture->nodes);
  address_book_entry_free(fixture->entry);
  g_ptr_array_unref(fixture->none);
}

static void
fail(PublishNode *node, CtlError code)
{
  g_clear_error(&node->error);
  g_set_error_literal(&node->error, CTL_ERROR, (int)code, "It failed");
}

static void
set_all(Fixture *fixture, PublishStage stage)
{
  for (guint i = 0; i < G_N_ELEMENTS(fixture->node); i++)
    fixture->node[i]->stage = stage;
}

/* All nodes have to be looked at before the first one gets the list. */
static void
test_in_order(Fixture *fixture, gconstpointer unused)
{
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_CHECK);
  set_all(fixture, PUBLISH_STAGE_CHECKED);
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_PUSH);
  fixture->node[2]->stage = PUBLISH_STAGE_NEW;
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_CHECK);
  fixture->node[2]->left_out = TRUE;
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_PUSH);
  set_all(fixture, PUBLISH_STAGE_DONE);
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_FINISH);
}

static void
test_nothing_chosen(Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS(fixture->node); i++)
    fixture->node[i]->left_out = TRUE;
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_CHOOSE);
  g_assert_false(publish_plan_is_published(fixture->nodes));
}

/* Its list is damaged, so nobody can say what phones do. */
static void
refuse(PublishNode *node)
{
  g_autoptr(TrustList) list = sample_token_list(0);
  g_autoptr(GError) damage = g_error_new_literal(CTL_ERROR, CTL_ERROR_DAMAGED, "It ends too early");
  const NodeCase question = {.list = list, .host = "pub", .file_name = "CTLFile.tlv", .old_damage = damage};
  publish_found_clear(&node->found);
  node->found.judgement = judge_node(&question);
  fail(node, CTL_ERROR_REJECTED);
}

/* One node that is refused holds up all, until the error is overruled there or it is left out. */
static void
test_refused(Fixture *fixture, gconstpointer unused)
{
  set_all(fixture, PUBLISH_STAGE_CHECKED);
  refuse(fixture->node[1]);
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_ANSWER);
  g_assert_false(publish_plan_is_retry(fixture->nodes));
  fixture->node[1]->consent = consent_new();
  consent_accept_rule(fixture->node[1]->consent, JUDGE_PHONES_REJECT);
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_ANSWER);
  consent_accept_rule(fixture->node[1]->consent, JUDGE_OLD_LIST_DAMAGED);
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_PUSH);
  g_assert_false(publish_plan_is_retry(fixture->nodes)); /* nothing has been tried yet */
  g_clear_pointer(&fixture->node[1]->consent, consent_free);
  fixture->node[1]->left_out = TRUE;
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_PUSH);
}

/* A node that failed in the push is pushed to again; one whose host key has changed is looked at first. */
static void
test_failed(Fixture *fixture, gconstpointer unused)
{
  set_all(fixture, PUBLISH_STAGE_DONE);
  fixture->node[1]->stage = PUBLISH_STAGE_CHECKED;
  fail(fixture->node[1], CTL_ERROR_UNREACHABLE);
  g_assert_true(publish_plan_is_retry(fixture->nodes));
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_PUSH);
  fail(fixture->node[1], CTL_ERROR_HOST_KEY_CHANGED);
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_CHECK);
  fixture->node[1]->consent = consent_new();
  consent_accept_all(fixture->node[1]->consent);
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_CHECK);
}

static void
test_words(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *before = publish_plan_describe(fixture->nodes, fixture->none);
  g_assert_cmpstr(before, ==, "");
  g_assert_null(publish_plan_list_published(fixture->nodes));
  fixture->node[0]->stage = PUBLISH_STAGE_DONE;
  fixture->node[2]->stage = PUBLISH_STAGE_DONE;
  g_ptr_array_add(fixture->node[0]->warnings, g_strdup("Mind the gap"));
  g_ptr_array_add(fixture->node[1]->warnings, g_strdup("Not of a node that is not done"));
  g_ptr_array_add(fixture->node[2]->warnings, g_strdup("Mind the gap"));
  g_autofree char *text = publish_plan_describe(fixture->nodes, fixture->none);
  g_assert_cmpstr(text, ==,
                  "Publisher hq holds this list now, but not on all nodes; without it: sub1.\n"
                  "Warning: Mind the gap.");
  g_autofree char *names = publish_plan_list_published(fixture->nodes);
  g_assert_cmpstr(names, ==, "hq");
  g_assert_true(publish_plan_holds(fixture->nodes, "hq"));
  g_assert_false(publish_plan_holds(fixture->nodes, "other"));
}

/* One node failed, another one took the list and does not serve it yet: both are told. */
static void
test_missing_and_waiting(Fixture *fixture, gconstpointer unused)
{
  set_all(fixture, PUBLISH_STAGE_DONE);
  fixture->node[0]->state = PUBLISH_UPLOADED;
  fixture->node[1]->stage = PUBLISH_STAGE_CHECKED;
  fixture->node[2]->state = PUBLISH_SERVED;
  g_autofree char *text = publish_plan_describe(fixture->nodes, fixture->none);
  g_assert_cmpstr(text, ==,
                  "Publisher hq holds this list now, but not on all nodes; without it: sub1.\n"
                  "Publisher hq took this list; it serves it once Cisco Tftp was restarted on: pub.");
}

/* A CallManager that has a new certificate needs more services than another list alone; nodes that held the
 * new list already, or none, say nothing. */
static void
test_next_steps(Fixture *fixture, gconstpointer unused)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) old = sample_token_list(1);
  g_autoptr(TrustList) renewed = craft(
      &header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
      {.function = FUNCTION_CCM_TFTP, .identity = sample_server(SERVER_STRANGER), .host = "10.48.47.153"},
      {.function = FUNCTION_CAPF, .identity = sample_server(SERVER_CAPF), .host = "10.48.47.153"},
      {.function = FUNCTION_CCM_TFTP, .identity = sample_server(SERVER_SUBSCRIBER), .host = "10.48.47.154"});
  set_all(fixture, PUBLISH_STAGE_DONE);
  fixture->node[0]->result = PUBLISH_UNCHANGED;
  fixture->node[1]->result = PUBLISH_CREATED;
  fixture->node[2]->result = PUBLISH_REPLACED;
  fixture->node[2]->found.old_bytes = g_bytes_ref(trust_list_get_bytes(renewed));
  g_autofree char *same = publish_plan_next_steps(fixture->nodes, renewed);
  g_assert_true(
      g_str_has_prefix(same, "Restart Cisco Tftp, then Cisco CallManager, then Cisco CTIManager, on all "));
  g_bytes_unref(fixture->node[2]->found.old_bytes);
  fixture->node[2]->found.old_bytes = g_bytes_ref(trust_list_get_bytes(old));
  g_autofree char *after = publish_plan_next_steps(fixture->nodes, renewed);
  g_assert_true(g_str_has_prefix(after,
                                 "Restart Cisco CallManager, then Cisco CTIManager, then Cisco Trust "
                                 "Verification Service, then Cisco Tftp, then Cisco HAProxy, on all "));
}

/* Only what is still to do is told, and only where the list was put. */
static void
test_steps_that_are_owed(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) list = sample_token_list(1);
  set_all(fixture, PUBLISH_STAGE_DONE);
  for (guint i = 0; i < G_N_ELEMENTS(fixture->node); i++) {
    fixture->node[i]->result = PUBLISH_UNCHANGED;
    fixture->node[i]->state = PUBLISH_SERVED;
  }
  g_autofree char *none = publish_plan_next_steps(fixture->nodes, list);
  g_assert_cmpstr(none, ==, "Nothing has to be restarted: each node served this list already.");
  fixture->node[1]->was_put = TRUE;
  g_autofree char *all = publish_plan_next_steps(fixture->nodes, list);
  g_assert_true(g_str_has_prefix(all, "Restart Cisco Tftp, then Cisco CallManager, then "));
  fixture->node[1]->tftp_is_done = TRUE;
  g_autofree char *rest = publish_plan_next_steps(fixture->nodes, list);
  g_assert_true(g_str_has_prefix(rest, "Restart Cisco CallManager, then "));
  fixture->node[2]->state = PUBLISH_UPLOADED;
  g_autofree char *again = publish_plan_next_steps(fixture->nodes, list);
  g_assert_cmpstr(again, ==, all);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add("/publish-plan/in-order", Fixture, NULL, set_up, test_in_order, tear_down);
  g_test_add("/publish-plan/nothing-chosen", Fixture, NULL, set_up, test_nothing_chosen, tear_down);
  g_test_add("/publish-plan/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add("/publish-plan/failed", Fixture, NULL, set_up, test_failed, tear_down);
  g_test_add("/publish-plan/words", Fixture, NULL, set_up, test_words, tear_down);
  g_test_add("/publish-plan/missing-and-waiting", Fixture, NULL, set_up, test_missing_and_waiting, tear_down);
  g_test_add("/publish-plan/next-steps", Fixture, NULL, set_up, test_next_steps, tear_down);
  g_test_add("/publish-plan/steps-that-are-owed", Fixture, NULL, set_up, test_steps_that_are_owed, tear_down);
  return g_test_run();
}
