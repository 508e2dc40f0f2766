/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/token-info.h"

/* The certificates that can be read without a password from the token INFO, as a GVariant a(ayay) (floating)
 * of each DER certificate with its CKA_ID. Those without a value or larger than any real one are left out.
 * Errors: those of ckr_set_error(). */
GVariant *certificates_read(const Module *module, const TokenInfo *info, GError **error);
