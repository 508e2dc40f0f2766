/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/host.h"

#include <glib.h>
#include <string.h>

static void
test_brackets(void)
{
  static const struct {
    const char *given, *host;
  } rows[] = {
      {"[::1]", "::1"},
      {"[2001:db8::1]", "2001:db8::1"},
      {"[fe80::1%eth0]", "fe80::1%eth0"},
      {"::1", "::1"},
      {"10.48.47.153", "10.48.47.153"},
      {"cucm.example.com", "cucm.example.com"},
      {"[cucm]", "[cucm]"}, /* no address */
      {"[::1", "[::1"},
      {"::1]", "::1]"},
      {"[::1]:22", "[::1]:22"},
      {"[", "["},
      {"[]", "[]"},
      {"", ""},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *host = host_without_brackets(rows[i].given);
    g_assert_cmpstr(host, ==, rows[i].host);
  }
}

static void
test_names(void)
{
  static const struct {
    const char *a, *b;
    gboolean match;
  } rows[] = {
      {"cucm-pub", "CUCM-Pub", TRUE},
      {"cucm-pub", "cucm-pub.example.com", TRUE},
      {"cucm-pub.example", "cucm-pub.example.com", TRUE},
      {"cucm-pub", "cucm-pub2", FALSE},
      {"cucm-pub", "cucm-sub", FALSE},
      {"cucm-pub.example.com", "cucm-pub.example.org", FALSE},
      {"10.48.47.153", "10.48.47.153", TRUE},
      {"10.48.47", "10.48.47.153", FALSE}, /* no name */
      {"", "cucm-pub", FALSE},
      {"", "", FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *a = rows[i].a, *b = rows[i].b;
    g_test_message("%s and %s", a, b);
    g_assert_cmpint(host_names_match(a, strlen(a), b, strlen(b)), ==, rows[i].match);
    g_assert_cmpint(host_names_match(b, strlen(b), a, strlen(a)), ==, rows[i].match);
    g_autofree char *lower = g_ascii_strdown(a, -1);
    g_autofree char *other = g_ascii_strdown(b, -1);
    g_assert_cmpint(host_lower_names_match(lower, strlen(lower), other, strlen(other)), ==, rows[i].match);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/base/host/brackets", test_brackets);
  g_test_add_func("/base/host/names", test_names);
  return g_test_run();
}
