/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A push to one node: what is looked at before anything is written, what is written, and what the history
 * keeps of it. */
#include "app/workflow/history/history.h"
#include "app/workflow/publish/publish-private.h"
#include "sample-cluster.h"
#include "sample-home.h"

#define LEFT "/CTLFile.tlv.left"
#define KEPT "/CTLFile.tlv.old"

typedef struct {
  PublisherAddress *address;
  CtlFakePrompt *prompt;
  TrustList *list, *other, *tokenless;
  GPtrArray *warnings;
  PublishFound found;
  Consent *consent;
  PublishRequest request;
  PublishResult result;
  GCancellable *cancellable; /* of the push that runs */
  GError *error;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_home_empty();
  sample_cluster_reset();
  fixture->address = publisher_address_parse("sftp://publisher@pub/CTLFile.tlv", NULL);
  fixture->prompt = fake_prompt_new();
  fixture->consent = consent_new();
  fixture->list = sample_token_list(1);
  fixture->other = sample_token_list(0);
  fixture->tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  fixture->warnings = g_ptr_array_new_with_free_func(g_free);
  fixture->request = (PublishRequest){.address = fixture->address,
                                      .name = "hq",
                                      .keep_old = 1,
                                      .warnings = fixture->warnings,
                                      .found = &fixture->found};
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  publish_found_clear(&fixture->found);
  g_ptr_array_unref(fixture->warnings);
  publisher_address_free(fixture->address);
  g_object_unref(fixture->prompt);
  consent_free(fixture->consent);
  trust_list_unref(fixture->list);
  trust_list_unref(fixture->other);
  trust_list_unref(fixture->tokenless);
}

static gboolean
push(Fixture *fixture, const TrustList *list)
{
  g_clear_error(&fixture->error);
  g_ptr_array_set_size(fixture->warnings, 0);
  publish_found_clear(&fixture->found);
  fake_forget();
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  const AddressBookEntry publisher = {.address = fixture->address};
  g_autoptr(PublishTvs) tvs = publish_tvs_new(&publisher);
  fixture->cancellable = cancellable;
  g_autoptr(PublishRecord) record = publish_record_new(
      fixture->request.dry_run ? NULL : trust_list_get_bytes(list), "push", NULL, fixture->warnings);
  fixture->request.tvs = tvs;
  return publish_to_node(list, &fixture->request, &fixture->result, record, CTL_PROMPT(fixture->prompt), NULL,
                         cancellable, &fixture->error);
}

/* The user overrules RULE from now on. */
static void
accept_rule(Fixture *fixture, JudgeRule rule)
{
  consent_accept_rule(fixture->consent, rule);
  fixture->request.consent = fixture->consent;
}

static guint
count_warnings(const Fixture *fixture)
{
  return sample_count_warnings(fixture->found.judgement->findings);
}

static void
expect_asked(const char *wanted)
{
  g_autofree char *asked = fake_list("publisher@pub");
  g_assert_cmpstr(asked, ==, wanted);
}

/* The history's entries, the newest first: "push served; replaced held". */
static void
expect_history(const char *wanted)
{
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < entries->len; i++) {
    const HistoryEntry *entry = g_ptr_array_index(entries, i);
    const HistoryNode *node = g_ptr_array_index(entry->nodes, 0);
    g_string_append_printf(text, "%s%s %s", i > 0 ? "; " : "", entry->action, node->result);
    g_assert_cmpstr(node->publisher, ==, "hq");
    g_assert_cmpstr(node->url, ==, "sftp://publisher@pub/CTLFile.tlv");
  }
  g_assert_cmpstr(text->str, ==, wanted);
}

/* The audit log says WORDS. */
static void
expect_audit(const char *words)
{
  g_autofree char *path = g_build_filename(g_get_user_data_dir(), "etoken-ctl", "audit.jsonl", NULL);
  g_autofree char *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  g_assert_true(sample_says(text, words));
}

static void
test_created(Fixture *fixture, gconstpointer unused)
{
  g_assert_true(push(fixture, fixture->list));
  g_assert_no_error(fixture->error);
  g_assert_cmpint(fixture->result, ==, PUBLISH_CREATED);
  expect_asked("open; read /CTLFile.tlv; repair /CTLFile.tlv; write /CTLFile.tlv");
  g_assert_true(sample_holds("pub", fixture->list));
  g_assert_null(fixture->found.old_bytes);
  g_assert_cmpint(fixture->found.judgement->verdict, ==, PHONES_NOT_JUDGED);
  expect_history("push uploaded");
  expect_audit("\"uploaded\"");
}

static void
test_replaced(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->other);
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpint(fixture->result, ==, PUBLISH_REPLACED);
  expect_asked("open; read /CTLFile.tlv; write /CTLFile.tlv");
  g_assert_true(sample_holds("pub", fixture->list));
  g_autoptr(GBytes) kept = fake_get("pub", KEPT);
  g_assert_true(g_bytes_equal(kept, trust_list_get_bytes(fixture->other)));
  g_assert_true(g_bytes_equal(fixture->found.old_bytes, kept));
  g_assert_cmpint(fixture->found.judgement->verdict, ==, PHONES_SAFE);
  g_assert_cmpuint(fixture->warnings->len, ==, 0);
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_assert_cmpuint(entries->len, ==, 2);
  g_assert_cmpint(((HistoryEntry *)entries->pdata[0])->time, ==, ((HistoryEntry *)entries->pdata[1])->time);
}

/* --- what phones get afterwards --- */

static void
serve_list(gpointer user_data)
{
  const Fixture *fixture = user_data;
  fake_serve("http://pub:6970/CTLFile.tlv", trust_list_get_bytes(fixture->list));
}

static void
fall_silent(gpointer user_data)
{
  fake_fail("http://pub:6970/CTLFile.tlv", CTL_ERROR_UNREACHABLE, "nobody answers");
}

static void
serve_by_tftp(gpointer user_data)
{
  const Fixture *fixture = user_data;
  fall_silent(NULL);
  fake_serve("tftp://pub:69/CTLFile.tlv", trust_list_get_bytes(fixture->list));
}

static void
give_up(gpointer user_data)
{
  g_cancellable_cancel(((Fixture *)user_data)->cancellable);
}

static const struct {
  const char *when;
  FakeFunc then;
  const char *state;
} SERVED[] = {
    {"publisher@pub write /CTLFile.tlv", serve_list, "served"},
    {"publisher@pub write /CTLFile.tlv", serve_by_tftp, "served"},
    {"publisher@pub open", NULL, "uploaded"},
    {"publisher@pub write /CTLFile.tlv", fall_silent, "held"},
    {"http://pub:6970/CTLFile.tlv", give_up, "held"}, /* the list lies there all the same */
};

static void
test_served(Fixture *fixture, gconstpointer row)
{
  PublishState state = PUBLISH_REFUSED;
  fixture->request.state = &state;
  sample_hold("pub", fixture->other);
  fake_when(SERVED[GPOINTER_TO_UINT(row)].when, SERVED[GPOINTER_TO_UINT(row)].then, fixture);
  g_assert_true(push(fixture, fixture->list));
  g_assert_no_error(fixture->error);
  g_assert_cmpstr(publish_state_get_word(state), ==, SERVED[GPOINTER_TO_UINT(row)].state);
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_assert_cmpuint(entries->len, ==, 2);
  const HistoryEntry *entry = g_ptr_array_index(entries, 0);
  const HistoryNode *node = g_ptr_array_index(entry->nodes, 0);
  g_assert_cmpstr(node->result, ==, SERVED[GPOINTER_TO_UINT(row)].state);
}

/* A trial writes nothing that anybody could be served. */
static void
test_dry_run_looks_not(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->other);
  fixture->request.dry_run = TRUE;
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpuint(fake_count("http://*") + fake_count("tftp://*"), ==, 0);
}

/* The list that was there is in the history before it is replaced, and stays there when the push fails. */
static void
test_write_fails(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->other);
  fake_fail("publisher@pub write /CTLFile.tlv", CTL_ERROR_NO_SPACE, "The disk is full");
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_NO_SPACE);
  g_assert_true(sample_holds("pub", fixture->other));
  expect_history("replaced held");
  expect_audit("The disk is full");
}

static void
publish_tokenless(gpointer user_data)
{
  const Fixture *fixture = user_data;
  sample_hold("pub", fixture->tokenless);
}

/* Somebody else publishes a list after the one that is there was judged: --force would not overrule it. */
static void
test_another_is_there(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->other);
  fake_when("publisher@pub write /CTLFile.tlv", publish_tokenless, fixture);
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CHANGED);
  g_assert_cmpint(ctl_error_exit_status(fixture->error), ==, 1);
  g_assert_cmpstr(ctl_error_get_word(fixture->error), ==, "list-changed");
  g_assert_true(sample_holds("pub", fixture->tokenless));
  expect_audit("is there now");
}

static void
test_unchanged(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->list);
  fake_fail("publisher@pub repair /CTLFile.tlv", CTL_ERROR_REMOTE, "No permission");
  g_assert_true(push(fixture, fixture->list));
  g_assert_no_error(fixture->error);
  g_assert_cmpint(fixture->result, ==, PUBLISH_UNCHANGED);
  expect_asked("open; read /CTLFile.tlv; repair /CTLFile.tlv");
  g_assert_null(fixture->found.judgement);
  expect_history("push served");
  fixture->request.dry_run = TRUE;
  g_assert_true(push(fixture, fixture->list));
  expect_asked("open; read /CTLFile.tlv");
}

static void
test_dry_run(Fixture *fixture, gconstpointer unused)
{
  fixture->request.dry_run = TRUE;
  fake_put("pub", LEFT, trust_list_get_bytes(fixture->other));
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpint(fixture->result, ==, PUBLISH_CREATED);
  expect_asked("open; read /CTLFile.tlv");
  sample_hold("pub", fixture->other);
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpint(fixture->result, ==, PUBLISH_REPLACED);
  expect_asked("open; read /CTLFile.tlv");
  g_assert_nonnull(fixture->found.judgement);
  g_assert_true(sample_holds("pub", fixture->other));
  expect_history("");
}

/* What an earlier push left is put right first, and the list that comes back is judged as any other. */
static void
test_left_over(Fixture *fixture, gconstpointer unused)
{
  fake_put("pub", LEFT, trust_list_get_bytes(fixture->other));
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpint(fixture->result, ==, PUBLISH_REPLACED);
  expect_asked("open; read /CTLFile.tlv; repair /CTLFile.tlv; read /CTLFile.tlv; write /CTLFile.tlv");
  g_assert_cmpint(fixture->found.judgement->verdict, ==, PHONES_SAFE);
  g_assert_cmpstr(g_ptr_array_index(fixture->warnings, 0), ==, "The list of pub was put back");
  fake_put("pub", "/CTLFile.tlv", NULL);
  fake_put("pub", LEFT, trust_list_get_bytes(fixture->tokenless));
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REJECTED);
  g_assert_true(sample_holds("pub", fixture->tokenless));
}

static void
test_left_over_cannot_be_repaired(Fixture *fixture, gconstpointer unused)
{
  fake_fail("publisher@pub repair /CTLFile.tlv", CTL_ERROR_REMOTE, "No permission");
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_cmpuint(fake_count("* write *"), ==, 0);
}

static void
test_refused(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->tokenless);
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REJECTED);
  g_assert_true(
      sample_says(fixture->error->message, "does not exist in the CTL File on the publisher (pub)"));
  expect_asked("open; read /CTLFile.tlv");
  g_assert_cmpuint(count_warnings(fixture), ==,
                   3); /* phones with Security by Default, and without; the name */
  expect_history("");
  expect_audit("\"refused\"");
  expect_audit("{\"rule\":\"phones-reject\",\"severity\":\"error\"");
  expect_audit("\"overruled\":false");
}

/* Then TVS is not asked. */
static void
test_forced(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->tokenless);
  sample_tvs("pub", SERVER_CALLMANAGER);
  accept_rule(fixture, JUDGE_PHONES_REJECT);
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpint(fixture->found.judgement->verdict, ==, PHONES_REJECT);
  g_assert_cmpuint(count_warnings(fixture), ==, 3);
  expect_audit("\"overruled\":true");
  g_assert_cmpuint(fake_count("tvs *") + fake_count("*ITL*"), ==, 0);
  g_assert_true(sample_holds("pub", fixture->list));
}

/* A publisher that is not saved has the usual ports. */
static void
test_tvs_vouches(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->tokenless);
  sample_tvs("pub", SERVER_CALLMANAGER);
  sample_upload("pub", 1);
  g_assert_true(push(fixture, fixture->list));
  g_assert_cmpuint(fake_count("tvs pub:2445"), ==, 1);
  g_assert_cmpint(fixture->found.judgement->verdict, ==, PHONES_DOUBTFUL);
}

static void
test_damaged_list_there(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GBytes) damaged = g_bytes_new_from_bytes(trust_list_get_bytes(fixture->other), 0, 200);
  fake_put("pub", "/CTLFile.tlv", damaged);
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REJECTED);
  g_assert_true(sample_says(fixture->error->message,
                            "The list on publisher pub cannot be compared with the new one (The list is"));
  accept_rule(fixture, JUDGE_PHONES_REJECT); /* which is another rule */
  g_assert_false(push(fixture, fixture->list));
  g_assert_cmpuint(fixture->warnings->len, ==, 0);
  accept_rule(fixture, JUDGE_OLD_LIST_DAMAGED);
  g_assert_true(push(fixture, fixture->list));
  g_assert_true(sample_holds("pub", fixture->list));
}

/* A list that is there now is none that this job is about. */
static void
test_unexpected(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GPtrArray) expected = g_ptr_array_new();
  fixture->request.expected = expected;
  g_ptr_array_add(expected, fixture->tokenless);
  sample_hold("pub", fixture->other);
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REJECTED);
  g_assert_true(sample_says(fixture->error->message, ", and was not read when the new one was agreed to"));
  fixture->request.was_read = TRUE;
  g_assert_false(push(fixture, fixture->list));
  g_assert_true(sample_says(fixture->error->message, ": somebody else has put it there since "));
  g_assert_true(sample_holds("pub", fixture->other));
  g_ptr_array_add(expected, fixture->other);
  g_assert_true(push(fixture, fixture->list));
}

static void
test_nothing_is_kept(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->other);
  fixture->request.keep_old = 0;
  g_assert_true(push(fixture, fixture->list));
  g_assert_null(fake_get("pub", KEPT));
}

static void
test_unreachable(Fixture *fixture, gconstpointer unused)
{
  fake_cluster_reset();
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
  expect_asked("open");
  expect_history("");
  expect_audit("nothing listens there");
}

static void
test_cannot_be_read(Fixture *fixture, gconstpointer unused)
{
  fake_node_warn("pub", "It uses ssh-rsa");
  fake_fail("publisher@pub read /CTLFile.tlv", CTL_ERROR_REMOTE, "No permission");
  g_assert_false(push(fixture, fixture->list));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REMOTE);
  expect_asked("open; read /CTLFile.tlv");
  g_assert_cmpstr(g_ptr_array_index(fixture->warnings, 0), ==, "It uses ssh-rsa");
}

/* That is no reason to fail. It is told once. */
static void
test_no_history(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename(g_get_user_data_dir(), "etoken-ctl", NULL);
  g_assert_cmpint(g_mkdir_with_parents(g_get_user_data_dir(), 0700), ==, 0);
  g_assert_true(g_file_set_contents(folder, "", 0, NULL));
  sample_hold("pub", fixture->other);
  g_assert_true(push(fixture, fixture->list));
  g_assert_true(sample_holds("pub", fixture->list));
  g_assert_cmpuint(fixture->warnings->len, ==, 1);
  g_assert_true(sample_says(g_ptr_array_index(fixture->warnings, 0), "The history is not complete: "));
}

static void
test_words(Fixture *fixture, gconstpointer unused)
{
  static const struct {
    PublishResult result;
    const char *word, *done, *dry;
  } cases[] = {
      {PUBLISH_CREATED, "created", "had no list and holds this one now",
       "holds no list; it would get this one"},
      {PUBLISH_REPLACED, "replaced", "holds this list now", "would get this list in place of its old one"},
      {PUBLISH_UNCHANGED, "unchanged", "holds this very list already", "holds this very list already"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_assert_cmpstr(publish_result_get_word(cases[i].result), ==, cases[i].word);
    g_assert_cmpstr(publish_describe_result(cases[i].result, FALSE), ==, cases[i].done);
    g_assert_cmpstr(publish_describe_result(cases[i].result, TRUE), ==, cases[i].dry);
  }
}

/* --- the other way: what is there is read --- */

static GBytes *
fetch(Fixture *fixture, gint64 *modified)
{
  g_clear_error(&fixture->error);
  g_ptr_array_set_size(fixture->warnings, 0);
  return publish_fetch(&fixture->request, modified, CTL_PROMPT(fixture->prompt), NULL, NULL, &fixture->error);
}

/* A list that was fetched before is not kept a second time. */
static void
test_fetch(Fixture *fixture, gconstpointer unused)
{
  gint64 modified = 0;
  sample_hold("pub", fixture->list);
  fake_node_warn("pub", "It uses ssh-rsa");
  g_autoptr(GBytes) bytes = fetch(fixture, &modified);
  g_assert_true(g_bytes_equal(bytes, trust_list_get_bytes(fixture->list)));
  g_assert_cmpint(modified, ==, 1425678813);
  g_assert_cmpstr(g_ptr_array_index(fixture->warnings, 0), ==, "It uses ssh-rsa");
  expect_history("fetch fetched");
  g_autoptr(GBytes) again = fetch(fixture, NULL);
  expect_history("fetch fetched");
  sample_hold("pub", fixture->other);
  g_autoptr(GBytes) changed = fetch(fixture, NULL);
  expect_history("fetch fetched; fetch fetched");
  sample_hold("pub", fixture->list);
  fixture->request.dry_run = TRUE;
  g_autoptr(GBytes) dry = fetch(fixture, NULL);
  g_assert_nonnull(dry);
  expect_history("fetch fetched; fetch fetched");
}

static void
test_fetch_fails(Fixture *fixture, gconstpointer unused)
{
  g_assert_null(fetch(fixture, NULL));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_cmpstr(fixture->error->message, ==, "Publisher pub has no file /CTLFile.tlv");
  fake_fail("publisher@pub open", CTL_ERROR_LOGIN_REFUSED, "No");
  g_assert_null(fetch(fixture, NULL));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  expect_history("");
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/push/created", test_created},
      {"/push/replaced", test_replaced},
      {"/push/write-fails", test_write_fails},
      {"/push/another-is-there", test_another_is_there},
      {"/push/unchanged", test_unchanged},
      {"/push/dry-run", test_dry_run},
      {"/push/dry-run-looks-not", test_dry_run_looks_not},
      {"/push/left-over", test_left_over},
      {"/push/left-over-cannot-be-repaired", test_left_over_cannot_be_repaired},
      {"/push/refused", test_refused},
      {"/push/forced", test_forced},
      {"/push/tvs-vouches", test_tvs_vouches},
      {"/push/damaged-list-there", test_damaged_list_there},
      {"/push/unexpected", test_unexpected},
      {"/push/nothing-is-kept", test_nothing_is_kept},
      {"/push/unreachable", test_unreachable},
      {"/push/cannot-be-read", test_cannot_be_read},
      {"/push/no-history", test_no_history},
      {"/push/words", test_words},
      {"/push/fetch", test_fetch},
      {"/push/fetch-fails", test_fetch_fails},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS(SERVED); i++) {
    g_autofree char *path = g_strdup_printf("/push/served/%u", i);
    g_test_add(path, Fixture, GUINT_TO_POINTER(i), set_up, test_served, tear_down);
  }
  return sample_home_run();
}
