/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stands in for libFuzzer where the compiler has none: runs the harness once for each file named. */
#include <glib.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t len);

int
main(int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    g_autofree char *contents = NULL;
    gsize len = 0;
    if (!g_file_get_contents(argv[i], &contents, &len, NULL))
      return 2;
    g_autofree guint8 *exact = g_memdup2(contents, len); /* without the NUL that GLib appends */
    LLVMFuzzerTestOneInput(exact, len);
  }
  return 0;
}
