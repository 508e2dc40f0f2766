/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What servers of about 2015 and before are limited to. Each is broken or close to it, so all are off until
 * the user allows them for a single publisher. */
typedef enum {
  OLD_GROUP14_SHA1 = 1 << 0, /* diffie-hellman-group14-sha1 and -group-exchange-sha1 */
  OLD_GROUP1_SHA1 = 1 << 1,  /* diffie-hellman-group1-sha1 */
  OLD_SSH_RSA = 1 << 2,      /* host and user keys that sign with SHA-1 */
  OLD_AES_CBC = 1 << 3,
  OLD_HMAC_SHA1 = 1 << 4,
  OLD_TLS = 1 << 5, /* TLS 1.0, RSA-1024 and SHA-1 certificates: for TVS and the services' ports */
} OldAlgorithm;

#define OLD_ALGORITHMS_NONE 0U
#define OLD_ALGORITHMS_SSH 0x1fU
#define OLD_ALGORITHMS_ALL 0x3fU

/* Reads "none", "all" or names separated by commas ("ssh-rsa,aes-cbc") into a set of OldAlgorithm. Errors:
 * CTL_ERROR_USAGE, naming those that exist. */
gboolean old_algorithms_parse(const char *text, guint *set, GError **error);

/* What one of them is for, not a sentence. Static, translated. */
const char *old_algorithm_get_use(OldAlgorithm algorithm);

/* "ssh-rsa: host and user keys that sign with SHA-1", one for each in SET. The caller frees it with
 * g_strfreev(). */
char **old_algorithms_describe(guint set);

/* The names in SET, separated by SEPARATOR; "none" for the empty set. The caller frees it. */
char *old_algorithms_to_text(guint set, const char *separator);
