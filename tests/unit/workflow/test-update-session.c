/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An update for a window: who signs when nobody says so, and what is kept of what it is to make. */
#include "app/publisher/settings/cluster-login.h"
#include "app/workflow/update/update-session.h"
#include "sample-home.h"
#include "sample-update.h"

typedef struct {
  SampleMigration sample;
  UpdateSession *session;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_update_set_up(&fixture->sample, unused);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_pointer(&fixture->session, update_session_unref);
  cluster_login_forget_all();
  sample_migration_tear_down(&fixture->sample, unused);
}

static void
begin(Fixture *fixture, const UpdateWish *wish)
{
  g_clear_pointer(&fixture->session, update_session_unref);
  fixture->session = update_session_open(fixture->sample.entry, UPDATE_TO_PLAN, wish, &fixture->sample.error);
  g_assert_no_error(fixture->sample.error);
}

static UpdateStepId
next_step(const Fixture *fixture)
{
  return update_get_next(update_session_get_update(fixture->session));
}

/* As a window does: on as long as nothing is asked and nothing fails. */
static void
go(Fixture *fixture)
{
  SampleMigration *sample = &fixture->sample;
  g_clear_error(&sample->error);
  do {
    if (!update_session_run_next(fixture->session, CTL_PROMPT(sample->prompt), NULL, NULL, &sample->error))
      return;
  } while (update_session_get_outlook(fixture->session) == UPDATE_GO_ON);
}

static void
say_yes(Fixture *fixture)
{
  g_assert_cmpint(update_session_get_outlook(fixture->session), ==, UPDATE_ASK);
  update_session_agree(fixture->session);
  go(fixture);
}

/* A token that phones know signs, though another one is plugged in too. */
static void
test_nobody_says_who_signs(Fixture *fixture, gconstpointer unused)
{
  FakeToken *tokens = fixture->sample.tokens;
  FakeToken plugged[] = {tokens[2], tokens[1]};
  fake_tokens_set(plugged, G_N_ELEMENTS(plugged));
  sample_update_renew("sub1");
  begin(fixture, NULL);
  go(fixture);
  g_assert_no_error(fixture->sample.error);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_SIGN);
  g_assert_cmpstr(update_session_get_signer(fixture->session), ==, SAMPLE_SECOND);
  g_assert_cmpuint(update_get_signers(update_session_get_update(fixture->session))->len, ==, 2);
  update_session_set_signer(fixture->session, "third");
  g_assert_cmpint(next_step(fixture), ==, UPDATE_TOKENS); /* do phones know that one? */
  go(fixture);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_TRUST);
}

static void
test_no_token(Fixture *fixture, gconstpointer unused)
{
  fake_tokens_set(NULL, 0);
  sample_update_renew("sub1");
  begin(fixture, NULL);
  go(fixture);
  g_assert_error(fixture->sample.error, CTL_ERROR, CTL_ERROR_NO_TOKEN);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_TOKENS);
}

static UpdateWish *
make_wish(void)
{
  UpdateWish *wish = update_wish_new();
  wish->goal = PLAN_TO_TOKENS;
  wish->tokens = g_strsplit(SAMPLE_FIRST " " SAMPLE_SECOND, " ", 0);
  wish->without = g_strsplit("sub1", " ", 0);
  X509 *certificate = sample_update_third_token()->certificate;
  X509_up_ref(certificate);
  g_ptr_array_add(wish->certificates, certificate);
  return wish;
}

/* Another window, or another run of the program, does not ask for it again. */
static void
test_taken_up(Fixture *fixture, gconstpointer unused)
{
  UpdateKind kind = UPDATE_MIGRATE;
  g_autoptr(UpdateWish) wish = make_wish();
  g_assert_false(update_find_unfinished(fixture->sample.entry, &kind));
  begin(fixture, wish);
  go(fixture);
  g_assert_false(update_find_unfinished(fixture->sample.entry, &kind)); /* nothing was signed yet */
  say_yes(fixture);
  g_assert_no_error(fixture->sample.error);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_RESTART);
  g_assert_true(update_find_unfinished(fixture->sample.entry, &kind));
  g_assert_cmpint(kind, ==, UPDATE_TO_PLAN);
  g_clear_pointer(&fixture->session, update_session_unref);
  begin(fixture, NULL);
  const UpdateWish *kept = update_session_get_wish(fixture->session);
  g_assert_cmpstrv(kept->tokens, wish->tokens);
  g_assert_cmpstrv(kept->without, wish->without);
  g_assert_cmpuint(kept->certificates->len, ==, 1);
  g_assert_cmpint(X509_cmp(kept->certificates->pdata[0], wish->certificates->pdata[0]), ==, 0);
  go(fixture);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_RESTART);
  g_assert_cmpuint(sample_update_count_signatures(&fixture->sample), ==, 1);
}

/* At its end nothing is kept, and a node that has gone meanwhile is no error. */
static void
test_ended(Fixture *fixture, gconstpointer unused)
{
  static const char *const gone[] = {"sub1", NULL};
  UpdateKind kind = UPDATE_MIGRATE;
  g_autoptr(UpdateWish) wish = make_wish();
  begin(fixture, wish);
  go(fixture);
  say_yes(fixture);
  g_assert_true(address_book_entry_leave_out(fixture->sample.entry, gone, NULL));
  begin(fixture, NULL);
  update_session_set_restarted(fixture->session);
  go(fixture);
  g_assert_no_error(fixture->sample.error);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_N_STEPS);
  g_assert_false(update_find_unfinished(fixture->sample.entry, &kind));
  begin(fixture, NULL);
  g_assert_null(update_session_get_wish(fixture->session)->tokens);
}

/* Nothing is asked every few seconds there; and what the person does is seen in the next run. */
static void
test_first_something_else(Fixture *fixture, gconstpointer unused)
{
  SampleMigration *sample = &fixture->sample;
  g_autoptr(UpdateWish) wish = update_wish_new();
  g_autoptr(TrustList) tokenless = sample_update_tokenless_list();
  wish->goal = PLAN_TO_TOKENLESS;
  sample_hold_everywhere(tokenless);
  sample_update_renew("sub1");
  begin(fixture, wish);
  go(fixture);
  g_assert_no_error(sample->error);
  g_assert_cmpint(next_step(fixture), ==, UPDATE_TOKENS);
  g_assert_cmpint(update_session_get_outlook(fixture->session), ==, UPDATE_STOP);
  const Update *update = update_session_get_update(fixture->session);
  g_assert_true(sample_says(update_get_step(update, UPDATE_TOKENS)->to_do, "utils ctl update CTLFile"));
  sample_own("sub1", "CallManager", sample_server(SERVER_SUBSCRIBER)); /* the same as in the list */
  go(fixture);
  g_assert_no_error(sample->error);
  g_assert_cmpint(next_step(fixture), >, UPDATE_TOKENS);
}

int
main(int argc, char **argv)
{
  sample_home_init(&argc, &argv);
  g_test_add("/update-session/nobody-says-who-signs", Fixture, NULL, set_up, test_nobody_says_who_signs,
             tear_down);
  g_test_add("/update-session/no-token", Fixture, NULL, set_up, test_no_token, tear_down);
  g_test_add("/update-session/first-something-else", Fixture, NULL, set_up, test_first_something_else,
             tear_down);
  g_test_add("/update-session/taken-up", Fixture, NULL, set_up, test_taken_up, tear_down);
  g_test_add("/update-session/ended", Fixture, NULL, set_up, test_ended, tear_down);
  return sample_home_run();
}
