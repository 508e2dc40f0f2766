/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "sample-home.h"

#include "scratch-folder.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* Where files are in memory, on Linux. What is tested syncs each file that it writes, and a busy disk takes
 * its time for that. */
#define MEMORY "/dev/shm"

static ScratchFolder *home;

void
sample_home_init(int *argc, char ***argv)
{
  static const char *const names[] = {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"};
  if (g_access(MEMORY, R_OK | W_OK | X_OK) == 0)
    g_setenv("TMPDIR", MEMORY, FALSE);
  home = scratch_folder_new();
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_build_filename(home, names[i], NULL);
    g_setenv(names[i], path, TRUE);
  }
  g_test_init(argc, argv, NULL);
}

void
sample_home_empty(void)
{
  scratch_folder_free(g_strdup(home));
  g_assert_cmpint(g_mkdir_with_parents(home, 0700), ==, 0);
}

int
sample_home_run(void)
{
  int status = g_test_run();
  scratch_folder_free(home);
  return status;
}
