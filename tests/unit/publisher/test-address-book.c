/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The saved publishers: what was saved is found again, what does not fit is refused, and what a later version
 * wrote is kept. */
#include "app/base/error.h"
#include "app/publisher/settings/address-book.h"

#include <glib/gstdio.h>
#include <string.h>

#define HOST_KEYS                                                                                            \
  "SHA256:HTKdgmuAOOgWEPF+glRQw4AqLN+7SrF2iVzbI2zBJ4E;SHA256:EDTVW90W62cQBOYAEiOAEhBSPM1+Ng3achAxu+OAq0E"

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp("address-book-XXXXXX", NULL);
  fixture->path = g_build_filename(fixture->folder, "new", "publishers.conf", NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *folder = g_path_get_dirname(fixture->path);
  g_autofree char *lock = g_strconcat(fixture->path, ".lock", NULL);
  g_unlink(fixture->path);
  g_unlink(lock);
  g_rmdir(folder);
  g_rmdir(fixture->folder);
  g_free(fixture->folder);
  g_free(fixture->path);
}

static AddressBookEntry *
new_entry(const char *name)
{
  AddressBookEntry *entry = g_new0(AddressBookEntry, 1);
  entry->name = g_strdup(name);
  entry->address = publisher_address_parse("sftp://ctl@10.48.47.153:2022/tftp/CTLFile.tlv", NULL);
  entry->login = LOGIN_BY_KEY_FILE;
  entry->identity = g_strdup("/home/admin/.ssh/id_ctl");
  return entry;
}

static void
save(Fixture *fixture, const char *old_name, const AddressBookEntry *entry)
{
  g_autoptr(GError) error = NULL;
  g_assert_true(address_book_save(fixture->path, old_name, entry, &error));
  g_assert_no_error(error);
}

static void
test_found_again(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(AddressBookEntry) entry = new_entry("hq publisher");
  save(fixture, NULL, entry);
  g_autoptr(AddressBookEntry) found = address_book_find(fixture->path, "hq publisher", NULL, NULL);
  g_assert_nonnull(found);
  g_assert_cmpstr(found->address->host, ==, "10.48.47.153");
  g_assert_cmpuint(found->address->port, ==, 2022);
  g_assert_cmpstr(found->address->user, ==, "ctl");
  g_assert_cmpstr(found->address->path, ==, "/tftp/CTLFile.tlv");
  g_assert_cmpstr(address_book_entry_get_login(found).identity, ==, "/home/admin/.ssh/id_ctl");
  g_assert_false(address_book_entry_get_login(found).password_only);
}

static void
test_no_file(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = address_book_load(fixture->path, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(entries->len, ==, 0);
}

static void
test_sorted(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(AddressBookEntry) second = new_entry("lab");
  g_autoptr(AddressBookEntry) first = new_entry("hq");
  save(fixture, NULL, second);
  save(fixture, NULL, first);
  g_autoptr(GPtrArray) entries = address_book_load(fixture->path, NULL, NULL);
  g_assert_cmpuint(entries->len, ==, 2);
  g_assert_cmpstr(((AddressBookEntry *)entries->pdata[0])->name, ==, "hq");
}

static void
test_renamed_and_removed(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(AddressBookEntry) entry = new_entry("old");
  save(fixture, NULL, entry);
  g_free(entry->name);
  entry->name = g_strdup("new");
  entry->login = LOGIN_BY_PASSWORD;
  save(fixture, "old", entry);
  g_autoptr(GPtrArray) entries = address_book_load(fixture->path, NULL, NULL);
  g_assert_cmpuint(entries->len, ==, 1);
  const AddressBookEntry *found = entries->pdata[0];
  g_assert_cmpstr(found->name, ==, "new");
  g_assert_null(found->identity);
  g_assert_true(address_book_entry_get_login(found).password_only);
  g_assert_true(address_book_remove(fixture->path, "new", NULL));
  g_assert_true(address_book_remove(fixture->path, "new", NULL));
  g_autoptr(GPtrArray) none = address_book_load(fixture->path, NULL, NULL);
  g_assert_cmpuint(none->len, ==, 0);
}

static void
test_name_taken(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AddressBookEntry) entry = new_entry("hq");
  save(fixture, NULL, entry);
  g_assert_false(address_book_save(fixture->path, NULL, entry, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  save(fixture, "hq", entry);
}

/* A later version may know more nodes, groups and options. */
static void
test_unknown_kept(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(AddressBookEntry) entry = new_entry("hq");
  save(fixture, NULL, entry);
  g_autofree char *text = NULL;
  g_assert_true(g_file_get_contents(fixture->path, &text, NULL, NULL));
  g_autofree char *more =
      g_strconcat("# by hand\n", text, "nodes=10.0.0.2;10.0.0.3;\n\n[Later]\nkey=1\n", NULL);
  g_assert_true(g_file_set_contents(fixture->path, more, -1, NULL));
  g_free(entry->name);
  entry->name = g_strdup("head office");
  save(fixture, "hq", entry);
  g_autofree char *kept = NULL;
  g_assert_true(g_file_get_contents(fixture->path, &kept, NULL, NULL));
  g_assert_nonnull(strstr(kept, "# by hand"));
  g_assert_nonnull(strstr(kept, "nodes=10.0.0.2;10.0.0.3;"));
  g_assert_nonnull(strstr(kept, "[Later]"));
  g_assert_nonnull(strstr(kept, "[Publisher head office]"));
}

/* An IPv6 address that somebody put into the file as it stands in a URL. */
static void
test_brackets(Fixture *fixture, gconstpointer unused)
{
  static const char text[] = "[Publisher hq]\nhost=[2001:db8::1]\nuser=ctl\npath=/a/b\nnodes=tftp [::1]\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(AddressBookEntry) entry = new_entry("hq");
  save(fixture, NULL, entry);
  g_assert_true(g_file_set_contents(fixture->path, text, -1, NULL));
  g_autoptr(AddressBookEntry) found = address_book_find(fixture->path, "hq", NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(found->address->host, ==, "2001:db8::1");
  g_autoptr(PublisherAddress) node = address_book_entry_dup_node(found, 1, NULL);
  g_assert_cmpstr(node->host, ==, "::1");
}

static void
check_refused(const AddressBookEntry *entry, AddressBookField expected)
{
  g_autoptr(GError) error = NULL;
  AddressBookField field = ADDRESS_BOOK_NAME;
  g_assert_false(address_book_entry_check(entry, &field, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_cmpint(field, ==, expected);
}

static AddressBookEntry *
new_cluster(const char *name)
{
  AddressBookEntry *entry = new_entry(name);
  entry->cluster = cluster_settings_new();
  g_assert_true(cluster_settings_add_node(entry->cluster, "10.48.47.154", ',', NULL));
  g_assert_true(cluster_settings_add_node(entry->cluster, "tftp,TFTP.example.com", ',', NULL));
  g_assert_true(cluster_settings_add_node(entry->cluster, "subscriber,[2001:db8::1]", ',', NULL));
  g_assert_true(cluster_settings_add_node(
      entry->cluster, "tftp,sftp://other@T2.example.com:2022/~/a, b/CTLFile.tlv", ',', NULL));
  g_assert_true(old_algorithms_parse("ssh-rsa,AES-CBC", &entry->cluster->old_algorithms, NULL));
  entry->cluster->cli_user = g_strdup("administrator");
  entry->cluster->keep_password = TRUE;
  entry->cluster->tftp_port = 6969;
  entry->cluster->keep_old = 0;
  g_strfreev(entry->cluster->host_keys);
  entry->cluster->host_keys = g_strsplit(HOST_KEYS, ";", -1);
  return entry;
}

static void
test_cluster(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(AddressBookEntry) entry = new_cluster("hq");
  save(fixture, NULL, entry);
  g_autoptr(AddressBookEntry) found = address_book_find(fixture->path, "hq", NULL, NULL);
  NodeRole role = NODE_PUBLISHER;
  g_assert_cmpuint(address_book_entry_get_n_nodes(found), ==, 5);
  g_autoptr(PublisherAddress) tftp = address_book_entry_dup_node(found, 2, &role);
  g_assert_cmpstr(tftp->host, ==, "tftp.example.com");
  g_assert_cmpstr(tftp->user, ==, "ctl");
  g_assert_cmpint(role, ==, NODE_TFTP);
  g_autoptr(PublisherAddress) own = address_book_entry_dup_node(found, 4, &role);
  g_assert_cmpstr(own->host, ==, "t2.example.com");
  g_assert_cmpstr(own->user, ==, "other");
  g_assert_cmpuint(own->port, ==, 2022);
  g_assert_cmpstr(own->path, ==, "a, b/CTLFile.tlv");
  g_assert_cmpint(role, ==, NODE_TFTP);
  g_assert_cmpuint(found->cluster->old_algorithms, ==, OLD_SSH_RSA | OLD_AES_CBC);
  g_assert_cmpstr(found->cluster->cli_user, ==, "administrator");
  g_assert_true(address_book_entry_get_login(found).keep_password);
  g_assert_true(address_book_entry_get_login(found).keyring_of == found->address);
  g_assert_cmpuint(found->cluster->tftp_port, ==, 6969);
  g_assert_cmpuint(found->cluster->http_port, ==, 6970);
  g_assert_cmpuint(found->cluster->keep_old, ==, 0);
  g_assert_cmpstr(found->cluster->host_keys[1], ==, strchr(HOST_KEYS, ';') + 1);
  g_assert_cmpuint(address_book_entry_get_login(found).old_algorithms, ==, OLD_SSH_RSA | OLD_AES_CBC);
}

/* A program that knows nothing of clusters saves what it knows and loses nothing. */
static void
test_cluster_untouched(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(AddressBookEntry) entry = new_cluster("hq");
  save(fixture, NULL, entry);
  g_autoptr(AddressBookEntry) simple = new_entry("head office");
  save(fixture, "hq", simple);
  g_autoptr(AddressBookEntry) found = address_book_find(fixture->path, "head office", NULL, NULL);
  g_assert_cmpuint(address_book_entry_get_n_nodes(found), ==, 5);
  g_assert_cmpuint(found->cluster->tftp_port, ==, 6969);
}

static gpointer
save_one(gpointer data)
{
  const Fixture *fixture = data;
  static gint n_saved = 0;
  g_autofree char *name = g_strdup_printf("cluster %d", g_atomic_int_add(&n_saved, 1));
  g_autoptr(AddressBookEntry) entry = new_entry(name);
  g_autoptr(GError) error = NULL;
  g_assert_true(address_book_save(fixture->path, NULL, entry, &error));
  g_assert_no_error(error);
  return NULL;
}

/* Each adds to what the others have saved in the meantime. */
static void
test_at_the_same_time(Fixture *fixture, gconstpointer unused)
{
  GThread *threads[20];
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    threads[i] = g_thread_new("save", save_one, fixture);
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    g_thread_join(threads[i]);
  g_autoptr(GPtrArray) entries = address_book_load(fixture->path, NULL, NULL);
  g_assert_cmpuint(entries->len, ==, G_N_ELEMENTS(threads));
}

static void
test_wrong_cluster(void)
{
  static const char *const nodes[] = {
      "",           "a b", "boss,a", "tftp,", "a/b", "a@b", "10.0.0.1,tftp", "sftp://a", "tftp,sftp://a@b/",
      "ftp://a@b/c"};
  g_autoptr(ClusterSettings) settings = cluster_settings_new();
  for (gsize i = 0; i < G_N_ELEMENTS(nodes); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_false(cluster_settings_add_node(settings, nodes[i], ',', &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  }
  g_assert_true(cluster_settings_add_node(settings, "a", ',', NULL));
  g_assert_false(cluster_settings_add_node(settings, "tftp,A", ',', NULL));
  guint set = 0;
  g_assert_false(old_algorithms_parse("rot13", &set, NULL));
  g_autoptr(AddressBookEntry) own = new_cluster("x");
  g_assert_true(cluster_settings_add_node(own->cluster, own->address->host, ',', NULL));
  check_refused(own, ADDRESS_BOOK_CLUSTER);
  g_autoptr(AddressBookEntry) port = new_cluster("x");
  port->cluster->http_port = 65536;
  check_refused(port, ADDRESS_BOOK_CLUSTER);
  g_autoptr(AddressBookEntry) ssh = new_cluster("x");
  for (guint i = 0; i < 2; i++) {
    ssh->address->port = i == 0 ? 0 : 65536;
    check_refused(ssh, ADDRESS_BOOK_HOST);
  }
  g_autoptr(AddressBookEntry) key = new_cluster("x");
  key->cluster->host_keys[1][20] = '\0';
  check_refused(key, ADDRESS_BOOK_CLUSTER);
}

static void
set_text(char **text, const char *value)
{
  g_free(*text);
  *text = g_strdup(value);
}

static void
test_wrong_fields(void)
{
  static const char *const names[] = {"", "a/b", "[x]", "-x", " x", "x ", "a\nb", "\xff"};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(AddressBookEntry) entry = new_entry(names[i]);
    check_refused(entry, ADDRESS_BOOK_NAME);
  }
  static const char *const hosts[] = {"", "a b", "a/b", "[::1]", "-x"};
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
    g_autoptr(AddressBookEntry) entry = new_entry("x");
    set_text(&entry->address->host, hosts[i]);
    check_refused(entry, ADDRESS_BOOK_HOST);
  }
  static const char *const paths[] = {"", "/", "/tftp/", "/tftp/..", "~"};
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autoptr(AddressBookEntry) entry = new_entry("x");
    set_text(&entry->address->path, paths[i]);
    check_refused(entry, ADDRESS_BOOK_PATH);
  }
  g_autoptr(AddressBookEntry) entry = new_entry("x");
  set_text(&entry->identity, "id_rsa");
  check_refused(entry, ADDRESS_BOOK_IDENTITY);
  set_text(&entry->address->user, "");
  check_refused(entry, ADDRESS_BOOK_USER);
}

static void
test_command_line(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AddressBookEntry) entry = new_entry("hq");
  save(fixture, NULL, entry);
  g_autoptr(AddressBookEntry) url = address_book_find(fixture->path, "sftp://a@b/c", NULL, &error);
  g_assert_no_error(error);
  g_assert_null(url->name);
  g_assert_cmpstr(url->address->host, ==, "b");
  g_assert_null(address_book_find(fixture->path, "other", NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_nonnull(strstr(error->message, "hq"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/address-book/wrong-fields", test_wrong_fields);
  g_test_add("/address-book/at-the-same-time", Fixture, NULL, set_up, test_at_the_same_time, tear_down);
  g_test_add_func("/address-book/wrong-cluster", test_wrong_cluster);
#define ADD(path, func) g_test_add("/address-book/" path, Fixture, NULL, set_up, func, tear_down)
  ADD("found-again", test_found_again);
  ADD("no-file", test_no_file);
  ADD("sorted", test_sorted);
  ADD("renamed-and-removed", test_renamed_and_removed);
  ADD("name-taken", test_name_taken);
  ADD("unknown-kept", test_unknown_kept);
  ADD("brackets", test_brackets);
  ADD("cluster", test_cluster);
  ADD("cluster-untouched", test_cluster_untouched);
  ADD("command-line", test_command_line);
  return g_test_run();
}
