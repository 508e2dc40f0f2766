/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The file of preferences: read, written, damaged. */

#include "scratch-folder.h"

#include "app/base/error.h"
#include "app/workflow/settings/preferences.h"
#include "pkcs11/modules/module-list.h"

#include <glib/gstdio.h>
#include <string.h>

static ScratchFolder *folder;
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
  Preferences *preferences = preferences_load(path, NULL, &error);
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

/* What is said of each, and what holds all the same. */
static const struct {
  const char *text;
  const char *words;
  guint n_modules;
  DigestAlgorithm digest;
} DAMAGED[] = {
    {"[Tokens]\nmodules=/a.so;\n[Signing]\ndigest=md5\n", "digest=md5 should be sha1, sha256 or sha512", 1,
     DIGEST_SHA1},
    {"[Tokens]\nmodules=/a.so;\n[Signing]\ndigest=\n", "digest= should be sha1", 1, DIGEST_SHA1},
    {"[Signing]\ndigest=\xff\n[Tokens]\nmodules=/a.so;\n", "digest=\\xff: it cannot be read", 1, DIGEST_SHA1},
    {"[Tokens]\nmodules=\xff;\n[Signing]\ndigest=sha512\n", "modules=\\xff;: it cannot be read", 0,
     DIGEST_SHA512},
    {"[Tokens]\nnonsense\n[Signing]\ndigest=sha512\n", "The group [Tokens] in ", 0, DIGEST_SHA512},
    {"digest=sha1\n[Signing]\ndigest=sha512\n", "Line 1 of ", 0, DIGEST_SHA512},
    {"[Tokens\nmodules=/a.so;\n[Signing]\ndigest=sha512\n", "Line 1 of ", 0, DIGEST_SHA512},
    {"[Folders]\nlists=\\q\n[Signing]\ndigest=sha512\n", "lists=\\q: it cannot be read", 0, DIGEST_SHA512},
};

static void
test_damaged(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(DAMAGED); i++) {
    g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autofree char *kept = NULL;
    g_test_message("row %zu: %s", i, DAMAGED[i].words);
    write_text(DAMAGED[i].text);
    g_autoptr(Preferences) preferences = preferences_load(path, damage, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(damage->len, ==, 1);
    g_assert_nonnull(strstr(g_ptr_array_index(damage, 0), DAMAGED[i].words));
    g_assert_nonnull(strstr(g_ptr_array_index(damage, 0), path));
    g_assert_cmpuint(g_strv_length(preferences->modules), ==, DAMAGED[i].n_modules);
    g_assert_cmpint(preferences->digest, ==, DAMAGED[i].digest);
    g_assert_null(preferences->list_folder);
    preferences->certificate_folder = g_strdup("/certificates");
    g_assert_true(preferences_save(path, preferences, &error));
    g_assert_true(g_file_get_contents(path, &kept, NULL, NULL));
    g_assert_nonnull(strstr(kept, "certificates=/certificates\n"));
    for (const char *line = DAMAGED[i].text; *line != '\0'; line = strchr(line, '\n') + 1) {
      g_autofree char *one = g_strndup(line, (gsize)(strchr(line, '\n') + 1 - line));
      g_assert_nonnull(strstr(kept, one)); /* it stays until somebody chooses another value */
    }
  }
}

/* Nothing is put into a group that cannot be read. */
static void
test_damaged_group(void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *kept = NULL;
  write_text("[Signing]\nnonsense\n");
  g_autoptr(Preferences) preferences = load();
  preferences->digest = DIGEST_SHA256;
  g_assert_false(preferences_save(path, preferences, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_DAMAGED);
  g_assert_true(g_file_get_contents(path, &kept, NULL, NULL));
  g_assert_cmpstr(kept, ==, "[Signing]\nnonsense\n");
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

/* A path that the file could not hold. */
static void
test_module_of_strange_name(void)
{
  g_unlink(path);
  g_autoptr(Preferences) preferences = load();
  g_autoptr(GError) error = NULL;
  g_assert_false(preferences_add_module(preferences, "/usr/lib/\xff.so", &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_cmpuint(g_strv_length(preferences->modules), ==, 0);
}

/* Those that are chosen come first, and one that is taken out is gone. */
static void
test_modules_in_use(void)
{
  g_unlink(path);
  g_autoptr(Preferences) preferences = load();
  static const char *const names[] = {"one.so", "two.so", "three.so"};
  g_autofree char *second = g_build_filename(folder, names[1], NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *module = g_build_filename(folder, names[i], NULL);
    g_assert_true(g_file_set_contents(module, "", 0, NULL));
    g_assert_true(preferences_add_module(preferences, module, NULL));
  }
  preferences_remove_module(preferences, second);
  preferences_remove_module(preferences, "/nowhere/else.so");
  g_assert_cmpuint(g_strv_length(preferences->modules), ==, 2);
  preferences_apply(preferences);
  g_auto(GStrv) found = module_list_find();
  g_assert_true(g_str_has_suffix(found[0], "/one.so"));
  g_assert_true(g_str_has_suffix(found[1], "/three.so"));
}

static void
test_folders(void)
{
  write_text("[Folders]\ncertificates=/tmp/certificates\nlists=\n");
  g_autoptr(Preferences) preferences = load();
  g_assert_cmpstr(preferences_get_certificate_folder(preferences), ==, "/tmp/certificates");
  g_assert_null(preferences->list_folder); /* empty is none */
  g_assert_true(preferences_save(path, preferences, NULL));
  g_clear_pointer(&preferences->certificate_folder, g_free);
  g_assert_true(preferences_save(path, preferences, NULL));
  g_autoptr(Preferences) again = load();
  g_assert_null(again->certificate_folder);
}

/* One that cannot be read is told, and does not stop anybody. */
static void
test_damaged_file_of_the_user(void)
{
  g_autofree char *own = preferences_default_path();
  g_autofree char *own_folder = g_path_get_dirname(own);
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  g_assert_true(g_str_has_prefix(own, folder));
  g_assert_cmpint(g_mkdir_with_parents(own, 0700), ==, 0); /* a folder in its place */
  g_autoptr(Preferences) usual = preferences_get(damage);
  g_assert_cmpuint(damage->len, ==, 1);
  g_assert_nonnull(strstr(g_ptr_array_index(damage, 0), own));
  g_assert_cmpint(usual->digest, ==, DIGEST_SHA1);
  g_assert_cmpint(g_rmdir(own), ==, 0);
  g_assert_true(g_file_set_contents(own, "[Signing]\ndigest=SHA512\n", -1, NULL));
  g_autoptr(Preferences) good = preferences_get(damage);
  g_assert_cmpuint(damage->len, ==, 1);
  g_assert_cmpint(good->digest, ==, DIGEST_SHA512);
}

int
main(int argc, char **argv)
{
  folder = scratch_folder_new();
  path = g_build_filename(folder, "preferences.conf", NULL);
  g_setenv("XDG_CONFIG_HOME", folder, TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/preferences/no-file", test_no_file);
  g_test_add_func("/preferences/round-trip", test_round_trip);
  g_test_add_func("/preferences/damaged", test_damaged);
  g_test_add_func("/preferences/damaged-group", test_damaged_group);
  g_test_add_func("/preferences/module", test_module);
  g_test_add_func("/preferences/module/strange-name", test_module_of_strange_name);
  g_test_add_func("/preferences/module/in-use", test_modules_in_use);
  g_test_add_func("/preferences/folders", test_folders);
  g_test_add_func("/preferences/damaged-file-of-the-user", test_damaged_file_of_the_user);
  int status = g_test_run();
  scratch_folder_free(folder);
  g_free(path);
  return status;
}
