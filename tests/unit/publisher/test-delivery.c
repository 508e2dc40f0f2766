/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How files get into nodes: what is given, what is saved, and what is found again. */
#include "app/base/error.h"
#include "app/publisher/settings/address-book.h"

#include <glib/gstdio.h>
#include <string.h>

#define OLD_FILE "[Publisher hq]\nhost=pub\nuser=admin\npath=/tftp/CTLFile.tlv\nnodes=subscriber sub1\n"

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp("delivery-XXXXXX", NULL);
  fixture->path = g_build_filename(fixture->folder, "publishers.conf", NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *lock = g_strconcat(fixture->path, ".lock", NULL);
  g_unlink(fixture->path);
  g_unlink(lock);
  g_rmdir(fixture->folder);
  g_free(fixture->folder);
  g_free(fixture->path);
}

/* "https://admin@pub/CTLFile.tlv hand://admin@sub1/CTLFile.tlv": the nodes of ENTRY. */
static void
expect_nodes(const AddressBookEntry *entry, const char *wanted)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < address_book_entry_get_n_nodes(entry); i++) {
    g_autoptr(PublisherAddress) address = address_book_entry_dup_node(entry, i, NULL);
    g_autofree char *url = publisher_address_to_url(address);
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "", url);
  }
  g_assert_cmpstr(text->str, ==, wanted);
}

static AddressBookEntry *
new_entry(DeliveryWay way, const char *text, const char *cli_user)
{
  AddressBookEntry *entry = g_new0(AddressBookEntry, 1);
  entry->name = g_strdup("hq");
  entry->address = publisher_address_parse_for(way, text, cli_user, NULL);
  g_assert_nonnull(entry->address);
  entry->cluster = cluster_settings_new();
  entry->cluster->cli_user = g_strdup(cli_user);
  return entry;
}

static void
add_node(AddressBookEntry *entry, const char *words)
{
  g_autoptr(GError) error = NULL;
  cluster_settings_add_node(entry->cluster, words, ',', &error);
  g_assert_no_error(error);
}

/* As it is found again after it was saved. */
static AddressBookEntry *
save_and_load(const Fixture *fixture, const AddressBookEntry *entry)
{
  g_autoptr(GError) error = NULL;
  address_book_save(fixture->path, "hq", entry, &error);
  g_assert_no_error(error);
  AddressBookEntry *found = address_book_find(fixture->path, "hq", NULL, &error);
  g_assert_no_error(error);
  return found;
}

static void
test_urls(void)
{
  static const struct {
    const char *url;
    DeliveryWay way;
    guint port;
  } CASES[] = {{"sftp://admin@pub/tftp/CTLFile.tlv", DELIVER_BY_SFTP, 22},
               {"https://admin@pub/CTLFile.tlv", DELIVER_BY_WEB, 443},
               {"https://admin@pub:8443/CTLFile.tlv", DELIVER_BY_WEB, 8443},
               {"hand://admin@pub/CTLFile.tlv", DELIVER_BY_HAND, 443}};
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autoptr(PublisherAddress) address = publisher_address_parse(CASES[i].url, NULL);
    g_assert_nonnull(address);
    g_autofree char *url = publisher_address_to_url(address);
    g_assert_cmpint(address->way, ==, CASES[i].way);
    g_assert_cmpuint(address->port, ==, CASES[i].port);
    g_assert_cmpstr(url, ==, CASES[i].url);
  }
}

/* No phone would ask for the list there. */
static void
test_other_folder(void)
{
  static const char *const URLS[] = {
      "https://admin@pub/sub/CTLFile.tlv",
      "hand://admin@pub/sub/CTLFile.tlv",
      "https://admin@pub//CTLFile.tlv",
      "https://admin@pub/sub%2FCTLFile.tlv",
      "https://admin@pub/~/CTLFile.tlv",
      "https://admin@pub/../CTLFile.tlv",
      "https://admin@pub/usr/local/cm/tftp/a.tlv",
      "hand://admin@pub/%2e%2e/CTLFile.tlv",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(URLS); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(PublisherAddress) address = publisher_address_parse(URLS[i], &error);
    g_assert_null(address);
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "give /CTLFile.tlv"));
  }
}

/* A form shows which field is wrong. */
static void
test_other_folder_saved(void)
{
  static const char *const PATHS[] = {"/tftp/CTLFile.tlv", "CTLFile.tlv", "tftp/CTLFile.tlv"};
  g_autoptr(AddressBookEntry) entry = new_entry(DELIVER_BY_WEB, "admin@pub", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(PATHS); i++) {
    g_autoptr(GError) error = NULL;
    AddressBookField field = ADDRESS_BOOK_NAME;
    g_free(entry->address->path);
    entry->address->path = g_strdup(PATHS[i]);
    g_assert_false(address_book_entry_check(entry, &field, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
    g_assert_cmpint(field, ==, ADDRESS_BOOK_PATH);
    g_assert_nonnull(strstr(error->message, "give /CTLFile.tlv"));
  }
}

static void
test_short(void)
{
  static const struct {
    DeliveryWay way;
    const char *text, *user, *url; /* NULL: it is refused */
  } CASES[] = {
      {DELIVER_BY_WEB, "admin@pub", NULL, "https://admin@pub/CTLFile.tlv"},
      {DELIVER_BY_WEB, "pub", "ccmadmin", "https://ccmadmin@pub/CTLFile.tlv"},
      {DELIVER_BY_WEB, "admin@pub", "ccmadmin", "https://admin@pub/CTLFile.tlv"},
      {DELIVER_BY_WEB, "pub", NULL, NULL},
      {DELIVER_BY_WEB, "https://admin@pub:8443/CTLFile.tlv", NULL, "https://admin@pub:8443/CTLFile.tlv"},
      {DELIVER_BY_WEB, "sftp://admin@pub/CTLFile.tlv", NULL, NULL},
      {DELIVER_BY_HAND, "admin@pub", NULL, "hand://admin@pub/CTLFile.tlv"},
      {DELIVER_BY_SFTP, "admin@pub", NULL, NULL},
      {DELIVER_BY_SFTP, "https://admin@pub/CTLFile.tlv", NULL, NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(PublisherAddress) address =
        publisher_address_parse_for(CASES[i].way, CASES[i].text, CASES[i].user, &error);
    g_autofree char *url = address != NULL ? publisher_address_to_url(address) : NULL;
    g_assert_cmpstr(url, ==, CASES[i].url);
    if (url == NULL)
      g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  }
}

/* What an earlier version has saved means SFTP, and is written as it was. */
static void
test_old_file(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = NULL;
  g_assert_true(g_file_set_contents(fixture->path, OLD_FILE, -1, NULL));
  g_autoptr(AddressBookEntry) entry = address_book_find(fixture->path, "hq", NULL, NULL);
  expect_nodes(entry, "sftp://admin@pub/tftp/CTLFile.tlv sftp://admin@sub1/tftp/CTLFile.tlv");
  g_autoptr(AddressBookEntry) again G_GNUC_UNUSED = save_and_load(fixture, entry);
  g_assert_true(g_file_get_contents(fixture->path, &text, NULL, NULL));
  g_assert_null(strstr(text, "deliver"));
}

static void
test_saved(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(AddressBookEntry) entry = new_entry(DELIVER_BY_WEB, "admin@pub", NULL);
  add_node(entry, "sub1");
  add_node(entry, "tftp,tftp1,hand");
  add_node(entry, "sftp://ctl@sub2/tftp/CTLFile.tlv");
  add_node(entry, "[fd00::1],web");
  g_autoptr(AddressBookEntry) found = save_and_load(fixture, entry);
  expect_nodes(found, "https://admin@pub/CTLFile.tlv https://admin@sub1/CTLFile.tlv "
                      "hand://admin@tftp1/CTLFile.tlv sftp://ctl@sub2/tftp/CTLFile.tlv "
                      "https://admin@[fd00::1]/CTLFile.tlv");
}

/* One node without SFTP in a cluster with it: its port and path are those of the way, and its user is that of
 * the platform CLI. */
static void
test_one_node(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(AddressBookEntry) entry =
      new_entry(DELIVER_BY_SFTP, "sftp://ctl@pub:2022/tftp/CTLFile.tlv", "admin");
  add_node(entry, "subscriber,sub1,web");
  g_autoptr(AddressBookEntry) found = save_and_load(fixture, entry);
  expect_nodes(found, "sftp://ctl@pub:2022/tftp/CTLFile.tlv https://admin@sub1/CTLFile.tlv");
}

/* By SFTP a list needs a path, which the publisher's does not tell. */
static void
test_sftp_without_path(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  AddressBookField field = ADDRESS_BOOK_NAME;
  g_autoptr(AddressBookEntry) entry = new_entry(DELIVER_BY_WEB, "admin@pub", NULL);
  add_node(entry, "subscriber,sub1,sftp");
  g_assert_false(address_book_entry_check(entry, &field, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_nonnull(strstr(error->message, "sub1"));
}

static void
test_unknown_way(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(g_file_set_contents(fixture->path, OLD_FILE "deliver=pigeon\n", -1, NULL));
  g_autoptr(AddressBookEntry) entry = address_book_find(fixture->path, "hq", NULL, &error);
  g_assert_null(entry);
  g_assert_nonnull(strstr(error->message, "pigeon"));
}

/* The platform CLI is reached by SSH whatever the files do. */
static void
test_cli_nodes(void)
{
  g_autoptr(AddressBookEntry) entry = new_entry(DELIVER_BY_WEB, "https://admin@pub:8443/CTLFile.tlv", NULL);
  g_autoptr(GPtrArray) nodes = address_book_entry_list_cli_nodes(entry, NULL);
  const PublisherAddress *first = g_ptr_array_index(nodes, 0);
  g_assert_cmpint(first->way, ==, DELIVER_BY_SFTP);
  g_assert_cmpuint(first->port, ==, 22);
  g_assert_cmpstr(first->user, ==, "admin");
}

/* A node that takes files in another way has its SSH where the publisher has it. */
static void
test_cli_port(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(AddressBookEntry) entry =
      new_entry(DELIVER_BY_SFTP, "sftp://ctl@pub:2022/tftp/CTLFile.tlv", "admin");
  add_node(entry, "subscriber,sub1,web");
  add_node(entry, "https://admin@sub2/CTLFile.tlv");
  add_node(entry, "sftp://ctl@sub3/tftp/CTLFile.tlv");
  g_autoptr(AddressBookEntry) found = save_and_load(fixture, entry);
  g_autoptr(GPtrArray) nodes = address_book_entry_list_cli_nodes(found, NULL);
  static const guint ports[] = {2022, 2022, 2022, 22};
  g_assert_cmpuint(nodes->len, ==, G_N_ELEMENTS(ports));
  for (guint i = 0; i < nodes->len; i++)
    g_assert_cmpuint(((const PublisherAddress *)g_ptr_array_index(nodes, i))->port, ==, ports[i]);
}

/* Also for who knows nothing but the address of the node. */
static void
test_cli_port_of_address(void)
{
  g_autoptr(PublisherAddress) address = publisher_address_parse("sftp://ctl@pub:2022/tftp/CTLFile.tlv", NULL);
  publisher_address_set_way(address, DELIVER_BY_WEB);
  g_assert_cmpuint(address->port, ==, 443);
  g_autoptr(PublisherAddress) copy = publisher_address_copy(address);
  publisher_address_set_way(copy, DELIVER_BY_SFTP);
  g_assert_cmpuint(copy->port, ==, 2022);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/delivery/urls", test_urls);
  g_test_add_func("/delivery/other-folder", test_other_folder);
  g_test_add_func("/delivery/other-folder-saved", test_other_folder_saved);
  g_test_add_func("/delivery/short", test_short);
  g_test_add_func("/delivery/cli-nodes", test_cli_nodes);
  g_test_add_func("/delivery/cli-port-of-address", test_cli_port_of_address);
#define ADD(path, func) g_test_add("/delivery/" path, Fixture, NULL, set_up, func, tear_down)
  ADD("old-file", test_old_file);
  ADD("saved", test_saved);
  ADD("one-node", test_one_node);
  ADD("sftp-without-path", test_sftp_without_path);
  ADD("unknown-way", test_unknown_way);
  ADD("cli-port", test_cli_port);
  return g_test_run();
}
