/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/host.h"

#include <string.h>

char *
host_without_brackets(const char *host)
{
  if (*host == '[' && g_str_has_suffix(host, "]") && strchr(host, ':') != NULL)
    return g_strndup(host + 1, strlen(host) - 2);
  return g_strdup(host);
}

/* Could one be the other, or its beginning? */
static gboolean
lengths_match(const char *a, gsize a_len, const char *b, gsize b_len)
{
  const char *longer = a_len > b_len ? a : b;
  gsize len = MIN(a_len, b_len);
  return len > 0 && (a_len == b_len || (longer[len] == '.' && !g_ascii_isdigit(longer[0])));
}

gboolean
host_names_match(const char *a, gsize a_len, const char *b, gsize b_len)
{
  return lengths_match(a, a_len, b, b_len) && g_ascii_strncasecmp(a, b, MIN(a_len, b_len)) == 0;
}

gboolean
host_lower_names_match(const char *a, gsize a_len, const char *b, gsize b_len)
{
  return lengths_match(a, a_len, b, b_len) && memcmp(a, b, MIN(a_len, b_len)) == 0;
}
