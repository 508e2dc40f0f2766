/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/host.h"

#include <glib.h>
#include <string.h>

char *
host_without_brackets(const char *host)
{
  if (*host == '[' && g_str_has_suffix(host, "]") && strchr(host, ':') != NULL)
    return g_strndup(host + 1, strlen(host) - 2);
  return g_strdup(host);
}
