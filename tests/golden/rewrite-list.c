/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rewrite-list FILE: reads a list and prints it again, written from its entries. */
#include "rewrite.h"

#include <stdio.h>

int
main(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  char *contents = NULL;
  gsize len = 0;
  if (argc != 2 || !g_file_get_contents(argv[1], &contents, &len, &error)) {
    g_printerr("%s\n", error != NULL ? error->message : "usage: rewrite-list FILE");
    return 2;
  }
  g_autoptr(GBytes) bytes = g_bytes_new_take(contents, len);
  g_autoptr(TrustList) list = trust_list_parse(bytes, &error);
  if (list == NULL) {
    g_printerr("%s\n", error->message);
    return 5;
  }
  g_autoptr(GBytes) again = rewrite_list(list);
  const void *data = again != NULL ? g_bytes_get_data(again, &len) : NULL;
  return data != NULL && fwrite(data, 1, len, stdout) == len && fflush(stdout) == 0 ? 0 : 1;
}
