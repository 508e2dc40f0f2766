/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/host.h"

#include <glib.h>

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

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/base/host/brackets", test_brackets);
  return g_test_run();
}
