/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The file of preferences: read, written, damaged. */

#include "app/base/error.h"
#include "app/workflow/preferences.h"

#include <glib/gstdio.h>

static char *folder;
static char *path;

static void
write_text(const char *text)
{
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static Preferences *
load(void)
{
  g_autoptr(GError) error = NULL;
  Preferences *preferences = preferences_load(path, &error);
  g_assert_no_error(error);
  return preferences;
}

static void
test_no_file(void)
{
  g_unlink(path);
  g_autoptr(Preferences) preferences = load();
  g_assert_cmpuint(g_strv_length(preferences->modules), ==, 0);
  g_assert_cmpint(preferences->digest, ==, DIGEST_SHA1);
  g_assert_null(preferences->certificate_folder);
  g_assert_true(g_path_is_absolute(preferences_get_certificate_folder(preferences)));
  g_assert_true(g_path_is_absolute(preferences_get_list_folder(preferences)));
}

static void
test_round_trip(void)
{
  write_text("# mine\n[Other]\nkept=yes\n");
  g_autoptr(Preferences) preferences = load();
  g_autoptr(GError) error = NULL;
  g_autofree char *module = g_build_filename(folder, "a;b ünd.so", NULL);
  g_assert_true(g_file_set_contents(module, "", 0, NULL));
  g_assert_true(preferences_add_module(preferences, module, &error));
  preferences->certificate_folder = g_strdup("/tmp/with blank ");
  preferences->digest = DIGEST_SHA512;
  g_assert_true(preferences_save(path, preferences, &error));
  g_autoptr(Preferences) again = load();
  g_assert_cmpstr(again->modules[0], ==, module);
  g_assert_cmpuint(g_strv_length(again->modules), ==, 1);
  g_assert_cmpstr(again->certificate_folder, ==, "/tmp/with blank ");
  g_assert_null(again->list_folder);
  g_assert_cmpint(again->digest, ==, DIGEST_SHA512);
  g_autofree char *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  g_assert_nonnull(strstr(text, "# mine\n"));
  g_assert_nonnull(strstr(text, "kept=yes\n"));
  g_assert_nonnull(strstr(text, "digest=sha512\n"));
  preferences_remove_module(again, module);
  g_assert_cmpuint(g_strv_length(again->modules), ==, 0);
}

static void
assert_damaged(const char *text, const char *words)
{
  write_text(text);
  g_autoptr(GError) error = NULL;
  g_assert_null(preferences_load(path, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_nonnull(strstr(error->message, words));
}

static void
test_damaged(void)
{
  assert_damaged("[Signing]\ndigest=md5\n", "digest=md5");
  assert_damaged("digest=sha1\n", "is damaged");
}

/* What cannot be a module, or is one already. */
static void
test_module(void)
{
  g_unlink(path);
  g_autoptr(Preferences) preferences = load();
  g_autoptr(GError) error = NULL;
  g_assert_false(preferences_add_module(preferences, "own.so", &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_clear_error(&error);
  g_assert_false(preferences_add_module(preferences, "/nowhere/own.so", &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FILE);
  g_clear_error(&error);
  g_autofree char *module = g_build_filename(folder, "own.so", NULL);
  g_autofree char *link = g_build_filename(folder, "link.so", NULL);
  g_assert_true(g_file_set_contents(module, "", 0, NULL));
  g_autoptr(GFile) file = g_file_new_for_path(link);
  g_assert_true(g_file_make_symbolic_link(file, module, NULL, NULL));
  g_assert_true(preferences_add_module(preferences, link, &error));
  preferences_apply(preferences);
  g_assert_false(preferences_add_module(preferences, module, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_cmpuint(g_strv_length(preferences->modules), ==, 1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  folder = g_dir_make_tmp("preferences-XXXXXX", NULL);
  path = g_build_filename(folder, "preferences.conf", NULL);
  g_test_add_func("/preferences/no-file", test_no_file);
  g_test_add_func("/preferences/round-trip", test_round_trip);
  g_test_add_func("/preferences/damaged", test_damaged);
  g_test_add_func("/preferences/module", test_module);
  return g_test_run();
}
