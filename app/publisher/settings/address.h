/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Where a trust list is put on a cluster's node: sftp://user@host[:port]/path/CTLFile.tlv */
typedef struct {
  char *user;
  char *host; /* a name, an IPv4 or an IPv6 address (without brackets) */
  guint port; /* 1 to 65535; 22 when the URL has none */
  char *path; /* absolute; a path that begins with /~/ is relative to the login folder ("~/" is cut off) */
} PublisherAddress;

/* Reads an sftp: URL. Errors: CTL_ERROR_USAGE, saying which part is missing or wrong. A password in the URL
 * is refused, since arguments can be seen by others. */
PublisherAddress *publisher_address_parse(const char *url, GError **error);
PublisherAddress *publisher_address_copy(const PublisherAddress *address);
void publisher_address_free(PublisherAddress *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublisherAddress, publisher_address_free)

/* The address of the file NAME in the same folder. The caller frees it. */
PublisherAddress *publisher_address_beside(const PublisherAddress *address, const char *name);

/* The URL again, in its shortest form. The caller frees it. */
char *publisher_address_to_url(const PublisherAddress *address);
