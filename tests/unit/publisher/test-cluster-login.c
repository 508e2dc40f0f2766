/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How long a login is kept for the next job, and for which. */
#include "app/publisher/settings/cluster-login.h"
#include "tests/unit/base/fake-clock.h"
#include "tests/unit/fakes/fake-prompt.h"
#include "tests/unit/workflow/sample-home.h"

#include <string.h>

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
  sample_home_empty();
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
  g_assert_true(find_session(entry));
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

/* TRUE when a password of admin can be given, which is refused then. */
static gboolean
give_wrong(ClusterLogin *login, const AddressBookEntry *entry)
{
  static const PasswordOwner owner = {.user = "admin"};
  static const PromptQuestion question = {.kind = PROMPT_LOGIN_PASSWORD, .subject = "admin@pub"};
  const PublisherLogin how = cluster_login_get(login, entry);
  g_autoptr(CtlFakePrompt) prompt = fake_prompt_new();
  fake_prompt_set_secret(prompt, PROMPT_LOGIN_PASSWORD, "wrong");
  g_autoptr(Secret) password =
      shared_password_get(how.shared_password, &owner, NULL, CTL_PROMPT(prompt), &question, NULL, NULL);
  if (password != NULL)
    shared_password_judge(how.shared_password, &owner, password, PASSWORD_REFUSED, NULL, NULL);
  return password != NULL;
}

/* --- the keyring --- */

static const char *in_keyring; /* or NULL */

gboolean
keyring_lookup(const KeyringItem *item, Secret **password, GCancellable *cancellable, GError **error)
{
  *password = in_keyring != NULL ? secret_new(in_keyring, strlen(in_keyring), error) : NULL;
  return TRUE;
}

gboolean
keyring_store(const KeyringItem *item, const Secret *password, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

gboolean
keyring_forget(const KeyringItem *item, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

/* A job gets WANTED: of the keyring, or of a person, who says "given". */
static void
expect_password(const AddressBookEntry *entry, const char *wanted, PasswordVerdict verdict)
{
  static const PromptQuestion question = {.kind = PROMPT_LOGIN_PASSWORD, .subject = "admin@pub"};
  const KeyringItem item = {"admin", "pub", 22};
  const PasswordOwner owner = {.user = "admin", .item = &item, .keep = TRUE};
  g_autoptr(ClusterLogin) login = cluster_login_begin(entry);
  const PublisherLogin how = cluster_login_get(login, entry);
  g_autoptr(CtlFakePrompt) prompt = fake_prompt_new();
  fake_prompt_set_secret(prompt, PROMPT_LOGIN_PASSWORD, "given");
  g_autoptr(Secret) password =
      shared_password_get(how.shared_password, &owner, NULL, CTL_PROMPT(prompt), &question, NULL, NULL);
  g_assert_cmpstr(secret_peek(password, NULL), ==, wanted);
  shared_password_judge(how.shared_password, &owner, password, verdict, NULL, NULL);
}

/* What is newly there is used, and what was refused is not sent again by itself. */
static void
test_keyring(void)
{
  g_autoptr(AddressBookEntry) entry = new_entry();
  begin_test();
  in_keyring = NULL;
  expect_password(entry, "given", PASSWORD_REFUSED);
  in_keyring = "first";
  expect_password(entry, "first", PASSWORD_REFUSED);
  expect_password(entry, "given", PASSWORD_REFUSED);
  in_keyring = "second";
  expect_password(entry, "second", PASSWORD_UNPROVED);
  expect_password(entry, "given", PASSWORD_UNPROVED);
  in_keyring = "third";
  expect_password(entry, "third", PASSWORD_ACCEPTED);
  expect_password(entry, "third", PASSWORD_ACCEPTED);
}

/* A window that holds the login is no job: the next attempt may send again what was refused in the last one.
 */
static void
test_paused(void)
{
  g_autoptr(AddressBookEntry) entry = new_entry();
  begin_test();
  ClusterLogin *window = cluster_login_begin(entry);
  g_assert_true(give_wrong(window, entry));
  g_assert_false(give_wrong(window, entry));
  cluster_login_pause(window);
  cluster_login_resume(window);
  g_assert_true(give_wrong(window, entry));
  ClusterLogin *other = cluster_login_begin(entry);
  g_assert_false(give_wrong(other, entry)); /* while the window's job is at work */
  cluster_login_pause(window);
  cluster_login_end(other);
  other = cluster_login_begin(entry);
  g_assert_true(give_wrong(other, entry));
  cluster_login_end(other);
  cluster_login_end(window);
}

/* --- old algorithms --- */

static void
save(const char *old_name, const AddressBookEntry *entry)
{
  g_autofree char *path = address_book_default_path();
  g_autoptr(GError) error = NULL;
  address_book_save(path, old_name, entry, &error);
  g_assert_no_error(error);
}

static guint
read_saved(void)
{
  g_autofree char *path = address_book_default_path();
  g_autoptr(AddressBookEntry) entry = address_book_find(path, "hq", NULL, NULL);
  return entry->cluster->old_algorithms;
}

/* TRUE when somebody was asked. */
static gboolean
needs(ClusterLogin *login, const AddressBookEntry *entry, guint wanted)
{
  g_autoptr(CtlFakePrompt) prompt = fake_prompt_new();
  const PublisherLogin how = cluster_login_get(login, entry);
  fake_prompt_set_yes(prompt, PROMPT_OLD_ALGORITHMS, TRUE);
  g_assert_true(algorithm_consent_ask(how.algorithm_consent, wanted, CTL_PROMPT(prompt), NULL));
  return fake_prompt_count(prompt, PROMPT_OLD_ALGORITHMS) > 0;
}

/* A saved entry, of which a job had to allow ssh-rsa. */
static AddressBookEntry *
new_allowed(void)
{
  AddressBookEntry *entry = new_entry();
  begin_test();
  save("hq", entry);
  leave_session(entry);
  g_autoptr(ClusterLogin) login = cluster_login_begin(entry);
  g_assert_true(needs(login, entry, OLD_SSH_RSA));
  return entry;
}

static void
test_allowed(void)
{
  g_autoptr(AddressBookEntry) entry = new_allowed();
  g_assert_cmphex(read_saved(), ==, OLD_SSH_RSA);
  g_assert_true(find_session(entry)); /* though this entry is older than what is saved */
  entry->cluster->old_algorithms = OLD_SSH_RSA;
  g_assert_true(find_session(entry));
}

/* The user takes it away again: it is asked for anew, and nothing of the login is left. */
static void
test_taken_away(void)
{
  g_autoptr(AddressBookEntry) entry = new_allowed();
  save("hq", entry);
  g_assert_false(find_session(entry));
  g_assert_cmphex(read_saved(), ==, OLD_ALGORITHMS_NONE);
  g_autoptr(ClusterLogin) login = cluster_login_begin(entry);
  g_assert_true(needs(login, entry, OLD_SSH_RSA));
}

/* While another job holds the login, which saves nothing of an earlier one. */
static void
test_taken_away_meanwhile(void)
{
  g_autoptr(AddressBookEntry) entry = new_entry();
  begin_test();
  save("hq", entry);
  ClusterLogin *first = cluster_login_begin(entry);
  ClusterLogin *other = cluster_login_begin(entry);
  g_assert_true(needs(first, entry, OLD_SSH_RSA));
  cluster_login_end(first);
  g_assert_cmphex(read_saved(), ==, OLD_SSH_RSA);
  save("hq", entry);
  cluster_login_end(other);
  g_assert_cmphex(read_saved(), ==, OLD_ALGORITHMS_NONE);
}

/* What was allowed for a host is not allowed for the one that has its name since. */
static void
test_other_host(void)
{
  g_autoptr(AddressBookEntry) entry = new_entry();
  g_autoptr(AddressBookEntry) edited = new_entry();
  begin_test();
  save("hq", entry);
  ClusterLogin *login = cluster_login_begin(entry);
  g_assert_true(needs(login, entry, OLD_SSH_RSA));
  edit_host(edited);
  save("hq", edited);
  cluster_login_end(login);
  g_assert_cmphex(read_saved(), ==, OLD_ALGORITHMS_NONE);
}

/* What else was edited while a job held the login stays. */
static void
test_edited_meanwhile(void)
{
  g_autofree char *path = address_book_default_path();
  g_autoptr(AddressBookEntry) entry = new_entry();
  begin_test();
  save("hq", entry);
  ClusterLogin *login = cluster_login_begin(entry);
  g_assert_true(needs(login, entry, OLD_SSH_RSA));
  entry->cluster->tftp_port = 6969;
  save("hq", entry);
  cluster_login_end(login);
  g_autoptr(AddressBookEntry) saved = address_book_find(path, "hq", NULL, NULL);
  g_assert_cmpuint(saved->cluster->tftp_port, ==, 6969);
  g_assert_cmphex(saved->cluster->old_algorithms, ==, OLD_SSH_RSA);
}

int
main(int argc, char **argv)
{
  sample_home_init(&argc, &argv);
  g_test_add_func("/cluster-login/kept", test_kept);
  g_test_add_func("/cluster-login/two-clusters", test_two_clusters);
  g_test_add_func("/cluster-login/in-use", test_in_use);
  g_test_add_func("/cluster-login/forgotten", test_forgotten);
  g_test_add_data_func("/cluster-login/edited/user", edit_user, test_edited);
  g_test_add_data_func("/cluster-login/edited/host", edit_host, test_edited);
  g_test_add_data_func("/cluster-login/edited/cli-user", edit_cli_user, test_edited);
  g_test_add_data_func("/cluster-login/edited/login", edit_login, test_edited);
  g_test_add_func("/cluster-login/keyring", test_keyring);
  g_test_add_func("/cluster-login/paused", test_paused);
  g_test_add_func("/cluster-login/old-algorithms/allowed", test_allowed);
  g_test_add_func("/cluster-login/old-algorithms/taken-away", test_taken_away);
  g_test_add_func("/cluster-login/old-algorithms/taken-away-meanwhile", test_taken_away_meanwhile);
  g_test_add_func("/cluster-login/old-algorithms/other-host", test_other_host);
  g_test_add_func("/cluster-login/old-algorithms/edited-meanwhile", test_edited_meanwhile);
  return sample_home_run();
}
