/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* The member "uploads": what became of CERTIFICATES (of SastCertificate). */
void json_add_uploads(JsonBuilder *builder, const GPtrArray *certificates);
