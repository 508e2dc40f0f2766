/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An update: what it makes of a cluster, and that it does nothing to one that has the list which it needs. */
#include "sample-home.h"
#include "sample-update.h"

#include <string.h>

/* --- nothing to do --- */

/* No token is looked for, nobody is asked, and nothing is written or restarted. */
static void
test_nothing_to_do(SampleMigration *sample, gconstpointer unused)
{
  fake_tokens_set(NULL, 0);
  sample_update_go_through(sample);
  g_assert_cmpuint(fake_helpers_count(), ==, 0);
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_STEP), ==, 0);
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_RESTART), ==, 0);
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_TOKEN_PASSWORD), ==, 0);
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 0);
  g_assert_cmpuint(fake_count("tvs *"), ==, 0);
  g_assert_cmpstr(sample_update_found(sample, UPDATE_TOKENS), ==,
                  "None is needed: the publisher has the list that the cluster needs.");
  g_assert_cmpstr(sample_update_found(sample, UPDATE_SIGN), ==,
                  "Nothing has to be signed: the list stays as it is.");
  g_assert_cmpstr(sample_update_found(sample, UPDATE_RESTART), ==,
                  "Not needed: no node has got another list.");
  g_assert_null(sample_update_to_do(sample, UPDATE_PHONES));
  g_assert_false(update_can_go_back(sample->migration));
  sample_update_expect_all_hold(sample->old);
}

/* --- what has changed --- */

static void
renew_one(void)
{
  sample_update_renew("sub1");
}

static void
renew_all(void)
{
  sample_update_renew("pub");
  sample_update_renew("sub1");
  sample_update_renew("tftp1");
}

static void
renew_capf(void)
{
  sample_own("pub", "CAPF", sample_server(SERVER_STRANGER));
}

static void
upgrade(void)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_answer(hosts[i], "show version active", "Active Master Version: 11.5.1.12900-21\n");
}

static void
add_node(void)
{
  g_autoptr(TrustList) list = sample_token_list(1); /* tftp1 is not in it */
  sample_hold_everywhere(list);
}

static const struct {
  const char *name;
  void (*happens)(void);
  const char *says;
  guint n_records;
  const char *restarts; /* of the publisher */
} CHANGES[] = {
    {"one-renewed", renew_one, "CCM+TFTP 10.48.47.154 is renewed: the certificate of CallManager", 6,
     "CallManager; CTIManager; Trust Verification Service; Tftp; HAProxy"},
    {"all-renewed", renew_all, "CCM+TFTP 10.48.47.155 is renewed: ", 6,
     "CallManager; CTIManager; Trust Verification Service; Tftp; HAProxy"},
    {"capf-renewed", renew_capf, "CAPF 10.48.47.153 is renewed: ", 6,
     "Certificate Authority Proxy Function; Trust Verification Service; Tftp"},
    {"upgraded", upgrade, "SAST ITLRECOVERY_cucm-1051-a-pub is added: ", 8, "Tftp; CallManager; CTIManager"},
    {"node-added", add_node, "CCM+TFTP 10.48.47.155 is added: ", 6, "Tftp; CallManager; CTIManager"},
};

/* "Tftp; CallManager", as HOST was asked. The caller frees it. */
static char *
list_restarts(const char *host)
{
  static const char begin[] = "utils service restart Cisco ";
  g_autofree char *who = g_strconcat("admin@", host, NULL);
  g_autofree char *all = fake_list(who);
  g_auto(GStrv) asked = g_strsplit(all, "; ", -1);
  g_autoptr(GString) text = g_string_new(NULL);
  for (char **line = asked; *line != NULL; line++)
    if (g_str_has_prefix(*line, begin))
      g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "", *line + strlen(begin));
  return g_strdup(text->str);
}

/* Signed once, on all nodes, the services restarted; and a second run has nothing to do. */
static void
test_change(SampleMigration *sample, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE(data);
  CHANGES[i].happens();
  sample_update_go_through(sample);
  g_autofree char *restarts = list_restarts("pub");
  g_assert_cmpstr(restarts, ==, CHANGES[i].restarts);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
  g_assert_cmpuint(trust_list_get_n_records(list), ==, CHANGES[i].n_records);
  sample_update_expect_signed_by(list, 1);
  g_assert_true(sample_says(sample_update_found(sample, UPDATE_SIGN), CHANGES[i].says));
  g_assert_cmpstr(sample_update_found(sample, UPDATE_TRUST), ==,
                  "Not needed: no phone has to ask TVS about the signer.");
  g_assert_cmpuint(fake_count("tvs *"), ==, 0);
  g_assert_cmpuint(sample_update_count_written(), ==, 3);
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_STEP), ==, 1);
  g_assert_null(sample_update_to_do(sample, UPDATE_PHONES));
  sample_update_go_through(sample);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 0);
}

/* --- questions --- */

/* Host keys that nobody knows, and passwords of the nodes' users. */
static void
lock_nodes(void)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
    fake_node_set_host_key(hosts[i], "SHA256:abc");
    fake_node_set_password(hosts[i], "Publ1sher!");
  }
}

static void
test_no_to_the_login(SampleMigration *sample, gconstpointer unused)
{
  lock_nodes();
  renew_one();
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_CLUSTER);
  sample_migration_expect_failure(sample, UPDATE_CLUSTER, CTL_ERROR_HOST_KEY_UNKNOWN, "");
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_LOGIN_PASSWORD), ==, 0);
  fake_prompt_set_yes(sample->prompt, PROMPT_HOST_KEY, TRUE);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_CLUSTER);
  sample_migration_expect_failure(sample, UPDATE_CLUSTER, CTL_ERROR_CANCELLED, "");
  g_assert_cmpuint(fake_prompt_count(sample->prompt, PROMPT_STEP), ==, 0);
}

/* A run asks each question once: the keys of all nodes, the passwords of both users and of the token, the
 * list, and the restart of each node. */
static void
test_each_question_once(SampleMigration *sample, gconstpointer unused)
{
  static const struct {
    PromptKind kind;
    guint times;
  } asked[] = {{PROMPT_HOST_KEY, 1},
               {PROMPT_LOGIN_PASSWORD, 2},
               {PROMPT_TOKEN_PASSWORD, 1},
               {PROMPT_STEP, 1},
               {PROMPT_RESTART, 3}};
  lock_nodes();
  renew_one();
  fake_prompt_set_yes(sample->prompt, PROMPT_HOST_KEY, TRUE);
  fake_prompt_set_secret(sample->prompt, PROMPT_LOGIN_PASSWORD, "Publ1sher!");
  g_autoptr(SharedPassword) password = shared_password_new();
  sample->login.shared_password = password;
  sample_update_go_through(sample);
  for (gsize i = 0; i < G_N_ELEMENTS(asked); i++)
    g_assert_cmpuint(fake_prompt_count(sample->prompt, asked[i].kind), ==, asked[i].times);
  g_autoptr(TrustList) list = sample_update_expect_new_list(sample);
}

static void
test_no_to_the_list(SampleMigration *sample, gconstpointer unused)
{
  renew_one();
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, FALSE);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_SIGN);
  sample_migration_expect_failure(sample, UPDATE_SIGN, CTL_ERROR_CANCELLED, "");
  const char *asked = fake_prompt_get_last(sample->prompt, PROMPT_STEP);
  g_assert_true(sample_says(asked, "Sign this list with token " SAMPLE_SECOND " and put it on 3 nodes ("));
  g_assert_true(sample_says(asked, "CCM+TFTP 10.48.47.154 is renewed: "));
  g_assert_cmpuint(sample->tokens[1].n_logins, ==, 0);
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
  g_assert_false(update_can_go_back(sample->migration));
}

static void
test_no_to_the_password(SampleMigration *sample, gconstpointer unused)
{
  renew_one();
  fake_prompt_set_secret(sample->prompt, PROMPT_TOKEN_PASSWORD, NULL);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_SIGN);
  sample_migration_expect_failure(sample, UPDATE_SIGN, CTL_ERROR_CANCELLED, "");
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
  g_assert_false(update_can_go_back(sample->migration));
}

/* The list is there by then; what was not restarted is asked for again. */
static void
test_no_to_the_restart(SampleMigration *sample, gconstpointer unused)
{
  renew_one();
  fake_prompt_set_yes(sample->prompt, PROMPT_RESTART, FALSE);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_RESTART);
  sample_migration_expect_failure(sample, UPDATE_RESTART, CTL_ERROR_CANCELLED, "");
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 0);
  fake_prompt_set_yes(sample->prompt, PROMPT_RESTART, TRUE);
  sample_update_go_through(sample);
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 15);
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 1);
}

/* Without --restart the step waits, and takes the administrator's word. */
static void
test_restarted_elsewhere(SampleMigration *sample, gconstpointer unused)
{
  renew_one();
  sample->setup.restart = FALSE;
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_RESTART);
  g_assert_no_error(sample->error);
  g_assert_true(sample_says(sample_update_to_do(sample, UPDATE_RESTART),
                            "\"utils service restart Cisco CallManager\", then "));
  sample->setup.restarted = TRUE;
  sample_update_go_through(sample);
  g_assert_cmpstr(sample_update_found(sample, UPDATE_RESTART), ==, "The services were restarted elsewhere.");
  g_assert_cmpuint(fake_count("* utils service restart *"), ==, 0);
}

/* --- nodes that hold another list --- */

/* The publisher's list goes there as it is, after a yes only. NOW is what sub1 holds. */
static void
check_other_list(SampleMigration *sample, const TrustList *now)
{
  sample_hold("sub1", now);
  fake_tokens_set(NULL, 0);
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, FALSE);
  g_assert_cmpint(sample_update_go(sample), ==, UPDATE_SIGN);
  sample_migration_expect_failure(sample, UPDATE_SIGN, CTL_ERROR_CANCELLED, "");
  g_assert_cmpuint(sample_update_count_written(), ==, 0);
  g_assert_true(sample_says(fake_prompt_get_last(sample->prompt, PROMPT_STEP),
                            "Put the publisher's list as it is on sub1"));
  fake_prompt_set_yes(sample->prompt, PROMPT_STEP, TRUE);
  sample_update_go_through(sample);
  sample_update_expect_all_hold(sample->old);
  g_assert_cmpuint(sample_update_count_written(), ==, 1);
  g_assert_true(fake_count("admin@sub1 utils service restart Cisco Tftp") == 1);
  g_assert_cmpuint(sample_update_count_signatures(sample), ==, 0);
  g_assert_null(sample_update_to_do(sample, UPDATE_PHONES));
}

static void
test_other_list_on_a_node(SampleMigration *sample, gconstpointer unused)
{
  g_autoptr(TrustList) other = sample_token_list(0);
  check_other_list(sample, other);
}

static void
test_no_list_on_a_node(SampleMigration *sample, gconstpointer unused)
{
  check_other_list(sample, NULL);
}

static void
add_changes(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(CHANGES); i++) {
    g_autofree char *path = g_strconcat("/update/change/", CHANGES[i].name, NULL);
    g_test_add(path, SampleMigration, GSIZE_TO_POINTER(i), sample_update_set_up, test_change,
               sample_migration_tear_down);
  }
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(SampleMigration *, gconstpointer);
  } tests[] = {
      {"/update/nothing-to-do", test_nothing_to_do},
      {"/update/no-to-the-login", test_no_to_the_login},
      {"/update/each-question-once", test_each_question_once},
      {"/update/no-to-the-list", test_no_to_the_list},
      {"/update/no-to-the-password", test_no_to_the_password},
      {"/update/no-to-the-restart", test_no_to_the_restart},
      {"/update/restarted-elsewhere", test_restarted_elsewhere},
      {"/update/other-list-on-a-node", test_other_list_on_a_node},
      {"/update/no-list-on-a-node", test_no_list_on_a_node},
  };
  sample_home_init(&argc, &argv);
  add_changes();
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, SampleMigration, NULL, sample_update_set_up, tests[i].func,
               sample_migration_tear_down);
  return sample_home_run();
}
