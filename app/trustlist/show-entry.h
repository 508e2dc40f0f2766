/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/tlv-reader.h"

/* Appends the line (the lines, for a signature) that `show ctl` prints for an entry. DECLARED is the length
 * field, which for a container counts other entries. */
void show_header_entry(GString *out, const Tlv *tlv, guint16 declared);
void show_record_entry(GString *out, const Tlv *tlv);
