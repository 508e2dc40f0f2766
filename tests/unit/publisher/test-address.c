/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/publisher/settings/address.h"

#include <string.h>

static void
check(const char *url, const char *user, const char *host, guint port, const char *path, const char *again)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherAddress) address = publisher_address_parse(url, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(address->user, ==, user);
  g_assert_cmpstr(address->host, ==, host);
  g_assert_cmpuint(address->port, ==, port);
  g_assert_cmpstr(address->path, ==, path);
  g_autofree char *written = publisher_address_to_url(address);
  g_assert_cmpstr(written, ==, again);
}

static void
test_good(void)
{
  check("sftp://admin@10.48.47.153/tftp/CTLFile.tlv", "admin", "10.48.47.153", 22, "/tftp/CTLFile.tlv",
        "sftp://admin@10.48.47.153/tftp/CTLFile.tlv");
  check("sftp://admin@CUCM.example.com:22/CTLFile.tlv", "admin", "cucm.example.com", 22, "/CTLFile.tlv",
        "sftp://admin@cucm.example.com/CTLFile.tlv");
  check("SFTP://admin@host:2222/a", "admin", "host", 2222, "/a", "sftp://admin@host:2222/a");
  check("sftp://admin@host:65535/a", "admin", "host", 65535, "/a", "sftp://admin@host:65535/a");
}

static void
test_ipv6(void)
{
  check("sftp://admin@[2001:DB8::1]/a", "admin", "2001:db8::1", 22, "/a", "sftp://admin@[2001:db8::1]/a");
  check("sftp://admin@[::1]:2222/a", "admin", "::1", 2222, "/a", "sftp://admin@[::1]:2222/a");
}

static void
test_home(void)
{
  check("sftp://admin@host/~/CTLFile.tlv", "admin", "host", 22, "CTLFile.tlv",
        "sftp://admin@host/~/CTLFile.tlv");
  check("sftp://admin@host/~/tftp/a", "admin", "host", 22, "tftp/a", "sftp://admin@host/~/tftp/a");
  check("sftp://admin@host/~//a", "admin", "host", 22, "a", "sftp://admin@host/~/a");
  check("sftp://admin@host/~/../tftp/a", "admin", "host", 22, "../tftp/a", "sftp://admin@host/~/../tftp/a");
  check("sftp://admin@host/~x/a", "admin", "host", 22, "/~x/a", "sftp://admin@host/~x/a");
}

static void
test_escapes(void)
{
  check("sftp://dom%5Cadmin@host/a%20b/c%3Fd%23", "dom\\admin", "host", 22, "/a b/c?d#",
        "sftp://dom%5Cadmin@host/a%20b/c%3Fd%23");
  check("sftp://a%40b@host/%C3%A9", "a@b", "host", 22, "/\xc3\xa9", "sftp://a%40b@host/\xc3\xa9");
}

static void
test_refused(void)
{
  static const struct {
    const char *url;
    const char *says;
  } CASES[] = {
      {"sftp://admin:secret@host/a", "must not hold a password"},
      {"sftp://admin:@host/a", "must not hold a password"},
      {"sftp://host/a", "needs a user"},
      {"sftp://@host/a", "needs a user"},
      {"sftp://admin@/a", "needs a host"},
      {"sftp://admin@host", "has to name a file"},
      {"sftp://admin@host/", "has to name a file"},
      {"sftp://admin@host/tftp/", "has to name a file"},
      {"sftp://admin@host/~/", "has to name a file"},
      {"sftp://admin@host/~", "names a folder"},
      {"sftp://admin@host/tftp/..", "names a folder"},
      {"sftp://admin@host:0/a", "between 1 and 65535"},
      {"sftp://admin@host:65536/a", "has to look like"},
      {"sftp://admin@host:x/a", "has to look like"},
      {"scp://admin@host/a", "has to begin with sftp://"},
      {"admin@host:/a", "has to look like"},
      {"", "has to look like"},
      {"sftp://admin@host/a?b", "cannot hold"},
      {"sftp://admin@host/a#b", "cannot hold"},
      {"sftp://admin;x=y@host/a", "cannot hold"},
      {"sftp://admin@host/a%0Ab", "control character"},
      {"sftp://ad%1Bmin@host/a", "control character"},
      {"sftp://admin@ho%20st/a", "no host name"},
      {"sftp://admin@-oProxyCommand/a", "no host name"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(PublisherAddress) address = publisher_address_parse(CASES[i].url, &error);
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
    g_assert_null(address);
    g_test_message("%s: %s", CASES[i].url, error->message);
    g_assert_nonnull(g_strrstr(error->message, CASES[i].says));
    g_assert_false(g_str_has_suffix(error->message, "."));
  }
}

/* What stands where a password stands is never shown, however broken the URL is. */
static void
test_password_not_shown(void)
{
  static const char *const URLS[] = {"sftp://admin:Top5ecret@host/a", "sftp://admin:Top5ecret/x@host/a",
                                     "sftp://admin:Top5ecret%zz@host/a", "sftp://admin:Top5ecret"};
  for (gsize i = 0; i < G_N_ELEMENTS(URLS); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(PublisherAddress) address = publisher_address_parse(URLS[i], &error);
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
    g_assert_null(address);
    g_assert_null(strstr(error->message, "Top5ecret"));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/publisher/address/good", test_good);
  g_test_add_func("/publisher/address/ipv6", test_ipv6);
  g_test_add_func("/publisher/address/home", test_home);
  g_test_add_func("/publisher/address/escapes", test_escapes);
  g_test_add_func("/publisher/address/refused", test_refused);
  g_test_add_func("/publisher/address/password-not-shown", test_password_not_shown);
  return g_test_run();
}
