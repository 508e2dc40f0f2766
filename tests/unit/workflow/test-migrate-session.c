/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A migration for a window: questions that can wait for their answers, and how it goes on. */
#include "app/publisher/settings/cluster-login.h"
#include "app/workflow/update/update-session.h"
#include "sample-home.h"
#include "sample-migration.h"

typedef struct {
  SampleMigration sample;
  UpdateSession *session;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_migration_set_up(&fixture->sample, unused);
  sample_migration_upload();
  fixture->session = update_session_open(fixture->sample.entry, UPDATE_MIGRATE, NULL, &fixture->sample.error);
  g_assert_no_error(fixture->sample.error);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  update_session_unref(fixture->session);
  cluster_login_forget_all();
  sample_migration_tear_down(&fixture->sample, unused);
}

static gboolean
run(Fixture *fixture)
{
  SampleMigration *sample = &fixture->sample;
  g_clear_error(&sample->error);
  return update_session_run_next(fixture->session, CTL_PROMPT(sample->prompt), NULL, sample->cancellable,
                                 &sample->error);
}

static UpdateStepId
next_step(const Fixture *fixture)
{
  return update_get_next(update_session_get_update(fixture->session));
}

static void
expect_outlook(const Fixture *fixture, UpdateOutlook wanted)
{
  g_assert_cmpint(update_session_get_outlook(fixture->session), ==, wanted);
  g_assert_true((update_session_get_question(fixture->session) != NULL) == (wanted == UPDATE_ASK));
}

/* Runs while nothing has to be answered or waited for. */
static void
go(Fixture *fixture)
{
  while (update_session_get_outlook(fixture->session) == UPDATE_GO_ON) {
    UpdateStepId step = next_step(fixture);
    g_assert_true(run(fixture));
    g_assert_no_error(fixture->sample.error);
    g_assert_true(next_step(fixture) > step || update_session_get_outlook(fixture->session) != UPDATE_GO_ON);
  }
}

/* Up to the question of STEP. */
static void
go_to_question(Fixture *fixture, UpdateStepId step)
{
  go(fixture);
  while (next_step(fixture) != step) {
    expect_outlook(fixture, UPDATE_ASK);
    update_session_agree(fixture->session);
    g_assert_true(run(fixture));
    go(fixture);
  }
  expect_outlook(fixture, UPDATE_ASK);
}

static guint
count_signatures(const Fixture *fixture)
{
  return fixture->sample.tokens[0].n_signatures + fixture->sample.tokens[1].n_signatures;
}

/* The person of the prompt is not asked about steps: each question waits until it is agreed to. */
static void
test_whole_way(Fixture *fixture, gconstpointer unused)
{
  expect_outlook(fixture, UPDATE_GO_ON);
  g_assert_null(update_session_get_signer(fixture->session));
  go(fixture);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_SIGN);
  expect_outlook(fixture, UPDATE_ASK);
  const UpdateQuestion *question = update_session_get_question(fixture->session);
  g_assert_cmpstr(question->message, ==, "Sign this list with token " SAMPLE_FIRST " and put it on 3 nodes");
  g_assert_true(sample_says(question->detail, "SAST cucm-1051-a-pub goes: "));
  g_assert_cmpstr(update_session_get_signer(fixture->session), ==, SAMPLE_FIRST);
  g_assert_nonnull(update_get_plan(update_session_get_update(fixture->session)));
  g_assert_cmpuint(count_signatures(fixture), ==, 0);
  update_session_agree(fixture->session);
  g_assert_true(run(fixture));
  g_assert_cmpuint(count_signatures(fixture), ==, 1);
  for (guint i = 0; i < 3; i++) {
    go(fixture);
    g_assert_cmpint(next_step(fixture), ==, UPDATE_RESTART);
    expect_outlook(fixture, UPDATE_ASK);
    update_session_agree(fixture->session);
    g_assert_true(run(fixture));
  }
  go(fixture);
  expect_outlook(fixture, UPDATE_END);
  g_assert_cmpuint(fake_prompt_count(fixture->sample.prompt, PROMPT_STEP), ==, 0);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 9);
}

/* Without a yes a run asks again and does nothing; a yes is for one run. */
static void
test_not_agreed(Fixture *fixture, gconstpointer unused)
{
  update_session_agree(fixture->session); /* to nothing */
  go_to_question(fixture, UPDATE_SIGN);
  g_assert_true(run(fixture));
  expect_outlook(fixture, UPDATE_ASK);
  g_assert_cmpuint(count_signatures(fixture), ==, 0);
  go_to_question(fixture, UPDATE_RESTART);
  update_session_agree(fixture->session);
  g_assert_true(run(fixture)); /* the first node; the next one is another question */
  expect_outlook(fixture, UPDATE_ASK);
  g_assert_true(run(fixture));
  g_assert_cmpuint(fake_count("admin@pub utils service restart *"), ==, 3);
  g_assert_cmpuint(fake_count("admin@sub1 utils service restart *"), ==, 0);
}

/* What was agreed to is done and nothing else: another list is another question. */
static void
test_question_that_changes(Fixture *fixture, gconstpointer unused)
{
  go_to_question(fixture, UPDATE_SIGN);
  update_session_agree(fixture->session);
  update_session_set_signer(fixture->session, SAMPLE_SECOND);
  g_assert_cmpstr(update_session_get_signer(fixture->session), ==, SAMPLE_SECOND);
  update_session_agree(fixture->session);
  g_assert_true(run(fixture));
  expect_outlook(fixture, UPDATE_ASK);
  g_assert_cmpuint(count_signatures(fixture), ==, 0);
  const UpdateQuestion *question = update_session_get_question(fixture->session);
  g_assert_true(sample_says(question->message, "with token " SAMPLE_SECOND));
  update_session_agree(fixture->session);
  g_assert_true(run(fixture));
  g_assert_cmpuint(fixture->sample.tokens[1].n_signatures, ==, 1);
}

/* A failure is told, and leaves no question; it can be run again. */
static void
test_failure(Fixture *fixture, gconstpointer unused)
{
  go_to_question(fixture, UPDATE_SIGN);
  fake_prompt_set_secret(fixture->sample.prompt, PROMPT_TOKEN_PASSWORD, "wrong");
  update_session_agree(fixture->session);
  g_assert_false(run(fixture));
  g_assert_error(fixture->sample.error, CTL_ERROR, CTL_ERROR_WRONG_PIN);
  expect_outlook(fixture, UPDATE_GO_ON);
  g_assert_cmpuint(fake_prompt_count(fixture->sample.prompt, PROMPT_TOKEN_PASSWORD), ==, 1);
  fake_prompt_set_secret(fixture->sample.prompt, PROMPT_TOKEN_PASSWORD, SAMPLE_PASSWORD);
  g_assert_true(run(fixture));
  expect_outlook(fixture, UPDATE_ASK); /* the yes of before does not count */
}

static void
test_cancelled(Fixture *fixture, gconstpointer unused)
{
  go_to_question(fixture, UPDATE_SIGN);
  g_cancellable_cancel(fixture->sample.cancellable);
  g_assert_false(run(fixture));
  g_assert_error(fixture->sample.error, CTL_ERROR, CTL_ERROR_CANCELLED);
  expect_outlook(fixture, UPDATE_GO_ON);
}

/* Other questions are asked at once: host keys and passwords, each for all nodes. */
static void
test_other_questions(Fixture *fixture, gconstpointer unused)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  CtlFakePrompt *prompt = fixture->sample.prompt;
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
    fake_node_set_host_key(hosts[i], "SHA256:abc");
    fake_node_set_password(hosts[i], "Publ1sher!");
  }
  fake_prompt_set_yes(prompt, PROMPT_HOST_KEY, TRUE);
  fake_prompt_set_secret(prompt, PROMPT_LOGIN_PASSWORD, "Publ1sher!");
  go_to_question(fixture, UPDATE_RESTART);
  g_assert_cmpuint(fake_prompt_count(prompt, PROMPT_HOST_KEY), ==, 1);
  g_assert_cmpuint(fake_prompt_count(prompt, PROMPT_LOGIN_PASSWORD), ==, 2); /* publisher's and admin's */
}

static void
test_restarted_elsewhere(Fixture *fixture, gconstpointer unused)
{
  go_to_question(fixture, UPDATE_RESTART);
  update_session_set_restarted(fixture->session);
  expect_outlook(fixture, UPDATE_GO_ON);
  go(fixture);
  expect_outlook(fixture, UPDATE_END);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 0);
}

/* The administrator has to do something elsewhere first. */
static void
test_waiting(Fixture *fixture, gconstpointer unused)
{
  fake_node_add("tftp1"); /* whose TVS knows nobody */
  sample_hold("tftp1", fixture->sample.old);
  fake_answer("tftp1", PLATFORM_CLI_ASK_MODE, "ClusterSecurityMode 1\n");
  sample_own_certificates();
  go(fixture);
  expect_outlook(fixture, UPDATE_WAIT);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_TRUST);
  sample_upload("tftp1", 0);
  sample_upload("tftp1", 1);
  g_assert_true(run(fixture));
  g_assert_cmpint(next_step(fixture), ==,
                  UPDATE_CLUSTER); /* it is looked at again before anything is signed */
  go(fixture);
  expect_outlook(fixture, UPDATE_ASK);
}

static void
test_back(Fixture *fixture, gconstpointer unused)
{
  SampleMigration *sample = &fixture->sample;
  g_assert_false(
      update_session_go_back(fixture->session, CTL_PROMPT(sample->prompt), NULL, NULL, &sample->error));
  g_assert_error(sample->error, CTL_ERROR, CTL_ERROR_USAGE);
  g_clear_error(&sample->error);
  go_to_question(fixture, UPDATE_RESTART);
  update_session_set_restarted(fixture->session);
  g_assert_true(
      update_session_go_back(fixture->session, CTL_PROMPT(sample->prompt), NULL, NULL, &sample->error));
  g_assert_true(sample_holds("tftp1", sample->old));
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_STEP), ==, 0); /* the window has asked */
  expect_outlook(fixture, UPDATE_GO_ON);
  go_to_question(fixture, UPDATE_RESTART); /* what was said of restarts was said of another list */
}

static gboolean
go_back(Fixture *fixture)
{
  g_clear_error(&fixture->sample.error);
  return update_session_go_back(fixture->session, CTL_PROMPT(fixture->sample.prompt), NULL, NULL,
                                &fixture->sample.error);
}

static void
overrule(Fixture *fixture)
{
  g_autoptr(Consent) consent = consent_new();
  consent_accept_rule(consent, JUDGE_OLD_LIST_UNEXPECTED);
  update_session_add_consent(fixture->session, consent);
}

/* What was overruled for the new list is not for the old one that is put back. */
static void
test_back_is_another_list(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) strange = sample_tokenless_list(SERVER_SUBSCRIBER);
  go_to_question(fixture, UPDATE_RESTART);
  overrule(fixture);
  sample_hold("sub1", strange);
  g_assert_false(go_back(fixture));
  g_assert_error(fixture->sample.error, CTL_ERROR, CTL_ERROR_REJECTED);
  g_assert_true(sample_holds("sub1", strange));
  overrule(fixture);
  g_assert_true(go_back(fixture));
  g_assert_true(sample_holds("sub1", fixture->sample.old));
}

/* Nor for the list of the next migration. */
static void
test_anew_is_another_list(Fixture *fixture, gconstpointer unused)
{
  overrule(fixture);
  g_assert_true(update_session_start_anew(fixture->session, NULL, NULL));
  go_to_question(fixture, UPDATE_SIGN);
  g_autoptr(TrustList) strange = sample_tokenless_list(SERVER_SUBSCRIBER);
  sample_hold("sub1", strange);
  update_session_agree(fixture->session);
  g_assert_true(run(fixture));
  g_assert_false(run(fixture));
  g_assert_cmpint(next_step(fixture), ==, UPDATE_PUSH);
  g_assert_true(sample_holds("sub1", strange));
}

static void
test_start_anew(Fixture *fixture, gconstpointer unused)
{
  fake_node_warn("pub", "It uses ssh-rsa");
  fake_node_warn("sub1", "It uses hmac-sha1");
  g_assert_null(update_session_describe_warnings(fixture->session));
  go_to_question(fixture, UPDATE_SIGN);
  g_autofree char *warnings = update_session_describe_warnings(fixture->session);
  g_assert_cmpstr(warnings, ==, "It uses ssh-rsa.\nIt uses hmac-sha1."); /* each once */
  g_assert_true(update_session_start_anew(fixture->session, NULL, NULL));
  expect_outlook(fixture, UPDATE_GO_ON);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_CLUSTER);
  g_assert_null(update_session_describe_warnings(fixture->session));
}

/* It is taken up by another window, or after the program was started anew. */
static void
test_taken_up(Fixture *fixture, gconstpointer unused)
{
  go_to_question(fixture, UPDATE_RESTART);
  UpdateSession *same = update_session_ref(fixture->session);
  update_session_unref(same);
  update_session_unref(fixture->session);
  fixture->session = update_session_open(fixture->sample.entry, UPDATE_MIGRATE, NULL, NULL);
  g_assert_cmpstr(update_session_get_entry(fixture->session)->name, ==, "hq");
  expect_outlook(fixture, UPDATE_GO_ON);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_CLUSTER); /* is the list still the right one? */
  g_assert_true(run(fixture));
  g_assert_cmpint(next_step(fixture), ==, UPDATE_RESTART);
}

static void
test_damaged_state(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename(fixture->sample.folder, "state.conf", NULL);
  g_assert_true(g_file_set_contents(path, "nonsense", -1, NULL));
  g_assert_null(update_session_open(fixture->sample.entry, UPDATE_MIGRATE, NULL, &fixture->sample.error));
  g_assert_error(fixture->sample.error, CTL_ERROR, CTL_ERROR_DAMAGED);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/migrate-session/whole-way", test_whole_way},
      {"/migrate-session/not-agreed", test_not_agreed},
      {"/migrate-session/question-that-changes", test_question_that_changes},
      {"/migrate-session/failure", test_failure},
      {"/migrate-session/cancelled", test_cancelled},
      {"/migrate-session/other-questions", test_other_questions},
      {"/migrate-session/restarted-elsewhere", test_restarted_elsewhere},
      {"/migrate-session/waiting", test_waiting},
      {"/migrate-session/back", test_back},
      {"/migrate-session/back-is-another-list", test_back_is_another_list},
      {"/migrate-session/start-anew", test_start_anew},
      {"/migrate-session/anew-is-another-list", test_anew_is_another_list},
      {"/migrate-session/taken-up", test_taken_up},
      {"/migrate-session/damaged-state", test_damaged_state},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return sample_home_run();
}
