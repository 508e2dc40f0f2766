/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* How files get into a node. */
typedef enum {
  DELIVER_BY_SFTP, /* lab servers, gateways in front of TFTP servers, accounts with SFTP */
  DELIVER_BY_WEB,  /* OS Administration > Software Upgrades > TFTP File Management */
  DELIVER_BY_HAND, /* a person does it there */
} DeliveryWay;

/* "sftp", "web", "hand", and back; FALSE when there is no such word. */
const char *delivery_way_get_word(DeliveryWay way);
gboolean delivery_way_parse(const char *word, DeliveryWay *way);

/* The scheme of such a URL ("sftp", "https", "hand") and the port where it has none. */
const char *delivery_way_get_scheme(DeliveryWay way);
guint delivery_way_get_port(DeliveryWay way);
