/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which list a cluster should have: one line for each thing that can happen to a cluster, with what the plan
 * makes of it. */
#include "app/base/error.h"
#include "app/trustlist/function.h"
#include "app/trustlist/record-match.h"
#include "app/workflow/plan/plan-status.h"
#include "app/workflow/plan/plan-text.h"
#include "app/workflow/plan/plan.h"
#include "sample-cluster.h"

#include <string.h>

/* The cluster of sample-cluster.h with certificates: pub, sub1 and tftp1, which are 10.48.47.153 to .155. */

/* Another certificate of the same name. */
static const Identity *
renewed(const char *name)
{
  static GHashTable *made = NULL;
  if (made == NULL)
    made = g_hash_table_new(g_str_hash, g_str_equal);
  Identity *server = g_hash_table_lookup(made, name);
  if (server == NULL) {
    server = identity_new_server(name, "60");
    g_hash_table_insert(made, (gpointer)name, server);
  }
  return server;
}

static void
set_release(const char *release)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  g_autofree char *answer = g_strdup_printf("Active Master Version: %s\n", release);
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_answer(hosts[i], "show version active", answer);
}

typedef struct {
  AddressBookEntry *entry;
  GPtrArray *nodes, *tokens;
  CtlFakePrompt *prompt;
  TrustList *list;
  PlanGoal goal;
} Fixture;

static CraftRecord
server(guint function, const Identity *identity, const char *host)
{
  return (CraftRecord){.function = function, .identity = identity, .host = host};
}

#define TOKENS                                                                                               \
  {.identity = sample_token(0)},                                                                             \
  {                                                                                                          \
    .identity = sample_token(1)                                                                              \
  }
#define PUB "10.48.47.153"
#define SUB "10.48.47.154"
#define TFTP "10.48.47.155"

static CraftHeader
header(void)
{
  return (CraftHeader){.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
}

/* What 10.5 wants. */
static TrustList *
good_list(void)
{
  CraftHeader by_token = header();
  return craft(&by_token, TOKENS, server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
               server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
               server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB),
               server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP));
}

static void
hold(Fixture *fixture, TrustList *list)
{
  g_clear_pointer(&fixture->list, trust_list_unref);
  fixture->list = list;
  sample_hold_everywhere(list);
}

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_cluster_reset();
  fixture->entry = sample_entry();
  fixture->nodes = address_book_entry_list_cli_nodes(fixture->entry, NULL);
  fixture->prompt = fake_prompt_new();
  hold(fixture, good_list());
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_ptr_array_unref(fixture->nodes);
  address_book_entry_free(fixture->entry);
  g_object_unref(fixture->prompt);
  g_clear_pointer(&fixture->list, trust_list_unref);
  g_clear_pointer(&fixture->tokens, g_ptr_array_unref);
}

static ClusterStatus *
ask_cluster(const Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  ClusterStatusRequest request = {
      .nodes = fixture->nodes, .entry = fixture->entry, .certificates = TRUE, .facts = TRUE};
  ClusterStatus *status = cluster_status_ask(&request, CTL_PROMPT(fixture->prompt), NULL, NULL, &error);
  g_assert_no_error(error);
  return status;
}

static Plan *
make_plan(const Fixture *fixture)
{
  g_autoptr(ClusterStatus) status = ask_cluster(fixture);
  PlanQuestion question = {
      .status = status, .list = fixture->list, .goal = fixture->goal, .tokens = fixture->tokens};
  return plan_make(&question);
}

/* "renew 5 CCM+TFTP 10.48.47.154; add CAPF 10.48.47.153": all that does not stay. */
static char *
describe(const Plan *plan)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < plan->records->len; i++) {
    const PlanRecord *record = g_ptr_array_index(plan->records, i);
    if (record->action == PLAN_KEEP)
      continue;
    g_string_append_printf(text, "%s%s ", text->len > 0 ? "; " : "", plan_action_get_word(record->action));
    if (record->old_number != 0)
      g_string_append_printf(text, "%u ", record->old_number);
    g_string_append(text, record->label);
  }
  return g_strdup(text->str);
}

static char *
all_sentences(const Plan *plan)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < plan->records->len; i++) {
    const PlanRecord *record = g_ptr_array_index(plan->records, i);
    g_string_append_printf(text, "%s\n", record->reason != NULL ? record->reason : "");
  }
  const GPtrArray *arrays[] = {plan->to_do, plan->unknown, plan->unread, plan->notes};
  for (guint i = 0; i < G_N_ELEMENTS(arrays); i++) {
    g_autofree char *sentences = sample_join(arrays[i]);
    g_string_append_printf(text, "%s\n", sentences);
  }
  return g_strdup(text->str);
}

/* --- what can happen --- */

static void
nothing(Fixture *fixture)
{
}

static void
subscriber_renewed(Fixture *fixture)
{
  sample_own("sub1", "CallManager", renewed("cucm-1051-a-sub1"));
}

static void
all_renewed(Fixture *fixture)
{
  sample_own("pub", "CallManager", renewed("cucm-1051-a-pub"));
  sample_own("sub1", "CallManager", renewed("cucm-1051-a-sub1"));
  sample_own("tftp1", "CallManager", renewed("tftp1"));
}

static void
capf_renewed(Fixture *fixture)
{
  sample_own("pub", "CAPF", renewed("CAPF-e41e7d87"));
}

/* Signed by a CA: another issuer, another name. */
static void
signed_by_ca(Fixture *fixture)
{
  sample_own("sub1", "CallManager", sample_server(SERVER_STRANGER));
}

static void
multi_server(Fixture *fixture)
{
  sample_own("pub", "CallManager", renewed("cucm-ms.example.com"));
  sample_own("sub1", "CallManager", renewed("cucm-ms.example.com"));
  sample_own("tftp1", "CallManager", renewed("cucm-ms.example.com"));
}

static void
upgraded(Fixture *fixture)
{
  set_release("11.5.1.12900-21");
}

static TrustList *
list_of_11_5(const Identity *itl_recovery)
{
  CraftHeader by_token = header();
  return craft(&by_token, TOKENS, server(FUNCTION_SAST, itl_recovery, PUB),
               server(FUNCTION_SAST, sample_server(SERVER_CALLMANAGER), PUB),
               server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
               server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
               server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB),
               server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP));
}

static void
good_11_5(Fixture *fixture)
{
  upgraded(fixture);
  hold(fixture, list_of_11_5(sample_server(SERVER_RECOVERY)));
}

static void
upgraded_again(Fixture *fixture)
{
  good_11_5(fixture);
  set_release("12.5.1.14900-63");
}

static void
recovery_renewed(Fixture *fixture)
{
  upgraded_again(fixture);
  sample_own("pub", "ITLRecovery", renewed("ITLRECOVERY_cucm-1051-a-pub"));
}

static void
callmanager_renewed_11_5(Fixture *fixture)
{
  good_11_5(fixture);
  sample_own("pub", "CallManager", renewed("cucm-1051-a-pub"));
}

static void
release_not_settled(Fixture *fixture)
{
  set_release("11.0.1.10000-10");
}

static void
node_added(Fixture *fixture)
{
  CraftHeader by_token = header();
  hold(fixture, craft(&by_token, TOKENS, server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
                      server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB)));
}

static void
with_subscriber_at(Fixture *fixture, const Identity *identity, const char *host)
{
  CraftHeader by_token = header();
  hold(fixture, craft(&by_token, TOKENS, server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
                      server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
                      server(FUNCTION_CCM_TFTP, identity, host),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP)));
}

static void
new_address(Fixture *fixture)
{
  with_subscriber_at(fixture, sample_server(SERVER_SUBSCRIBER), "10.48.47.99");
}

/* With a new address and a new key of the same name. */
static void
new_address_and_key(Fixture *fixture)
{
  new_address(fixture);
  subscriber_renewed(fixture);
}

static void
node_removed(Fixture *fixture)
{
  CraftHeader by_token = header();
  hold(fixture, craft(&by_token, TOKENS, server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
                      server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_STRANGER), "10.48.47.200")));
}

static void
nodes_unknown(Fixture *fixture)
{
  node_removed(fixture);
  fake_answer("pub", "show network cluster", NULL);
}

/* An ASA has the function CCM, and the cluster knows nothing of it. */
static void
firewall(Fixture *fixture)
{
  CraftHeader by_token = header();
  hold(fixture, craft(&by_token, TOKENS, server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
                      server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP),
                      server(FUNCTION_CCM, sample_server(SERVER_STRANGER), "10.48.47.200")));
}

static void
second_cluster(Fixture *fixture)
{
  CraftHeader by_token = header();
  hold(fixture, craft(&by_token, TOKENS, server(FUNCTION_SAST, sample_server(SERVER_STRANGER), "10.1.1.1"),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
                      server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP)));
}

static void
name_tokens(Fixture *fixture, const Identity *first, const Identity *second)
{
  fixture->tokens = g_ptr_array_new();
  g_ptr_array_add(fixture->tokens, first->certificate);
  if (second != NULL)
    g_ptr_array_add(fixture->tokens, second->certificate);
}

static const Identity *
third_token(void)
{
  static Identity *token = NULL;
  if (token == NULL)
    token = identity_new_token("SAST-ADN00aaaaaa        ", "7A", 1024);
  return token;
}

/* The certificate NUMBER of the same token. */
static const Identity *
token_again(guint number)
{
  static Identity *made[3];
  g_autofree char *serial = g_strdup_printf("7C%02u", number);
  if (made[number] == NULL)
    made[number] = identity_new_token("SAST-ADN00cccccc        ", serial, 1024);
  return made[number];
}

static void
with_tokens(Fixture *fixture, CraftRecord first, CraftRecord second)
{
  CraftHeader by_token = header();
  hold(fixture, craft(&by_token, first, second, {.identity = sample_token(1)},
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
                      server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP)));
}

static void
token_renewed(Fixture *fixture)
{
  with_tokens(fixture, (CraftRecord){.identity = token_again(0)}, (CraftRecord){.identity = third_token()});
  name_tokens(fixture, token_again(1), sample_token(1));
}

static void
token_renewed_twice(Fixture *fixture)
{
  with_tokens(fixture, (CraftRecord){.identity = token_again(0)}, (CraftRecord){.identity = token_again(1)});
  name_tokens(fixture, token_again(2), sample_token(1));
}

static void
older_certificate_of_token(Fixture *fixture)
{
  with_tokens(fixture, (CraftRecord){.identity = token_again(0)}, (CraftRecord){.identity = token_again(1)});
  name_tokens(fixture, token_again(1), sample_token(1));
}

static void
both_certificates_of_token(Fixture *fixture)
{
  with_tokens(fixture, (CraftRecord){.identity = token_again(0)}, (CraftRecord){.identity = token_again(1)});
  name_tokens(fixture, token_again(1), token_again(0));
  g_ptr_array_add(fixture->tokens, sample_token(1)->certificate);
}

static void
token_without_certificate(Fixture *fixture)
{
  CraftRecord bare = {.identity = token_again(0), .no_certificate = TRUE};
  with_tokens(fixture, bare, (CraftRecord){.identity = third_token()});
  name_tokens(fixture, token_again(0), third_token());
  g_ptr_array_add(fixture->tokens, sample_token(1)->certificate);
}

/* The same node by its name, as it was written before. */
static void
older_record_of_node(Fixture *fixture)
{
  CraftRecord by_name = server(FUNCTION_CCM_TFTP, renewed("cucm-1051-a-sub1"), "sub1.example.com");
  CraftHeader by_token = header();
  by_name.address = SUB;
  hold(fixture, craft(&by_token, TOKENS, server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
                      server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB), by_name,
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP)));
}

static void
token_lost(Fixture *fixture)
{
  name_tokens(fixture, sample_token(1), NULL);
}

static void
token_replaced(Fixture *fixture)
{
  name_tokens(fixture, sample_token(1), third_token());
}

static void
tokenless(Fixture *fixture)
{
  const Identity *callmanager = sample_server(SERVER_CALLMANAGER);
  CraftHeader by_server = {.signer = callmanager, .style = NAME_STYLE_SERVER};
  g_autofree char *name = name_text_from_subject(callmanager->certificate, NAME_STYLE_SERVER);
  CraftRecord sast = server(FUNCTION_SAST, callmanager, PUB);
  sast.subject = sast.issuer = name;
  hold(fixture, craft(&by_server, sast, server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
                      server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP)));
}

static void
tokenless_to_tokens(Fixture *fixture)
{
  tokenless(fixture);
  name_tokens(fixture, sample_token(0), sample_token(1));
}

static void
mode_changed(Fixture *fixture)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_answer(hosts[i], PLATFORM_CLI_ASK_MODE, "ClusterSecurityMode 0\n");
}

static void
first_list(Fixture *fixture)
{
  hold(fixture, NULL);
  name_tokens(fixture, sample_token(0), sample_token(1));
}

static void
first_list_non_secure(Fixture *fixture)
{
  first_list(fixture);
  mode_changed(fixture);
}

static void
first_list_non_secure_12_5(Fixture *fixture)
{
  first_list_non_secure(fixture);
  set_release("12.5.1.14900-63");
}

static void
first_list_non_secure_9_1(Fixture *fixture)
{
  first_list_non_secure(fixture);
  set_release("9.1.2.10000-28");
}

static void
first_list_12_5(Fixture *fixture)
{
  first_list(fixture);
  set_release("12.5.1.14900-63");
}

static void
to_tokenless(Fixture *fixture)
{
  upgraded_again(fixture);
  fixture->goal = PLAN_TO_TOKENLESS;
}

static void
to_tokenless_early(Fixture *fixture)
{
  fixture->goal = PLAN_TO_TOKENLESS;
}

static void
unreachable(Fixture *fixture)
{
  fake_fail("admin@sub1 cli", CTL_ERROR_UNREACHABLE, "Nobody answers");
}

/* Its record stands under another address. */
static void
moved_and_unreachable(Fixture *fixture)
{
  new_address(fixture);
  unreachable(fixture);
}

static void
wrong_account(Fixture *fixture)
{
  fake_fail("admin@sub1 cli", CTL_ERROR_LOGIN_REFUSED, "The password is wrong");
}

static void
certificates_refused(Fixture *fixture)
{
  fake_answer("sub1", "show cert list own", NULL);
  sample_own("sub1", "CallManager", NULL);
}

static void
without_dns(Fixture *fixture)
{
  fake_answer("pub", "show network cluster",
              "10.48.47.153 pub Publisher callmanager DBPub authenticated\n"
              "10.48.47.154 sub1  Subscriber callmanager DBSub authenticated using TCP since Fri Nov 28\n"
              "10.48.47.155 tftp1  Subscriber callmanager DBSub authenticated using TCP since Fri Nov 28\n");
}

static void
deleted_on_node(Fixture *fixture)
{
  sample_hold("sub1", NULL);
}

static void
other_on_node(Fixture *fixture)
{
  g_autoptr(TrustList) other = sample_token_list(0);
  sample_hold("sub1", other);
}

static void
not_restarted(Fixture *fixture)
{
  g_autoptr(TrustList) other = sample_token_list(0);
  fake_serve("http://tftp1:6970/CTLFile.tlv", trust_list_get_bytes(other));
}

/* Nothing of it is needed for a list, and nothing of it is said to be well. */
static void
facts_refused(Fixture *fixture)
{
  fake_answer("sub1", "utils service list", "Cisco CallManager[STARTED]\n");
}

static void
service_stopped(Fixture *fixture)
{
  fake_answer("sub1", "utils service list",
              "Cisco CallManager[STARTED]\nCisco CTIManager[STOPPED]  Service Not Activated\n"
              "Cisco Tftp[STOPPED]  Commanded Out of Service\n");
}

/* CallManager has a new certificate, which the list has, and still shows the old one. */
static void
callmanager_not_restarted(Fixture *fixture)
{
  fake_tls("sub1", 5061, renewed("cucm-1051-a-sub1")->certificate, NULL);
  fake_tls("sub1", 2443, renewed("cucm-1051-a-sub1")->certificate, NULL);
  fake_tls("pub", 5061, sample_server(SERVER_CALLMANAGER)->certificate, NULL);
}

static void
prepared_for_rollback(Fixture *fixture)
{
  fake_answer("pub", PLATFORM_CLI_ASK_ROLLBACK,
              "paramname             paramvalue \n===================== ========== \n"
              "RollBackToPreGrayback T          \n");
}

static void
release_without_tokens(Fixture *fixture)
{
  good_11_5(fixture);
  set_release("14.0.1.13900-155");
}

static void
renewed_without_tokens(Fixture *fixture)
{
  release_without_tokens(fixture);
  subscriber_renewed(fixture);
}

static void
not_the_publisher(Fixture *fixture)
{
  fake_answer("pub", "show network cluster",
              "10.48.47.153 pub.example.com pub Subscriber callmanager DBSub authenticated\n"
              "10.48.47.154 sub1.example.com sub1 Publisher callmanager DBPub authenticated\n"
              "10.48.47.155 tftp1.example.com tftp1 Subscriber callmanager DBSub authenticated\n");
}

/* A token of another CA than the known one: nobody can tell it from a server that a CA has signed. */
static void
strange_token(Fixture *fixture)
{
  static const char *const subject[] = {"O=Cisco Systems", "CN=SAST-ADN00bbbbbb", NULL};
  static const char *const issuer[] = {"O=Cisco Systems", "CN=Another CA", NULL};
  static Identity *strange = NULL;
  if (strange == NULL)
    strange = identity_new(1024, subject, issuer, "7B");
  CraftHeader by_token = header();
  hold(fixture, craft(&by_token, TOKENS, {.identity = strange},
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
                      server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB),
                      server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP)));
  name_tokens(fixture, sample_token(0), sample_token(1));
}

static void
tokenless_to_tokenless(Fixture *fixture)
{
  tokenless(fixture);
  fixture->goal = PLAN_TO_TOKENLESS;
}

static void
tokenless_and_renewed(Fixture *fixture)
{
  tokenless_to_tokenless(fixture);
  subscriber_renewed(fixture);
}

/* The publisher knows a node that is not saved with it. */
static void
not_asked(Fixture *fixture)
{
  fake_answer("pub", "show network cluster",
              "10.48.47.153 pub.example.com pub Publisher callmanager DBPub authenticated\n"
              "10.48.47.154 sub1.example.com sub1 Subscriber callmanager DBSub authenticated\n"
              "10.48.47.155 tftp1.example.com tftp1 Subscriber callmanager DBSub authenticated\n"
              "10.48.47.157 sub2.example.com sub2 Subscriber callmanager DBSub authenticated\n");
}

/* The same short name in another domain is another cluster's node. */
static void
same_name_elsewhere(Fixture *fixture)
{
  CraftRecord elsewhere = server(FUNCTION_CCM_TFTP, sample_server(SERVER_STRANGER), "sub1.other.org");
  elsewhere.address = "10.9.9.9";
  CraftHeader by_token = header();
  hold(fixture,
       craft(&by_token, TOKENS, elsewhere, server(FUNCTION_CCM_TFTP, sample_server(SERVER_CALLMANAGER), PUB),
             server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
             server(FUNCTION_CCM_TFTP, sample_server(SERVER_SUBSCRIBER), SUB),
             server(FUNCTION_CCM_TFTP, sample_server(SERVER_TFTP), TFTP)));
  subscriber_renewed(fixture);
}

static void
recovery_not_told(Fixture *fixture)
{
  good_11_5(fixture);
  sample_own("pub", "ITLRecovery", NULL);
}

static void
non_secure(Fixture *fixture)
{
  CraftHeader by_token = header();
  mode_changed(fixture);
  hold(fixture, craft(&by_token, TOKENS, server(FUNCTION_CCM_TFTP, NULL, PUB),
                      server(FUNCTION_CAPF, sample_server(SERVER_CAPF), PUB),
                      server(FUNCTION_CCM_TFTP, NULL, SUB), server(FUNCTION_CCM_TFTP, NULL, TFTP)));
}

static void
emptied(Fixture *fixture)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  non_secure(fixture);
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
    fake_answer(hosts[i], PLATFORM_CLI_ASK_MODE, "ClusterSecurityMode 1\n");
}

/* The publisher has another host name: its certificates have other subjects. */
static void
publisher_renamed(Fixture *fixture)
{
  good_11_5(fixture);
  sample_own("pub", "CallManager", renewed("cucm-new-pub"));
  sample_own("pub", "ITLRecovery", renewed("ITLRECOVERY_cucm-new-pub"));
}

static void
multi_server_first(Fixture *fixture)
{
  first_list(fixture);
  multi_server(fixture);
}

/* The publisher is asked at an address that the cluster does not know. */
static void
translated_address(Fixture *fixture)
{
  fake_answer("pub", "show network cluster",
              "10.48.47.153 cucm.example.com cucm Publisher callmanager DBPub authenticated\n"
              "10.48.47.154 sub1.example.com sub1 Subscriber callmanager DBSub authenticated\n"
              "10.48.47.155 tftp1.example.com tftp1 Subscriber callmanager DBSub authenticated\n");
}

/* tftp1 is saved as a node, and is none of Unified CM. */
static void
other_product_saved(Fixture *fixture)
{
  node_added(fixture);
  fake_answer("pub", "show network cluster",
              "10.48.47.153 pub.example.com pub Publisher callmanager DBPub authenticated\n"
              "10.48.47.154 sub1.example.com sub1 Subscriber callmanager DBSub authenticated\n"
              "10.48.47.155 tftp1.example.com tftp1 Subscriber cups DBSub authenticated\n");
  sample_hold("tftp1", NULL);
}

typedef struct {
  const char *name;
  void (*happens)(Fixture *fixture);
  const char *changes; /* of records */
  const char *says;    /* somewhere */
  gboolean to_do;      /* besides a new list */
  gboolean unknown;    /* something could not be determined */
} Case;

#define FIRST_LIST                                                                                           \
  "add SAST SAST-ADN0054f509; add SAST SAST-ADN008580ef; add CCM+TFTP 10.48.47.153; "                        \
  "add CAPF 10.48.47.153; add CCM+TFTP 10.48.47.154; add CCM+TFTP 10.48.47.155"

#define FIRST_LIST_12_5                                                                                      \
  "add SAST SAST-ADN0054f509; add SAST SAST-ADN008580ef; add SAST ITLRECOVERY_cucm-1051-a-pub; "             \
  "add SAST cucm-1051-a-pub; add CCM+TFTP 10.48.47.153; add CAPF 10.48.47.153; "                             \
  "add CCM+TFTP 10.48.47.154; add CCM+TFTP 10.48.47.155"

static const Case CASES[] = {
    {"nothing", nothing, "", "", FALSE, FALSE},
    {"CallManager renewed on one node", subscriber_renewed, "renew 5 CCM+TFTP 10.48.47.154",
     "the certificate of CallManager of sub1 was renewed on ", FALSE, FALSE},
    {"CallManager renewed on all", all_renewed,
     "renew 3 CCM+TFTP 10.48.47.153; renew 5 CCM+TFTP 10.48.47.154; renew 6 CCM+TFTP 10.48.47.155",
     "phones that hold the list would not register there with encryption", FALSE, FALSE},
    {"CAPF renewed", capf_renewed, "renew 4 CAPF 10.48.47.153", "the certificate of CAPF of pub was renewed",
     FALSE, FALSE},
    {"signed by a CA", signed_by_ca, "renew 5 CCM+TFTP 10.48.47.154", "CallManager of sub1", FALSE, FALSE},
    {"one certificate for all", multi_server,
     "renew 3 CCM+TFTP 10.48.47.153; renew 5 CCM+TFTP 10.48.47.154; renew 6 CCM+TFTP 10.48.47.155", "", FALSE,
     FALSE},
    {"upgraded 10.5 to 11.5", upgraded, "add SAST ITLRECOVERY_cucm-1051-a-pub; add SAST cucm-1051-a-pub",
     "ITLRecovery of pub is not in the list as SAST", FALSE, FALSE},
    {"11.5 as it should be", good_11_5, "", "", FALSE, FALSE},
    {"upgraded 11.5 to 12.5", upgraded_again, "", "", FALSE, FALSE},
    {"ITLRecovery renewed", recovery_renewed, "renew 3 SAST ITLRECOVERY_cucm-1051-a-pub",
     "the certificate of ITLRecovery of pub was renewed", FALSE, FALSE},
    {"CallManager renewed, which is SAST too", callmanager_renewed_11_5,
     "renew 4 SAST cucm-1051-a-pub; renew 5 CCM+TFTP 10.48.47.153", "", FALSE, FALSE},
    {"11.0, of which nothing is known", release_not_settled, "",
     "It is not known whether lists of the release 11.0.1", FALSE, FALSE},
    {"node added", node_added, "add CCM+TFTP 10.48.47.155", "CallManager of tftp1 is not in the list", FALSE,
     FALSE},
    {"node removed", node_removed, "remove 7 CCM+TFTP 10.48.47.200",
     "no node of the cluster has this name or address", FALSE, FALSE},
    {"node removed, and nobody knows which there are", nodes_unknown, "",
     "Whether the cluster still has the node of CCM+TFTP 10.48.47.200 could not be determined", TRUE, TRUE},
    {"node with a new address", new_address, "readdress 5 CCM+TFTP 10.48.47.99",
     "CallManager of sub1 is at 10.48.47.154 now, and the list says 10.48.47.99", FALSE, FALSE},
    {"node with a new address and a new key", new_address_and_key, "renew 5 CCM+TFTP 10.48.47.99", "", FALSE,
     FALSE},
    {"firewall", firewall, "", "", FALSE, FALSE},
    {"second cluster's SAST", second_cluster, "", "", FALSE, FALSE},
    {"token lost", token_lost, "remove 1 SAST SAST-ADN0054f509",
     "the token is not one of those that were named", FALSE, FALSE},
    {"token replaced", token_replaced, "remove 1 SAST SAST-ADN0054f509; add SAST SAST-ADN00aaaaaa", "", FALSE,
     FALSE},
    {"token renewed", token_renewed, "renew 1 SAST SAST-ADN00cccccc; remove 2 SAST SAST-ADN00aaaaaa",
     "the token has another certificate than the list", FALSE, FALSE},
    {"token renewed, and two of its certificates listed", token_renewed_twice,
     "renew 1 SAST SAST-ADN00cccccc; remove 2 SAST SAST-ADN00cccccc",
     "an older certificate of the token of record 1", FALSE, FALSE},
    {"older certificate of a token listed", older_certificate_of_token, "remove 1 SAST SAST-ADN00cccccc",
     "an older certificate of the token of record 2", FALSE, FALSE},
    {"both certificates of a token named", both_certificates_of_token, "", "", FALSE, FALSE},
    {"token whose record has no certificate", token_without_certificate, "renew 1 SAST SAST-ADN00cccccc",
     "the record has no certificate of the token", FALSE, FALSE},
    {"older record of a node", older_record_of_node, "remove 5 CCM+TFTP sub1.example.com (10.48.47.154)",
     "an older certificate of the server of record 6", FALSE, FALSE},
    {"tokenless, and no token named", tokenless, "", "No token is in the list", TRUE, FALSE},
    {"tokenless to tokens", tokenless_to_tokens,
     "remove 1 SAST cucm-1051-a-pub; add SAST SAST-ADN0054f509; add SAST SAST-ADN008580ef",
     "lists of this release that tokens sign have no SAST records of servers", FALSE, FALSE},
    {"first list", first_list, FIRST_LIST, "CAPF of pub, for the first list", TRUE, FALSE},
    {"first list of a non-secure cluster", first_list_non_secure, FIRST_LIST,
     "first set it to mixed mode with \"utils ctl set-cluster mixed-mode\" on the publisher's", TRUE, FALSE},
    {"first list of a non-secure cluster on 9.1", first_list_non_secure_9_1, FIRST_LIST,
     "the platform CLI of the release 9.1.2.10000-28 has no command to set the mode", TRUE, FALSE},
    {"first list on 12.5", first_list_12_5, FIRST_LIST_12_5, "", TRUE, FALSE},
    {"first list of a non-secure cluster on 12.5", first_list_non_secure_12_5, FIRST_LIST_12_5,
     "a Smart or Virtual Account that allows export-controlled functionality", TRUE, FALSE},
    {"to tokenless on 12.5", to_tokenless, "", "then run \"utils ctl update CTLFile\" on the publisher's",
     TRUE, FALSE},
    {"to tokenless on 10.5", to_tokenless_early, "", "the release 10.5.1.10000-7 is not known", TRUE, TRUE},
    {"node unreachable", unreachable, "", "sub1 could not be asked: ", TRUE, TRUE},
    {"node with a new address, unreachable", moved_and_unreachable, "",
     "no node has this name or address, but nothing is known of sub1", TRUE, TRUE},
    {"wrong account", wrong_account, "", "The password is wrong", TRUE, TRUE},
    {"certificates not told", certificates_refused, "",
     "The certificate of CallManager on sub1 could not be determined", FALSE, TRUE},
    {"cluster without DNS", without_dns, "", "", FALSE, FALSE},
    {"mode changed", mode_changed, "", "The cluster is in non-secure mode", TRUE, FALSE},
    {"list deleted on a node", deleted_on_node, "", "sub1 has no list: push the list to it", TRUE, FALSE},
    {"other list on a node", other_on_node, "", "sub1 serves another list than the publisher", TRUE, FALSE},
    {"Tftp not restarted", not_restarted, "", "tftp1 still serves another list to phones", TRUE, FALSE},
    {"service stopped", service_stopped, "", "Cisco Tftp does not run on sub1, where it is activated", TRUE,
     FALSE},
    {"services of one node known", facts_refused, "",
     "What pub did not tell: which services run (utils service list); who signed its ITL (show itl); whether "
     "the cluster is prepared for a rollback.\nWhat sub1 did not tell: who signed its ITL (show itl).",
     FALSE, FALSE},
    {"CallManager not restarted", callmanager_not_restarted, "",
     "CallManager on sub1 shows another certificate on port 5061 than the node has", TRUE, FALSE},
    {"prepared for a rollback", prepared_for_rollback, "", "The cluster is prepared for a rollback", TRUE,
     FALSE},
    {"release without token lists", release_without_tokens, "", "its CTL Provider supports no tokens", FALSE,
     FALSE},
    {"token that no known CA issued", strange_token, "", "is a token's or a server's could not be determined",
     FALSE, TRUE},
    {"tokenless, and meant to be", tokenless_to_tokenless, "", "the cluster is tokenless", FALSE, FALSE},
    {"tokenless, and a certificate renewed", tokenless_and_renewed, "renew 4 CCM+TFTP 10.48.47.154",
     "Only the cluster can sign a tokenless list: run \"utils ctl update CTLFile\"", TRUE, FALSE},
    {"node that is not asked", not_asked, "",
     "The certificates of sub2 are not known, since it was not asked.", TRUE, TRUE},
    {"same name in another domain", same_name_elsewhere,
     "remove 3 CCM+TFTP sub1.other.org (10.9.9.9); renew 6 CCM+TFTP 10.48.47.154", "", FALSE, FALSE},
    {"ITLRecovery not told", recovery_not_told, "",
     "The certificate of ITLRecovery on pub could not be determined.", FALSE, TRUE},
    {"non-secure, and its list", non_secure, "", "empty, as non-secure mode wants it", FALSE, FALSE},
    {"mixed mode, and an emptied list", emptied,
     "renew 3 CCM+TFTP 10.48.47.153; renew 5 CCM+TFTP 10.48.47.154; renew 6 CCM+TFTP 10.48.47.155",
     "the record was emptied, as for non-secure mode", TRUE, FALSE},
    {"publisher renamed", publisher_renamed,
     "renew 3 SAST ITLRECOVERY_cucm-1051-a-pub; renew 4 SAST cucm-1051-a-pub; renew 5 CCM+TFTP 10.48.47.153",
     "", FALSE, FALSE},
    {"first list with one certificate for all", multi_server_first,
     "add SAST SAST-ADN0054f509; add SAST SAST-ADN008580ef; add CCM+TFTP 10.48.47.153; add CAPF 10.48.47.153",
     "sub1 has a certificate that stands for several nodes and is in the list", TRUE, FALSE},
    {"publisher behind another address", translated_address, "", "", TRUE, FALSE},
    {"IM and Presence node that is saved as a node", other_product_saved, "",
     "tftp1 runs another product than Unified CM (show network cluster) and serves no lists: it is left out",
     FALSE, FALSE},
    {"not the publisher", not_the_publisher, "",
     "pub is saved as the publisher and says that it is a subscriber", FALSE, TRUE},
};

static void
test_case(Fixture *fixture, gconstpointer data)
{
  const Case *one = data;
  one->happens(fixture);
  g_autoptr(Plan) plan = make_plan(fixture);
  g_autofree char *changes = describe(plan);
  g_autofree char *sentences = all_sentences(plan);
  g_assert_cmpstr(changes, ==, one->changes);
  g_assert_true(plan_needs_list(plan) == (*one->changes != '\0'));
  g_assert_true(sample_says(sentences, one->says));
  g_test_message("%s", sentences);
  g_assert_true(one->to_do == (plan->to_do->len > 0));
  g_assert_true(one->unknown != plan_check_determined(plan, NULL));
}

/* The list that is made of the plan needs no other: a second plan has nothing to do. */
static void
test_made(Fixture *fixture, gconstpointer data)
{
  const Case *one = data;
  g_autoptr(GError) error = NULL;
  one->happens(fixture);
  g_autoptr(Plan) plan = make_plan(fixture);
  g_autoptr(ListDraft) draft = plan_make_draft(plan, fixture->list, NULL, &error);
  g_assert_no_error(error);
  TrustList *made = list_draft_preview(draft, &error);
  g_assert_no_error(error);
  hold(fixture, made);
  g_autoptr(Plan) again = make_plan(fixture);
  g_autofree char *changes = describe(again);
  g_assert_cmpstr(changes, ==, "");
}

/* What a look at the cluster says of its list. */
static void
test_short(Fixture *fixture, gconstpointer data)
{
  const struct {
    void (*happens)(Fixture *fixture);
    ListState state;
    const char *says;
  } cases[] = {
      {nothing, LIST_RIGHT, ""},
      {subscriber_renewed, LIST_WRONG, "etoken-ctl update makes it."},
      {renewed_without_tokens, LIST_WRONG, "see etoken-ctl plan. The cluster runs 14.0.1.13900-155: from "},
      {tokenless_and_renewed, LIST_WRONG, "run \"utils ctl update CTLFile\""},
      {certificates_refused, LIST_NOT_KNOWN,
       "The certificate of CallManager on sub1 could not be determined."},
      {not_asked, LIST_NOT_KNOWN, "sub2"},
      {first_list, LIST_NOT_JUDGED, ""},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    tear_down(fixture, NULL);
    *fixture = (Fixture){0};
    set_up(fixture, NULL);
    cases[i].happens(fixture);
    g_autoptr(ClusterStatus) status = ask_cluster(fixture);
    g_autoptr(PlanStatus) plan = plan_status_new(status);
    g_assert_cmpstr(list_state_get_word(plan->state), ==, list_state_get_word(cases[i].state));
    g_assert_true((plan->changes->len > 0) == (cases[i].state == LIST_WRONG));
    g_assert_true(sample_says(plan->what != NULL ? plan->what : "", cases[i].says));
    g_autofree char *verdict = plan_status_describe(plan, "That button");
    g_assert_true((verdict == NULL) == (cases[i].state == LIST_NOT_JUDGED));
    g_assert_true(plan->by_update == (verdict != NULL && strstr(verdict, "That button makes it.") != NULL));
    g_assert_true(plan->by_update == (cases[i].happens == subscriber_renewed));
    g_assert_true(plan_status_check(plan, NULL) == (cases[i].state != LIST_NOT_KNOWN));
  }
}

static void
subscriber_has_none(Fixture *fixture)
{
  sample_hold("sub1", NULL);
}

static void
two_have_other_lists(Fixture *fixture)
{
  not_restarted(fixture);
  subscriber_has_none(fixture);
}

/* The right list is of no use to the phones of a node that does not serve it. */
static void
test_not_everywhere(Fixture *fixture, gconstpointer data)
{
  const struct {
    void (*happens)(Fixture *fixture);
    const char *says;
  } cases[] = {
      {not_restarted, "needs, but tftp1 does not serve it. That button sees to that."},
      {subscriber_has_none, "needs, but sub1 does not serve it. That button sees to that."},
      {two_have_other_lists,
       "needs, but these nodes do not serve it: sub1, tftp1. That button sees to that."},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    tear_down(fixture, NULL);
    *fixture = (Fixture){0};
    set_up(fixture, NULL);
    cases[i].happens(fixture);
    g_autoptr(ClusterStatus) status = ask_cluster(fixture);
    g_autoptr(PlanStatus) plan = plan_status_new(status);
    g_autofree char *verdict = plan_status_describe(plan, "That button");
    g_assert_cmpint(plan->state, ==, LIST_RIGHT);
    g_assert_true(sample_says(verdict, cases[i].says));
    g_assert_nonnull(plan->elsewhere);
    g_assert_true(plan->by_update);
  }
}

static const PlanRecord *
find_record(const Plan *plan, const char *label)
{
  for (guint i = 0; i < plan->records->len; i++) {
    const PlanRecord *record = g_ptr_array_index(plan->records, i);
    if (g_str_equal(record->label, label))
      return record;
  }
  g_assert_not_reached();
}

/* A record whose node was not asked stays, which is no judgement of it, nor of the list. */
static void
test_left_out(Fixture *fixture, gconstpointer data)
{
  static const char *const left_out[] = {"sub1", NULL};
  g_autoptr(GError) error = NULL;
  g_ptr_array_remove_index(fixture->nodes, 1);
  ClusterStatusRequest request = {
      .nodes = fixture->nodes, .entry = fixture->entry, .certificates = TRUE, .left_out = left_out};
  g_autoptr(ClusterStatus) status =
      cluster_status_ask(&request, CTL_PROMPT(fixture->prompt), NULL, NULL, &error);
  g_assert_no_error(error);
  const PlanQuestion question = {.status = status, .list = fixture->list};
  g_autoptr(Plan) plan = plan_make(&question);
  const PlanRecord *silent = find_record(plan, "CCM+TFTP 10.48.47.154");
  g_assert_cmpint(silent->action, ==, PLAN_KEEP);
  g_assert_cmpstr(silent->reason, ==, "its node was not asked");
  g_assert_true(silent->not_compared);
  g_assert_false(find_record(plan, "CCM+TFTP 10.48.47.153")->not_compared);
  g_assert_cmpstr(plan_get_verdict(plan, TRUE), ==,
                  "As far as the nodes were asked, the cluster needs no new list.");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add("/plan/short", Fixture, NULL, set_up, test_short, tear_down);
  g_test_add("/plan/left-out", Fixture, NULL, set_up, test_left_out, tear_down);
  g_test_add("/plan/not-everywhere", Fixture, NULL, set_up, test_not_everywhere, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autofree char *path = g_strconcat("/plan/", CASES[i].name, NULL);
    g_test_add(path, Fixture, &CASES[i], set_up, test_case, tear_down);
    if (*CASES[i].changes == '\0' || CASES[i].happens == tokenless)
      continue;
    g_autofree char *made = g_strconcat("/plan/made/", CASES[i].name, NULL);
    g_test_add(made, Fixture, &CASES[i], set_up, test_made, tear_down);
  }
  return g_test_run();
}
