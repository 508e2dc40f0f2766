/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"

/* What phones get of a node, by HTTP or, where that fails, by TFTP. */
typedef struct {
  const char *by; /* "http" or "tftp"; NULL: neither answers, or they were not asked */
  gint64 len;
  char *md5; /* lower-case hex */
  char *sha1;
  GBytes *bytes; /* the list itself; nobody vouches for it */
} ServedList;

void served_list_clear(ServedList *served);

/* Asks the node HOST of ENTRY, on its ports. No login; a few seconds at most. That neither answers is no
 * error. SERVED has to be empty. Any thread. */
void served_list_ask(ServedList *served, const AddressBookEntry *entry, const char *host,
                     GCancellable *cancellable);
