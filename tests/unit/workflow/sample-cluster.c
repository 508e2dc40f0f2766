/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "sample-cluster.h"

#include "app/trustlist/function.h"
#include "app/trustlist/show.h"

#include <string.h>

static const char *const HOSTS[] = {"pub", "sub1", "tftp1"};

#define NO_LIST                                                                                              \
  "Length of CTL file: 0\nCTL File not found. Please run CTLClient plugin or run the CLI - utils ctl.. to "  \
  "generate the CTL file.\nError parsing the CTL File.\n"

const Identity *
sample_server(SampleServer which)
{
  static const char *const names[][2] = {{"cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB"},
                                         {"cucm-1051-a-sub1", "6BEBFDCDCD8CA277CB2FD1D183A60E72"},
                                         {"CAPF-e41e7d87", "744B4999770496E799E91E81D3C8109B"},
                                         {"TVS-pub", "4A"},
                                         {"stranger", "4B"},
                                         {"tftp1", "51"},
                                         {"ITLRECOVERY_cucm-1051-a-pub", "52"}};
  static Identity *servers[G_N_ELEMENTS(names)];
  if (servers[which] == NULL)
    servers[which] = identity_new_server(names[which][0], names[which][1]);
  return servers[which];
}

/* --- the lists --- */

static CraftRecord
node_record(guint function, SampleServer which, const char *host)
{
  return (CraftRecord){.function = function, .identity = sample_server(which), .host = host};
}

/* The SAST record of a server's certificate, spelt as servers' names are. NAME is set, and has to live as
 * long as the record. */
static CraftRecord
server_sast(const Identity *who, char **name)
{
  *name = name_text_from_subject(who->certificate, NAME_STYLE_SERVER);
  return (CraftRecord){.identity = who, .subject = *name, .issuer = *name, .host = "10.48.47.153"};
}

TrustList *
sample_token_list(guint signer)
{
  CraftHeader header = {.signer = sample_token(signer), .style = NAME_STYLE_TOKEN};
  return craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
               node_record(FUNCTION_CCM_TFTP, SERVER_CALLMANAGER, "10.48.47.153"),
               node_record(FUNCTION_CAPF, SERVER_CAPF, "10.48.47.153"),
               node_record(FUNCTION_CCM_TFTP, SERVER_SUBSCRIBER, "10.48.47.154"));
}

TrustList *
sample_tokenless_list(SampleServer signer)
{
  CraftHeader header = {.signer = sample_server(signer), .style = NAME_STYLE_SERVER};
  g_autofree char *name = NULL;
  CraftRecord sast = server_sast(header.signer, &name);
  return craft(&header, sast, node_record(FUNCTION_CCM_TFTP, SERVER_CALLMANAGER, "10.48.47.153"),
               node_record(FUNCTION_CAPF, SERVER_CAPF, "10.48.47.153"),
               node_record(FUNCTION_CCM_TFTP, SERVER_SUBSCRIBER, "10.48.47.154"));
}

TrustList *
sample_emptied_list(void)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  return craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
               {.function = FUNCTION_CCM_TFTP, .host = "10.48.47.153"},
               node_record(FUNCTION_CAPF, SERVER_CAPF, "10.48.47.153"),
               {.function = FUNCTION_CCM_TFTP, .host = "10.48.47.154"});
}

TrustList *
sample_itl(SampleServer signer, const Identity *tvs, gboolean by_hash)
{
  CraftHeader header = {
      .signer = sample_server(signer), .style = NAME_STYLE_SERVER, .filename = "ITLFile.tlv"};
  g_autofree char *name = NULL;
  CraftRecord sast = server_sast(header.signer, &name);
  CraftRecord tftp = {.function = FUNCTION_CCM_TFTP, .identity = header.signer, .no_address = TRUE};
  CraftRecord server = {.function = FUNCTION_TVS, .identity = tvs, .hash = by_hash, .no_address = TRUE};
  sast.host = NULL;
  sast.no_address = TRUE;
  return tvs != NULL ? craft(&header, sast, tftp, server) : craft(&header, sast, tftp);
}

TrustList *
sample_break(const TrustList *list)
{
  return craft_flip(list, g_bytes_get_size(trust_list_get_bytes(list)) - 1);
}

/* --- the cluster --- */

void
sample_tvs(const char *host, SampleServer signer)
{
  const Identity *tvs = sample_server(SERVER_TVS);
  g_autofree char *url = g_strdup_printf("http://%s:6970/ITLFile.tlv", host);
  g_autoptr(TrustList) itl = sample_itl(signer, tvs, TRUE);
  fake_tls(host, 2445, tvs->certificate, NULL);
  fake_serve(url, trust_list_get_bytes(itl));
}

void
sample_upload(const char *host, guint index)
{
  fake_tvs_trust(host, sample_token(index)->certificate, FUNCTION_SAST);
  fake_tvs_trust(host, sample_token(index)->certificate, FUNCTION_TFTP);
}

void
sample_own(const char *host, const char *unit, const Identity *identity)
{
  g_autofree char *command = g_strconcat("show cert own ", unit, NULL);
  if (identity == NULL) {
    fake_answer(host, command, NULL);
    return;
  }
  g_autoptr(GBytes) pem = certificate_to_pem(identity->certificate);
  g_autofree char *text =
      g_strdup_printf("[\n  Version: V3\n  Serial Number: 60\n]\n%.*s", (int)g_bytes_get_size(pem),
                      (const char *)g_bytes_get_data(pem, NULL));
  fake_answer(host, command, text);
}

#define OWN_SUBSCRIBER "CallManager/CallManager.pem: Self-signed certificate generated by system\n"
#define OWN_PUBLISHER                                                                                        \
  OWN_SUBSCRIBER "CAPF/CAPF.pem: Self-signed certificate generated by system\n"                              \
                 "ITLRecovery/ITLRecovery.pem: Self-signed certificate generated by system\n"

void
sample_own_certificates(void)
{
  fake_answer("pub", "show cert list own", OWN_PUBLISHER);
  fake_answer("sub1", "show cert list own", OWN_SUBSCRIBER);
  fake_answer("tftp1", "show cert list own", OWN_SUBSCRIBER);
  sample_own("pub", "CallManager", sample_server(SERVER_CALLMANAGER));
  sample_own("pub", "CAPF", sample_server(SERVER_CAPF));
  sample_own("pub", "ITLRecovery", sample_server(SERVER_RECOVERY));
  sample_own("sub1", "CallManager", sample_server(SERVER_SUBSCRIBER));
  sample_own("tftp1", "CallManager", sample_server(SERVER_TFTP));
}

void
sample_cluster_reset(void)
{
  fake_cluster_reset();
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++) {
    fake_node_add(HOSTS[i]);
    fake_answer(HOSTS[i], PLATFORM_CLI_ASK_MODE,
                "paramname           paramvalue \n=================== ========== \nClusterSecurityMode 1\n");
    fake_answer(HOSTS[i], "show version active", "Active Master Version: 10.5.1.10000-7\n");
    fake_answer(HOSTS[i], "show network cluster",
                "10.48.47.153 pub.example.com pub Publisher callmanager DBPub authenticated\n"
                "10.48.47.154 sub1.example.com sub1 Subscriber callmanager DBSub authenticated\n"
                "10.48.47.155 tftp1.example.com tftp1 Subscriber callmanager DBSub authenticated\n"
                "10.48.47.156 imp1.example.com imp1 Subscriber cups DBSub authenticated\n");
    sample_hold(HOSTS[i], NULL);
  }
  sample_own_certificates();
}

void
sample_hold(const char *host, const TrustList *list)
{
  g_autofree char *url = g_strdup_printf("http://%s:6970/CTLFile.tlv", host);
  g_autofree char *shown = list != NULL ? trust_list_show(list, -1) : g_strdup(NO_LIST);
  GBytes *bytes = list != NULL ? trust_list_get_bytes(list) : NULL;
  fake_put(host, "/CTLFile.tlv", bytes);
  fake_answer(host, "show ctl", shown);
  fake_serve(url, bytes);
}

void
sample_hold_everywhere(const TrustList *list)
{
  for (gsize i = 0; i < G_N_ELEMENTS(HOSTS); i++)
    sample_hold(HOSTS[i], list);
}

gboolean
sample_holds(const char *host, const TrustList *list)
{
  g_autoptr(GBytes) bytes = fake_get(host, "/CTLFile.tlv");
  return bytes != NULL && g_bytes_equal(bytes, trust_list_get_bytes(list));
}

AddressBookEntry *
sample_entry(void)
{
  AddressBookEntry *entry = g_new0(AddressBookEntry, 1);
  entry->name = g_strdup("hq");
  entry->address = publisher_address_parse("sftp://publisher@pub/CTLFile.tlv", NULL);
  entry->cluster = cluster_settings_new();
  entry->cluster->cli_user = g_strdup("admin");
  g_assert_true(cluster_settings_add_node(entry->cluster, "sub1", ',', NULL));
  g_assert_true(cluster_settings_add_node(entry->cluster, "tftp,tftp1", ',', NULL));
  return entry;
}

gboolean
sample_says(const char *text, const char *words)
{
  gboolean says = text != NULL && strstr(text, words) != NULL;
  if (!says)
    g_test_message("\"%s\" is not said in \"%s\"", words, text != NULL ? text : "(nothing)");
  return says;
}

char *
sample_join(const GPtrArray *sentences)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? "\n" : "", (const char *)g_ptr_array_index(sentences, i));
  return g_strdup(text->str);
}

guint
sample_count_warnings(const GPtrArray *findings)
{
  guint n = 0;
  for (guint i = 0; i < findings->len; i++)
    n += ((const Finding *)g_ptr_array_index(findings, i))->rule->severity == LINT_WARNING ? 1 : 0;
  return n;
}

guint
sample_count(const char *text, const char *words)
{
  guint n = 0;
  for (const char *at = strstr(text, words); at != NULL; at = strstr(at + strlen(words), words))
    n++;
  return n;
}

/* --- at the same time --- */

#define BARRIER_LIMIT_S 120 /* only for a test that fails */

struct _SampleBarrier {
  GMutex lock;
  GCond cond;
  guint n_missing;
};

SampleBarrier *
sample_barrier_new(guint n)
{
  SampleBarrier *barrier = g_new0(SampleBarrier, 1);
  g_mutex_init(&barrier->lock);
  g_cond_init(&barrier->cond);
  barrier->n_missing = n;
  return barrier;
}

void
sample_barrier_wait(gpointer data)
{
  SampleBarrier *barrier = data;
  gint64 limit = g_get_monotonic_time() + BARRIER_LIMIT_S * G_TIME_SPAN_SECOND;
  g_mutex_lock(&barrier->lock);
  if (barrier->n_missing > 0)
    barrier->n_missing--;
  g_cond_broadcast(&barrier->cond);
  while (barrier->n_missing > 0)
    g_assert_true(g_cond_wait_until(&barrier->cond, &barrier->lock, limit));
  g_mutex_unlock(&barrier->lock);
}

void
sample_barrier_free(SampleBarrier *barrier)
{
  g_assert_cmpuint(barrier->n_missing, ==, 0);
  g_mutex_clear(&barrier->lock);
  g_cond_clear(&barrier->cond);
  g_free(barrier);
}
