/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"

/* The text that CUCM's `show ctl` (or `show itl`) prints for this list, from "The checksum value of" on.
 * MODIFIED is the file's last change in seconds since 1970 and is printed in the local time zone; negative:
 * the list's own TIMESTAMP stands in. What does not belong on a terminal (control characters in names) is
 * printed as text_for_people() does. The caller frees it. */
char *trust_list_show(const TrustList *list, gint64 modified);

/* The same for bytes that are no whole list: checksums, length and date, then CUCM's words for a file that
 * cannot be read. NAME is the file's, without folder, or NULL: see trust_list_bytes_are_itl(). */
char *trust_list_show_damaged(GBytes *bytes, const char *name, gint64 modified);

/* A date as CUCM prints it: "Fri Mar 06 21:48:48 CET 2015", always in English. The caller frees it. */
char *trust_list_date_text(gint64 time);

/* text_for_people() for a text of a file. The caller frees it. */
char *trust_list_safe_text(TlvReader text);
