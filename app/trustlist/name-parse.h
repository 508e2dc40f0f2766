/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/tlv-reader.h"

#include <openssl/x509.h>

/* Names as sets of attributes: arrays of GBytes, each "2.5.4.3=value", the value in UTF-8 where it is text
 * and without the blanks at its ends. They are sorted: the order of attributes does not count. The caller
 * frees them with g_ptr_array_unref(). */

/* Reads a name as RFC 4514 (and RFC 2253 before it) spells it: types by name or as dotted OIDs, values with
 * backslashes, in quotes (the last one may lack the closing one, as in tokens' names) or as "#" and hex
 * digits; joined by commas, semicolons or plus signs. NULL when the text is none of that, or has more than
 * MAX attributes. */
GPtrArray *name_parse(TlvReader text, guint max);

/* The attributes of NAME, or where NIDS is not NULL the first one of each of the N_NIDS types. */
GPtrArray *name_get_attributes(const X509_NAME *name, const int *nids, gsize n_nids);

gboolean name_attributes_equal(const GPtrArray *a, const GPtrArray *b);
