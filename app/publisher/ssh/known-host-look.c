/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/known-host-look.h"

#include "app/publisher/ssh/known-hosts.h"

gboolean
known_host_is_there(const PublisherAddress *address, const PublisherLogin *login)
{
  if (login->host_keys != NULL && *login->host_keys != NULL)
    return TRUE;
  g_auto(GStrv) files = known_hosts_files(login->own_known_hosts);
  g_autoptr(GPtrArray) known = known_hosts_find(files, address, NULL, NULL, NULL);
  return known != NULL && known->len > 0;
}
