/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A push to nodes that take files by OS Administration, or by hand: what a node serves decides, not what it
 * says. */
#include "app/workflow/history/history.h"
#include "app/workflow/publish/publish-plan.h"
#include "app/workflow/publish/publish-restart.h"
#include "sample-cluster.h"
#include "sample-home.h"

#define SERVED "http://pub:6970/CTLFile.tlv"
#define SERVED_BY_TFTP "tftp://pub:69/CTLFile.tlv"
#define UPLOAD "admin@pub:443 upload /CTLFile.tlv"

typedef struct {
  AddressBookEntry *entry;
  PublishNodes *nodes;
  CtlFakePrompt *prompt;
  TrustList *old, *new;
  GPtrArray *warnings;
  GCancellable *cancellable;
  GError *error;
} Fixture;

static void
add_nodes(Fixture *fixture, const char *url)
{
  fixture->entry = g_new0(AddressBookEntry, 1);
  fixture->entry->name = g_strdup("hq");
  fixture->entry->address = publisher_address_parse(url, NULL);
  fixture->entry->cluster = cluster_settings_new();
  fixture->nodes = publish_nodes_new();
  publish_nodes_add(fixture->nodes, fixture->entry, NULL);
}

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
  add_nodes(fixture, url);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  publish_nodes_free(fixture->nodes);
  address_book_entry_free(fixture->entry);
  g_object_unref(fixture->prompt);
  g_object_unref(fixture->cancellable);
  trust_list_unref(fixture->old);
  trust_list_unref(fixture->new);
  g_ptr_array_unref(fixture->warnings);
}

static const PublishNode *
get_node(const Fixture *fixture)
{
  return g_ptr_array_index(publish_nodes_get(fixture->nodes), 0);
}

static gboolean
run(Fixture *fixture, gboolean dry_run)
{
  g_clear_error(&fixture->error);
  const PublishOrder order = {.list = fixture->new, .dry_run = dry_run};
  return publish_nodes_run(fixture->nodes, &order, fixture->warnings, CTL_PROMPT(fixture->prompt), NULL,
                           fixture->cancellable, &fixture->error);
}

static void
expect_state(const Fixture *fixture, const char *state)
{
  g_assert_cmpstr(publish_state_get_word(get_node(fixture)->state), ==, state);
}

/* --- what the node serves after the upload --- */

static void
serve_new(gpointer data)
{
  const Fixture *fixture = data;
  fake_serve(SERVED, trust_list_get_bytes(fixture->new));
}

static void
serve_other(gpointer data)
{
  g_autoptr(GBytes) other = g_bytes_new_static("other", 5);
  fake_serve(SERVED, other);
}

static void
serve_none(gpointer data)
{
  fake_serve(SERVED, NULL);
}

static void
fall_silent(gpointer data)
{
  fake_fail(SERVED, CTL_ERROR_UNREACHABLE, "nobody answers");
}

static void
keep_serving(gpointer data)
{
}

static const struct {
  FakeFunc then;
  WebUploadOutcome outcome;
  const char *state;
  int code; /* -1: no error */
  const char *says;
} CASES[] = {
    {serve_new, WEB_UPLOAD_TAKEN, "served", -1, NULL},
    {serve_new, WEB_UPLOAD_REFUSED, "served", -1, NULL},
    {serve_new, WEB_UPLOAD_UNSURE, "served", -1, NULL},
    {keep_serving, WEB_UPLOAD_TAKEN, "uploaded", -1, NULL},
    {keep_serving, WEB_UPLOAD_REFUSED, "refused", CTL_ERROR_REMOTE, "it says: no room"},
    {keep_serving, WEB_UPLOAD_UNSURE, "uploaded", CTL_ERROR_UNREACHABLE, "is not known"},
    {serve_other, WEB_UPLOAD_TAKEN, "uploaded", -1, "serves neither this list nor"},
    {serve_none, WEB_UPLOAD_TAKEN, "uploaded", -1, "serves neither this list nor"},
    {fall_silent, WEB_UPLOAD_TAKEN, "uploaded", -1, "after the upload is not known"},
    {fall_silent, WEB_UPLOAD_REFUSED, "refused", CTL_ERROR_REMOTE, "after the upload is not known"},
};

static void
check_case(gsize i)
{
  Fixture fixture = {0};
  set_up(&fixture, "https://admin@pub/CTLFile.tlv");
  fake_web_answer(CASES[i].outcome, "no room");
  fake_when(UPLOAD, CASES[i].then, &fixture);
  g_assert_cmpint(run(&fixture, FALSE), ==, CASES[i].code < 0);
  expect_state(&fixture, CASES[i].state);
  const PublishNode *node = get_node(&fixture);
  g_assert_cmpint(node->result, ==, PUBLISH_REPLACED);
  if (CASES[i].code >= 0)
    g_assert_error(node->error, CTL_ERROR, CASES[i].code);
  g_autofree char *warnings = sample_join(node->warnings);
  g_autofree char *said = g_strconcat(warnings, node->error != NULL ? node->error->message : "", NULL);
  g_assert_true(CASES[i].says == NULL || sample_says(said, CASES[i].says));
  g_assert_cmpuint(fake_count(UPLOAD), ==, 1);
  tear_down(&fixture, NULL);
}

static void
test_served_decides(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++)
    check_case(i);
}

/* --- before the upload --- */

/* By TFTP where HTTP does not answer. */
static void
test_read_by_tftp(Fixture *fixture, gconstpointer unused)
{
  fall_silent(NULL);
  fake_serve(SERVED_BY_TFTP, trust_list_get_bytes(fixture->old));
  g_assert_true(run(fixture, FALSE));
  expect_state(fixture, "uploaded");
}

/* What cannot be kept is not replaced. */
static void
test_not_read(Fixture *fixture, gconstpointer unused)
{
  fall_silent(NULL);
  g_assert_false(run(fixture, FALSE));
  expect_state(fixture, "not-reached");
  g_assert_cmpuint(fake_count("*upload*"), ==, 0);
}

static void
test_dry_run(Fixture *fixture, gconstpointer unused)
{
  g_assert_true(run(fixture, TRUE));
  g_assert_cmpint(get_node(fixture)->stage, ==, PUBLISH_STAGE_CHECKED);
  g_assert_cmpuint(fake_count("*upload*"), ==, 0);
}

/* The old list is kept before anything is sent, also when that fails. */
static void
test_kept(Fixture *fixture, gconstpointer unused)
{
  fake_fail(UPLOAD, CTL_ERROR_UNREACHABLE, "the connection broke");
  g_assert_false(run(fixture, FALSE));
  expect_state(fixture, "not-reached");
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_assert_cmpuint(entries->len, ==, 1);
  const HistoryEntry *entry = g_ptr_array_index(entries, 0);
  g_autofree char *sha256 =
      g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, trust_list_get_bytes(fixture->old));
  g_assert_cmpstr(entry->sha256, ==, sha256);
}

/* So is the new one, when nobody knows whether the node has it. */
static void
test_unsure_kept(Fixture *fixture, gconstpointer unused)
{
  fake_web_answer(WEB_UPLOAD_UNSURE, NULL);
  g_assert_false(run(fixture, FALSE));
  expect_state(fixture, "uploaded");
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_assert_cmpuint(entries->len, ==, 2);
  g_autofree char *sha256 =
      g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, trust_list_get_bytes(fixture->new));
  const HistoryEntry *first = g_ptr_array_index(entries, 0);
  const HistoryEntry *second = g_ptr_array_index(entries, 1);
  g_assert_cmpstr(g_str_equal(first->action, "push") ? first->sha256 : second->sha256, ==, sha256);
}

static void
cancel(gpointer data)
{
  const Fixture *fixture = data;
  g_cancellable_cancel(fixture->cancellable);
}

/* A cancellation does not take back what was sent. */
static void
test_cancelled_after_upload(Fixture *fixture, gconstpointer unused)
{
  fake_when("admin@pub:443 sent", cancel, fixture);
  g_assert_false(run(fixture, FALSE));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  expect_state(fixture, "uploaded");
  g_autofree char *warnings = sample_join(get_node(fixture)->warnings);
  g_assert_true(sample_says(warnings, "may have taken the file; it would serve it after a restart"));
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_assert_cmpuint(entries->len, ==, 2);
}

/* A list that phones would not take is refused before anybody logs in. */
static void
test_judged(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) stranger = sample_tokenless_list(SERVER_STRANGER);
  sample_hold("pub", stranger);
  g_assert_false(run(fixture, FALSE));
  expect_state(fixture, "refused");
  g_assert_true(publish_node_is_refused(get_node(fixture)));
  g_assert_cmpuint(fake_count("*upload*"), ==, 0);
}

/* --- after it --- */

static void
test_done_once(Fixture *fixture, gconstpointer unused)
{
  g_assert_true(run(fixture, FALSE));
  g_assert_true(publish_nodes_are_unfinished(fixture->nodes));
  g_assert_cmpint(publish_plan_next(fixture->nodes), ==, PUBLISH_NEXT_FINISH);
  g_autofree char *text = publish_plan_describe(fixture->nodes, fixture->warnings);
  g_assert_true(
      sample_says(text, "Publisher hq took this list; it serves it once Cisco Tftp was restarted on: pub."));
  g_assert_true(run(fixture, FALSE));
  g_assert_cmpuint(fake_count(UPLOAD), ==, 1);
}

static gboolean
restart(Fixture *fixture, GPtrArray *told)
{
  return publish_restart_nodes(fixture->nodes, fixture->new, told, CTL_PROMPT(fixture->prompt), NULL, NULL,
                               &fixture->error);
}

static void
test_restarted(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
  fake_answer("pub", "utils service list", "Cisco Tftp[STARTED]\n");
  fake_answer("pub", "utils service restart Cisco Tftp", "Cisco Tftp[STOPPING]\nCisco Tftp[STARTED]\n");
  fake_when("admin@pub utils service restart Cisco Tftp", serve_new, fixture);
  g_assert_true(run(fixture, FALSE));
  g_assert_false(restart(fixture, told)); /* without a yes */
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  expect_state(fixture, "uploaded");
  g_clear_error(&fixture->error);
  fake_prompt_set_yes(fixture->prompt, PROMPT_RESTART, TRUE);
  g_assert_true(restart(fixture, told));
  expect_state(fixture, "served");
  g_assert_cmpuint(told->len, ==, 1);
  g_assert_false(publish_nodes_are_unfinished(fixture->nodes));
  g_assert_true(restart(fixture, told)); /* nothing is left to do */
  g_assert_cmpuint(fake_count("*utils service restart*"), ==, 1);
}

/* --- by hand --- */

static void
test_by_hand(Fixture *fixture, gconstpointer unused)
{
  g_assert_true(run(fixture, FALSE));
  expect_state(fixture, "not-reached");
  g_assert_cmpstr(
      publish_node_describe_result(g_ptr_array_index(publish_nodes_get(fixture->nodes), 0), FALSE), ==,
      "does not serve this list yet");
  g_assert_true(publish_nodes_are_unfinished(fixture->nodes));
  g_assert_cmpint(get_node(fixture)->stage, ==, PUBLISH_STAGE_CHECKED);
  g_autofree char *warnings = sample_join(get_node(fixture)->warnings);
  g_assert_true(sample_says(warnings, "put the file as CTLFile.tlv into the directory \".\""));
  g_assert_cmpuint(fake_count("*pub*upload*"), ==, 0);
  serve_new(fixture);
  g_assert_true(run(fixture, FALSE));
  expect_state(fixture, "served");
  g_assert_false(publish_nodes_are_unfinished(fixture->nodes));
}

/* "push fetch ": the actions in the history, the newest first. */
static char *
list_actions(void)
{
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_autoptr(GString) actions = g_string_new(NULL);
  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf(actions, "%s ", ((const HistoryEntry *)g_ptr_array_index(entries, i))->action);
  return g_strdup(actions->str);
}

/* What a person has not done yet is no push. The list that will be replaced is kept, once. */
static void
test_by_hand_in_history(Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < 2; i++) {
    g_assert_true(run(fixture, FALSE));
    g_autofree char *actions = list_actions();
    g_assert_cmpstr(actions, ==, "fetch ");
  }
  serve_new(fixture);
  g_assert_true(run(fixture, FALSE));
  g_autofree char *actions = list_actions();
  g_assert_cmpstr(actions, ==, "push fetch ");
}

int
main(int argc, char **argv)
{
  sample_home_init(&argc, &argv);
  g_test_add_func("/push-web/served-decides", test_served_decides);
#define ADD(path, url, func) g_test_add("/push-web/" path, Fixture, url, set_up, func, tear_down)
#define ADD_WEB(path, func) ADD(path, "https://admin@pub/CTLFile.tlv", func)
  ADD_WEB("read-by-tftp", test_read_by_tftp);
  ADD_WEB("not-read", test_not_read);
  ADD_WEB("dry-run", test_dry_run);
  ADD_WEB("kept", test_kept);
  ADD_WEB("cancelled-after-upload", test_cancelled_after_upload);
  ADD_WEB("unsure-kept", test_unsure_kept);
  ADD_WEB("judged", test_judged);
  ADD_WEB("done-once", test_done_once);
  ADD_WEB("restarted", test_restarted);
  ADD("by-hand", "hand://admin@pub/CTLFile.tlv", test_by_hand);
  ADD("by-hand-in-history", "hand://admin@pub/CTLFile.tlv", test_by_hand_in_history);
  return sample_home_run();
}
