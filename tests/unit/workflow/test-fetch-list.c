/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list as phones get it: which names are asked for, of which node, by which way, and what is told of
 * nodes that serve another list after a push. */
#include "app/workflow/history/history.h"
#include "app/workflow/publish/publish-fetch.h"
#include "app/workflow/publish/served-check.h"
#include "sample-cluster.h"
#include "sample-home.h"

#define MAC "00:1b:d4-c6.0a0B"
#define OWN "CTLSEP001BD4C60A0B.tlv"

typedef struct {
  AddressBookEntry *entry;
  TrustList *list, *other;
  GPtrArray *warnings;
  FetchRequest request;
  FetchedList *fetched; /* of the last fetch() */
  GError *error;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_home_empty();
  sample_cluster_reset();
  fixture->entry = sample_entry();
  fixture->list = sample_token_list(1);
  fixture->other = sample_token_list(0);
  fixture->warnings = g_ptr_array_new_with_free_func(g_free);
  fixture->request = (FetchRequest){.entry = fixture->entry, .method = FETCH_BY_HTTP};
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  g_clear_pointer(&fixture->fetched, fetched_list_free);
  g_ptr_array_unref(fixture->warnings);
  address_book_entry_free(fixture->entry);
  trust_list_unref(fixture->list);
  trust_list_unref(fixture->other);
}

static gboolean
fetch(Fixture *fixture)
{
  g_clear_error(&fixture->error);
  g_clear_pointer(&fixture->fetched, fetched_list_free);
  fake_forget();
  fixture->fetched =
      publish_fetch_list(&fixture->request, FALSE, fixture->warnings, NULL, NULL, NULL, &fixture->error);
  return fixture->fetched != NULL;
}

static void
test_ways(Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *word, *url;
  } cases[] = {
      {"sftp", "sftp://publisher@pub/CTLFile.tlv"},
      {"TFTP", "tftp://pub:69/CTLFile.tlv"},
      {"http", "http://pub:6970/CTLFile.tlv"},
  };
  sample_hold("pub", fixture->list);
  fake_serve("tftp://pub:69/CTLFile.tlv", trust_list_get_bytes(fixture->list));
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_assert_true(fetch_method_parse(cases[i].word, &fixture->request.method));
    g_assert_true(fetch(fixture));
    g_assert_cmpstr(fixture->fetched->url, ==, cases[i].url);
    g_assert_true(g_bytes_equal(fixture->fetched->bytes, trust_list_get_bytes(fixture->list)));
  }
  g_assert_false(fetch_method_parse("carrier-pigeon", &fixture->request.method));
}

/* Each way of each list is in the history once. */
static void
test_history(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", fixture->list);
  g_assert_true(fetch(fixture));
  g_assert_true(fetch(fixture));
  fixture->request.method = FETCH_BY_SFTP;
  g_assert_true(fetch(fixture));
  g_autoptr(GPtrArray) entries = history_load(NULL);
  g_assert_cmpuint(entries->len, ==, 2);
}

static void
test_ports(Fixture *fixture, gconstpointer unused)
{
  fixture->entry->cluster->http_port = 6971;
  fixture->entry->cluster->tftp_port = 6969;
  g_assert_false(fetch(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
  g_assert_cmpuint(fake_count("http://pub:6971/CTLFile.tlv"), ==, 1);
  fixture->request.method = FETCH_BY_TFTP;
  g_assert_false(fetch(fixture));
  g_assert_cmpuint(fake_count("tftp://pub:6969/CTLFile.tlv"), ==, 1);
}

/* A node is named by host or role. */
static void
test_nodes(Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *node, *url;
  } cases[] = {
      {NULL, "http://pub:6970/CTLFile.tlv"},          {"SUB1", "http://sub1:6970/CTLFile.tlv"},
      {"subscriber", "http://sub1:6970/CTLFile.tlv"}, {"Tftp", "http://tftp1:6970/CTLFile.tlv"},
      {"publisher", "http://pub:6970/CTLFile.tlv"},
  };
  sample_hold_everywhere(fixture->list);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    fixture->request.node = cases[i].node;
    g_assert_true(fetch(fixture));
    g_assert_cmpstr(fixture->fetched->url, ==, cases[i].url);
  }
  fixture->request.node = "10.9.9.9";
  g_assert_false(fetch(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

static void
test_missing(Fixture *fixture, gconstpointer unused)
{
  static const FetchMethod methods[] = {FETCH_BY_HTTP, FETCH_BY_SFTP};
  for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
    fixture->request.method = methods[i];
    g_assert_false(fetch(fixture));
    g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REMOTE);
    g_assert_cmpstr(fixture->error->message, ==, "Publisher pub has no file CTLFile.tlv");
  }
}

/* The phone's own file first, as phones do. */
static void
test_own_file_of_a_phone(Fixture *fixture, gconstpointer unused)
{
  fixture->request.mac = MAC;
  sample_hold("pub", fixture->list);
  fake_serve("http://pub:6970/" OWN, NULL);
  g_assert_true(fetch(fixture));
  g_assert_cmpstr(fixture->fetched->url, ==, "http://pub:6970/CTLFile.tlv");
  fake_serve("http://pub:6970/" OWN, trust_list_get_bytes(fixture->other));
  g_assert_true(fetch(fixture));
  g_assert_cmpstr(fixture->fetched->url, ==, "http://pub:6970/" OWN);
  g_assert_cmpuint(fake_count("*"), ==, 1);
  fixture->request.method = FETCH_BY_SFTP;
  g_assert_true(fetch(fixture));
  g_autofree char *asked = fake_list("publisher@pub");
  g_assert_cmpstr(asked, ==, "open; read /" OWN "; open; read /CTLFile.tlv");
  sample_hold("pub", NULL);
  g_assert_false(fetch(fixture));
  g_assert_cmpstr(fixture->error->message, ==, "Publisher pub has no file " OWN " or CTLFile.tlv");
}

static void
test_wrong_mac(Fixture *fixture, gconstpointer unused)
{
  static const char *const wrong[] = {"00:1b:d4", "", "00:1b:d4:c6:0a:0b:0c", "00/1b/d4/c6/0a/0b",
                                      "001bd4c60a0g"};
  for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
    fixture->request.mac = wrong[i];
    g_assert_false(fetch(fixture));
    g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_USAGE);
    g_assert_cmpuint(fake_count("*"), ==, 0);
  }
}

/* By SFTP the list may have another name, and lie in a folder; the ITL lies beside it. */
static void
test_other_names(Fixture *fixture, gconstpointer unused)
{
  g_free(fixture->entry->address->path);
  fixture->entry->address->path = g_strdup("/tftp/Own.tlv");
  fake_put("pub", "/tftp/Own.tlv", trust_list_get_bytes(fixture->list));
  fake_put("pub", "/tftp/ITLFile.tlv", trust_list_get_bytes(fixture->other));
  fixture->request.method = FETCH_BY_SFTP;
  g_assert_true(fetch(fixture));
  g_assert_cmpstr(fixture->fetched->url, ==, "sftp://publisher@pub/tftp/Own.tlv");
  fixture->request.itl = TRUE;
  g_assert_true(fetch(fixture));
  g_assert_cmpstr(fixture->fetched->url, ==, "sftp://publisher@pub/tftp/ITLFile.tlv");
  fixture->request.method = FETCH_BY_HTTP;
  fetch(fixture);
  g_assert_cmpuint(fake_count("http://pub:6970/ITLFile.tlv"), ==, 1);
  g_free(fixture->entry->address->path);
  fixture->entry->address->path = g_strdup("List.tlv"); /* in the login's folder */
  fake_put("pub", "ITLFile.tlv", trust_list_get_bytes(fixture->other));
  fixture->request.method = FETCH_BY_SFTP;
  g_assert_true(fetch(fixture));
}

static void
test_ipv6(Fixture *fixture, gconstpointer unused)
{
  g_free(fixture->entry->address->host);
  fixture->entry->address->host = g_strdup("2001:db8::1");
  fake_serve("http://[2001:db8::1]:6970/CTLFile.tlv", trust_list_get_bytes(fixture->list));
  g_assert_true(fetch(fixture));
}

static void
test_login(Fixture *fixture, gconstpointer unused)
{
  fixture->request.method = FETCH_BY_SFTP;
  fake_node_warn("pub", "It uses ssh-rsa");
  fake_fail("publisher@pub open", CTL_ERROR_LOGIN_REFUSED, "No");
  g_assert_false(fetch(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  fake_heal("publisher@pub open");
  sample_hold("pub", fixture->list);
  g_assert_true(fetch(fixture));
  g_assert_cmpuint(fixture->warnings->len, ==, 1);
}

/* --- after a push: what do phones get? --- */

static GPtrArray *
check_served(Fixture *fixture, GCancellable *cancellable)
{
  g_autoptr(PublishNodes) nodes = publish_nodes_new();
  g_autoptr(GPtrArray) entries = g_ptr_array_new();
  g_ptr_array_add(entries, fixture->entry);
  publish_nodes_add(nodes, fixture->entry, NULL);
  for (guint i = 0; i < 2; i++)
    ((PublishNode *)g_ptr_array_index(publish_nodes_get(nodes), i))->stage = PUBLISH_STAGE_DONE;
  return served_check(nodes, entries, trust_list_get_bytes(fixture->list), NULL, cancellable,
                      &fixture->error);
}

/* Only nodes that have got the list are asked, by HTTP first. */
static void
test_served(Fixture *fixture, gconstpointer unused)
{
  sample_hold_everywhere(fixture->list);
  fake_serve("http://sub1:6970/CTLFile.tlv", trust_list_get_bytes(fixture->other));
  g_autoptr(GPtrArray) served = check_served(fixture, NULL);
  g_assert_cmpuint(served->len, ==, 2);
  g_assert_cmpuint(fake_count("*"), ==, 2);
  const ServedNode *first = g_ptr_array_index(served, 0);
  const ServedNode *second = g_ptr_array_index(served, 1);
  g_assert_cmpint(first->state, ==, SERVED_NEW);
  g_assert_cmpint(second->state, ==, SERVED_OTHER);
  g_autofree char *good = served_node_describe(first);
  g_autofree char *other = served_node_describe(second);
  g_autofree char *wanted =
      g_strdup_printf("sub1: phones still get another list (asked by HTTP; its MD5 is %s). "
                      "Restart Cisco Tftp there.",
                      second->list.md5);
  g_assert_cmpstr(good, ==, "pub: phones get this list (asked by HTTP).");
  g_assert_cmpstr(other, ==, wanted);
  g_assert_cmpint(second->list.len, ==, (gint64)g_bytes_get_size(trust_list_get_bytes(fixture->other)));
}

static void
test_served_by_tftp(Fixture *fixture, gconstpointer unused)
{
  fake_serve("http://pub:6970/CTLFile.tlv", NULL);
  fake_serve("tftp://pub:69/CTLFile.tlv", trust_list_get_bytes(fixture->list));
  g_autoptr(GPtrArray) served = check_served(fixture, NULL);
  g_autofree char *good = served_node_describe(g_ptr_array_index(served, 0));
  g_autofree char *unknown = served_node_describe(g_ptr_array_index(served, 1));
  g_assert_cmpstr(good, ==, "pub: phones get this list (asked by TFTP).");
  g_assert_cmpstr(
      unknown, ==,
      "sub1: what phones get is not known, neither HTTP nor TFTP answers. If Cisco Tftp runs there, "
      "restart it, then ask again.");
  g_assert_cmpuint(fake_count("tftp://sub1:69/CTLFile.tlv"), ==, 1);
}

static void
test_served_cancelled(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_cancellable_cancel(cancellable);
  g_assert_null(check_served(fixture, cancellable));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/fetch-list/ways", test_ways},
      {"/fetch-list/history", test_history},
      {"/fetch-list/ports", test_ports},
      {"/fetch-list/nodes", test_nodes},
      {"/fetch-list/missing", test_missing},
      {"/fetch-list/own-file-of-a-phone", test_own_file_of_a_phone},
      {"/fetch-list/wrong-mac", test_wrong_mac},
      {"/fetch-list/other-names", test_other_names},
      {"/fetch-list/ipv6", test_ipv6},
      {"/fetch-list/login", test_login},
      {"/fetch-list/served", test_served},
      {"/fetch-list/served-by-tftp", test_served_by_tftp},
      {"/fetch-list/served-cancelled", test_served_cancelled},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return sample_home_run();
}
