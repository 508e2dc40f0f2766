/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/delivery.h"

/* Where a trust list is put on a cluster's node, and how: sftp://user@host[:port]/path/CTLFile.tlv,
 * https://user@host[:port]/CTLFile.tlv for OS Administration, hand://user@host/CTLFile.tlv for a person who
 * does it there. */
typedef struct {
  DeliveryWay way;
  char *user;
  char *host;     /* a name, an IPv4 or an IPv6 address (without brackets) */
  guint port;     /* 1 to 65535; that of the way when the URL has none */
  guint ssh_port; /* of a node that is not reached by SFTP: where its SSH is; 0: where it usually is */
  char *path; /* absolute; by SFTP a path that begins with /~/ is relative to the login folder ("~/" is cut
               * off); else "/" is the folder of what TFTP serves */
} PublisherAddress;

/* Reads such a URL. Errors: CTL_ERROR_USAGE, saying which part is missing or wrong. A password in the URL
 * is refused, since arguments can be seen by others. */
PublisherAddress *publisher_address_parse(const char *url, GError **error);
PublisherAddress *publisher_address_copy(const PublisherAddress *address);
void publisher_address_free(PublisherAddress *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublisherAddress, publisher_address_free)

/* Reads TEXT, such a URL or [USER@]HOST for a WAY that needs no more; USER (may be NULL) is taken where TEXT
 * names none. Errors: those of publisher_address_parse(), CTL_ERROR_USAGE for a URL of another way. */
PublisherAddress *publisher_address_parse_for(DeliveryWay way, const char *text, const char *user,
                                              GError **error);

/* FALSE with CTL_ERROR_USAGE when no phone would ask for a list that is put at PATH by WAY: in another way
 * than SFTP, all but the files of "/". */
gboolean publisher_address_check_place(DeliveryWay way, const char *path, GError **error);

/* TRUE when TEXT begins as such a URL; *WAY (may be NULL) gets its way. */
gboolean publisher_address_is_url(const char *text, DeliveryWay *way);

/* The address for another way to the same node, with that way's port, and the list where that way usually has
 * it; SFTP has no usual place: what was the path stays. The port of SSH is kept meanwhile. */
void publisher_address_set_way(PublisherAddress *address, DeliveryWay way);

/* The address of the file NAME in the same folder. The caller frees it. */
PublisherAddress *publisher_address_beside(const PublisherAddress *address, const char *name);

/* The URL again, in its shortest form. The caller frees it. */
char *publisher_address_to_url(const PublisherAddress *address);
