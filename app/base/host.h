/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* HOST as it is looked up: an IPv6 address may be given in brackets, as it stands in a URL, and is none with
 * them. Everything else stays as it is. The caller frees it. */
char *host_without_brackets(const char *host);
