/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The certificates of a cluster's servers: which are taken from lists and from TLS ports, and which have to
 * be confirmed. */
#include "app/publisher/tls/tls-certificate.h"
#include "app/workflow/cluster/cluster-certificates.h"
#include "app/workflow/cluster/server-offer.h"
#include "sample-cluster.h"
#include "sample-home.h"

typedef struct {
  AddressBookEntry *entry;
  CtlFakePrompt *prompt;
  GPtrArray *notes, *warnings;
  ClusterCertificatesRequest request;
  PublisherLogin login;
  GPtrArray *found; /* of the last collect() */
  GError *error;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_home_empty();
  sample_cluster_reset();
  fixture->entry = sample_entry();
  fixture->prompt = fake_prompt_new();
  fixture->notes = g_ptr_array_new_with_free_func(g_free);
  fixture->warnings = g_ptr_array_new_with_free_func(g_free);
  fixture->login = address_book_entry_get_login(fixture->entry);
  fixture->request = (ClusterCertificatesRequest){.publisher = fixture->entry,
                                                  .login = &fixture->login,
                                                  .confirmation = {.prompt = CTL_PROMPT(fixture->prompt)}};
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  g_clear_pointer(&fixture->found, g_ptr_array_unref);
  g_ptr_array_unref(fixture->notes);
  g_ptr_array_unref(fixture->warnings);
  g_object_unref(fixture->prompt);
  address_book_entry_free(fixture->entry);
}

static gboolean
collect(Fixture *fixture)
{
  const ClusterCertificatesRemarks remarks = {fixture->notes, fixture->warnings};
  g_clear_error(&fixture->error);
  g_clear_pointer(&fixture->found, g_ptr_array_unref);
  g_ptr_array_set_size(fixture->notes, 0);
  fake_forget();
  fixture->found = cluster_certificates_collect(&fixture->request, &remarks, NULL, NULL, &fixture->error);
  return fixture->found != NULL;
}

/* "CCM+TFTP pub 5061" of each, in order. */
static void
expect_found(const Fixture *fixture, const char *wanted)
{
  g_assert_no_error(fixture->error);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < fixture->found->len; i++) {
    const ServerCertificate *server = g_ptr_array_index(fixture->found, i);
    g_string_append_printf(text, "%s%s %s %u", i > 0 ? "; " : "", server->function, server->host,
                           server->port);
  }
  g_assert_cmpstr(text->str, ==, wanted);
}

static void
expect_note(const Fixture *fixture, const char *words)
{
  g_autofree char *text = sample_join(fixture->notes);
  g_assert_true(sample_says(text, words));
}

static void
put_list(const char *path, TrustList *list)
{
  fake_put("pub", path, trust_list_get_bytes(list));
  trust_list_unref(list);
}

#define FROM_CTL "CCM+TFTP 10.48.47.153 0; CAPF 10.48.47.153 0; CCM+TFTP 10.48.47.154 0"

/* --- from lists --- */

static void
test_from_the_list(Fixture *fixture, gconstpointer unused)
{
  put_list("/CTLFile.tlv", sample_token_list(1));
  fake_node_warn("pub", "It uses ssh-rsa");
  g_assert_true(collect(fixture));
  expect_found(fixture, FROM_CTL);
  expect_note(fixture, "Publisher pub has no file /ITLFile.tlv");
  g_assert_cmpuint(fixture->warnings->len, >, 0);
  g_assert_cmpuint(fake_count("tls *"), ==, 0);
  const ServerCertificate *first = g_ptr_array_index(fixture->found, 0);
  g_assert_cmpint(X509_cmp(first->certificate, sample_server(SERVER_CALLMANAGER)->certificate), ==, 0);
}

/* A SAST record of a server says nothing new when another record has its certificate. */
static void
test_from_a_tokenless_list(Fixture *fixture, gconstpointer unused)
{
  put_list("/CTLFile.tlv", sample_tokenless_list(SERVER_CALLMANAGER));
  g_assert_true(collect(fixture));
  expect_found(fixture, FROM_CTL);
  put_list("/CTLFile.tlv", sample_tokenless_list(SERVER_STRANGER)); /* as ITLRecovery */
  g_assert_true(collect(fixture));
  expect_found(fixture, FROM_CTL "; SAST 10.48.47.153 0");
}

static void
test_from_ctl_and_itl(Fixture *fixture, gconstpointer unused)
{
  put_list("/CTLFile.tlv", sample_token_list(1));
  put_list("/ITLFile.tlv", sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), FALSE));
  g_assert_true(collect(fixture));
  expect_found(fixture, FROM_CTL "; TVS  0");
  g_assert_cmpuint(fixture->notes->len, ==, 1);
  expect_note(fixture, "A list and a port show the certificate of before until ");
  put_list("/ITLFile.tlv", sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), TRUE));
  g_assert_true(collect(fixture));
  expect_found(fixture, FROM_CTL); /* a hash is no certificate */
}

static void
test_lists_that_cannot_be_used(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) list = sample_token_list(1);
  put_list("/CTLFile.tlv", sample_break(list));
  g_assert_false(collect(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_SIGNATURE);
  g_autoptr(GBytes) nonsense = g_bytes_new_static("nonsense", 8);
  fake_put("pub", "/CTLFile.tlv", nonsense);
  g_assert_false(collect(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_DAMAGED);
  fake_fail("publisher@pub open", CTL_ERROR_UNREACHABLE, "It is silent");
  g_assert_false(collect(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
  fake_heal("publisher@pub open");
  fake_put("pub", "/CTLFile.tlv", NULL);
  g_assert_true(collect(fixture));
  expect_found(fixture, "");
  g_assert_cmpuint(fixture->notes->len, ==, 2);
}

/* --- from TLS ports --- */

static void
show(const char *host, guint port, SampleServer server)
{
  fake_tls(host, port, sample_server(server)->certificate, NULL);
}

/* What a list knows needs no confirmation. */
static void
test_live_as_in_the_list(Fixture *fixture, gconstpointer unused)
{
  put_list("/CTLFile.tlv", sample_token_list(1));
  show("pub", 5061, SERVER_CALLMANAGER);
  show("pub", 3804, SERVER_CAPF);
  show("sub1", 2443, SERVER_SUBSCRIBER);
  fixture->request.live = TRUE;
  g_assert_true(collect(fixture));
  expect_found(fixture, FROM_CTL);
  g_assert_cmpuint(fake_count("tls *"), ==, 12); /* four services of three nodes */
  expect_note(fixture, "pub port 2443: nothing listens there: no certificate from CallManager");
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_CERTIFICATE), ==, 0);
}

/* A certificate that a list has for another function is another matter. */
static void
test_live_with_another_function(Fixture *fixture, gconstpointer unused)
{
  put_list("/CTLFile.tlv", sample_token_list(1));
  show("pub", 3804, SERVER_CALLMANAGER);
  fixture->request.live = TRUE;
  g_assert_false(collect(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN);
}

static void
test_live_has_to_be_confirmed(Fixture *fixture, gconstpointer unused)
{
  put_list("/CTLFile.tlv", sample_token_list(1));
  show("pub", 2445, SERVER_TVS);
  fixture->request.live = TRUE;
  g_assert_false(collect(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN);
  g_assert_true(
      sample_says(fixture->error->message, "TVS on pub port 2445: its certificate was not confirmed"));
  g_autofree char *sha1 =
      tls_certificate_fingerprint(sample_server(SERVER_TVS)->certificate, G_CHECKSUM_SHA1);
  const char *asked = fake_prompt_get_last(fixture->prompt, PROMPT_CERTIFICATE);
  g_assert_true(
      sample_says(asked, "TVS on pub port 2445: Is this the certificate of TVS on pub port 2445 ("));
  g_assert_true(sample_says(asked, sha1));
  fake_prompt_set_yes(fixture->prompt, PROMPT_CERTIFICATE, TRUE);
  g_assert_true(collect(fixture));
  expect_found(fixture, FROM_CTL "; TVS pub 2445");
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_CERTIFICATE), ==, 2);
}

/* Given fingerprints are in a person's place, SHA-1 or SHA-256, in any case. */
static void
test_live_with_fingerprints(Fixture *fixture, gconstpointer unused)
{
  X509 *tvs = sample_server(SERVER_TVS)->certificate;
  g_autofree char *sha1 = tls_certificate_fingerprint(tvs, G_CHECKSUM_SHA1);
  g_autofree char *sha256 = tls_certificate_fingerprint(tvs, G_CHECKSUM_SHA256);
  g_autofree char *lower = g_ascii_strdown(sha1, -1);
  const char *const given[] = {sha1, lower, sha256};
  show("pub", 2445, SERVER_TVS);
  fixture->request.login = NULL; /* the services alone are asked then */
  for (gsize i = 0; i < G_N_ELEMENTS(given); i++) {
    const char *const fingerprints[] = {"00:11", given[i], NULL};
    fixture->request.confirmation.fingerprints = fingerprints;
    g_assert_true(collect(fixture));
    expect_found(fixture, "TVS pub 2445");
  }
  const char *const wrong[] = {"00:11", NULL};
  fixture->request.confirmation.fingerprints = wrong;
  g_assert_false(collect(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN);
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_CERTIFICATE), ==, 0);
  g_assert_cmpuint(fake_count("* open"), ==, 0);
}

/* What several nodes and ports show is the first one's, and asked about once. */
static void
test_live_same_on_several_nodes(Fixture *fixture, gconstpointer unused)
{
  static const char *const hosts[] = {"tftp1", "sub1", "pub"};
  fake_prompt_set_yes(fixture->prompt, PROMPT_CERTIFICATE, TRUE);
  fixture->request.login = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
    show(hosts[i], 5061, SERVER_CALLMANAGER);
    show(hosts[i], 2443, SERVER_CALLMANAGER);
    show(hosts[i], 3804, SERVER_CAPF);
    show(hosts[i], 2445, SERVER_CALLMANAGER);
  }
  g_assert_true(collect(fixture));
  expect_found(fixture, "CCM+TFTP pub 5061; CAPF pub 3804; TVS pub 2445");
  g_assert_cmpuint(fake_prompt_count(fixture->prompt, PROMPT_CERTIFICATE), ==, 3);
}

/* For a CTL, TVS is not asked, and what is not confirmed is left out. */
static void
test_live_for_a_ctl(Fixture *fixture, gconstpointer unused)
{
  show("pub", 5061, SERVER_CALLMANAGER);
  show("pub", 2445, SERVER_TVS);
  fixture->request.login = NULL;
  fixture->request.confirmation.for_ctl = TRUE;
  g_assert_true(collect(fixture));
  expect_found(fixture, "");
  expect_note(fixture, "CallManager on pub port 5061: its certificate was not confirmed");
  g_assert_cmpuint(fake_count("tls pub:2445"), ==, 0);
  g_assert_cmpuint(fake_count("tls *"), ==, 9);
}

static void
test_live_with_old_tls(Fixture *fixture, gconstpointer unused)
{
  fake_tls("pub", 3804, sample_server(SERVER_CAPF)->certificate, "TLS 1.0");
  fake_prompt_set_yes(fixture->prompt, PROMPT_CERTIFICATE, TRUE);
  fixture->request.login = NULL;
  g_assert_true(collect(fixture));
  expect_found(fixture, "");
  expect_note(fixture, "pub port 3804: needs old algorithms: no certificate from CAPF");
  fixture->request.old_algorithms = OLD_TLS;
  g_assert_true(collect(fixture));
  expect_found(fixture, "CAPF pub 3804");
}

static void
test_live_at_the_same_time(Fixture *fixture, gconstpointer unused)
{
  static const char *const hosts[] = {"pub", "sub1", "tftp1"};
  static const guint ports[] = {5061, 2443, 3804, 2445};
  SampleBarrier *barrier = sample_barrier_new(12);
  fixture->request.login = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS(ports); j++) {
      g_autofree char *question = g_strdup_printf("tls %s:%u", hosts[i], ports[j]);
      fake_when(question, sample_barrier_wait, barrier);
    }
  g_assert_true(collect(fixture));
  sample_barrier_free(barrier);
}

static void
cancel(gpointer cancellable)
{
  g_cancellable_cancel(cancellable);
}

static void
test_cancelled(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  const ClusterCertificatesRemarks remarks = {fixture->notes, fixture->warnings};
  fixture->request.login = NULL;
  fake_when("tls pub:5061", cancel, cancellable);
  g_assert_null(
      cluster_certificates_collect(&fixture->request, &remarks, NULL, cancellable, &fixture->error));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
}

/* --- names --- */

static void
test_file_names(Fixture *fixture, gconstpointer unused)
{
  const char *evil[] = {"CN=.../../etc/passwd", NULL};
  g_autoptr(Identity) identity = identity_new(1024, evil, evil, "01");
  const struct {
    X509 *certificate;
    const char *function, *name;
  } cases[] = {
      {sample_server(SERVER_CALLMANAGER)->certificate, "CCM+TFTP", "cucm-1051-a-pub_CCM-TFTP.pem"},
      {sample_server(SERVER_CAPF)->certificate, "CAPF", "CAPF-e41e7d87_CAPF.pem"},
      {identity->certificate, "TVS", "-..-..-etc-passwd_TVS.pem"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *function = g_strdup(cases[i].function);
    const ServerCertificate server = {.function = function, .certificate = cases[i].certificate};
    g_autofree char *name = server_certificate_file_name(&server);
    g_assert_cmpstr(name, ==, cases[i].name);
  }
}

/* A cluster is named by a saved publisher or by a host; the latter has no lists to log in for. */
static void
test_find(Fixture *fixture, gconstpointer unused)
{
  static const char *const wrong[] = {"", "no such name", "user@host", "sftp://a@b/c"};
  g_autofree char *path = g_build_filename(g_get_user_config_dir(), "publishers.conf", NULL);
  gboolean saved = FALSE;
  g_assert_true(address_book_save(path, NULL, fixture->entry, NULL));
  g_autoptr(AddressBookEntry) known = cluster_certificates_find(path, "hq", &saved, NULL);
  g_assert_true(saved);
  g_assert_cmpuint(address_book_entry_get_n_nodes(known), ==, 3);
  g_autoptr(AddressBookEntry) host = cluster_certificates_find(path, "10.48.47.153", &saved, NULL);
  g_assert_false(saved);
  g_assert_cmpstr(host->address->host, ==, "10.48.47.153");
  g_assert_cmpuint(address_book_entry_get_n_nodes(host), ==, 1);
  g_autoptr(AddressBookEntry) six = cluster_certificates_find(path, "[2001:db8::1]", &saved, NULL);
  g_assert_cmpstr(six->address->host, ==, "2001:db8::1");
  for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_clear_error(&fixture->error);
    g_assert_null(cluster_certificates_find(path, wrong[i], &saved, &fixture->error));
    g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_USAGE);
  }
  g_clear_error(&fixture->error);
  g_assert_true(g_file_set_contents(path, "[Publisher hq]\nport=70000\n", -1, NULL));
  g_assert_null(cluster_certificates_find(path, "hq", &saved, &fixture->error));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_DAMAGED);
}

/* --- offers for a list --- */

/* Those that the list lacks come first; TVS never stands in a CTL. */
static void
test_offers(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) list = sample_token_list(1);
  g_autoptr(ListDraft) draft = list_draft_new(list);
  put_list("/CTLFile.tlv", sample_token_list(1));
  put_list("/ITLFile.tlv", sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), FALSE));
  show("sub1", 3804, SERVER_STRANGER);
  fake_prompt_set_yes(fixture->prompt, PROMPT_CERTIFICATE, TRUE);
  fixture->request.live = TRUE;
  g_assert_true(collect(fixture));
  g_autoptr(GPtrArray) offers = server_offers_new(fixture->found, draft, g_get_real_time() / G_USEC_PER_SEC);
  g_assert_cmpuint(offers->len, ==, 4);
  const ServerOffer *first = g_ptr_array_index(offers, 0);
  const ServerOffer *second = g_ptr_array_index(offers, 1);
  g_assert_false(first->in_list);
  g_assert_true(second->in_list);
  g_assert_cmpint(first->function, ==, FUNCTION_CAPF);
  g_assert_cmpstr(first->title, ==, "CAPF: stranger");
  g_assert_cmpstr(first->host, ==, "sub1");
  g_assert_true(sample_says(first->detail, "RSA 1024, shown on port 3804"));
  g_assert_true(sample_says(second->detail, "in a list that the publisher serves"));
  g_autofree char *sha1 =
      tls_certificate_fingerprint(sample_server(SERVER_STRANGER)->certificate, G_CHECKSUM_SHA1);
  g_assert_cmpstr(first->fingerprint, ==, sha1);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/certificates/from-the-list", test_from_the_list},
      {"/certificates/from-a-tokenless-list", test_from_a_tokenless_list},
      {"/certificates/from-ctl-and-itl", test_from_ctl_and_itl},
      {"/certificates/lists-that-cannot-be-used", test_lists_that_cannot_be_used},
      {"/certificates/live-as-in-the-list", test_live_as_in_the_list},
      {"/certificates/live-with-another-function", test_live_with_another_function},
      {"/certificates/live-has-to-be-confirmed", test_live_has_to_be_confirmed},
      {"/certificates/live-with-fingerprints", test_live_with_fingerprints},
      {"/certificates/live-same-on-several-nodes", test_live_same_on_several_nodes},
      {"/certificates/live-for-a-ctl", test_live_for_a_ctl},
      {"/certificates/live-with-old-tls", test_live_with_old_tls},
      {"/certificates/live-at-the-same-time", test_live_at_the_same_time},
      {"/certificates/cancelled", test_cancelled},
      {"/certificates/file-names", test_file_names},
      {"/certificates/find", test_find},
      {"/certificates/offers", test_offers},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return sample_home_run();
}
