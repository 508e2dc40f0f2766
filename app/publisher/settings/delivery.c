/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/delivery.h"

/* A person goes to the page that the program would go to. */
static const struct {
  const char *word;
  const char *scheme;
  guint port;
} WAYS[] = {
    [DELIVER_BY_SFTP] = {"sftp", "sftp", 22},
    [DELIVER_BY_WEB] = {"web", "https", 443},
    [DELIVER_BY_HAND] = {"hand", "hand", 443},
};

const char *
delivery_way_get_word(DeliveryWay way)
{
  return WAYS[way].word;
}

gboolean
delivery_way_parse(const char *word, DeliveryWay *way)
{
  for (DeliveryWay known = DELIVER_BY_SFTP; known <= DELIVER_BY_HAND; known++) {
    *way = known;
    if (g_ascii_strcasecmp(WAYS[known].word, word) == 0)
      return TRUE;
  }
  return FALSE;
}

const char *
delivery_way_get_scheme(DeliveryWay way)
{
  return WAYS[way].scheme;
}

guint
delivery_way_get_port(DeliveryWay way)
{
  return WAYS[way].port;
}
