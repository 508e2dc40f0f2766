/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The name that `show ctl` prints for a tag of the header or of a record, or NULL for one that nobody knows.
 */
const char *header_tag_get_name(guint8 tag);
const char *record_tag_get_name(guint8 tag);
