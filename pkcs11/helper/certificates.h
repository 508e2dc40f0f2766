/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/token-info.h"

/* The certificates on the token INFO that can be read now (before a login: without a password), as a floating
 * GVariant of MESSAGE_CERTIFICATES_TYPE. Those without a value or larger than any real one are left out.
 * Errors: those of ckr_set_error(). */
GVariant *certificates_read(const Module *module, const TokenInfo *info, GError **error);
