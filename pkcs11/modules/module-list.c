/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/modules/module-list.h"

#include "pkcs11/modules/module-search.h"

#include <stdlib.h>
#include <string.h>

/* SafeNet's modules come first: where OpenSC shows the same token too, the maker's module is used. Source of
 * names and places: SafeNet Authentication Client 8.3 to 10.9 for Linux. */
static const char *const safenet_names[] = {"libeToken.so", "libeTPkcs11.so", "libIDPrimePKCS11.so"};
static const char *const opensc_names[] = {"opensc-pkcs11.so"};
static const char *const proxy_names[] = {"p11-kit-proxy.so"};
static const char *const softhsm_names[] = {"libsofthsm2.so"};

static const char *const folders[] = {
    "/usr/lib",
    "/usr/lib64",
    MULTIARCH_DIR,
    MULTIARCH_DIR "/pkcs11",
    "/usr/lib64/pkcs11",
    "/lib",
    "/lib64",
    "/usr/local/lib",
    "/usr/local/lib64",
    "/usr/lib/pkcs11",
    "/usr/lib/softhsm",
    MULTIARCH_DIR "/softhsm",
    "/usr/lib64/softhsm",
    "/usr/local/lib/softhsm",
};

typedef struct {
  char *root; /* without symbolic links */
  gboolean with_softhsm;
  GPtrArray *modules; /* of char * */
} Search;

/* Adds the file that PATH leads to, unless it is none or listed already. */
static void
add_file(Search *search, const char *path)
{
  char *real = realpath(path, NULL);
  if (real == NULL)
    return;
  g_autofree char *base = g_path_get_basename(real);
  gboolean wanted = g_file_test(real, G_FILE_TEST_IS_REGULAR) && !g_str_has_prefix(base, "p11-kit-trust") &&
                    !g_str_has_prefix(base, "p11-kit-client") &&
                    (search->with_softhsm || !g_str_has_prefix(base, "libsofthsm2"));
  if (wanted && !g_ptr_array_find_with_equal_func(search->modules, real, g_str_equal, NULL))
    g_ptr_array_add(search->modules, g_strdup(real));
  free(real);
}

/* Orders "libeToken.so.9" before "libeToken.so.10". */
static gboolean
is_newer(const char *a, const char *b)
{
  return b == NULL || strverscmp(a, b) > 0;
}

/* The newest "NAME.<version>" in FOLDER, for machines where nobody set the link NAME. */
static char *
find_newest_version(const char *folder, const char *name)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_autofree char *prefix = g_strconcat(name, ".", NULL);
  g_autofree char *newest = NULL;
  const char *entry = NULL;
  while (dir != NULL && (entry = g_dir_read_name(dir)) != NULL) {
    if (g_str_has_prefix(entry, prefix) && g_ascii_isdigit(entry[strlen(prefix)]) &&
        is_newer(entry, newest)) {
      g_free(newest);
      newest = g_strdup(entry);
    }
  }
  return newest != NULL ? g_build_filename(folder, newest, NULL) : NULL;
}

static void
add_from_folder(Search *search, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autofree char *versioned =
      g_file_test(path, G_FILE_TEST_EXISTS) ? NULL : find_newest_version(folder, name);
  add_file(search, versioned != NULL ? versioned : path);
}

static void
add_names(Search *search, const char *const *names, gsize n_names)
{
  for (gsize i = 0; i < n_names; i++) {
    for (gsize j = 0; j < G_N_ELEMENTS(folders); j++) {
      g_autofree char *folder = g_strconcat(search->root, folders[j], NULL);
      add_from_folder(search, folder, names[i]);
    }
  }
}

/* The modules themselves rather than p11-kit's proxy for them: each gets a helper of its own, and none is
 * loaded a second time. Only what p11-kit reaches elsewhere needs the proxy. */
static void
add_p11kit(Search *search)
{
  gboolean remote = FALSE;
  g_autoptr(GPtrArray) configured = p11kit_config_modules(search->root, &remote);
  for (guint i = 0; i < configured->len; i++)
    add_file(search, g_ptr_array_index(configured, i));
  if (remote)
    add_names(search, proxy_names, G_N_ELEMENTS(proxy_names));
}

char **
module_list_find_below(const char *root, gboolean with_softhsm)
{
  char *real_root = realpath(*root != '\0' ? root : "/", NULL);
  g_autoptr(GPtrArray) modules = g_ptr_array_new_with_free_func(g_free);
  Search search = {.with_softhsm = with_softhsm, .modules = modules};
  search.root = g_strdup(real_root == NULL || g_str_equal(real_root, "/") ? "" : real_root);
  free(real_root);
  add_names(&search, safenet_names, G_N_ELEMENTS(safenet_names));
  add_p11kit(&search);
  add_names(&search, opensc_names, G_N_ELEMENTS(opensc_names));
  if (with_softhsm)
    add_names(&search, softhsm_names, G_N_ELEMENTS(softhsm_names));
  g_free(search.root);
  g_ptr_array_add(modules, NULL);
  return (char **)g_ptr_array_steal(modules, NULL);
}

/* --- what the user has chosen --- */

static GMutex chosen_lock;
static char **chosen;

void
module_list_set_chosen(const char *const *modules)
{
  g_mutex_lock(&chosen_lock);
  g_strfreev(chosen);
  chosen = g_strdupv((char **)modules);
  g_mutex_unlock(&chosen_lock);
}

/* TRUE when FILE, a name without symbolic links, is one of the N first of MODULES. */
static gboolean
is_listed(const GPtrArray *modules, guint n, const char *file)
{
  for (guint i = 0; i < n; i++) {
    char *real = realpath(g_ptr_array_index(modules, i), NULL);
    gboolean same = g_strcmp0(real, file) == 0;
    free(real);
    if (same)
      return TRUE;
  }
  return FALSE;
}

char **
module_list_find(void)
{
  const char *softhsm = g_getenv("SOFTHSM2_CONF");
  g_auto(GStrv) found = module_list_find_below("", softhsm != NULL && *softhsm != '\0');
  GPtrArray *modules = g_ptr_array_new();
  g_mutex_lock(&chosen_lock);
  for (guint i = 0; chosen != NULL && chosen[i] != NULL; i++)
    g_ptr_array_add(modules, g_strdup(chosen[i]));
  g_mutex_unlock(&chosen_lock);
  guint n_chosen = modules->len;
  for (guint i = 0; found[i] != NULL; i++)
    if (!is_listed(modules, n_chosen, found[i]))
      g_ptr_array_add(modules, g_strdup(found[i]));
  g_ptr_array_add(modules, NULL);
  return (char **)g_ptr_array_free(modules, FALSE);
}
