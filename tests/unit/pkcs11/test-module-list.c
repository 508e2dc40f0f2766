/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which modules are found on a machine, shown by a folder that looks like one. */

#include "pkcs11/modules/module-list.h"
#include "pkcs11/modules/module-search.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
put(const char *root, const char *path, const char *contents)
{
  g_autofree char *full = g_strconcat(root, path, NULL);
  g_autofree char *folder = g_path_get_dirname(full);
  g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
  g_assert_true(g_file_set_contents(full, contents, -1, NULL));
}

static void
put_link(const char *root, const char *path, const char *target)
{
  g_autofree char *full = g_strconcat(root, path, NULL);
  g_assert_cmpint(symlink(target, full), ==, 0);
}

/* The list below ROOT has to be EXPECTED, one file name a line. */
static void
assert_modules(const char *root, gboolean with_softhsm, const char *expected)
{
  g_auto(GStrv) found = module_list_find_below(root, with_softhsm);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; found[i] != NULL; i++) {
    g_assert_true(g_str_has_prefix(found[i], root));
    g_string_append_printf(text, "%s\n", found[i] + strlen(root));
  }
  g_assert_cmpstr(text->str, ==, expected);
}

static char *
make_root(void)
{
  g_autofree char *made = g_dir_make_tmp("etoken-ctl-XXXXXX", NULL);
  char *real = realpath(made, NULL);
  char *root = g_strdup(real);
  free(real);
  return root;
}

static void
delete_root(const char *root)
{
  const char *argv[] = {"rm", "-rf", "--", root, NULL};
  g_assert_true(
      g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void
test_empty(void)
{
  g_autofree char *root = make_root();
  assert_modules(root, TRUE, "");
  delete_root(root);
}

static void
test_safenet(void)
{
  g_autofree char *root = make_root();
  put(root, "/usr/lib/libeToken.so.10.8.28", "");
  put_link(root, "/usr/lib/libeToken.so", "libeToken.so.10.8.28");
  put_link(root, "/usr/lib/libeTPkcs11.so", "libeToken.so.10.8.28");
  put(root, "/usr/lib64/libeTPkcs11.so.9.1", "");
  put(root, "/usr/lib64/libeTPkcs11.so.10.0.37", "");
  put(root, "/usr/lib64/libeTPkcs11.so.old", "");
  put(root, "/usr/local/lib/libIDPrimePKCS11.so", "");
  put_link(root, "/lib", "usr/lib");
  assert_modules(root, FALSE,
                 "/usr/lib/libeToken.so.10.8.28\n"
                 "/usr/lib64/libeTPkcs11.so.10.0.37\n"
                 "/usr/local/lib/libIDPrimePKCS11.so\n");
  delete_root(root);
}

static void
test_p11kit(void)
{
  g_autofree char *root = make_root();
  put(root, "/usr/share/p11-kit/modules/b.module", "# a comment: yes\nmodule: opensc-pkcs11.so\n");
  put(root, "/usr/share/p11-kit/modules/a.module", "module:/opt/vendor/libvendor.so\npriority: 2\n");
  put(root, "/usr/share/p11-kit/modules/trust.module", "module: /opt/vendor/trust.so\ntrust-policy: yes\n");
  put(root, "/usr/share/p11-kit/modules/p11-kit-trust.module", "module: /opt/vendor/p11-kit-trust.so\n");
  put(root, "/usr/share/p11-kit/modules/no.module",
      "module: /opt/vendor/no.so\ndisable-in: ssh, etoken-ctl\n");
  put(root, "/usr/share/p11-kit/modules/other.module", "module: /opt/vendor/no.so\nenable-in: firefox\n");
  put(root, "/usr/share/p11-kit/modules/soft.module", "module: /opt/vendor/libsofthsm2.so\n");
  put(root, "/usr/share/p11-kit/modules/changed.module", "module: /opt/vendor/no.so\n");
  put(root, "/etc/pkcs11/modules/changed.module", "module: /opt/vendor/yes.so\n");
  put(root, "/etc/pkcs11/modules/readme.txt", "module: /opt/vendor/no.so\n");
  put(root, "/etc/pkcs11/modules/gone.module", "module: /opt/vendor/uninstalled.so\n");
  put(root, P11KIT_MODULE_DIR "/opensc-pkcs11.so", "");
  put(root, "/usr/lib/p11-kit-proxy.so", "");
  put(root, "/opt/vendor/libvendor.so", "");
  put(root, "/opt/vendor/trust.so", "");
  put(root, "/opt/vendor/p11-kit-trust.so", "");
  put(root, "/opt/vendor/no.so", "");
  put(root, "/opt/vendor/yes.so", "");
  put(root, "/opt/vendor/libsofthsm2.so", "");
  assert_modules(root, FALSE,
                 "/opt/vendor/libvendor.so\n" P11KIT_MODULE_DIR "/opensc-pkcs11.so\n/opt/vendor/yes.so\n");
  assert_modules(root, TRUE,
                 "/opt/vendor/libvendor.so\n" P11KIT_MODULE_DIR "/opensc-pkcs11.so\n"
                 "/opt/vendor/yes.so\n/opt/vendor/libsofthsm2.so\n");
  delete_root(root);
}

/* The user's own files count as pkcs11.conf(5) says: merged unless user-config says another. */
static void
test_user_config(void)
{
  static const struct {
    const char *system;
    const char *user;
    const char *modules;
  } cases[] = {
      {"", "", "/opt/own.so\n/opt/s.so\n/opt/changed.so\n"},
      {"user-config: merge\n", "", "/opt/own.so\n/opt/s.so\n/opt/changed.so\n"},
      {"user-config: none\n", "user-config: only\n", "/opt/s.so\n/opt/system.so\n"},
      {"user-config: only\n", "", "/opt/own.so\n/opt/changed.so\n"},
      {"", "user-config: none\n", "/opt/s.so\n/opt/system.so\n"},
      {"", "user-config: only\n", "/opt/own.so\n/opt/changed.so\n"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *root = make_root();
    g_autofree char *own = g_build_filename(g_get_user_config_dir(), "pkcs11", NULL);
    g_autofree char *own_conf = g_build_filename(own, "pkcs11.conf", NULL);
    g_autofree char *own_module = g_build_filename(own, "modules", "a.module", NULL);
    g_autofree char *changed = g_build_filename(own, "modules", "z.module", NULL);
    put(root, "/etc/pkcs11/pkcs11.conf", cases[i].system);
    put(root, "/etc/pkcs11/modules/z.module", "module: /opt/system.so\n");
    put(root, "/etc/pkcs11/modules/s.module", "module: /opt/s.so\n");
    put(root, "/opt/s.so", "");
    put(root, own_conf, cases[i].user);
    put(root, own_module, "module: /opt/own.so\n");
    put(root, changed, "module: /opt/changed.so\n");
    put(root, "/opt/own.so", "");
    put(root, "/opt/changed.so", "");
    put(root, "/opt/system.so", "");
    assert_modules(root, FALSE, cases[i].modules);
    delete_root(root);
  }
}

/* What p11-kit reaches elsewhere can be had only through its proxy. */
static void
test_proxy(void)
{
  g_autofree char *root = make_root();
  put(root, "/usr/lib/p11-kit-proxy.so", "");
  assert_modules(root, FALSE, "");
  put(root, "/etc/pkcs11/modules/far.module", "remote: |ssh user@host p11-kit remote\n");
  assert_modules(root, FALSE, "/usr/lib/p11-kit-proxy.so\n");
  delete_root(root);
}

static void
test_softhsm(void)
{
  g_autofree char *root = make_root();
  put(root, "/usr/lib/softhsm/libsofthsm2.so", "");
  assert_modules(root, FALSE, "");
  assert_modules(root, TRUE, "/usr/lib/softhsm/libsofthsm2.so\n");
  delete_root(root);
}

/* This machine, whatever it holds: every file is there, and none is named twice. */
static void
test_machine(void)
{
  g_auto(GStrv) found = module_list_find();
  for (guint i = 0; found[i] != NULL; i++) {
    g_test_message("%s", found[i]);
    g_assert_true(g_file_test(found[i], G_FILE_TEST_IS_REGULAR));
    g_assert_false(g_strv_contains((const char *const *)found + i + 1, found[i]));
  }
}

/* What the user has chosen comes first and once, even when it is not there. */
static void
test_chosen(void)
{
  g_auto(GStrv) before = module_list_find();
  const char *const chosen[] = {"/nowhere/own.so", before[0], NULL};
  module_list_set_chosen(chosen);
  g_auto(GStrv) found = module_list_find();
  g_assert_cmpstr(found[0], ==, "/nowhere/own.so");
  g_assert_cmpuint(g_strv_length(found), ==, g_strv_length(before) + 1);
  const char *const none[] = {NULL};
  module_list_set_chosen(none);
  g_auto(GStrv) after = module_list_find();
  g_assert_cmpuint(g_strv_length(after), ==, g_strv_length(before));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/modules/empty", test_empty);
  g_test_add_func("/modules/safenet", test_safenet);
  g_test_add_func("/modules/p11-kit", test_p11kit);
  g_test_add_func("/modules/user-config", test_user_config);
  g_test_add_func("/modules/proxy", test_proxy);
  g_test_add_func("/modules/softhsm", test_softhsm);
  g_test_add_func("/modules/machine", test_machine);
  g_test_add_func("/modules/chosen", test_chosen);
  return g_test_run();
}
