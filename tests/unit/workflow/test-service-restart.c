/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Services of a node, restarted: what is asked beforehand, that "restarted" is said only of what the node
 * calls started, and how long it is waited for. */
#include "app/workflow/nodes/service-restart.h"
#include "sample-cluster.h"
#include "tests/unit/base/fake-clock.h"

#define ASK_LIST "utils service list"
#define RESTART "utils service restart "
#define ALL_RUN                                                                                              \
  "Requesting service status, please wait...\nSystem SSH [STARTED]\nCisco CallManager[STARTED]\n"            \
  "Cisco Tftp[STARTED]\nCisco CTIManager[STARTED]\n"

static char *SERVICES[] = {"Cisco Tftp", "Cisco CallManager", "Cisco CTIManager", NULL};

typedef struct {
  AddressBookEntry *entry;
  PublisherAddress *node;
  CtlFakePrompt *prompt;
  GCancellable *cancellable;
  GError *error;
  char *done;
  const char *const *lists; /* the answers to ASK_LIST, one each time; the last one stays */
  guint n_lists;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_cluster_reset();
  fixture->entry = sample_entry();
  fixture->node = publisher_address_parse("sftp://admin@sub1/CTLFile.tlv", NULL);
  fixture->prompt = fake_prompt_new();
  fixture->cancellable = g_cancellable_new();
  fake_prompt_set_yes(fixture->prompt, PROMPT_RESTART, TRUE);
  fake_answer("sub1", ASK_LIST, ALL_RUN);
  for (char **service = SERVICES; *service != NULL; service++) {
    g_autofree char *command = g_strconcat(RESTART, *service, NULL);
    g_autofree char *answer = g_strdup_printf("%s[STOPPING]\n%s[STARTED]\n", *service, *service);
    fake_answer("sub1", command, answer);
  }
  fake_clock_jump(1);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  fake_clock_jump(0);
  g_clear_error(&fixture->error);
  g_free(fixture->done);
  address_book_entry_free(fixture->entry);
  publisher_address_free(fixture->node);
  g_object_unref(fixture->prompt);
  g_object_unref(fixture->cancellable);
}

static void
run(Fixture *fixture)
{
  ServiceRestart restart = {.node = fixture->node, .services = SERVICES};
  g_clear_error(&fixture->error);
  g_free(fixture->done);
  fixture->done =
      service_restart_run(&restart, CTL_PROMPT(fixture->prompt), NULL, fixture->cancellable, &fixture->error);
}

static void
expect_done(const Fixture *fixture, const char *wanted)
{
  g_assert_no_error(fixture->error);
  g_assert_cmpstr(fixture->done, ==, wanted);
}

static void
expect_failure(const Fixture *fixture, CtlError code, const char *words)
{
  g_assert_null(fixture->done);
  g_assert_error(fixture->error, CTL_ERROR, (int)code);
  g_assert_true(sample_says(fixture->error->message, words));
}

/* The next of the answers is for this question. */
static void
turn_list(gpointer data)
{
  Fixture *fixture = data;
  fake_answer("sub1", ASK_LIST, fixture->lists[0]);
  if (fixture->n_lists > 1) {
    fixture->lists++;
    fixture->n_lists--;
  }
}

static void
set_lists(Fixture *fixture, const char *const *lists, guint n_lists)
{
  fixture->lists = lists;
  fixture->n_lists = n_lists;
  fake_when("admin@sub1 " ASK_LIST, turn_list, fixture);
}

static void
test_order(Fixture *fixture, gconstpointer unused)
{
  run(fixture);
  expect_done(fixture, "sub1: restarted Cisco Tftp, Cisco CallManager, Cisco CTIManager.");
  g_autofree char *asked = fake_list("admin@sub1");
  g_assert_cmpstr(asked, ==,
                  "cli; utils service list; utils service restart Cisco Tftp; utils service restart Cisco "
                  "CallManager; utils service restart Cisco CTIManager; utils service list");
  g_assert_cmpstr(fake_prompt_get_last(fixture->prompt, PROMPT_RESTART), ==,
                  "sub1: Restart Cisco Tftp, then Cisco CallManager, then Cisco CTIManager on sub1 now (This "
                  "runs \"utils service restart\" there for each of them that is activated. Phones that are "
                  "registered there lose their registration for a while.)");
}

/* No phone is registered with Cisco Tftp. */
static void
test_tftp_alone(Fixture *fixture, gconstpointer unused)
{
  fake_answer("sub1", ASK_LIST,
              "Cisco CTIManager[STOPPED]  Service Not Activated\nCisco CallManager[STOPPED]  Service Not "
              "Activated\nCisco Tftp[STARTED]\n");
  run(fixture);
  g_assert_cmpstr(fake_prompt_get_last(fixture->prompt, PROMPT_RESTART), ==,
                  "sub1: Restart Cisco Tftp on sub1 now (This runs \"utils service restart\" there. Not "
                  "activated there, and left alone: Cisco CallManager, Cisco CTIManager.)");
}

static void
test_no(Fixture *fixture, gconstpointer unused)
{
  fake_prompt_set_yes(fixture->prompt, PROMPT_RESTART, FALSE);
  run(fixture);
  expect_failure(fixture, CTL_ERROR_CANCELLED, "Stopped; the same command goes on from here");
  g_assert_cmpuint(fake_count("admin@sub1 " RESTART "*"), ==, 0);
}

/* The question names what will be restarted, and what will not. Nothing to do, nothing to ask. */
static void
test_not_activated(Fixture *fixture, gconstpointer unused)
{
  fake_answer(
      "sub1", ASK_LIST,
      "Cisco CTIManager[STOPPED]  Service Not Activated\nCisco CallManager[STARTED]\nCisco Tftp[STARTED]\n");
  run(fixture);
  expect_done(fixture,
              "sub1: restarted Cisco Tftp, Cisco CallManager; not activated there, which is no failure: "
              "Cisco CTIManager.");
  g_assert_true(sample_says(fake_prompt_get_last(fixture->prompt, PROMPT_RESTART),
                            "Restart Cisco Tftp, then Cisco CallManager on sub1 now"));
  g_assert_true(sample_says(fake_prompt_get_last(fixture->prompt, PROMPT_RESTART),
                            "Not activated there, and left alone: Cisco CTIManager."));
  g_assert_cmpuint(fake_count("admin@* " RESTART "Cisco CTIManager"), ==, 0);
  fake_answer(
      "sub1", ASK_LIST,
      "Cisco CTIManager[STOPPED]  Service Not Activated\nCisco CallManager[STOPPED] Service Not Activated\n"
      "Cisco Tftp [STOPPED]  Service Not Activated\n");
  run(fixture);
  expect_done(fixture,
              "sub1: nothing had to be restarted, since these are not activated there: Cisco Tftp, Cisco "
              "CallManager, Cisco CTIManager.");
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_RESTART), ==, 1);
}

/* Only the restart says so, of a node that does not list its services. */
static void
test_node_that_lists_nothing(Fixture *fixture, gconstpointer unused)
{
  fake_fail("admin@sub1 " ASK_LIST, CTL_ERROR_REMOTE, "It does not know the command");
  fake_answer("sub1", RESTART "Cisco CallManager", "Service Manager is running\nService Not Activated\n");
  run(fixture);
  expect_done(fixture,
              "sub1: restarted Cisco Tftp, Cisco CTIManager; not activated there, which is no failure: Cisco "
              "CallManager.");
  fake_answer("sub1", RESTART "Cisco CallManager", "Cisco CallManager[STARTING]\n");
  run(fixture); /* nobody can say that it arrived */
  expect_failure(
      fixture, CTL_ERROR_REMOTE,
      "Node sub1 does not say that Cisco CallManager was started again; its last words are \"Cisco "
      "CallManager[STARTING]\"");
}

/* A release without the service: the node lists it nowhere, and refuses to restart it or says nothing of it.
 */
static void
test_unknown_there(Fixture *fixture, gconstpointer unused)
{
  fake_answer("sub1", ASK_LIST, "Cisco Tftp[STARTED]\nCisco CallManager[STARTED]\n");
  fake_answer("sub1", RESTART "Cisco CTIManager", "Service Manager is running\nInvalid service\n");
  run(fixture);
  expect_done(fixture,
              "sub1: restarted Cisco Tftp, Cisco CallManager. Unknown there, which is no failure: Cisco "
              "CTIManager.");
  fake_fail("admin@sub1 " RESTART "Cisco CTIManager", CTL_ERROR_REMOTE, "the command failed");
  run(fixture);
  expect_done(fixture,
              "sub1: restarted Cisco Tftp, Cisco CallManager. Unknown there, which is no failure: Cisco "
              "CTIManager.");
}

/* The node lists it nowhere, and calls it started: there is nothing more to wait for. */
static void
test_started_and_not_listed(Fixture *fixture, gconstpointer unused)
{
  fake_answer("sub1", ASK_LIST, "Cisco Tftp[STARTED]\nCisco CallManager[STARTED]\n");
  guint n_jumps = fake_clock_count_jumps();
  run(fixture);
  expect_done(fixture, "sub1: restarted Cisco Tftp, Cisco CallManager, Cisco CTIManager.");
  g_assert_cmpuint(fake_clock_count_jumps() - n_jumps, ==, 0);
}

/* An answer is no restart. Nothing else is touched after it. */
static void
test_answers_of_a_failure(Fixture *fixture, gconstpointer unused)
{
  static const char *const answers[] = {
      "Service Manager is running\nCisco CallManager[STOPPED]  Commanded Out of Service\n",
      "Cisco CallManager[STOPPING]\nCommanded Out of Service\nCisco CallManager[NOTRUNNING]\n",
      "Cisco CallManager[STARTED]\nCisco CallManager[STOPPED]\n",
      "Cisco Tftp[STARTED]\n",
      "Service Manager is running\n",
      "",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
    g_test_message("%s", answers[i]);
    fake_answer("sub1", RESTART "Cisco CallManager", answers[i]);
    run(fixture);
    expect_failure(fixture, CTL_ERROR_REMOTE,
                   "Node sub1 does not say that Cisco CallManager was started again");
    g_assert_cmpuint(fake_count("admin@sub1 " RESTART "Cisco CTIManager"), ==, 0);
  }
  fake_fail("admin@sub1 " RESTART "Cisco CallManager", CTL_ERROR_REMOTE, "the command failed");
  run(fixture);
  expect_failure(fixture, CTL_ERROR_REMOTE, "the command failed");
}

/* The command ends before the service is there: the next one is not restarted earlier. */
static void
test_late_service(Fixture *fixture, gconstpointer unused)
{
  static const char *const lists[] = {
      ALL_RUN,
      "Cisco Tftp[STARTED]\nCisco CallManager[STOPPING]\nCisco CTIManager[STARTED]\n",
      "Cisco Tftp[STARTED]\nCisco CallManager[STARTING]\nCisco CTIManager[STARTED]\n",
      ALL_RUN,
  };
  set_lists(fixture, lists, G_N_ELEMENTS(lists));
  fake_answer("sub1", RESTART "Cisco CallManager",
              "Cisco CallManager[STOPPING]\nCisco CallManager[STARTING]\n");
  guint n_jumps = fake_clock_count_jumps();
  run(fixture);
  expect_done(fixture, "sub1: restarted Cisco Tftp, Cisco CallManager, Cisco CTIManager.");
  g_assert_cmpuint(fake_clock_count_jumps() - n_jumps, ==, 2);
  g_autofree char *asked = fake_list("admin@sub1");
  g_assert_cmpstr(
      asked, ==,
      "cli; utils service list; utils service restart Cisco Tftp; utils service restart Cisco "
      "CallManager; utils service list; utils service list; utils service list; utils service restart "
      "Cisco CTIManager; utils service list");
}

/* Each service said STARTED, and one has fallen since; the node is not done until it is there again. */
static void
test_service_that_falls(Fixture *fixture, gconstpointer unused)
{
  static const char *const lists[] = {
      ALL_RUN,
      "Cisco Tftp[STOPPED]\nCisco CallManager[STARTED]\nCisco CTIManager[STARTED]\n",
      ALL_RUN,
  };
  set_lists(fixture, lists, G_N_ELEMENTS(lists));
  guint n_jumps = fake_clock_count_jumps();
  run(fixture);
  expect_done(fixture, "sub1: restarted Cisco Tftp, Cisco CallManager, Cisco CTIManager.");
  g_assert_cmpuint(fake_clock_count_jumps() - n_jumps, ==, 1);
}

static void
test_service_that_stays_away(Fixture *fixture, gconstpointer unused)
{
  static const char *const lists[] = {
      ALL_RUN,
      "Cisco Tftp[STARTED]\nCisco CallManager[STARTED]\nCisco CTIManager[STARTING]\n",
  };
  set_lists(fixture, lists, G_N_ELEMENTS(lists));
  guint n_jumps = fake_clock_count_jumps();
  run(fixture);
  expect_failure(fixture, CTL_ERROR_REMOTE, "Node sub1: Cisco CTIManager has not come back for 10 minutes.");
  g_assert_cmpuint(fake_clock_count_jumps() - n_jumps, ==, SERVICE_RESTART_LIMIT_S / SERVICE_RESTART_POLL_S);
}

static void
cancel(gpointer cancellable)
{
  g_cancellable_cancel(cancellable);
}

static void
test_cancelled_while_waiting(Fixture *fixture, gconstpointer unused)
{
  fake_answer("sub1", ASK_LIST,
              "Cisco Tftp[STARTED]\nCisco CallManager[STARTED]\nCisco CTIManager[STARTING]\n");
  fake_when("admin@sub1 " RESTART "Cisco CTIManager", cancel, fixture->cancellable);
  run(fixture);
  expect_failure(fixture, CTL_ERROR_CANCELLED, "");
}

/* The session breaks: nobody says that anything was restarted. */
static void
test_lost_session(Fixture *fixture, gconstpointer unused)
{
  fake_fail("admin@sub1 " RESTART "Cisco CTIManager", CTL_ERROR_UNREACHABLE, "nothing came for 120 seconds");
  run(fixture);
  expect_failure(fixture, CTL_ERROR_UNREACHABLE, "nothing came for 120 seconds");
  fake_fail("admin@sub1 " ASK_LIST, CTL_ERROR_UNREACHABLE, "the node ended the session");
  run(fixture);
  expect_failure(fixture, CTL_ERROR_UNREACHABLE, "the node ended the session");
  fake_fail("admin@sub1 cli", CTL_ERROR_UNREACHABLE, "sub1 is silent");
  run(fixture);
  expect_failure(fixture, CTL_ERROR_UNREACHABLE, "sub1 is silent");
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_RESTART), ==, 1);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/service-restart/order", test_order},
      {"/service-restart/tftp-alone", test_tftp_alone},
      {"/service-restart/no", test_no},
      {"/service-restart/not-activated", test_not_activated},
      {"/service-restart/node-that-lists-nothing", test_node_that_lists_nothing},
      {"/service-restart/unknown-there", test_unknown_there},
      {"/service-restart/started-and-not-listed", test_started_and_not_listed},
      {"/service-restart/answers-of-a-failure", test_answers_of_a_failure},
      {"/service-restart/late-service", test_late_service},
      {"/service-restart/service-that-falls", test_service_that_falls},
      {"/service-restart/service-that-stays-away", test_service_that_stays_away},
      {"/service-restart/cancelled-while-waiting", test_cancelled_while_waiting},
      {"/service-restart/lost-session", test_lost_session},
  };
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run();
}
