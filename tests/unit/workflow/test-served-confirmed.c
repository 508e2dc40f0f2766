/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list that is served without a login is believed when the node itself tells its checksums over SSH. */
#include "app/trustlist/show.h"
#include "app/workflow/publish/publish-fetch.h"
#include "app/workflow/publish/publish.h"
#include "sample-cluster.h"
#include "sample-home.h"

#define SERVED "http://pub:6970/CTLFile.tlv"

typedef struct {
  PublisherAddress *address;
  CtlFakePrompt *prompt;
  TrustList *list, *other;
  GError *error;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_home_empty();
  sample_cluster_reset();
  fixture->address = publisher_address_parse("https://admin@pub/CTLFile.tlv", NULL);
  fixture->prompt = fake_prompt_new();
  fixture->list = sample_token_list(0);
  fixture->other = sample_token_list(1);
  sample_hold("pub", fixture->list);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  publisher_address_free(fixture->address);
  g_object_unref(fixture->prompt);
  trust_list_unref(fixture->list);
  trust_list_unref(fixture->other);
}

static GBytes *
fetch(Fixture *fixture)
{
  const PublisherLogin login = {0};
  const PublishRequest request = {.address = fixture->address, .login = &login};
  return publish_fetch(&request, NULL, CTL_PROMPT(fixture->prompt), NULL, NULL, &fixture->error);
}

static void
test_confirmed(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GBytes) bytes = fetch(fixture);
  g_assert_no_error(fixture->error);
  g_assert_true(g_bytes_equal(bytes, trust_list_get_bytes(fixture->list)));
  g_assert_cmpuint(fake_count("admin@pub show ctl"), ==, 1);
}

/* Somebody between here and the node, or Cisco Tftp before its restart. */
static void
test_other_served(Fixture *fixture, gconstpointer unused)
{
  fake_serve(SERVED, trust_list_get_bytes(fixture->other));
  g_autoptr(GBytes) bytes = fetch(fixture);
  g_assert_null(bytes);
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_true(sample_says(fixture->error->message, "serves another list to phones than it holds"));
}

static void
test_none_served(Fixture *fixture, gconstpointer unused)
{
  fake_serve(SERVED, NULL);
  g_autoptr(GBytes) bytes = fetch(fixture);
  g_assert_null(bytes);
  g_assert_true(sample_says(fixture->error->message, "serves another list to phones than it holds"));
}

static void
test_none_at_all(Fixture *fixture, gconstpointer unused)
{
  sample_hold("pub", NULL);
  g_autoptr(GBytes) bytes = fetch(fixture);
  g_assert_null(bytes);
  g_assert_true(sample_says(fixture->error->message, "has no file /CTLFile.tlv"));
}

/* What nobody vouches for is not given away. */
static void
test_not_confirmed(Fixture *fixture, gconstpointer unused)
{
  fake_fail("admin@pub cli", CTL_ERROR_UNREACHABLE, "no SSH there");
  g_autoptr(GBytes) bytes = fetch(fixture);
  g_assert_null(bytes);
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
}

static void
test_senseless_answer(Fixture *fixture, gconstpointer unused)
{
  fake_answer("pub", "show ctl", "The database is not reachable");
  g_autoptr(GBytes) bytes = fetch(fixture);
  g_assert_null(bytes);
  g_assert_true(sample_says(fixture->error->message, "makes no sense"));
}

/* Of another file the platform CLI tells nothing. */
static void
test_other_file(Fixture *fixture, gconstpointer unused)
{
  publisher_address_free(fixture->address);
  fixture->address = publisher_address_parse("https://admin@pub/Own.tlv", NULL);
  g_autoptr(GBytes) bytes = fetch(fixture);
  g_assert_null(bytes);
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_REMOTE);
  g_assert_cmpuint(fake_count("*"), ==, 0);
}

/* The ITL in the same way, by what fetch uses. */
static void
test_itl(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), FALSE);
  g_autofree char *shown = trust_list_show(itl, -1);
  g_autoptr(AddressBookEntry) entry = g_new0(AddressBookEntry, 1);
  entry->address = publisher_address_copy(fixture->address);
  entry->cluster = cluster_settings_new();
  const FetchRequest request = {.entry = entry, .method = FETCH_BY_SFTP, .itl = TRUE};
  fake_serve("http://pub:6970/ITLFile.tlv", trust_list_get_bytes(itl));
  fake_answer("pub", "show itl", shown);
  g_autoptr(FetchedList) fetched =
      publish_fetch_list(&request, TRUE, NULL, CTL_PROMPT(fixture->prompt), NULL, NULL, &fixture->error);
  g_assert_no_error(fixture->error);
  g_assert_true(g_bytes_equal(fetched->bytes, trust_list_get_bytes(itl)));
  g_assert_cmpuint(fake_count("admin@pub show itl"), ==, 1);
}

int
main(int argc, char **argv)
{
  sample_home_init(&argc, &argv);
#define ADD(path, func) g_test_add("/served-confirmed/" path, Fixture, NULL, set_up, func, tear_down)
  ADD("confirmed", test_confirmed);
  ADD("other-served", test_other_served);
  ADD("none-served", test_none_served);
  ADD("none-at-all", test_none_at_all);
  ADD("not-confirmed", test_not_confirmed);
  ADD("senseless-answer", test_senseless_answer);
  ADD("other-file", test_other_file);
  ADD("itl", test_itl);
  return sample_home_run();
}
