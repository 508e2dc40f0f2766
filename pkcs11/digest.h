/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <openssl/evp.h>

/* The digest that a trust list may be signed with under the name NAME (SHA1, SHA256, SHA384 or SHA512), when
 * its result has LEN bytes. Static. Errors: CTL_ERROR_USAGE. */
const EVP_MD *digest_find(const char *name, gsize len, GError **error);
