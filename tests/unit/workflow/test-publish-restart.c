/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cisco Tftp, restarted after an upload by OS Administration: what is said when phones do not get the list
 * all the same. */
#include "app/workflow/publish/publish-restart.h"
#include "sample-cluster.h"
#include "sample-home.h"
#include "tests/unit/base/fake-clock.h"

#define SERVED "http://pub:6970/CTLFile.tlv"
#define ASK_LIST "utils service list"
#define RESTART "utils service restart Cisco Tftp"

typedef struct {
  AddressBookEntry *entry;
  PublishNodes *nodes;
  CtlFakePrompt *prompt;
  TrustList *old, *new;
  GPtrArray *told;
  GError *error;
} Fixture;

/* The list was uploaded, and the old one is served. */
static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_home_empty();
  sample_cluster_reset();
  fixture->old = sample_token_list(0);
  fixture->new = sample_token_list(1);
  fixture->told = g_ptr_array_new_with_free_func(g_free);
  fixture->prompt = fake_prompt_new();
  fake_prompt_set_yes(fixture->prompt, PROMPT_RESTART, TRUE);
  sample_hold("pub", fixture->old);
  fixture->entry = g_new0(AddressBookEntry, 1);
  fixture->entry->name = g_strdup("hq");
  fixture->entry->address = publisher_address_parse("https://admin@pub/CTLFile.tlv", NULL);
  fixture->entry->cluster = cluster_settings_new();
  fixture->nodes = publish_nodes_new();
  publish_nodes_add(fixture->nodes, fixture->entry, NULL);
  PublishNode *node = g_ptr_array_index(publish_nodes_get(fixture->nodes), 0);
  node->stage = PUBLISH_STAGE_DONE;
  node->state = PUBLISH_UPLOADED;
  fake_answer("pub", ASK_LIST, "Cisco Tftp[STARTED]\n");
  fake_answer("pub", RESTART, "Cisco Tftp[STOPPING]\nCisco Tftp[STARTED]\n");
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
  trust_list_unref(fixture->old);
  trust_list_unref(fixture->new);
  g_ptr_array_unref(fixture->told);
}

static gboolean
restart(Fixture *fixture)
{
  return publish_restart_nodes(fixture->nodes, fixture->new, fixture->told, CTL_PROMPT(fixture->prompt), NULL,
                               NULL, &fixture->error);
}

static void
expect_failure(Fixture *fixture, CtlError code, const char *words)
{
  g_assert_false(restart(fixture));
  g_assert_error(fixture->error, CTL_ERROR, (int)code);
  g_test_message("%s", fixture->error->message);
  g_assert_true(sample_says(fixture->error->message, words));
  const PublishNode *node = g_ptr_array_index(publish_nodes_get(fixture->nodes), 0);
  g_assert_cmpint(node->state, ==, PUBLISH_UPLOADED);
}

/* Nothing was restarted, so there is nothing to wait for. */
static void
test_not_activated(Fixture *fixture, gconstpointer unused)
{
  guint n_jumps = fake_clock_count_jumps();
  fake_answer("pub", ASK_LIST, "Cisco Tftp[STOPPED]  Service Not Activated\n");
  expect_failure(fixture, CTL_ERROR_REMOTE, "so it was not restarted");
  g_assert_cmpuint(fake_count("*" RESTART), ==, 0);
  g_assert_cmpuint(fake_clock_count_jumps(), ==, n_jumps);
  g_assert_cmpuint(fixture->told->len, ==, 1);
}

static void
test_unknown_there(Fixture *fixture, gconstpointer unused)
{
  guint n_jumps = fake_clock_count_jumps();
  fake_answer("pub", ASK_LIST, "Cisco CallManager[STARTED]\n");
  fake_answer("pub", RESTART, "Service Manager is running\nInvalid service\n");
  expect_failure(fixture, CTL_ERROR_REMOTE, "so it was not restarted");
  g_assert_cmpuint(fake_clock_count_jumps(), ==, n_jumps);
}

/* The old list, or none: it was waited for. */
static void
test_other_served(Fixture *fixture, gconstpointer unused)
{
  guint n_jumps = fake_clock_count_jumps();
  expect_failure(fixture, CTL_ERROR_REMOTE,
                 "does not serve this list to phones, although Cisco Tftp was restarted there");
  g_assert_cmpuint(fake_clock_count_jumps(), >, n_jumps);
  g_clear_error(&fixture->error);
  fake_serve(SERVED, NULL);
  expect_failure(fixture, CTL_ERROR_REMOTE,
                 "does not serve this list to phones, although Cisco Tftp was restarted there");
}

/* What cannot be read may well be the new list. */
static void
test_unreadable(Fixture *fixture, gconstpointer unused)
{
  fake_fail(SERVED, CTL_ERROR_UNREACHABLE, "nobody answers");
  expect_failure(fixture, CTL_ERROR_UNREACHABLE,
                 "Cisco Tftp was restarted, but whether phones get this list");
  g_assert_true(sample_says(fixture->error->message, "nobody answers"));
}

int
main(int argc, char **argv)
{
  sample_home_init(&argc, &argv);
#define ADD(path, func) g_test_add("/publish-restart/" path, Fixture, NULL, set_up, func, tear_down)
  ADD("not-activated", test_not_activated);
  ADD("unknown-there", test_unknown_there);
  ADD("other-served", test_other_served);
  ADD("unreadable", test_unreadable);
  return sample_home_run();
}
