/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which record of a real list a new one takes the place of: a line a case. The list is that of a cluster of
 * release 11.5 or later, with a second cluster's ITLRecovery, as it may have been made from other lists. */
#include "sample-cluster.h"

#include "app/trustlist/record-traits.h"
#include "app/trustlist/tags.h"
#include "app/workflow/list/draft.h"

#include <arpa/inet.h>

#define PUB "10.48.47.153"
#define SUB "10.48.47.154"
#define THEIRS "10.9.9.9" /* the second cluster's publisher */

typedef enum {
  MANAGER,
  NEW_MANAGER,
  CA_MANAGER, /* signed by a CA */
  ECDSA,
  NEW_ECDSA,
  RECOVERY,
  NEW_RECOVERY,
  THEIR_RECOVERY,
  NEW_THEIR_RECOVERY,
  CAPF,
  NEW_CAPF,
  SUBSCRIBER,
  NEW_SUBSCRIBER,
  N_WHO,
} Who;

static Identity *identities[N_WHO];

typedef struct {
  const char *name;
  guint function;
  Who who;
  const char *host;
  const char *address; /* what the name has here; NULL: it has none */
  guint replaces;
  const char
      *outcome; /* "~3 10.48.47.153": replaced 3, with this address; "+ ...": added; else the refusal */
} Case;

/* clang-format off: a line a case */
static const Case cases[] = {
    {"recovery", FUNCTION_SAST, NEW_RECOVERY, PUB, PUB, 0, "~3 " PUB},
    {"manager-as-sast", FUNCTION_SAST, NEW_MANAGER, PUB, PUB, 0, "~4 " PUB},
    {"sast-again", FUNCTION_SAST, RECOVERY, PUB, PUB, 0, "~3 " PUB},
    {"sast-of-a-ca", FUNCTION_SAST, CA_MANAGER, PUB, PUB, 0, "+ " PUB},
    {"sast-of-a-ca-named", FUNCTION_SAST, CA_MANAGER, PUB, PUB, 4, "~4 " PUB},
    {"second-cluster", FUNCTION_SAST, NEW_THEIR_RECOVERY, THEIRS, THEIRS, 0, "~5 " THEIRS},
    {"third-cluster", FUNCTION_SAST, NEW_RECOVERY, "10.8.8.8", "10.8.8.8", 0, "+ 10.8.8.8"},
    {"manager", FUNCTION_CCM_TFTP, NEW_MANAGER, PUB, PUB, 0, "~6 " PUB},
    {"manager-by-name", FUNCTION_CCM_TFTP, NEW_MANAGER, "pub.example.com", PUB, 0, "~6 " PUB},
    {"ecdsa", FUNCTION_CCM_TFTP, NEW_ECDSA, PUB, PUB, 0, "~7 " PUB},
    {"capf", FUNCTION_CAPF, NEW_CAPF, PUB, PUB, 0, "~8 " PUB},
    {"several-nodes", FUNCTION_CCM_TFTP, NEW_MANAGER, SUB, SUB, 0, "~9 " SUB},
    {"by-name", FUNCTION_CCM_TFTP, NEW_SUBSCRIBER, "sub", SUB, 0, "~9 " SUB},
    {"by-long-name", FUNCTION_CCM_TFTP, NEW_SUBSCRIBER, "sub.example.com", NULL, 0, "~9 " SUB},
    {"new-address", FUNCTION_CCM_TFTP, NEW_SUBSCRIBER, "sub", "10.48.47.200", 0, "~9 10.48.47.200"},
    {"address-kept", FUNCTION_CCM_TFTP, NEW_SUBSCRIBER, "sub", NULL, 0, "~9 " SUB},
    {"address-of-the-named", FUNCTION_CCM_TFTP, NEW_MANAGER, "pub", NULL, 6, "~6 " PUB},
    {"no-address", FUNCTION_CCM_TFTP, NEW_MANAGER, "pub", NULL, 0, "Server pub: no address here"},
    {"new-node", FUNCTION_CCM_TFTP, SUBSCRIBER, "10.48.47.155", "10.48.47.155", 0, "+ 10.48.47.155"},
    {"other-function", FUNCTION_TFTP, MANAGER, PUB, PUB, 0, "+ " PUB},
    {"one-name-two-nodes", FUNCTION_CCM_TFTP, NEW_MANAGER, "sub", PUB, 0,
     "CCM+TFTP sub (10.48.47.153) could take the place of record 6, CCM+TFTP 10.48.47.153 (serial 0A:01) or "
     "record 9, CCM+TFTP sub (10.48.47.154) (serial 0A:12); say which one"},
    {"one-of-two", FUNCTION_CCM_TFTP, NEW_MANAGER, "sub", PUB, 9, "~9 " PUB},
    {"two-of-a-kind", FUNCTION_APPLICATION_SERVER, SUBSCRIBER, PUB, PUB, 0,
     "could take the place of record 10, "},
    {"the-second-of-a-kind", FUNCTION_APPLICATION_SERVER, SUBSCRIBER, PUB, PUB, 11, "~11 " PUB},
    {"same-of-a-kind", FUNCTION_APPLICATION_SERVER, NEW_CAPF, PUB, PUB, 0, "~11 " PUB},
    {"nobodys-place", FUNCTION_CAPF, NEW_CAPF, PUB, PUB, RECORD_REPLACES_NONE, "+ " PUB},
    {"no-such-number", FUNCTION_CAPF, NEW_CAPF, PUB, PUB, 12, "The list has no record \"12\""},
    {"number-of-another-function", FUNCTION_CAPF, NEW_CAPF, PUB, PUB, 6,
     "Record 6, CCM+TFTP 10.48.47.153, has another function"},
};
/* clang-format on */

static TrustList *
make_list(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  const Identity *sast[] = {identities[RECOVERY], identities[MANAGER], identities[THEIR_RECOVERY]};
  char *names[3] = {NULL};
  for (gsize i = 0; i < G_N_ELEMENTS(sast); i++)
    names[i] = name_text_from_subject(sast[i]->certificate, NAME_STYLE_SERVER);
  TrustList *list = craft(
      &header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
      {.identity = sast[0], .host = PUB, .subject = names[0], .issuer = names[0]},
      {.identity = sast[1], .host = PUB, .subject = names[1], .issuer = names[1]},
      {.identity = sast[2], .host = THEIRS, .subject = names[2], .issuer = names[2]},
      {.function = FUNCTION_CCM_TFTP, .identity = identities[MANAGER], .host = PUB},
      {.function = FUNCTION_CCM_TFTP, .identity = identities[ECDSA], .host = PUB},
      {.function = FUNCTION_CAPF, .identity = identities[CAPF], .host = PUB},
      {.function = FUNCTION_CCM_TFTP, .identity = identities[SUBSCRIBER], .host = "sub", .address = SUB},
      {.function = FUNCTION_APPLICATION_SERVER, .identity = identities[CAPF], .host = PUB},
      {.function = FUNCTION_APPLICATION_SERVER, .identity = identities[NEW_CAPF], .host = PUB});
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    g_free(names[i]);
  return list;
}

/* As if its name had been looked up. */
static ServerRecord *
make_server(const Case *row)
{
  ServerRecord *server = g_new0(ServerRecord, 1);
  server->function = row->function;
  server->host = g_strdup(row->host);
  server->certificate = X509_dup(identities[row->who]->certificate);
  server->replaces = row->replaces;
  if (row->address != NULL)
    g_assert_cmpint(inet_pton(AF_INET, row->address, server->address), ==, 1);
  else
    server->no_address =
        g_error_new(CTL_ERROR, CTL_ERROR_UNREACHABLE, "Server %s: no address here", row->host);
  return server;
}

/* The one record that is not as it was, as Case has it. */
static char *
describe_change(const ListDraft *draft)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    TlvReader address = {NULL, 0};
    if (list_draft_get_origin(draft, i) == DRAFT_KEPT)
      continue;
    g_assert_true(trust_list_record_get(&record, RECORD_IP_ADDRESS, &address));
    g_string_append_c(text, list_draft_get_origin(draft, i) == DRAFT_ADDED ? '+' : '~');
    if (list_draft_get_old_number(draft, i) != 0)
      g_string_append_printf(text, "%u", list_draft_get_old_number(draft, i));
    g_string_append_printf(text, " %u.%u.%u.%u", address.data[0], address.data[1], address.data[2],
                           address.data[3]);
  }
  return g_strdup(text->str);
}

static void
test_case(gconstpointer data)
{
  const Case *row = data;
  g_autoptr(TrustList) old = make_list();
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autoptr(ServerRecord) server = make_server(row);
  g_autoptr(GError) error = NULL;
  gboolean added = list_draft_add_server(draft, server, &error);
  g_autofree char *change = describe_change(draft);
  if (added) {
    g_assert_cmpstr(change, ==, row->outcome);
    return;
  }
  g_assert_true(sample_says(error->message, row->outcome));
  g_assert_cmpstr(change, ==, "");
  g_assert_cmpuint(list_draft_get_n_records(draft), ==, trust_list_get_n_records(old));
  g_assert_true(g_error_matches(error, CTL_ERROR, CTL_ERROR_USAGE) ||
                g_error_matches(error, CTL_ERROR, CTL_ERROR_UNREACHABLE));
}

static void
add(ListDraft *draft, const Case *row, const char *refusal)
{
  g_autoptr(ServerRecord) server = make_server(row);
  g_autoptr(GError) error = NULL;
  gboolean added = list_draft_add_server(draft, server, &error);
  g_assert_cmpint(added, ==, refusal == NULL);
  if (refusal != NULL)
    g_assert_true(sample_says(error->message, refusal));
}

/* ITLRecovery and CallManager of the publisher, in a new list; each of them once. */
static void
test_two_sast_of_a_node(void)
{
  const Case recovery = {.function = FUNCTION_SAST, .who = RECOVERY, .host = PUB, .address = PUB};
  const Case manager = {.function = FUNCTION_SAST, .who = MANAGER, .host = PUB, .address = PUB};
  const Case elsewhere = {.function = FUNCTION_SAST, .who = MANAGER, .host = SUB, .address = SUB};
  g_autoptr(ListDraft) draft = list_draft_new(NULL);
  add(draft, &recovery, NULL);
  add(draft, &manager, NULL);
  add(draft, &manager, "SAST pub is named twice with the same certificate");
  add(draft, &elsewhere, "is named twice");
  g_assert_cmpuint(list_draft_get_n_records(draft), ==, 2);
}

/* A number is good once. */
static void
test_number_twice(void)
{
  const Case first = {.function = FUNCTION_CAPF, .who = NEW_CAPF, .host = PUB, .address = PUB, .replaces = 8};
  const Case second = {.function = FUNCTION_CAPF, .who = MANAGER, .host = SUB, .address = SUB, .replaces = 8};
  g_autoptr(TrustList) old = make_list();
  g_autoptr(ListDraft) draft = list_draft_new(old);
  add(draft, &first, NULL);
  add(draft, &second, "Record 8, CAPF 10.48.47.153, was replaced before");
}

static void
test_find_places(void)
{
  const Case row = {.function = FUNCTION_APPLICATION_SERVER, .who = SUBSCRIBER, .host = PUB, .address = PUB};
  g_autoptr(TrustList) old = make_list();
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autoptr(ServerRecord) server = make_server(&row);
  g_autoptr(GArray) places = list_draft_find_places(draft, server);
  g_assert_cmpuint(places->len, ==, 2);
  g_assert_cmpuint(g_array_index(places, guint, 0), ==, 9);
  g_assert_cmpuint(g_array_index(places, guint, 1), ==, 10);
}

/* A token whose certificate was renewed; all others of its kind are kept. */
static void
test_renewed_token(void)
{
  g_autoptr(Identity) again = identity_new_token("SAST-ADN0054f509", "0102030405", 1024);
  g_autoptr(TrustList) old = make_list();
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autoptr(GError) error = NULL;
  g_assert_true(list_draft_add_token(draft, again->certificate, &error));
  g_assert_no_error(error);
  g_autofree char *change = describe_change(draft);
  g_assert_cmpstr(change, ==, "~1 0.0.0.0");
}

/* One of a token that has two of them in the list: a person has to say which, and may. */
static void
test_token_of_two(void)
{
  g_autoptr(Identity) first = identity_new_token("SAST-ADN00cccccc", "01", 1024);
  g_autoptr(Identity) second = identity_new_token("SAST-ADN00cccccc", "02", 1024);
  g_autoptr(Identity) third = identity_new_token("SAST-ADN00cccccc", "03", 1024);
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) old =
      craft(&header, {.identity = sample_token(0)}, {.identity = first}, {.identity = second});
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autoptr(GError) error = NULL;
  g_assert_false(list_draft_add_token(draft, third->certificate, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_autoptr(GArray) places = list_draft_find_token_places(draft, third->certificate);
  g_assert_cmpuint(places->len, ==, 2);
  g_assert_cmpuint(g_array_index(places, guint, 1), ==, 2);
  g_assert_true(list_draft_put_token(draft, third->certificate, 3, NULL));
  g_assert_cmpint(list_draft_get_origin(draft, 1), ==, DRAFT_KEPT);
  g_assert_cmpint(list_draft_get_origin(draft, 2), ==, DRAFT_REPLACED);
}

static void
test_words(void)
{
  const Case row = {.function = FUNCTION_SAST, .who = NEW_RECOVERY, .host = PUB, .address = PUB};
  g_autoptr(TrustList) old = make_list();
  g_autoptr(ListDraft) draft = list_draft_new(old);
  add(draft, &row, NULL);
  g_autofree char *replaced = list_draft_describe_replacement(draft, 2);
  g_autofree char *kept = list_draft_describe_replacement(draft, 3);
  g_assert_cmpstr(replaced, ==,
                  "SAST ITLRECOVERY_pub (serial 0A:07) takes the place of record 3, SAST ITLRECOVERY_pub "
                  "(serial 0A:06)");
  g_assert_null(kept);
  list_draft_make_non_secure(draft);
  g_autofree char *emptied = list_draft_describe_replacement(draft, 5);
  g_assert_null(emptied);
}

static void
make_identities(void)
{
  const char *names[] = {"C=PL", "ST=Malopolska", "L=Krakow", "O=Cisco", "OU=TAC", "CN=pub", NULL};
  const char *ca[] = {"O=Cisco", "CN=CA", NULL};
  identities[MANAGER] = identity_new_server("pub", "0A01");
  identities[NEW_MANAGER] = identity_new_server("pub", "0A02");
  identities[CA_MANAGER] = identity_new(1024, names, ca, "0A03");
  identities[ECDSA] = identity_new_ec_server("pub-EC", "0A04");
  identities[NEW_ECDSA] = identity_new_ec_server("pub-EC", "0A05");
  identities[RECOVERY] = identity_new_server("ITLRECOVERY_pub", "0A06");
  identities[NEW_RECOVERY] = identity_new_server("ITLRECOVERY_pub", "0A07");
  identities[THEIR_RECOVERY] = identity_new_server("ITLRECOVERY_theirs", "0A08");
  identities[NEW_THEIR_RECOVERY] = identity_new_server("ITLRECOVERY_theirs", "0A09");
  identities[CAPF] = identity_new_server("CAPF-e41e7d87", "0A10");
  identities[NEW_CAPF] = identity_new_server("CAPF-11111111", "0A11");
  identities[SUBSCRIBER] = identity_new_server("sub", "0A12");
  identities[NEW_SUBSCRIBER] = identity_new_server("sub", "0A13");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  make_identities();
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strconcat("/draft-add/", cases[i].name, NULL);
    g_test_add_data_func(path, &cases[i], test_case);
  }
  g_test_add_func("/draft-add/two-sast-of-a-node", test_two_sast_of_a_node);
  g_test_add_func("/draft-add/number-twice", test_number_twice);
  g_test_add_func("/draft-add/places", test_find_places);
  g_test_add_func("/draft-add/renewed-token", test_renewed_token);
  g_test_add_func("/draft-add/token-of-two", test_token_of_two);
  g_test_add_func("/draft-add/words", test_words);
  int status = g_test_run();
  for (gsize i = 0; i < N_WHO; i++)
    identity_free(identities[i]);
  return status;
}
