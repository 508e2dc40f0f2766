/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/modules/module-search.h"

#include <string.h>

/* p11-kit's own library would load the modules into this process to tell about them, so its files are read
 * here. Their format: pkcs11.conf(5). */

#define PROGRAM "etoken-ctl"
#define CONFIG_LEN_MAX 65536

#define SYSTEM_CONFIG "/etc/pkcs11/pkcs11.conf"
#define N_DIRS 3

/* The folders with module files. The later one wins where several have a file of the same name, value by
 * value; NULL: not to be looked at. */
typedef struct {
  char *paths[N_DIRS];
} Folders;

static void
folders_clear(Folders *folders)
{
  for (gsize i = 0; i < N_DIRS; i++)
    g_free(folders->paths[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Folders, folders_clear)

/* Puts the "key: value" lines of PATH into VALUES. A file that cannot be read counts as empty. */
static void
read_config(GHashTable *values, const char *path)
{
  g_autofree char *text = NULL;
  gsize len = 0;
  if (!g_file_get_contents(path, &text, &len, NULL) || len > CONFIG_LEN_MAX)
    return;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    char *line = g_strstrip(lines[i]);
    char *colon = strchr(line, ':');
    if (*line == '#' || colon == NULL)
      continue;
    *colon = '\0';
    g_hash_table_insert(values, g_strdup(g_strchomp(line)), g_strdup(g_strstrip(colon + 1)));
  }
}

/* What the file PATH says of user-config, else MODE. The caller frees it. */
static char *
read_user_mode(const char *path, const char *mode)
{
  g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  read_config(values, path);
  const char *said = g_hash_table_lookup(values, "user-config");
  return g_strdup(said != NULL ? said : mode);
}

/* "user-config" is none, merge or only; merge where nobody says it. The user's own file is asked unless the
 * system says none. */
static void
find_folders(Folders *folders, const char *root)
{
  g_autofree char *own = g_build_filename(g_get_user_config_dir(), "pkcs11", NULL);
  g_autofree char *system_file = g_strconcat(root, SYSTEM_CONFIG, NULL);
  g_autofree char *own_file = g_strconcat(root, own, "/pkcs11.conf", NULL);
  g_autofree char *system_mode = read_user_mode(system_file, "merge");
  g_autofree char *mode =
      g_str_equal(system_mode, "none") ? g_strdup("none") : read_user_mode(own_file, system_mode);
  if (!g_str_equal(mode, "only")) {
    folders->paths[0] = g_strconcat(root, P11KIT_CONFIG_DIR, NULL);
    folders->paths[1] = g_strconcat(root, "/etc/pkcs11/modules", NULL);
  }
  if (!g_str_equal(mode, "none"))
    folders->paths[2] = g_strconcat(root, own, "/modules", NULL);
}

static gboolean
list_has_us(const char *programs)
{
  g_auto(GStrv) names = g_strsplit_set(programs, ", \t", -1);
  return g_strv_contains((const char *const *)names, PROGRAM);
}

static gboolean
is_for_us(GHashTable *values)
{
  const char *trust = g_hash_table_lookup(values, "trust-policy");
  const char *enable_in = g_hash_table_lookup(values, "enable-in");
  const char *disable_in = g_hash_table_lookup(values, "disable-in");
  if (trust != NULL && g_str_equal(trust, "yes"))
    return FALSE;
  if (enable_in != NULL)
    return list_has_us(enable_in);
  return disable_in == NULL || !list_has_us(disable_in);
}

static void
add_module(GPtrArray *modules, gboolean *remote, GHashTable *values, const char *root)
{
  const char *module = g_hash_table_lookup(values, "module");
  if (!is_for_us(values))
    return;
  if (g_hash_table_contains(values, "remote"))
    *remote = TRUE;
  else if (module != NULL && *module == '/')
    g_ptr_array_add(modules, g_strconcat(root, module, NULL));
  else if (module != NULL && *module != '\0')
    g_ptr_array_add(modules, g_strconcat(root, P11KIT_MODULE_DIR, "/", module, NULL));
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of all module files, each once. */
static GPtrArray *
list_config_names(const Folders *folders)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; i < N_DIRS; i++) {
    g_autoptr(GDir) dir = folders->paths[i] != NULL ? g_dir_open(folders->paths[i], 0, NULL) : NULL;
    const char *name = NULL;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
      if (g_str_has_suffix(name, ".module") &&
          !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, g_strdup(name));
    }
  }
  g_ptr_array_sort(names, compare_names);
  return names;
}

GPtrArray *
p11kit_config_modules(const char *root, gboolean *remote)
{
  g_auto(Folders) folders = {0};
  find_folders(&folders, root);
  g_autoptr(GPtrArray) names = list_config_names(&folders);
  GPtrArray *modules = g_ptr_array_new_with_free_func(g_free);
  *remote = FALSE;
  for (guint i = 0; i < names->len; i++) {
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (gsize j = 0; j < N_DIRS; j++) {
      if (folders.paths[j] == NULL)
        continue;
      g_autofree char *path = g_build_filename(folders.paths[j], g_ptr_array_index(names, i), NULL);
      read_config(values, path);
    }
    add_module(modules, remote, values, root);
  }
  return modules;
}
