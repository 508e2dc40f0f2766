/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How long a login is kept for the next job, and for which. */
#include "app/publisher/settings/cluster-login.h"
#include "tests/unit/base/fake-clock.h"

static guint n_ended;

static void
end(gpointer session)
{
  n_ended++;
}

static AddressBookEntry *
new_entry(void)
{
  AddressBookEntry *entry = g_new0(AddressBookEntry, 1);
  entry->name = g_strdup("hq");
  entry->address = publisher_address_parse("sftp://admin@pub/CTLFile.tlv", NULL);
  entry->login = LOGIN_BY_PASSWORD;
  entry->cluster = cluster_settings_new();
  return entry;
}

/* A job on ENTRY that leaves a session open. */
static void
leave_session(const AddressBookEntry *entry)
{
  g_autoptr(ClusterLogin) login = cluster_login_begin(entry);
  const PublisherLogin how = cluster_login_get(login, entry);
  session_keeper_give(how.keeper, "cli", entry->address, &n_ended, end);
}

/* A job on ENTRY finds it, and leaves it there. */
static gboolean
find_session(const AddressBookEntry *entry)
{
  g_autoptr(ClusterLogin) login = cluster_login_begin(entry);
  const PublisherLogin how = cluster_login_get(login, entry);
  gpointer session = session_keeper_take(how.keeper, "cli", entry->address);
  if (session != NULL)
    session_keeper_give(how.keeper, "cli", entry->address, session, end);
  return session != NULL;
}

/* Timers that are due. */
static void
run_timers(void)
{
  while (g_main_context_iteration(NULL, FALSE))
    ;
}

static void
pass(guint seconds)
{
  fake_clock_advance_ms(1000 * (guint64)seconds);
  run_timers();
}

static void
begin_test(void)
{
  cluster_login_forget_all();
  n_ended = 0;
}

static void
test_kept(void)
{
  g_autoptr(AddressBookEntry) entry = new_entry();
  begin_test();
  leave_session(entry);
  pass(CLUSTER_LOGIN_KEPT_S - 1);
  g_assert_true(find_session(entry)); /* and has used it */
  pass(CLUSTER_LOGIN_KEPT_S - 1);
  g_assert_cmpuint(n_ended, ==, 0);
  pass(1);
  g_assert_cmpuint(n_ended, ==, 1);
  g_assert_false(find_session(entry));
}

/* Of two clusters each has its own time. */
static void
test_two_clusters(void)
{
  g_autoptr(AddressBookEntry) one = new_entry();
  g_autoptr(AddressBookEntry) other = new_entry();
  g_free(other->name);
  other->name = g_strdup("lab");
  begin_test();
  leave_session(one);
  pass(60);
  leave_session(other);
  pass(CLUSTER_LOGIN_KEPT_S - 60);
  g_assert_cmpuint(n_ended, ==, 1);
  g_assert_true(find_session(other));
  pass(CLUSTER_LOGIN_KEPT_S);
  g_assert_cmpuint(n_ended, ==, 2);
}

/* While a job is at work nothing is taken from it. */
static void
test_in_use(void)
{
  g_autoptr(AddressBookEntry) entry = new_entry();
  begin_test();
  leave_session(entry);
  ClusterLogin *login = cluster_login_begin(entry);
  pass(2 * CLUSTER_LOGIN_KEPT_S);
  cluster_login_forget_all();
  g_assert_cmpuint(n_ended, ==, 0);
  g_assert_false(find_session(entry)); /* the next job has none of it */
  cluster_login_end(login);
  g_assert_cmpuint(n_ended, ==, 1);
}

static void
test_forgotten(void)
{
  g_autoptr(AddressBookEntry) entry = new_entry();
  begin_test();
  leave_session(entry);
  cluster_login_forget_all();
  g_assert_cmpuint(n_ended, ==, 1);
  g_assert_false(find_session(entry));
}

static void
edit_user(AddressBookEntry *entry)
{
  publisher_address_free(entry->address);
  entry->address = publisher_address_parse("sftp://other@pub/CTLFile.tlv", NULL);
}

static void
edit_host(AddressBookEntry *entry)
{
  publisher_address_free(entry->address);
  entry->address = publisher_address_parse("sftp://admin@pub2/CTLFile.tlv", NULL);
}

static void
edit_cli_user(AddressBookEntry *entry)
{
  entry->cluster->cli_user = g_strdup("other");
}

static void
edit_login(AddressBookEntry *entry)
{
  entry->login = LOGIN_BY_KEYS;
}

static void
test_edited(gconstpointer edit)
{
  g_autoptr(AddressBookEntry) entry = new_entry();
  begin_test();
  leave_session(entry);
  ((void (*)(AddressBookEntry *))edit)(entry);
  g_assert_false(find_session(entry));
  g_assert_cmpuint(n_ended, ==, 1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/cluster-login/kept", test_kept);
  g_test_add_func("/cluster-login/two-clusters", test_two_clusters);
  g_test_add_func("/cluster-login/in-use", test_in_use);
  g_test_add_func("/cluster-login/forgotten", test_forgotten);
  g_test_add_data_func("/cluster-login/edited/user", edit_user, test_edited);
  g_test_add_data_func("/cluster-login/edited/host", edit_host, test_edited);
  g_test_add_data_func("/cluster-login/edited/cli-user", edit_cli_user, test_edited);
  g_test_add_data_func("/cluster-login/edited/login", edit_login, test_edited);
  return g_test_run();
}
