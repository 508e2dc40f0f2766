/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scratch-folder.h"

#include <glib/gstdio.h>

ScratchFolder *
scratch_folder_new(void)
{
  char *folder = g_dir_make_tmp("etoken-ctl-test-XXXXXX", NULL);
  g_assert_nonnull(folder);
  return folder;
}

/* Links are removed, not followed. */
static void
remove_tree(const char *path)
{
  g_autoptr(GDir) dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
  const char *name = NULL;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *child = g_build_filename(path, name, NULL);
    remove_tree(child);
  }
  g_remove(path);
}

void
scratch_folder_free(ScratchFolder *folder)
{
  remove_tree(folder);
  g_free(folder);
}

char *
scratch_file(const ScratchFolder *folder, const char *name, const char *text)
{
  char *path = g_build_filename(folder, name, NULL);
  if (text != NULL)
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
}

char *
scratch_read(const char *path)
{
  char *text = NULL;
  return g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}
