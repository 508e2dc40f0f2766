/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public keys of web servers that were confirmed. */
#include "app/base/error.h"
#include "app/publisher/web/known-web.h"

#include <glib/gstdio.h>

static char *
find(const char *path, const char *url)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherAddress) address = publisher_address_parse(url, NULL);
  char *pin = NULL;
  g_assert_true(known_web_find(path, address, &pin, &error));
  g_assert_no_error(error);
  return pin;
}

static void
add(const char *path, const char *url, const char *pin)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PublisherAddress) address = publisher_address_parse(url, NULL);
  known_web_add(path, address, pin, NULL, &error);
  g_assert_no_error(error);
}

/* Host and port make a server; the folder is made with the file. */
static void
test_found_again(void)
{
  static const char *const URLS[] = {"https://admin@pub/CTLFile.tlv", "https://admin@pub:8443/CTLFile.tlv",
                                     "https://admin@[fd00::1]/CTLFile.tlv"};
  g_autofree char *folder = g_dir_make_tmp("known-web-XXXXXX", NULL);
  g_autofree char *inner = g_build_filename(folder, "etoken-ctl", NULL);
  g_autofree char *path = g_build_filename(inner, "known_web.conf", NULL);
  g_autofree char *lock = g_strconcat(path, ".lock", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(URLS); i++) {
    g_autofree char *pin = g_strdup_printf("sha256//%zu", i);
    g_autofree char *none = find(path, URLS[i]);
    g_assert_null(none);
    add(path, URLS[i], pin);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(URLS); i++) {
    g_autofree char *wanted = g_strdup_printf("sha256//%zu", i);
    g_autofree char *pin = find(path, URLS[i]);
    g_assert_cmpstr(pin, ==, wanted);
  }
  g_unlink(path);
  g_unlink(lock);
  g_rmdir(inner);
  g_rmdir(folder);
}

/* A file that cannot be read might hold another key. */
static void
test_damaged(void)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  char *pin = NULL;
  g_autoptr(PublisherAddress) address = publisher_address_parse("https://admin@pub/CTLFile.tlv", NULL);
  int fd = g_file_open_tmp("known-web-XXXXXX", &path, NULL);
  g_assert_true(g_close(fd, NULL));
  g_assert_true(g_file_set_contents(path, "[Web pub:443", -1, NULL));
  g_assert_false(known_web_find(path, address, &pin, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_null(pin);
  g_unlink(path);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/known-web/found-again", test_found_again);
  g_test_add_func("/known-web/damaged", test_damaged);
  return g_test_run();
}
