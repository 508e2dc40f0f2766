/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* HOST as it is looked up: an IPv6 address may be given in brackets, as it stands in a URL, and is none with
 * them. Everything else stays as it is. The caller frees it. */
char *host_without_brackets(const char *host);

/* TRUE when both texts, which end with their lengths, name the same host: in any case, and a short name
 * stands for the long one (cucm-pub and cucm-pub.example.com). FALSE when one is empty. */
gboolean host_names_match(const char *a, gsize a_len, const char *b, gsize b_len);

/* The same for names in lower case, many times as fast: a list has hundreds, each compared with each. */
gboolean host_lower_names_match(const char *a, gsize a_len, const char *b, gsize b_len);
