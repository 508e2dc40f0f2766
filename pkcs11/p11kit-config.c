/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/module-search.h"

#include <string.h>

/* p11-kit's own library would load the modules into this process to tell about them, so its files are read
 * here. Their format: pkcs11.conf(5). */

#define PROGRAM "etoken-ctl"
#define CONFIG_LEN_MAX 65536

/* The later folder wins where both have a file of the same name, value by value. */
static const char *const config_dirs[] = {P11KIT_CONFIG_DIR, "/etc/pkcs11/modules"};

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
list_config_names(const char *root)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; i < G_N_ELEMENTS(config_dirs); i++) {
    g_autofree char *path = g_strconcat(root, config_dirs[i], NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
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
  g_autoptr(GPtrArray) names = list_config_names(root);
  GPtrArray *modules = g_ptr_array_new_with_free_func(g_free);
  *remote = FALSE;
  for (guint i = 0; i < names->len; i++) {
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (gsize j = 0; j < G_N_ELEMENTS(config_dirs); j++) {
      g_autofree char *path = g_strconcat(root, config_dirs[j], "/", g_ptr_array_index(names, i), NULL);
      read_config(values, path);
    }
    add_module(modules, remote, values, root);
  }
  return modules;
}
