/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The steps of a migration that are done on all nodes: the push, the check of what they hold, and what phones
 * are served. */
#include "app/workflow/history/history.h"
#include "sample-home.h"
#include "sample-migration.h"
#include "tests/unit/base/fake-clock.h"

static const char *const HOSTS[] = {"pub", "sub1", "tftp1"};

static void
expect_all_hold(const TrustList *list)
{
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    g_assert_true(sample_holds(HOSTS[i], list));
}

/* --- the push --- */

static void
test_lost_node(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_PUSH);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  fake_fail("publisher@pub open", CTL_ERROR_UNREACHABLE, "Publisher pub: it is silent");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_UNREACHABLE, "Publisher pub: it is silent");
  g_assert_true(sample_holds("pub", sample->old));
  g_assert_true(sample_holds("sub1", list) && sample_holds("tftp1", list));
  g_assert_cmpuint(fake_count("publisher@pub open"), ==, 1); /* one failure is enough */
  fake_heal("publisher@pub open");
  fake_forget();
  g_assert_true(sample_migration_run(sample));
  expect_all_hold(list);
  g_assert_cmpuint(fake_count("publisher@* write *"), ==, 1);
}

static void
test_all_nodes_lost(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_PUSH);
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++) {
    g_autofree char *question = g_strdup_printf("publisher@%s open", HOSTS[i]);
    fake_fail(question, CTL_ERROR_UNREACHABLE, HOSTS[i]);
  }
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_UNREACHABLE,
                                  "3 of 3 nodes failed; pub; sub1; tftp1");
  g_assert_cmpuint(fake_count("publisher@* open"), ==, 3);
}

/* Then nothing is written to any node, also when another one is lost. */
static void
test_somebody_else_on_one_node(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) other = sample_tokenless_list(SERVER_STRANGER);
  sample_migration_go_to(sample, UPDATE_PUSH);
  sample_hold("sub1", other);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_REJECTED,
                                  "The list on sub1 is neither the one of before nor the new one: somebody "
                                  "else has put it there since the new one was agreed to");
  fake_fail("publisher@tftp1 open", CTL_ERROR_UNREACHABLE, "tftp1 is silent");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_UNREACHABLE, "2 of 3 nodes failed; ");
  g_assert_cmpuint(fake_count("* write *"), ==, 0);
}

static void
let_a_year_go_by(gpointer unused)
{
  fake_clock_set_unix_time(g_get_real_time() / G_USEC_PER_SEC + 2 * 365 * 24 * 3600);
}

/* The list is judged in each round: one that is refused in the last one is on no node. */
static void
test_expired_in_between(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_PUSH);
  fake_when("publisher@tftp1 read /CTLFile.tlv", let_a_year_go_by, NULL);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_REJECTED, "The certificate ended on");
  expect_all_hold(sample->old);
  fake_clock_set_unix_time(FAKE_CLOCK_START);
}

/* A node that has lost its list, and one that has the new one already, are no obstacle. */
static void
test_nodes_without_the_old_list(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_PUSH);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  sample_hold("sub1", NULL);
  sample_hold("tftp1", list);
  g_assert_true(sample_migration_run(sample));
  expect_all_hold(list);
  g_assert_cmpuint(fake_count("* write *"), ==, 2);
}

/* One event with all nodes, under the publisher's name. */
static void
test_history(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_VERIFY);
  g_autoptr(GPtrArray) entries = history_load(NULL);
  guint n_pushed = 0;
  for (guint i = 0; i < entries->len; i++) {
    const HistoryEntry *entry = g_ptr_array_index(entries, i);
    for (guint j = 0; g_str_equal(entry->action, "push") && j < entry->nodes->len; j++) {
      g_assert_cmpstr(((HistoryNode *)g_ptr_array_index(entry->nodes, j))->publisher, ==, "hq");
      n_pushed++;
    }
  }
  g_assert_cmpuint(n_pushed, ==, 3);
}

static void
test_push_at_the_same_time(SampleMigration *sample, gconstpointer unused)
{
  SampleBarrier *barrier = sample_barrier_new(3);
  sample_migration_go_to(sample, UPDATE_PUSH);
  fake_when("publisher@pub write /CTLFile.tlv", sample_barrier_wait, barrier);
  fake_when("publisher@sub1 write /CTLFile.tlv", sample_barrier_wait, barrier);
  fake_when("publisher@tftp1 write /CTLFile.tlv", sample_barrier_wait, barrier);
  g_assert_true(sample_migration_run(sample));
  sample_barrier_free(barrier);
}

static void
cancel(gpointer cancellable)
{
  g_cancellable_cancel(cancellable);
}

/* While the nodes are silent: nothing is written, and the job can be taken up. */
static void
test_cancelled(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_PUSH);
  fake_when("publisher@pub open", cancel, sample->cancellable);
  fake_when("publisher@sub1 open", cancel, sample->cancellable);
  fake_when("publisher@tftp1 open", cancel, sample->cancellable);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_CANCELLED, "Cancelled");
  g_assert_cmpuint(fake_count("* write *"), ==, 0);
  expect_all_hold(sample->old);
}

static void
test_new_list_is_damaged(SampleMigration *sample, gconstpointer unused)
{
  g_autofree char *path = g_build_filename(sample->folder, "new.tlv", NULL);
  sample_migration_go_to(sample, UPDATE_PUSH);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  g_autoptr(TrustList) broken = sample_break(list);
  GBytes *bytes = trust_list_get_bytes(broken);
  g_assert_true(
      g_file_set_contents(path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), NULL));
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_DAMAGED,
                                  "is not the list that the job has put there");
  g_assert_true(g_file_set_contents(path, "nonsense", -1, NULL));
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PUSH, CTL_ERROR_DAMAGED, "");
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

/* --- the check --- */

static void
test_verify(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_VERIFY);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  sample_hold("sub1", sample->old);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_VERIFY, CTL_ERROR_REMOTE,
                                  "Node sub1 does not hold the new list (MD5 ");
  sample_hold("sub1", NULL);
  fake_fail("admin@tftp1 cli", CTL_ERROR_UNREACHABLE, "tftp1 is silent");
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(
      sample, UPDATE_VERIFY, CTL_ERROR_REMOTE,
      "2 of 3 nodes failed; Node sub1 does not hold the new list (MD5 none instead of ");
  g_assert_true(sample_says(sample->error->message, "; tftp1 is silent"));
  fake_heal("admin@tftp1 cli");
  sample_hold("sub1", list);
  g_assert_true(sample_migration_run(sample));
}

/* A node may hold it, and not accept it. */
static void
test_verify_not_accepted(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_VERIFY);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  g_autofree char *md5 = g_compute_checksum_for_bytes(G_CHECKSUM_MD5, trust_list_get_bytes(list));
  g_autofree char *answer =
      g_strdup_printf("%s(MD5)\nLength of CTL file: 4000\nVerification of the CTL file failed.\n", md5);
  fake_when("admin@pub show ctl", NULL, NULL);
  fake_answer("pub", "show ctl", answer);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_VERIFY, CTL_ERROR_REMOTE,
                                  "Node pub does not accept the new list: its verification failed");
}

/* Both checksums that it shows count. */
static void
test_verify_other_checksum(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_VERIFY);
  g_autoptr(TrustList) list = sample_migration_load_new(sample);
  g_autofree char *md5 = g_compute_checksum_for_bytes(G_CHECKSUM_MD5, trust_list_get_bytes(list));
  g_autofree char *sha1 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, trust_list_get_bytes(sample->old));
  g_autofree char *answer =
      g_strdup_printf("%s(MD5)\n%s(SHA1)\nLength of CTL file: 4000\nThe CTL File was verified "
                      "successfully.\n",
                      md5, sha1);
  fake_when("admin@pub show ctl", NULL, NULL);
  fake_answer("pub", "show ctl", answer);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_VERIFY, CTL_ERROR_REMOTE,
                                  "Node pub does not hold the new list");
}

/* --- the phones --- */

/* Phones still get the old list of one node: the last step waits until they get the new one. */
static void
test_phones(SampleMigration *sample, gconstpointer unused)
{
  const UpdateStep *step = update_get_step(sample->migration, UPDATE_PHONES);
  sample_migration_go_to(sample, UPDATE_PHONES);
  fake_when("http://sub1:6970/CTLFile.tlv", NULL, NULL);
  fake_serve("http://sub1:6970/CTLFile.tlv", trust_list_get_bytes(sample->old));
  g_assert_true(sample_migration_run(sample));
  g_assert_cmpint(step->state, ==, UPDATE_WAITING);
  g_assert_true(sample_says(step->found, "pub: phones get this list"));
  g_assert_true(sample_says(step->found, "sub1: phones still get another list"));
  g_assert_cmpuint(sample_count(step->found, "Reset all phones."), ==, 0);
  g_assert_cmpstr(step->to_do, ==, "Restart Cisco Tftp on the nodes that still serve another list.");
  fake_fail("http://sub1:6970/CTLFile.tlv", CTL_ERROR_UNREACHABLE, "Nobody answers");
  g_assert_true(sample_migration_run(sample)); /* not to know it is no reason to wait */
  g_assert_cmpint(step->state, ==, UPDATE_DONE);
  g_assert_true(sample_says(step->found, "sub1: what phones get is not known"));
  g_assert_true(sample_says(step->to_do, "sub1: what phones get is not known"));
  g_assert_true(sample_says(step->found, "Reset all phones."));
}

static void
test_phones_cancelled(SampleMigration *sample, gconstpointer unused)
{
  sample_migration_go_to(sample, UPDATE_PHONES);
  fake_when("http://pub:6970/CTLFile.tlv", cancel, sample->cancellable);
  g_assert_false(sample_migration_run(sample));
  sample_migration_expect_failure(sample, UPDATE_PHONES, CTL_ERROR_CANCELLED, "");
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/migrate-nodes/lost-node", test_lost_node},
      {"/migrate-nodes/all-nodes-lost", test_all_nodes_lost},
      {"/migrate-nodes/somebody-else-on-one-node", test_somebody_else_on_one_node},
      {"/migrate-nodes/expired-in-between", test_expired_in_between},
      {"/migrate-nodes/nodes-without-the-old-list", test_nodes_without_the_old_list},
      {"/migrate-nodes/history", test_history},
      {"/migrate-nodes/push-at-the-same-time", test_push_at_the_same_time},
      {"/migrate-nodes/cancelled", test_cancelled},
      {"/migrate-nodes/new-list-is-damaged", test_new_list_is_damaged},
      {"/migrate-nodes/verify", test_verify},
      {"/migrate-nodes/verify-not-accepted", test_verify_not_accepted},
      {"/migrate-nodes/verify-other-checksum", test_verify_other_checksum},
      {"/migrate-nodes/phones", test_phones},
      {"/migrate-nodes/phones-cancelled", test_phones_cancelled},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_migration_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
