/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"

#include <json-glib/json-glib.h>

/* Adds the members that describe BYTES as a file: length, md5, sha1. */
void json_add_file_facts(JsonBuilder *builder, GBytes *bytes);

/* Adds the members that describe a list: version, header_length, signer, digest, filename, timestamp, records
 * and more. Binary values are upper-case hex. */
void json_add_list(JsonBuilder *builder, const TrustList *list);
