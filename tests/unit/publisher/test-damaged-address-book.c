/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Address books with something wrong in them: what is wrong is told in a sentence, hides nothing else, and
 * stays in the file as it was. */
#include "app/base/error.h"
#include "app/publisher/settings/address-book.h"

#include <glib/gstdio.h>
#include <string.h>

#define GOOD "host=a.example.com\nport=22\nuser=b\npath=/c/CTLFile.tlv\nlogin=keys\n"
#define WHOLE_KEY "SHA256:HTKdgmuAOOgWEPF+glRQw4AqLN+7SrF2iVzbI2zBJ4E"

static char *path;

static void
set_up(void)
{
  g_autofree char *folder = g_dir_make_tmp("damaged-address-book-XXXXXX", NULL);
  path = g_build_filename(folder, "publishers.conf", NULL);
}

static void
tear_down(void)
{
  g_autofree char *folder = g_path_get_dirname(path);
  g_autofree char *lock = g_strconcat(path, ".lock", NULL);
  g_unlink(path);
  g_unlink(lock);
  g_rmdir(folder);
  g_free(path);
}

static void
write_file(const char *text, gsize len)
{
  g_assert_true(g_file_set_contents(path, text, (gssize)len, NULL));
}

/* TRUE when the file has TEXT in it. */
static gboolean
holds(const char *text, gsize len)
{
  g_autofree char *contents = NULL;
  gsize contents_len = 0;
  g_assert_true(g_file_get_contents(path, &contents, &contents_len, NULL));
  for (gsize i = 0; i + len <= contents_len; i++)
    if (memcmp(contents + i, text, len) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
says(const GPtrArray *sentences, const char *words)
{
  for (guint i = 0; i < sentences->len; i++)
    if (strstr(g_ptr_array_index(sentences, i), words) != NULL)
      return TRUE;
  for (guint i = 0; i < sentences->len; i++)
    g_test_message("\"%s\" is not said in \"%s\"", words, (const char *)g_ptr_array_index(sentences, i));
  return FALSE;
}

static GPtrArray *
load(GPtrArray **damage)
{
  g_autoptr(GError) error = NULL;
  *damage = g_ptr_array_new_with_free_func(g_free);
  GPtrArray *entries = address_book_load(path, *damage, &error);
  g_assert_no_error(error);
  return entries;
}

/* The names of the entries that can be used: "first last". */
static void
expect_usable(const char *wanted)
{
  g_autoptr(GPtrArray) damage = NULL;
  g_autoptr(GPtrArray) entries = load(&damage);
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? " " : "",
                           ((const AddressBookEntry *)g_ptr_array_index(entries, i))->name);
  g_assert_cmpstr(names->str, ==, wanted);
}

/* --- entries that cannot be used --- */

#define WITH(lines) "[Publisher bad]\nhost=a\nuser=b\npath=/c\n" lines

static const struct {
  const char *text;  /* of the entry "bad" */
  const char *words; /* what is said of it */
} BAD[] = {
    {WITH("port=70000\n"), "port=70000: it has to be a number between 1 and 65535"},
    {WITH("port=0\n"), "port=0: it has to be a number between 1 and 65535"},
    {WITH("port=-22\n"), "port=-22: it has to be a number between 1 and 65535"},
    {WITH("port=\n"), "port=: it has to be a number"},
    {WITH("port=22x\n"), "port=22x: it has to be a number"},
    {WITH("port=99999999999999999999\n"), "port=99999999999999999999: it has to be a number"},
    {WITH("tftp-port=65536\n"), "tftp-port=65536: it has to be a number between 1 and 65535"},
    {WITH("http-port=x\n"), "http-port=x: it has to be a number between 1 and 65535"},
    {WITH("tvs-port=0\n"), "tvs-port=0: it has to be a number between 1 and 65535"},
    {WITH("keep-old=10\n"), "keep-old=10: it has to be a number between 0 and 9"},
    {WITH("login=magic\n"), "there is no login method \"magic\""},
    {WITH("login=key-file\n"), "needs a private key file"},
    {WITH("login=key-file\nidentity=id_rsa\n"),
     "identity=id_rsa: The key file has to be given with its whole path"},
    {WITH("login=\\x\n"), "login=\\x: it cannot be read"},
    {WITH("cli-user=\xff\n"), "cli-user=\\xff: it cannot be read"},
    {WITH("cli-user=\n"), "\"\" is no name of a user"},
    {WITH("nodes=boss x;\n"), "nodes=boss x;: There is no node role \"boss\""},
    {WITH("nodes=a;a;\n"), "nodes=a;a;: Node a is given twice"},
    {WITH("nodes=subscriber sftp://u@h:70000/x;\n"), "nodes=subscriber sftp://u@h:70000/x;: "},
    {WITH("nodes=\xff;\n"), "nodes=\\xff;: it cannot be read"},
    {WITH("old-algorithms=rot13\n"), "old-algorithms=rot13: "},
    {WITH("password=hunter2\n"), "no password belongs into this file"},
    {WITH("password=hunter2\\q\n"), "no password belongs into this file"},
    {WITH("nonsense\n"), "nonsense"},
    {WITH("=x\n"), "=x"},
    {"[Publisher bad]\n", "The publisher needs a host"},
    {"[Publisher bad]\nhost=a\n", "name of the user who logs in"},
    {"[Publisher bad]\nhost=a b\nuser=b\npath=/c\n", "host=a b: The host of a"},
    {"[Publisher bad]\nhost=a\nuser=b\npath=/\n", "path=/: The path has to name the file"},
    {"[Publisher bad]\nhost=a\nuser=\xff\npath=/c\n", "user=\\xff: it cannot be read"},
};

/* BAD stands between two that are good. */
static void
check_bad(const char *bad, gsize len, const char *words)
{
  g_autoptr(GString) text = g_string_new("# by hand\n[Publisher first]\n" GOOD "\n# the bad one\n");
  g_string_append_len(text, bad, (gssize)len);
  g_string_append(text, "\n[Publisher last]\n" GOOD);
  write_file(text->str, text->len);

  g_autoptr(GPtrArray) damage = NULL;
  g_autoptr(GPtrArray) entries = load(&damage);
  g_assert_cmpuint(entries->len, ==, 2);
  g_assert_cmpuint(damage->len, ==, 1);
  g_assert_true(says(damage, "Publisher bad in /"));
  g_assert_true(says(damage, "publishers.conf cannot be used: "));
  g_assert_true(says(damage, words));
  g_assert_null(strstr(g_ptr_array_index(damage, 0), "hunter2"));
  g_assert_true(g_utf8_validate(g_ptr_array_index(damage, 0), -1, NULL));
}

static void
check_found(void)
{
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(AddressBookEntry) last = address_book_find(path, "last", damage, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(last->address->host, ==, "a.example.com");
  g_assert_cmpuint(damage->len, ==, 1);
  g_ptr_array_set_size(damage, 0);
  g_assert_null(address_book_find(path, "bad", damage, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_nonnull(strstr(error->message, "Publisher bad in "));
  g_assert_cmpuint(damage->len, ==, 0); /* it is the error, not a warning as well */
  g_clear_error(&error);
  g_assert_null(address_book_find(path, "other", NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
}

/* All that can be done to the others leaves it as it is. */
static void
check_kept(const char *bad, gsize len)
{
  g_autoptr(AddressBookEntry) entry = address_book_find(path, "first", NULL, NULL);
  entry->cluster->tftp_port = 6969;
  g_assert_true(address_book_save(path, "first", entry, NULL));
  g_assert_true(holds(bad, len));
  g_free(entry->name);
  entry->name = g_strdup("renamed");
  g_assert_true(address_book_save(path, "first", entry, NULL));
  g_free(entry->name);
  entry->name = g_strdup("added");
  g_assert_true(address_book_save(path, NULL, entry, NULL));
  g_assert_true(holds(bad, len));
  expect_usable("added last renamed");
  g_assert_true(address_book_remove(path, "renamed", NULL));
  g_assert_true(address_book_remove(path, "last", NULL));
  g_assert_true(holds(bad, len));
  g_assert_true(holds("# the bad one\n[Publisher bad]", strlen("# the bad one\n[Publisher bad]")));
  expect_usable("added");
  g_free(entry->name);
  entry->name = g_strdup("bad");
  g_assert_false(address_book_save(path, NULL, entry, NULL)); /* the name is taken */
  g_assert_true(holds(bad, len));
  g_assert_true(address_book_save(path, "bad", entry, NULL)); /* a deliberate act */
  expect_usable("added bad");
}

static void
test_bad_entries(void)
{
  set_up();
  for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
    g_test_message("row %zu: %s", i, BAD[i].words);
    check_bad(BAD[i].text, strlen(BAD[i].text), BAD[i].words);
    check_found();
    check_kept(BAD[i].text, strlen(BAD[i].text));
  }
  tear_down();
}

/* Such a byte would end the file for whoever reads it as text. */
static void
test_nul_byte(void)
{
  static const char text[] = "[Publisher bad]\nhost=a\0b\nuser=b\npath=/c\n";
  set_up();
  check_bad(text, sizeof text - 1, "it holds a NUL byte");
  check_found();
  check_kept(text, sizeof text - 1);
  tear_down();
}

static void
test_long_value(void)
{
  g_autofree char *digits = g_strnfill(100000, '7');
  g_autofree char *text = g_strconcat(WITH("port="), digits, "\n", NULL);
  set_up();
  check_bad(text, strlen(text), "77…: it has to be a number");
  g_autoptr(GPtrArray) damage = NULL;
  g_autoptr(GPtrArray) entries = load(&damage);
  g_assert_cmpuint(strlen(g_ptr_array_index(damage, 0)), <, 400);
  tear_down();
}

/* --- lines that belong to nobody --- */

static const struct {
  const char *text;
  const char *words;
  const char *usable;
} STRAYS[] = {
    {"host=x\n[Publisher first]\n" GOOD, "Line 1 of ", "first"},
    {"# comment\n\nnonsense\n[Publisher first]\n" GOOD, "Line 3 of ", "first"},
    {"[Publisher first]\n" GOOD "[Publisher bad\n" GOOD "[Publisher last]\n" GOOD, "Line 7 of ",
     "first last"},
    {"[Publisher first]\n" GOOD "[]\n" GOOD "[Publisher last]\n" GOOD, "Line 7 of ", "first last"},
    {"[Publisher first]\n" GOOD "[Publisher a]b\n" GOOD "[Publisher last]\n" GOOD, "should be the head",
     "first last"},
    {"[Publisher first]\n" GOOD "[Publisher \xff]\n" GOOD "[Publisher last]\n" GOOD, "should be the head",
     "first last"},
    {"[publisher hq]\n" GOOD "[Publisher last]\n" GOOD, "as in [Publisher hq]", "last"},
    {"[Publisher]\n" GOOD "[Publisher last]\n" GOOD, "as in [Publisher hq]", "last"},
    {"[Publisher a/b]\n" GOOD "[Publisher last]\n" GOOD, "Publisher a/b in ", "last"},
    {"[Publisher ]\n" GOOD "[Publisher last]\n" GOOD, "The publisher needs a name", "last"},
    {"[Publisher first]\n" GOOD "[Publisher first]\n" GOOD, "there is another one of this name above it",
     "first"},
};

static void
test_strays(void)
{
  set_up();
  for (gsize i = 0; i < G_N_ELEMENTS(STRAYS); i++) {
    g_autoptr(GPtrArray) damage = NULL;
    g_autoptr(AddressBookEntry) entry = NULL;
    g_test_message("row %zu: %s", i, STRAYS[i].words);
    write_file(STRAYS[i].text, strlen(STRAYS[i].text));
    g_autoptr(GPtrArray) entries = load(&damage);
    g_assert_cmpuint(damage->len, ==, 1);
    g_assert_true(says(damage, STRAYS[i].words));
    expect_usable(STRAYS[i].usable);
    entry = address_book_entry_copy(g_ptr_array_index(entries, 0));
    g_free(entry->name);
    entry->name = g_strdup("zz");
    g_assert_true(address_book_save(path, NULL, entry, NULL));
    g_assert_true(holds(STRAYS[i].text, strlen(STRAYS[i].text)));
  }
  tear_down();
}

/* Other groups, another order of lines, line ends of another system: nothing is wrong with them. */
static void
test_nothing_wrong(void)
{
  static const char *const texts[] = {
      "",
      "\n\n",
      "# only a comment",
      "[Later]\nnonsense\n[Publisher first]\n" GOOD,
      "\xef\xbb\xbf[Publisher first]\n" GOOD,
      "[Publisher first]\r\nhost=a\r\nuser=b\r\npath=/c\r\n",
      "[Publisher first]  \nhost = a\nuser= b\npath =/c",
      "[Publisher first]\nhost[de]=x\nhost=a\nuser=b\npath=/c\nlater=1\n",
  };
  set_up();
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GPtrArray) damage = NULL;
    write_file(texts[i], strlen(texts[i]));
    g_autoptr(GPtrArray) entries = load(&damage);
    g_assert_cmpuint(damage->len, ==, 0);
    g_assert_cmpuint(entries->len, ==, i < 3 ? 0 : 1);
  }
  tear_down();
}

/* --- fingerprints of version 0.1 --- */

static const struct {
  const char *key, *value;
  const char *words;
  guint n_whole;
} FINGERPRINTS[] = {
    {"host-keys", ";", "host-keys: \"\" is not the whole fingerprint", 0},
    {"host-keys", "SHA256:;", "\"SHA256:\" is not the whole fingerprint of a host key", 0},
    {"host-keys", "S;" WHOLE_KEY ";", "\"S\" is not the whole fingerprint", 1},
    {"host-keys", WHOLE_KEY ";ssh-ed25519;", "\"ssh-ed25519\" is not the whole fingerprint", 1},
    {"host-keys", "SHA256:HTKdgmuAOOgWEPF;", "\"SHA256:HTKdgmuAOOgWEPF\" is not the whole", 0},
    {"host-keys", "MD5:1;", "\"MD5:1\" is not the whole fingerprint", 0},
    {"host-keys", "\xff;", "host-keys=\\xff;: it cannot be read", 0},
    {"tvs-certificates", "AB:CD;",
     "tvs-certificates: \"AB:CD\" is not the whole fingerprint of a certificate", 0},
};

static guint
count_whole(const AddressBookEntry *entry)
{
  return g_strv_length(entry->cluster->host_keys) + g_strv_length(entry->cluster->tvs_certificates);
}

/* They are believed no more; the publisher can be used, and what was saved stays, also when he is saved. */
static void
test_fingerprints(void)
{
  set_up();
  for (gsize i = 0; i < G_N_ELEMENTS(FINGERPRINTS); i++) {
    g_autofree char *line = g_strconcat(FINGERPRINTS[i].key, "=", FINGERPRINTS[i].value, "\n", NULL);
    g_autofree char *text = g_strconcat("[Publisher old]\n" GOOD, line, NULL);
    g_autofree char *bad = g_strdup(FINGERPRINTS[i].n_whole == 0 ? line : "");
    g_autoptr(GPtrArray) damage = NULL;
    g_test_message("row %zu: %s", i, FINGERPRINTS[i].words);
    write_file(text, strlen(text));
    g_autoptr(GPtrArray) entries = load(&damage);
    g_assert_cmpuint(entries->len, ==, 1);
    g_assert_cmpuint(damage->len, ==, 1);
    g_assert_true(says(damage, "Publisher old in /"));
    g_assert_true(says(damage, FINGERPRINTS[i].words));
    AddressBookEntry *entry = g_ptr_array_index(entries, 0);
    g_assert_cmpuint(count_whole(entry), ==, FINGERPRINTS[i].n_whole);
    entry->cluster->keep_password = TRUE;
    g_assert_true(address_book_save(path, "old", entry, NULL));
    g_assert_true(holds(bad, strlen(bad)));
    g_autoptr(GPtrArray) again = NULL;
    g_autoptr(GPtrArray) saved = load(&again);
    g_assert_cmpuint(again->len, ==, 1);
    g_assert_cmpuint(count_whole(g_ptr_array_index(saved, 0)), ==, FINGERPRINTS[i].n_whole);
    g_assert_true(((const AddressBookEntry *)g_ptr_array_index(saved, 0))->cluster->keep_password);
  }
  tear_down();
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/damaged-address-book/bad-entries", test_bad_entries);
  g_test_add_func("/damaged-address-book/nul-byte", test_nul_byte);
  g_test_add_func("/damaged-address-book/long-value", test_long_value);
  g_test_add_func("/damaged-address-book/strays", test_strays);
  g_test_add_func("/damaged-address-book/nothing-wrong", test_nothing_wrong);
  g_test_add_func("/damaged-address-book/fingerprints", test_fingerprints);
  return g_test_run();
}
