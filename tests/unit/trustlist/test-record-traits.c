/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What two records are to each other: a line a case. */
#include "app/trustlist/function.h"
#include "app/trustlist/record-traits.h"
#include "craft.h"

#define PUB "10.48.47.153"
#define SUB "10.48.47.154"

/* Whose certificate it is. */
typedef enum {
  NOBODY,
  MANAGER,
  RENEWED,
  ECDSA,
  RENEWED_ECDSA,
  RECOVERY,
  LONG_RECOVERY,
  SUBSCRIBER,
  TOKEN,
  N_WHO
} Who;

static Identity *identities[N_WHO];

typedef struct {
  guint function;
  Who who;
  const char *host;
  const char *address; /* where HOST is a name */
  const char *issuer;  /* instead of the certificate's */
} Side;

typedef struct {
  const char *name;
  Side a, b;
  RecordRelation relation;
} Case;

/* One side of a case: ON a host, or NAMED with an address beside the name. */
#define ON(function, who, host)                                                                              \
  {                                                                                                          \
    FUNCTION_##function, who, host, NULL, NULL                                                               \
  }
#define NAMED(function, who, host, address)                                                                  \
  {                                                                                                          \
    FUNCTION_##function, who, host, address, NULL                                                            \
  }
#define BY_CA(function, who, host)                                                                           \
  {                                                                                                          \
    FUNCTION_##function, who, host, NULL, "CN=CA"                                                            \
  }

/* clang-format off: a line a case */
static const Case cases[] = {
    /* servers: function, node, kind of key */
    {"same", ON(CAPF, MANAGER, PUB), ON(CAPF, MANAGER, PUB), RECORDS_EQUAL},
    {"other-function", ON(CAPF, MANAGER, PUB), ON(TFTP, MANAGER, PUB), RECORDS_DIFFER},
    {"renewed", ON(CCM_TFTP, MANAGER, PUB), ON(CCM_TFTP, RENEWED, PUB), RECORDS_RENEW},
    {"another-subject", ON(CCM_TFTP, MANAGER, PUB), ON(CCM_TFTP, SUBSCRIBER, PUB), RECORDS_RENEW},
    {"another-issuer", ON(CCM_TFTP, MANAGER, PUB), BY_CA(CCM_TFTP, RENEWED, PUB), RECORDS_RENEW},
    {"several-nodes", ON(CCM_TFTP, MANAGER, PUB), ON(CCM_TFTP, MANAGER, SUB), RECORDS_DIFFER},
    {"another-kind-of-key", ON(CCM_TFTP, MANAGER, PUB), ON(CCM_TFTP, ECDSA, PUB), RECORDS_DIFFER},
    {"renewed-ec", ON(CCM_TFTP, ECDSA, PUB), ON(CCM_TFTP, RENEWED_ECDSA, PUB), RECORDS_RENEW},
    {"emptied", ON(CCM_TFTP, NOBODY, PUB), ON(CCM_TFTP, MANAGER, PUB), RECORDS_RENEW},
    {"emptied-ec", ON(CCM_TFTP, NOBODY, PUB), ON(CCM_TFTP, ECDSA, PUB), RECORDS_RENEW},
    {"both-emptied", ON(CCM_TFTP, NOBODY, PUB), ON(CCM_TFTP, NOBODY, PUB), RECORDS_EQUAL},
    {"emptied-elsewhere", ON(CCM_TFTP, NOBODY, PUB), ON(CCM_TFTP, NOBODY, SUB), RECORDS_DIFFER},
    /* nodes: by name or by address */
    {"by-name", ON(CAPF, MANAGER, "pub"), ON(CAPF, RENEWED, "PUB"), RECORDS_RENEW},
    {"by-long-name", ON(CAPF, MANAGER, "pub"), ON(CAPF, RENEWED, "pub.example.com"), RECORDS_RENEW},
    {"other-name", ON(CAPF, MANAGER, "pub"), ON(CAPF, RENEWED, "publisher"), RECORDS_DIFFER},
    {"name-and-address", ON(CAPF, MANAGER, PUB), NAMED(CAPF, RENEWED, "pub", PUB), RECORDS_RENEW},
    {"renamed", NAMED(CAPF, MANAGER, "pub", PUB), NAMED(CAPF, RENEWED, "cucm", PUB), RECORDS_RENEW},
    {"new-address", NAMED(CAPF, MANAGER, "pub", PUB), NAMED(CAPF, RENEWED, "pub", SUB), RECORDS_RENEW},
    {"two-nodes", NAMED(CAPF, MANAGER, "pub", PUB), NAMED(CAPF, RENEWED, "sub", SUB), RECORDS_DIFFER},
    /* SAST: the certificate */
    {"sast-same", ON(SAST, MANAGER, PUB), ON(SAST, MANAGER, PUB), RECORDS_EQUAL},
    {"sast-same-elsewhere", ON(SAST, MANAGER, PUB), ON(SAST, MANAGER, SUB), RECORDS_EQUAL},
    {"sast-renewed", ON(SAST, MANAGER, PUB), ON(SAST, RENEWED, PUB), RECORDS_RENEW},
    {"sast-two-of-a-node", ON(SAST, MANAGER, PUB), ON(SAST, RECOVERY, PUB), RECORDS_DIFFER},
    {"sast-other-issuer", ON(SAST, MANAGER, PUB), BY_CA(SAST, RENEWED, PUB), RECORDS_DIFFER},
    {"sast-second-cluster", ON(SAST, MANAGER, PUB), ON(SAST, RENEWED, "10.9.9.9"), RECORDS_DIFFER},
    {"sast-no-node", ON(SAST, MANAGER, NULL), ON(SAST, RENEWED, PUB), RECORDS_RENEW},
    {"recovery-renamed", ON(SAST, RECOVERY, PUB), ON(SAST, LONG_RECOVERY, PUB), RECORDS_RENEW},
    {"recovery-elsewhere", ON(SAST, RECOVERY, PUB), ON(SAST, LONG_RECOVERY, SUB), RECORDS_DIFFER},
    {"token-same", ON(SAST, TOKEN, NULL), ON(SAST, TOKEN, NULL), RECORDS_EQUAL},
    {"token-and-server", ON(SAST, TOKEN, NULL), ON(SAST, MANAGER, PUB), RECORDS_DIFFER},
    /* without a node, as in ITL files */
    {"nowhere-same", ON(CCM_TFTP, MANAGER, NULL), ON(CCM_TFTP, MANAGER, NULL), RECORDS_EQUAL},
    {"nowhere-renewed", ON(CCM_TFTP, MANAGER, NULL), ON(CCM_TFTP, RENEWED, NULL), RECORDS_RENEW},
    {"nowhere-other", ON(CCM_TFTP, MANAGER, NULL), ON(CCM_TFTP, SUBSCRIBER, NULL), RECORDS_DIFFER},
};
/* clang-format on */

static CraftRecord
record_of(const Side *side)
{
  return (CraftRecord){.function = side->function,
                       .identity = identities[side->who],
                       .host = side->host,
                       .address = side->address,
                       .issuer = side->issuer};
}

static TrustList *
list_with(const Side *side)
{
  const CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  const CraftRecord records[] = {{.identity = sample_token(0)}, record_of(side)};
  return craft_list(&header, records, G_N_ELEMENTS(records));
}

/* Both ways round. */
static void
test_relation(gconstpointer data)
{
  const Case *row = data;
  g_autoptr(TrustList) a = list_with(&row->a);
  g_autoptr(TrustList) b = list_with(&row->b);
  g_auto(RecordTraits) one = {0};
  g_auto(RecordTraits) two = {0};
  record_traits_init(&one, trust_list_get_record(a, 1));
  record_traits_init(&two, trust_list_get_record(b, 1));
  g_assert_cmpint(record_traits_relate(&one, &two), ==, row->relation);
  g_assert_cmpint(record_traits_relate(&two, &one), ==, row->relation);
}

static void
test_host(void)
{
  static const struct {
    Side side;
    const char *host;
    gboolean there;
  } rows[] = {
      {ON(CAPF, MANAGER, PUB), PUB, TRUE},
      {NAMED(CAPF, MANAGER, "pub", PUB), PUB, TRUE},
      {NAMED(CAPF, MANAGER, "pub", PUB), "pub.example.com", TRUE},
      {NAMED(CAPF, MANAGER, "pub", PUB), SUB, FALSE},
      {NAMED(CAPF, MANAGER, "pub", PUB), "", FALSE},
      {ON(CAPF, MANAGER, NULL), "", FALSE},
      {ON(CAPF, MANAGER, NULL), "0.0.0.0", FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(TrustList) list = list_with(&rows[i].side);
    g_autoptr(GArray) all = record_traits_of_list(list);
    g_test_message("line %zu", i);
    g_assert_cmpint(record_traits_on_host(record_traits_at(all, 1), rows[i].host), ==, rows[i].there);
    g_assert_cmpint(record_traits_have_node(record_traits_at(all, 1)), ==, rows[i].side.host != NULL);
  }
}

static void
make_identities(void)
{
  identities[MANAGER] = identity_new_server("pub", "0A01");
  identities[RENEWED] = identity_new_server("pub", "0A02");
  identities[ECDSA] = identity_new_ec_server("pub-EC", "0A03");
  identities[RENEWED_ECDSA] = identity_new_ec_server("pub-EC", "0A04");
  identities[RECOVERY] = identity_new_server("ITLRECOVERY_pub", "0A05");
  identities[LONG_RECOVERY] = identity_new_server("ITLRECOVERY_pub.example.com", "0A06");
  identities[SUBSCRIBER] = identity_new_server("sub", "0A07");
  identities[TOKEN] = identity_new_token("SAST-ADN0054f509", "0A08", 1024);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  make_identities();
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strconcat("/record-traits/", cases[i].name, NULL);
    g_test_add_data_func(path, &cases[i], test_relation);
  }
  g_test_add_func("/record-traits/host", test_host);
  int status = g_test_run();
  for (gsize i = NOBODY + 1; i < N_WHO; i++)
    identity_free(identities[i]);
  return status;
}
