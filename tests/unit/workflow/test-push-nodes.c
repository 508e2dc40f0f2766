/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A push to all nodes of a cluster at the same time: a result for each, one password, and further runs that
 * do only what is left to be done. */
#include "app/base/scripted-prompt.h"
#include "app/workflow/history/history.h"
#include "app/workflow/nodes/node-prompt.h"
#include "app/workflow/publish/publish-plan.h"
#include "sample-cluster.h"
#include "sample-home.h"

static const char *const HOSTS[] = {"pub", "sub1", "tftp1"};

typedef struct {
  AddressBookEntry *entry;
  PublishNodes *nodes;
  CtlFakePrompt *prompt;
  TrustList *list, *other, *tokenless;
  GPtrArray *warnings;
  GCancellable *cancellable;
  GError *error;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_home_empty();
  sample_cluster_reset();
  fixture->entry = sample_entry();
  fixture->nodes = publish_nodes_new();
  publish_nodes_add(fixture->nodes, fixture->entry, NULL);
  fixture->prompt = fake_prompt_new();
  fixture->list = sample_token_list(1);
  fixture->other = sample_token_list(0);
  fixture->tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  fixture->warnings = g_ptr_array_new_with_free_func(g_free);
  fixture->cancellable = g_cancellable_new();
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  publish_nodes_free(fixture->nodes);
  address_book_entry_free(fixture->entry);
  g_object_unref(fixture->prompt);
  g_object_unref(fixture->cancellable);
  trust_list_unref(fixture->list);
  trust_list_unref(fixture->other);
  trust_list_unref(fixture->tokenless);
  g_ptr_array_unref(fixture->warnings);
}

/* With what the entry says by now. */
static void
add_anew(Fixture *fixture)
{
  publish_nodes_free(fixture->nodes);
  fixture->nodes = publish_nodes_new();
  publish_nodes_add(fixture->nodes, fixture->entry, NULL);
}

static PublishNode *
node_at(const Fixture *fixture, guint index)
{
  return g_ptr_array_index(publish_nodes_get(fixture->nodes), index);
}

static gboolean
run_with(Fixture *fixture, const TrustList *list, gboolean dry_run, CtlPrompt *prompt,
         const Progress *progress)
{
  g_clear_error(&fixture->error);
  fake_forget();
  const PublishOrder order = {.list = list, .dry_run = dry_run};
  return publish_nodes_run(fixture->nodes, &order, fixture->warnings, prompt, progress, fixture->cancellable,
                           &fixture->error);
}

/* The user goes on there although phones may reject the list. */
static void
overrule(PublishNode *node)
{
  node->consent = consent_new();
  consent_accept_rule(node->consent, JUDGE_PHONES_REJECT);
}

static gboolean
push(Fixture *fixture, const TrustList *list)
{
  return run_with(fixture, list, FALSE, CTL_PROMPT(fixture->prompt), NULL);
}

static gboolean
look(Fixture *fixture, const TrustList *list)
{
  return run_with(fixture, list, TRUE, CTL_PROMPT(fixture->prompt), NULL);
}

/* "created unreachable replaced": what became of each node. */
static void
expect_results(const Fixture *fixture, const char *wanted)
{
  const GPtrArray *all = publish_nodes_get(fixture->nodes);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = node_at(fixture, i);
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
                           node->error != NULL ? ctl_error_get_word(node->error)
                                               : publish_result_get_word(node->result));
  }
  g_assert_cmpstr(text->str, ==, wanted);
}

static void
expect_all_hold(const TrustList *list)
{
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    g_assert_true(sample_holds(HOSTS[i], list));
}

/* --- results --- */

static void
test_all_nodes(Fixture *fixture, gconstpointer unused)
{
  g_assert_true(push(fixture, fixture->list));
  expect_results(fixture, "created created created");
  expect_all_hold(fixture->list);
  g_assert_true(push(fixture, fixture->list)); /* all are done */
  g_assert_cmpuint(fake_count("*"), ==, 0);
  add_anew(fixture);
  g_assert_true(push(fixture, fixture->other));
  expect_results(fixture, "replaced replaced replaced");
  g_assert_true(node_at(fixture, 0)->was_put);
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++) {
    g_autoptr(GBytes) kept = fake_get(HOSTS[i], "/CTLFile.tlv.old");
    g_assert_true(g_bytes_equal(kept, trust_list_get_bytes(fixture->list)));
  }
  add_anew(fixture);
  g_assert_true(push(fixture, fixture->other));
  expect_results(fixture, "unchanged unchanged unchanged");
  g_assert_false(node_at(fixture, 0)->was_put);
}

static void
test_old_lists_are_not_kept(Fixture *fixture, gconstpointer unused)
{
  sample_hold_everywhere(fixture->other);
  fixture->entry->cluster->keep_old = 0;
  add_anew(fixture);
  g_assert_true(push(fixture, fixture->list));
  g_assert_null(fake_get("sub1", "/CTLFile.tlv.old"));
}

/* The others are done, and a second run does the rest only. */
static void
test_one_fails(Fixture *fixture, gconstpointer unused)
{
  fake_fail("publisher@sub1 write /CTLFile.tlv", CTL_ERROR_REMOTE, "Permission denied");
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REMOTE);
  expect_results(fixture, "created remote created");
  g_assert_cmpint(node_at(fixture, 0)->stage, ==, PUBLISH_STAGE_DONE);
  g_assert_cmpint(node_at(fixture, 1)->stage, ==, PUBLISH_STAGE_NEW);
  fake_heal("publisher@sub1 write /CTLFile.tlv");
  g_assert_true(push(fixture, fixture->list));
  expect_results(fixture, "created created created");
  g_assert_cmpuint(fake_count("publisher@pub *") + fake_count("publisher@tftp1 *"), ==, 0);
  expect_all_hold(fixture->list);
}

/* A refusal (1) beside a node that cannot be written to (4). */
static void
test_worst(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->tokenless);
  fake_fail("publisher@sub1 write /CTLFile.tlv", CTL_ERROR_NO_SPACE, "The disk is full");
  g_assert_false(push(fixture, fixture->list));
  expect_results(fixture, "rejected no-space created");
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_NO_SPACE);
  g_assert_true(sample_holds("pub", fixture->tokenless));
  g_assert_cmpint(node_at(fixture, 0)->stage, ==, PUBLISH_STAGE_CHECKED);
  node_at(fixture, 1)->left_out = TRUE;
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REJECTED);
  g_assert_cmpuint(fake_count("publisher@sub1 *"), ==, 0);
  g_assert_error(node_at(fixture, 1)->error, CTL_ERROR, CTL_ERROR_NO_SPACE); /* what is known of it stays */
}

/* No node is called, and none is said to hold the list. */
static void
test_not_signed_right(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) broken = sample_break(fixture->list);
  g_assert_false(push(fixture, broken));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_SIGNATURE);
  g_assert_cmpuint(fake_count("*"), ==, 0);
  g_assert_false(publish_plan_is_published(fixture->nodes));
}

/* Also when a node has an error of its own, of an earlier run. */
static void
test_list_refused_later(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) broken = sample_break(fixture->list);
  sample_hold("sub1", fixture->tokenless);
  g_assert_false(look(fixture, fixture->list));
  g_assert_false(publish_nodes_refused_list(fixture->nodes));
  g_assert_false(push(fixture, broken));
  g_assert_true(publish_nodes_refused_list(fixture->nodes));
  g_assert_true(publish_node_is_refused(node_at(fixture, 1)));
  g_assert_false(look(fixture, fixture->list));
  g_assert_false(publish_nodes_refused_list(fixture->nodes));
}

static void
test_host_key_changed_on_one_node(Fixture *fixture, gconstpointer unused)
{
  fake_fail("publisher@sub1 open", CTL_ERROR_HOST_KEY_CHANGED, "It is another key");
  g_assert_false(push(fixture, fixture->list));
  expect_results(fixture, "created host-key-changed created");
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_CHECK);
}

/* --- which nodes --- */

static void
test_some_nodes(Fixture *fixture, gconstpointer unused)
{
  static const char *const wrong[] = {"tftp", "10.9.9.9", NULL};
  static const char *const right[] = {"TFTP", "Pub", NULL};
  g_assert_false(publish_nodes_select(fixture->nodes, wrong, &fixture->error));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_true(sample_says(fixture->error->message, "no node 10.9.9.9"));
  g_assert_cmpuint(publish_nodes_get(fixture->nodes)->len, ==, 3);
  g_assert_true(publish_nodes_select(fixture->nodes, right, NULL));
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpuint(publish_nodes_get(fixture->nodes)->len, ==, 2);
  g_assert_cmpstr(node_at(fixture, 1)->address->host, ==, "tftp1");
  g_assert_cmpint(node_at(fixture, 1)->role, ==, NODE_TFTP);
  g_assert_cmpuint(fake_count("publisher@sub1 *"), ==, 0);
}

/* One node has the list elsewhere; one that two publishers share is pushed to once. */
static void
test_node_of_its_own_kind(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(AddressBookEntry) second = sample_entry();
  g_free(second->name);
  second->name = g_strdup("second");
  fake_node_add("own");
  g_assert_true(
      cluster_settings_add_node(second->cluster, "tftp,sftp://other@own:2200/own/Own.tlv", ',', NULL));
  publish_nodes_add(fixture->nodes, second, NULL);
  g_assert_true(push(fixture, fixture->list));
  expect_results(fixture, "created created created created");
  g_assert_cmpstr(node_at(fixture, 3)->url, ==, "sftp://other@own:2200/own/Own.tlv");
  g_assert_cmpstr(node_at(fixture, 3)->publisher, ==, "second");
  g_autofree char *asked = fake_list("other@own:2200");
  g_assert_cmpstr(asked, ==, "open; read /own/Own.tlv; repair /own/Own.tlv; write /own/Own.tlv");
  g_assert_cmpuint(fake_count("publisher@pub open"), ==, 1);
}

/* --- first a look --- */

static void
test_dry_run(Fixture *fixture, gconstpointer unused)
{
  sample_hold("sub1", fixture->other);
  g_assert_true(look(fixture, fixture->list));
  expect_results(fixture, "created replaced created");
  g_assert_cmpuint(fake_count("* write *") + fake_count("* repair *"), ==, 0);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint(node_at(fixture, i)->stage, ==, PUBLISH_STAGE_CHECKED);
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_PUSH);
  g_autoptr(GPtrArray) history = history_load(NULL);
  g_assert_cmpuint(history->len, ==, 0);
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_FINISH);
}

/* A node that could not be looked at has to be looked at again, also when it was looked at before. */
static void
test_dry_run_fails(Fixture *fixture, gconstpointer unused)
{
  g_assert_true(look(fixture, fixture->list));
  fake_fail("publisher@sub1 open", CTL_ERROR_UNREACHABLE, "It is silent");
  g_assert_false(look(fixture, fixture->list));
  g_assert_cmpint(node_at(fixture, 1)->stage, ==, PUBLISH_STAGE_NEW);
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_CHECK);
  g_assert_true(publish_plan_is_retry(fixture->nodes));
}

/* The list is refused on one node: forced there, and nowhere else. */
static void
test_forced_on_one_node(Fixture *fixture, gconstpointer unused)
{
  sample_hold("sub1", fixture->tokenless);
  sample_hold("tftp1", fixture->tokenless);
  g_assert_false(look(fixture, fixture->list));
  expect_results(fixture, "created rejected rejected");
  g_assert_true(publish_node_is_refused(node_at(fixture, 1)));
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_ANSWER);
  overrule(node_at(fixture, 1));
  node_at(fixture, 2)->left_out = TRUE;
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_PUSH);
  g_assert_true(push(fixture, fixture->list));
  g_assert_true(sample_holds("sub1", fixture->list));
  g_assert_true(sample_holds("tftp1", fixture->tokenless));
}

/* Somebody publishes between the check and the push: his list was never looked at, and stays. */
static void
test_changed_since_the_check(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->other);
  g_assert_true(look(fixture, fixture->list));
  sample_hold("pub", NULL);
  sample_hold("sub1", fixture->other);
  g_assert_false(push(fixture, fixture->list));
  expect_results(fixture, "list-changed list-changed created");
  g_assert_true(sample_says(node_at(fixture, 1)->error->message, "What publisher sub1 holds has changed"));
  g_assert_null(fake_get("pub", "/CTLFile.tlv"));
  g_assert_true(sample_holds("sub1", fixture->other));
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_CHECK);
  g_assert_true(look(fixture, fixture->list));
  g_assert_true(push(fixture, fixture->list));
  expect_all_hold(fixture->list);
}

static gboolean
run(Fixture *fixture, gboolean dry_run)
{
  return run_with(fixture, fixture->list, dry_run, CTL_PROMPT(fixture->prompt), NULL);
}

/* What was overruled was so for the list that was there then: neither a push nor another check goes on with
 * it for another one. */
static void
check_overruled_for_one_list(Fixture *fixture, gboolean dry_run)
{
  g_autoptr(TrustList) another = sample_tokenless_list(SERVER_SUBSCRIBER);
  sample_hold("sub1", fixture->tokenless);
  g_assert_false(run(fixture, TRUE));
  overrule(node_at(fixture, 1));
  sample_hold("sub1", another);
  g_assert_false(run(fixture, dry_run));
  expect_results(fixture, "created list-changed created");
  g_assert_true(sample_holds("sub1", another));
  g_assert_null(node_at(fixture, 1)->consent);
  g_assert_false(run(fixture, TRUE));
  g_assert_true(publish_node_is_refused(node_at(fixture, 1)));
}

static void
test_overruled_then_pushed(Fixture *fixture, gconstpointer unused)
{
  check_overruled_for_one_list(fixture, FALSE);
}

static void
test_overruled_then_checked(Fixture *fixture, gconstpointer unused)
{
  check_overruled_for_one_list(fixture, TRUE);
}

/* --- questions --- */

static void
test_one_password(Fixture *fixture, gconstpointer unused)
{
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    fake_node_set_password(HOSTS[i], "Publ1sher!");
  fake_prompt_set_secret(fixture->prompt, PROMPT_LOGIN_PASSWORD, "Publ1sher!");
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_LOGIN_PASSWORD), ==, 1);
  g_assert_cmpuint(fake_count("* password"), ==, 3);
}

/* It goes to one node and to no other. */
static void
test_wrong_password(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(CtlScriptedPrompt) prompt = scripted_prompt_new(NULL);
  scripted_prompt_take_secret(prompt, PROMPT_LOGIN_PASSWORD, secret_new("nonsense", 8, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    fake_node_set_password(HOSTS[i], "Publ1sher!");
  g_assert_false(run_with(fixture, fixture->list, FALSE, CTL_PROMPT(prompt), NULL));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  g_assert_cmpuint(fake_count("* password"), ==, 1);
  g_assert_cmpuint(fake_count("* read *"), ==, 0);
}

/* The password that the keyring keeps for the publisher is that of all nodes. */
static void
test_password_of_the_keyring(Fixture *fixture, gconstpointer unused)
{
  fake_keyring_set("publisher", "pub", "Publ1sher!");
  fixture->entry->cluster->keep_password = TRUE;
  add_anew(fixture);
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    fake_node_set_password(HOSTS[i], "Publ1sher!");
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_LOGIN_PASSWORD), ==, 0);
  g_assert_cmpuint(fake_count("keyring find *"), ==, 1);
}

/* All unknown host keys are one question; a saved fingerprint answers it. */
static void
test_host_keys(Fixture *fixture, gconstpointer unused)
{
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    fake_node_set_host_key(HOSTS[i], "SHA256:abc");
  g_assert_false(push(fixture, fixture->list));
  expect_results(fixture, "host-key-unknown host-key-unknown host-key-unknown");
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_HOST_KEY), ==, 1);
  g_strfreev(fixture->entry->cluster->host_keys);
  fixture->entry->cluster->host_keys = g_strsplit("SHA256:abc", ",", -1);
  add_anew(fixture);
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_HOST_KEY), ==, 1);
}

static void
ask_passphrase(CtlNodePrompt *prompt, const char *file, const char *wanted)
{
  const PromptQuestion question = {.kind = PROMPT_KEY_PASSPHRASE, .subject = file, .message = "Passphrase"};
  g_autoptr(Secret) secret = prompt_ask_secret(CTL_PROMPT(prompt), &question, NULL, NULL);
  g_assert_cmpstr(secret != NULL ? secret_peek(secret, NULL) : NULL, ==, wanted);
}

/* The passphrase of a key file is asked for once for all nodes, other secrets each time. */
static void
test_passphrases(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(CtlNodePrompt) prompt = node_prompt_new(CTL_PROMPT(fixture->prompt));
  ask_passphrase(prompt, "id_rsa", NULL);
  fake_prompt_set_secret(fixture->prompt, PROMPT_KEY_PASSPHRASE, "one");
  ask_passphrase(prompt, "id_rsa", "one");
  fake_prompt_set_secret(fixture->prompt, PROMPT_KEY_PASSPHRASE, "two");
  ask_passphrase(prompt, "id_rsa", "one");
  ask_passphrase(prompt, "id_ed25519", "two");
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_KEY_PASSPHRASE), ==, 3);
  const PromptQuestion question = {.kind = PROMPT_LOGIN_PASSWORD, .subject = "a@b", .message = "Password"};
  fake_prompt_set_secret(fixture->prompt, PROMPT_LOGIN_PASSWORD, "secret");
  for (int i = 0; i < 2; i++) {
    g_autoptr(Secret) secret = prompt_ask_secret(CTL_PROMPT(prompt), &question, NULL, NULL);
    g_assert_nonnull(secret);
  }
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_LOGIN_PASSWORD), ==, 2);
  gboolean yes = TRUE;
  g_cancellable_cancel(fixture->cancellable);
  g_assert_null(prompt_ask_secret(CTL_PROMPT(prompt), &question, fixture->cancellable, &fixture->error));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_assert_false(prompt_confirm(CTL_PROMPT(prompt), &question, &yes, fixture->cancellable, NULL));
}

/* --- TVS --- */

static void
test_tvs_is_asked_once(Fixture *fixture, gconstpointer unused)
{
  sample_hold_everywhere(fixture->tokenless);
  sample_tvs("pub", SERVER_CALLMANAGER);
  g_assert_false(push(fixture, fixture->list));
  expect_results(fixture, "rejected rejected rejected");
  g_assert_cmpuint(fake_count("tvs *"), ==, 1);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *named = g_strdup_printf("on the publisher (%s)", HOSTS[i]);
    g_assert_true(sample_says(node_at(fixture, i)->error->message, named));
  }
  sample_upload("pub", 1);
  g_assert_true(push(fixture, fixture->list)); /* what was said in the last run is forgotten */
  expect_results(fixture, "replaced replaced replaced");
  g_assert_cmpuint(fake_count("tvs pub:2445"), ==, 1);
  g_autofree char *text = publish_plan_describe(fixture->nodes, fixture->warnings);
  g_assert_cmpuint(sample_count(text, "Warning: "), ==, 5); /* two once for all nodes, one of each */
}

/* --- at the same time --- */

/* No node gets an answer before all were called. */
static void
test_at_the_same_time(Fixture *fixture, gconstpointer unused)
{
  SampleBarrier *barrier = sample_barrier_new(3);
  fake_when("publisher@pub open", sample_barrier_wait, barrier);
  fake_when("publisher@sub1 open", sample_barrier_wait, barrier);
  fake_when("publisher@tftp1 open", sample_barrier_wait, barrier);
  g_assert_true(push(fixture, fixture->list));
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
  fake_when("publisher@pub open", cancel, fixture->cancellable);
  fake_when("publisher@sub1 open", cancel, fixture->cancellable);
  fake_when("publisher@tftp1 open", cancel, fixture->cancellable);
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  expect_results(fixture, "cancelled cancelled cancelled");
  g_assert_cmpuint(fake_count("* write *"), ==, 0);
  g_assert_false(push(fixture, fixture->list));
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

/* --- what is told on the way --- */

typedef struct {
  guint n_steps[3], n_ends[3];
  guint n_told;
} Told;

static void
on_node(guint index, const char *step, gpointer user_data)
{
  Told *told = user_data;
  g_assert_cmpuint(told->n_ends[index], ==, 0); /* the end is the last */
  told->n_steps[index] += step != NULL ? 1 : 0;
  told->n_ends[index] += step == NULL ? 1 : 0;
}

static void
on_progress(const char *step, double fraction, gpointer user_data)
{
  ((Told *)user_data)->n_told++;
}

static void
test_progress(Fixture *fixture, gconstpointer unused)
{
  Told told = {0};
  const Progress progress = {.func = on_progress, .user_data = &told};
  publish_nodes_watch(fixture->nodes, on_node, &told);
  g_assert_true(run_with(fixture, fixture->list, FALSE, CTL_PROMPT(fixture->prompt), &progress));
  guint n_steps = 0;
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpuint(told.n_steps[i], ==, 5); /* connect, what is done, read, upload, look */
    g_assert_cmpuint(told.n_ends[i], ==, 1);
    n_steps += told.n_steps[i];
  }
  g_assert_cmpuint(told.n_told, ==, n_steps - 2); /* the step that names no node is told once */
}

/* --- the history --- */

/* One push with all nodes, and each list that was replaced once, with the nodes that held it. */
static void
test_history(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) third = sample_tokenless_list(SERVER_STRANGER);
  sample_hold("pub", fixture->other);
  sample_hold("sub1", fixture->other);
  sample_hold("tftp1", third);
  overrule(node_at(fixture, 2));
  g_assert_true(push(fixture, fixture->list));
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_assert_cmpuint(entries->len, ==, 3);
  guint n_pushed = 0, n_held = 0;
  for (guint i = 0; i < entries->len; i++) {
    const HistoryEntry *entry = g_ptr_array_index(entries, i);
    gboolean is_push = g_str_equal(entry->action, "push");
    n_pushed += is_push ? entry->nodes->len : 0;
    n_held += is_push ? 0 : entry->nodes->len;
    g_assert_cmpint(entry->time, ==, ((HistoryEntry *)entries->pdata[0])->time);
  }
  g_assert_cmpuint(n_pushed, ==, 3);
  g_assert_cmpuint(n_held, ==, 3);
}

/* --- what is said of a node --- */

static void
test_words(Fixture *fixture, gconstpointer unused)
{
  sample_hold("sub1", fixture->other);
  sample_hold("tftp1", fixture->tokenless);
  fake_node_warn("pub", "It uses ssh-rsa");
  fake_node_warn("tftp1", "It uses ssh-rsa");
  g_assert_false(look(fixture, fixture->list));
  g_autofree char *created = publish_node_describe(node_at(fixture, 0), TRUE);
  g_autofree char *safe = publish_node_describe(node_at(fixture, 1), TRUE);
  g_autofree char *refused = publish_node_describe(node_at(fixture, 2), TRUE);
  g_assert_cmpstr(created, ==,
                  "pub holds no list; it would get this one.\nNo record of the list names pub; that is right "
                  "only when its records call it by another name.\nIt uses ssh-rsa.");
  g_assert_cmpstr(
      safe, ==,
      "sub1 would get this list in place of its old one.\nAll phones that hold the old list will "
      "take this one.\nNo record of the list names sub1; that is right only when its records call "
      "it by another name.");
  g_assert_true(sample_says(refused, "Phones with Security by Default that hold the old list may keep it: "));
  g_assert_cmpuint(sample_count(refused, "\n"), ==, 4); /* result, two kinds of phones, two warnings */
  g_autofree char *warnings = publish_node_describe_warnings(node_at(fixture, 2));
  g_assert_true(sample_says(warnings, "It uses ssh-rsa."));
  g_autofree char *name = publish_node_describe_warnings(node_at(fixture, 1));
  g_assert_true(sample_says(name, "No record of the list names sub1"));
}

static void
test_comparison(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GBytes) damaged = g_bytes_new_static("nonsense", 8);
  sample_hold("sub1", fixture->tokenless);
  fake_put("tftp1", "/CTLFile.tlv", damaged);
  look(fixture, fixture->list);
  g_assert_false(publish_node_can_compare(node_at(fixture, 0)));
  g_assert_true(publish_node_can_compare(node_at(fixture, 1)));
  g_assert_false(publish_node_can_compare(node_at(fixture, 2)));
  g_autoptr(ListDifference) difference = publish_node_compare(node_at(fixture, 1), fixture->list);
  g_assert_nonnull(difference);
  g_assert_null(publish_node_compare(node_at(fixture, 0), fixture->list));
  g_assert_null(publish_node_compare(node_at(fixture, 2), fixture->list));
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/push-nodes/all-nodes", test_all_nodes},
      {"/push-nodes/old-lists-are-not-kept", test_old_lists_are_not_kept},
      {"/push-nodes/one-fails", test_one_fails},
      {"/push-nodes/worst", test_worst},
      {"/push-nodes/not-signed-right", test_not_signed_right},
      {"/push-nodes/list-refused-later", test_list_refused_later},
      {"/push-nodes/host-key-changed-on-one-node", test_host_key_changed_on_one_node},
      {"/push-nodes/some-nodes", test_some_nodes},
      {"/push-nodes/node-of-its-own-kind", test_node_of_its_own_kind},
      {"/push-nodes/dry-run", test_dry_run},
      {"/push-nodes/dry-run-fails", test_dry_run_fails},
      {"/push-nodes/forced-on-one-node", test_forced_on_one_node},
      {"/push-nodes/changed-since-the-check", test_changed_since_the_check},
      {"/push-nodes/overruled-then-pushed", test_overruled_then_pushed},
      {"/push-nodes/overruled-then-checked", test_overruled_then_checked},
      {"/push-nodes/one-password", test_one_password},
      {"/push-nodes/wrong-password", test_wrong_password},
      {"/push-nodes/password-of-the-keyring", test_password_of_the_keyring},
      {"/push-nodes/host-keys", test_host_keys},
      {"/push-nodes/passphrases", test_passphrases},
      {"/push-nodes/tvs-is-asked-once", test_tvs_is_asked_once},
      {"/push-nodes/at-the-same-time", test_at_the_same_time},
      {"/push-nodes/cancelled", test_cancelled},
      {"/push-nodes/progress", test_progress},
      {"/push-nodes/history", test_history},
      {"/push-nodes/words", test_words},
      {"/push-nodes/comparison", test_comparison},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return sample_home_run();
}
