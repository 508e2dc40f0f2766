/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of known hosts with something wrong in them: one bad line hides no other one, above all none that
 * speaks against a server. */
#include "app/base/error.h"
#include "app/publisher/ssh/known-hosts.h"

#include <glib/gstdio.h>
#include <string.h>

#define KEY_1 "AAAAC3NzaC1lZDI1NTE5AAAAIAgreS1FppuxsMsApDkpZ+4Hp6wlAtBZTMPEMxXLgF3u"
#define PRINT_1 "SHA256:d9kYubzM9dZv+SlZiWVygpQKJz7gNcWTk+WaJkPEUfw"
#define KEY_2 "AAAAC3NzaC1lZDI1NTE5AAAAIFyOI7fHCLcmC1s7ixRrCGUF24l7+HZin9XTbpFBORWC"
#define PRINT_2 "SHA256:zg93XXfinNF2gKVKO6AGbLINoOzKRDSiBfF8gon8f8o"
#define GOOD "pub ssh-ed25519 " KEY_1 "\n"
#define REVOKED "@revoked pub ssh-ed25519 " KEY_2 "\n"

static char *path;

/* The entries for "pub" of a file with TEXT. */
static GPtrArray *
find(const char *text, gsize len, GPtrArray *damage)
{
  char *files[] = {path, (char *)"/nowhere/known_hosts", NULL};
  g_autoptr(PublisherAddress) address = publisher_address_parse("sftp://user@pub/c", NULL);
  g_autoptr(GError) error = NULL;
  g_assert_true(g_file_set_contents(path, text, (gssize)len, NULL));
  GPtrArray *found = known_hosts_find(files, address, damage, NULL, &error);
  g_assert_no_error(error);
  return found;
}

/* "3 FINGERPRINT" or "3 revoked FINGERPRINT" of each, in order. */
static char *
describe(const GPtrArray *found)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < found->len; i++) {
    const KnownHost *known = g_ptr_array_index(found, i);
    g_autofree char *fingerprint = known_hosts_fingerprint(known->key);
    g_string_append_printf(text, "%s%u%s %s", i > 0 ? ", " : "", known->line,
                           known->revoked ? " revoked" : "", fingerprint);
  }
  return g_strdup(text->str);
}

#define AROUND(line) GOOD line "\n" REVOKED

static const struct {
  const char *line;
  gboolean told; /* it is for this host */
} BAD[] = {
    {AROUND("pub"), TRUE},
    {AROUND("pub ssh-ed25519"), TRUE},
    {AROUND("pub ssh-ed25519 AAAA"), TRUE},
    {AROUND("pub ssh-ed25519 nonsense!"), TRUE},
    {AROUND("pub ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAgreS1FppuxsMs"), TRUE},
    {AROUND("pub no-such-type " KEY_1), TRUE},
    {AROUND("@revoked pub ssh-ed25519 AAAA"), TRUE},
    {AROUND("other ssh-ed25519 AAAA"), FALSE},
    {AROUND("@cert-authority pub ssh-ed25519 AAAA"), FALSE},
    {AROUND("# pub ssh-ed25519 AAAA"), FALSE},
    {AROUND("\xff\xfe ssh-ed25519 AAAA"), FALSE},
    {AROUND("|1|nonsense|nonsense ssh-ed25519 " KEY_2), FALSE},
    {AROUND("   "), FALSE},
    {AROUND(""), FALSE},
};

static void
test_bad_lines(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
    g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) found = find(BAD[i].line, strlen(BAD[i].line), damage);
    g_autofree char *text = describe(found);
    g_test_message("row %zu", i);
    g_assert_cmpstr(text, ==, "1 " PRINT_1 ", 3 revoked " PRINT_2);
    if (BAD[i].told) {
      g_assert_cmpuint(damage->len, ==, 1);
      g_assert_true(g_str_has_prefix(g_ptr_array_index(damage, 0), "Line 2 of /"));
      g_assert_true(g_str_has_suffix(g_ptr_array_index(damage, 0),
                                     "which is for pub, cannot be read and counts for nothing"));
    } else {
      g_assert_cmpuint(damage->len, ==, 0);
    }
  }
}

/* Such a byte would end the file for whoever reads it as text, and hide what is revoked. */
static void
test_nul_byte(void)
{
  static const char text[] = "pub ssh-ed25519 " KEY_1 "\n\0\npub ssh-ed25519 AA\0A\n" REVOKED;
  g_autoptr(GPtrArray) found = find(text, sizeof text - 1, NULL);
  g_autofree char *described = describe(found);
  g_assert_cmpstr(described, ==, "1 " PRINT_1 ", 4 revoked " PRINT_2);
}

static void
test_long_line(void)
{
  g_autofree char *filler = g_strnfill(1024 * 1024, 'A');
  g_autofree char *text = g_strconcat(GOOD "pub ssh-ed25519 ", filler, "\n" REVOKED, NULL);
  g_autoptr(GPtrArray) found = find(text, strlen(text), NULL);
  g_autofree char *described = describe(found);
  g_assert_cmpstr(described, ==, "1 " PRINT_1 ", 3 revoked " PRINT_2);
}

/* Nor does the last one have to end with a line end, or lines with that of this system. */
static void
test_line_ends(void)
{
  static const char text[] = "pub\tssh-ed25519\t" KEY_1 "\r\n\r\n@revoked  pub ssh-ed25519 " KEY_2;
  g_autoptr(GPtrArray) found = find(text, sizeof text - 1, NULL);
  g_autofree char *described = describe(found);
  g_assert_cmpstr(described, ==, "1 " PRINT_1 ", 3 revoked " PRINT_2);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autofree char *folder = g_dir_make_tmp("known-hosts-XXXXXX", NULL);
  path = g_build_filename(folder, "known_hosts", NULL);
  g_test_add_func("/known-hosts/bad-lines", test_bad_lines);
  g_test_add_func("/known-hosts/nul-byte", test_nul_byte);
  g_test_add_func("/known-hosts/long-line", test_long_line);
  g_test_add_func("/known-hosts/line-ends", test_line_ends);
  int status = g_test_run();
  g_unlink(path);
  g_rmdir(folder);
  g_free(path);
  return status;
}
