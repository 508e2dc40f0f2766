/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* flip-bits FILE: flips each bit of a signed list, one at a time. None of the lists may verify, and `show`
 * may not say that one does. Prints how many there were, and how many of them could be read at all. */
#include "app/trustlist/show.h"
#include "app/trustlist/verify.h"

#include <stdio.h>
#include <string.h>

static gboolean
says_verified(const char *text)
{
  return strstr(text, "verified successfully") != NULL;
}

/* Whether a list can be read. Ends the program when it verifies. */
static gboolean
check_refused(const guint8 *data, gsize len, gsize bit)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static(data, len);
  g_autoptr(TrustList) list = trust_list_parse(bytes, NULL);
  g_autofree char *text = list != NULL ? trust_list_show(list, 0) : trust_list_show_damaged(bytes, NULL, 0);
  if (list != NULL && trust_list_verify(list, NULL, NULL))
    g_error("the list verifies without bit %" G_GSIZE_FORMAT " of byte %" G_GSIZE_FORMAT, bit % 8, bit / 8);
  if (says_verified(text))
    g_error("show says verified without bit %" G_GSIZE_FORMAT " of byte %" G_GSIZE_FORMAT, bit % 8, bit / 8);
  return list != NULL;
}

int
main(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize len = 0;
  gsize n_read = 0;
  if (argc != 2 || !g_file_get_contents(argv[1], &contents, &len, &error))
    g_error("%s", error != NULL ? error->message : "usage: flip-bits FILE");
  guint8 *data = (guint8 *)contents;
  for (gsize bit = 0; bit < len * 8; bit++) {
    data[bit / 8] ^= (guint8)(1 << bit % 8);
    n_read += check_refused(data, len, bit) ? 1 : 0;
    data[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  g_autoptr(GBytes) whole = g_bytes_new_static(data, len);
  g_autoptr(TrustList) list = trust_list_parse(whole, &error);
  g_autofree char *text = trust_list_show(list, 0);
  g_assert_true(trust_list_verify(list, NULL, NULL) && says_verified(text));
  printf("%" G_GSIZE_FORMAT " bits flipped, %" G_GSIZE_FORMAT " of the lists could be read, none verified\n",
         len * 8, n_read);
  return 0;
}
