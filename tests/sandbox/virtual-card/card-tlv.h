/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* BER-TLV with tags of one byte and lengths below 65536, as PIV cards use it. */
void card_tlv_add(GByteArray *out, guint8 tag, const guint8 *value, gsize len);

/* The value of the first TAG in the LEN bytes of DATA, borrowed. FALSE when there is none or the data is
 * damaged. */
gboolean card_tlv_find(const guint8 *data, gsize len, guint8 tag, const guint8 **value, gsize *value_len);
