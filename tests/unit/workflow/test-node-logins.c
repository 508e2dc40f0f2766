/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host keys of several nodes are shown together before anybody is logged in: one question, and what is
 * kept after it. */
#include "app/base/scripted-prompt.h"
#include "app/publisher/sftp/sftp-session.h"
#include "app/workflow/nodes/node-logins.h"
#include "sample-cluster.h"

#define N_NODES 3

static const char *const HOSTS[N_NODES] = {"pub", "sub1", "tftp1"};
static const char *const KEYS[N_NODES] = {"SHA256:aaa", "SHA256:bbb", "SHA256:ccc"};

typedef struct {
  PublisherAddress *addresses[N_NODES];
  PublisherLogin login;
  NodeLogin logins[N_NODES];
  gboolean left_out[N_NODES];
  CtlFakePrompt *prompt;
  GCancellable *cancellable;
  GError **errors;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_cluster_reset();
  for (gsize i = 0; i < N_NODES; i++) {
    g_autofree char *url = g_strdup_printf("sftp://publisher@%s/CTLFile.tlv", HOSTS[i]);
    fake_node_set_host_key(HOSTS[i], KEYS[i]);
    fixture->addresses[i] = publisher_address_parse(url, NULL);
    fixture->logins[i] = (NodeLogin){fixture->addresses[i], &fixture->login};
  }
  fixture->prompt = fake_prompt_new();
  fixture->cancellable = g_cancellable_new();
  fixture->errors = g_new0(GError *, N_NODES);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  for (gsize i = 0; i < N_NODES; i++)
    publisher_address_free(fixture->addresses[i]);
  g_object_unref(fixture->prompt);
  g_object_unref(fixture->cancellable);
  node_errors_free(fixture->errors, N_NODES);
}

/* --- a round --- */

static gboolean
log_in(const NodeTurn *turn, gpointer user_data, GError **error)
{
  const Fixture *fixture = user_data;
  const NodeLogin *where = &fixture->logins[turn->index];
  const PublisherAddress *address = where->address != NULL ? where->address : fixture->addresses[turn->index];
  g_autoptr(PublisherSession) session =
      publisher_session_open(address, where->login, turn->prompt, turn->progress, turn->cancellable, error);
  return session != NULL;
}

static void
run_with(Fixture *fixture, CtlPrompt *prompt)
{
  const NodeRound round = {
      .prompt = prompt, .cancellable = fixture->cancellable, .left_out = fixture->left_out};
  node_errors_free(fixture->errors, N_NODES);
  fixture->errors = g_new0(GError *, N_NODES);
  fake_forget();
  node_logins_run(&round, fixture->logins, N_NODES, log_in, fixture, fixture->errors);
}

static void
run(Fixture *fixture)
{
  run_with(fixture, CTL_PROMPT(fixture->prompt));
}

static void
say(Fixture *fixture, gboolean yes)
{
  fake_prompt_set_yes(fixture->prompt, PROMPT_HOST_KEY, yes);
}

/* What became of the nodes, "done unreachable left-out", and how often a person was asked so far. */
static void
expect(const Fixture *fixture, const char *wanted, guint n_questions)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < N_NODES; i++) {
    const GError *error = fixture->errors[i];
    g_autofree char *open = g_strdup_printf("publisher@%s open", HOSTS[i]);
    const char *word = fake_count(open) == 0 ? "untouched" : "done";
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "", error != NULL ? ctl_error_get_word(error) : word);
  }
  g_assert_cmpstr(text->str, ==, wanted);
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_HOST_KEY), ==, n_questions);
}

/* --- the question --- */

static void
test_yes(Fixture *fixture, gconstpointer unused)
{
  say(fixture, TRUE);
  run(fixture);
  expect(fixture, "done done done", 1);
  const char *question = fake_prompt_get_last(fixture->prompt, PROMPT_HOST_KEY);
  g_assert_true(sample_says(question, "pub, sub1, tftp1: Are these the host keys of the 3 nodes ("));
  g_assert_true(sample_says(question, ":\npub ssh-ed25519 SHA256:aaa\nsub1 ssh-ed25519 SHA256:bbb\n"
                                      "tftp1 ssh-ed25519 SHA256:ccc\nCompare each "));
  g_assert_cmpuint(fake_count("* keep key"), ==, N_NODES);
  for (gsize i = 0; i < N_NODES; i++) {
    g_autofree char *who = g_strdup_printf("publisher@%s", HOSTS[i]);
    g_autofree char *asked = fake_list(who);
    g_assert_cmpstr(asked, ==, "key; keep key; open");
  }
  run(fixture); /* they are known now */
  expect(fixture, "done done done", 1);
  g_assert_cmpuint(fake_count("* key"), ==, 0);
}

/* Each node fails without another question, and its key is as unknown as before. */
static void
test_no(Fixture *fixture, gconstpointer unused)
{
  run(fixture);
  expect(fixture, "host-key-unknown host-key-unknown host-key-unknown", 1);
  g_assert_cmpuint(fake_count("* keep key"), ==, 0);
  say(fixture, TRUE);
  run(fixture);
  expect(fixture, "done done done", 2);
}

/* A no to some of them stops nobody whose key is known. */
static void
test_no_beside_a_known_one(Fixture *fixture, gconstpointer unused)
{
  fake_node_set_host_key("sub1", NULL);
  run(fixture);
  expect(fixture, "host-key-unknown done host-key-unknown", 1);
  g_assert_true(sample_says(fake_prompt_get_last(fixture->prompt, PROMPT_HOST_KEY), "keys of the 2 nodes"));
  g_assert_cmpuint(fake_count("publisher@sub1 key"), ==, 0);
}

/* Nobody is called for a single key: the login asks for it. */
static void
test_single(Fixture *fixture, gconstpointer unused)
{
  fake_node_set_host_key("pub", NULL);
  fixture->left_out[2] = TRUE;
  say(fixture, TRUE);
  run(fixture);
  expect(fixture, "done done untouched", 1);
  g_assert_cmpuint(fake_count("* key"), ==, 0);
  g_assert_cmpstr(fake_prompt_get_last(fixture->prompt, PROMPT_HOST_KEY), ==,
                  "sub1: Is this the host key (SHA256:bbb)");
}

/* A fingerprint that was given answers for its node; what is left is a question about two, or about one. */
static void
test_given(Fixture *fixture, gconstpointer unused)
{
  const char *const one[] = {"SHA256:bbb", NULL};
  const char *const two[] = {"SHA256:bbb", "SHA256:ccc", NULL};
  fixture->login.host_keys = one;
  run(fixture);
  expect(fixture, "host-key-unknown done host-key-unknown", 1);
  g_assert_true(sample_says(fake_prompt_get_last(fixture->prompt, PROMPT_HOST_KEY), "pub, tftp1: "));
  for (gsize i = 0; i < N_NODES; i++)
    fake_node_set_host_key(HOSTS[i], KEYS[i]);
  fixture->login.host_keys = two;
  run(fixture);
  expect(fixture, "host-key-unknown done done", 2);
  g_assert_true(
      sample_says(fake_prompt_get_last(fixture->prompt, PROMPT_HOST_KEY), "pub: Is this the host "));
}

/* Two addresses of one server are one key. */
static void
test_same_server(Fixture *fixture, gconstpointer unused)
{
  fixture->logins[2].address = fixture->addresses[0];
  say(fixture, TRUE);
  run(fixture);
  expect(fixture, "done done untouched", 1);
  g_assert_true(sample_says(fake_prompt_get_last(fixture->prompt, PROMPT_HOST_KEY), "pub, sub1: "));
  g_assert_cmpuint(fake_count("publisher@pub key"), ==, 1);
}

/* Where nobody logs in before the round, or only where the key is known. */
static void
test_no_login(Fixture *fixture, gconstpointer unused)
{
  fixture->logins[0].address = NULL;
  say(fixture, TRUE);
  run(fixture);
  expect(fixture, "done done done", 2); /* the round's own for pub */
  g_assert_cmpuint(fake_count("publisher@pub key"), ==, 0);
}

/* --- what stands in the way --- */

/* A node that cannot be reached has no key to show, and its turn tells why. */
static void
test_unreachable(Fixture *fixture, gconstpointer unused)
{
  fake_fail("publisher@sub1 key", CTL_ERROR_UNREACHABLE, "no way");
  fake_fail("publisher@sub1 open", CTL_ERROR_UNREACHABLE, "no way");
  say(fixture, TRUE);
  run(fixture);
  expect(fixture, "done unreachable done", 1);
  g_assert_true(sample_says(fake_prompt_get_last(fixture->prompt, PROMPT_HOST_KEY), "pub, tftp1: "));
}

/* One that was confirmed and cannot be kept is not asked about again; the login tells what is wrong. */
static void
test_not_kept(Fixture *fixture, gconstpointer unused)
{
  fake_fail("publisher@sub1 keep key", CTL_ERROR_FILE, "read-only");
  say(fixture, TRUE);
  run(fixture);
  expect(fixture, "done done done", 1);
  g_assert_cmpuint(fake_count("* keep key"), ==, N_NODES);
}

/* The server shows another key than the one that was refused: that is another question. */
static void
change_key(gpointer unused)
{
  fake_node_set_host_key("sub1", "SHA256:ddd");
}

static void
test_other_key_after_no(Fixture *fixture, gconstpointer unused)
{
  fake_when("publisher@sub1 open", change_key, NULL);
  run(fixture);
  expect(fixture, "host-key-unknown host-key-unknown host-key-unknown", 2);
  g_assert_cmpstr(fake_prompt_get_last(fixture->prompt, PROMPT_HOST_KEY), ==,
                  "sub1: Is this the host key (SHA256:ddd)");
}

/* Without anybody who answers each turn says so, as it does for a single key. */
static void
test_nobody(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(CtlScriptedPrompt) nobody = scripted_prompt_new(NULL);
  run_with(fixture, CTL_PROMPT(nobody));
  expect(fixture, "usage usage usage", 0);
  g_assert_cmpuint(fake_count("* keep key"), ==, 0);
}

static void
test_no_prompt(Fixture *fixture, gconstpointer unused)
{
  for (gsize i = 0; i < N_NODES; i++)
    fake_node_set_host_key(HOSTS[i], NULL);
  run_with(fixture, NULL);
  expect(fixture, "done done done", 0);
}

static void
cancel(gpointer cancellable)
{
  g_cancellable_cancel(cancellable);
}

static void
test_cancelled(Fixture *fixture, gconstpointer unused)
{
  fake_when("publisher@tftp1 key", cancel, fixture->cancellable);
  say(fixture, TRUE);
  run(fixture);
  expect(fixture, "cancelled cancelled cancelled", 0);
  g_assert_cmpuint(fake_count("* keep key"), ==, 0);
  g_assert_cmpuint(fake_count("* open"), ==, 0);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test)(Fixture *fixture, gconstpointer unused);
  } tests[] = {
      {"yes", test_yes},
      {"no", test_no},
      {"no-beside-a-known-one", test_no_beside_a_known_one},
      {"single", test_single},
      {"given", test_given},
      {"same-server", test_same_server},
      {"no-login", test_no_login},
      {"unreachable", test_unreachable},
      {"not-kept", test_not_kept},
      {"other-key-after-no", test_other_key_after_no},
      {"nobody", test_nobody},
      {"no-prompt", test_no_prompt},
      {"cancelled", test_cancelled},
  };
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
    g_autofree char *path = g_strdup_printf("/workflow/node-logins/%s", tests[i].name);
    g_test_add(path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run();
}
