/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/token-info.h"

/* A token as its certificates alone describe it, for jobs that need no more: to ask for the rest, the tries
 * that are left among it, costs a smart card two commands. What stands for its serial number is a checksum
 * over the certificates; all other texts are empty. */

/* The token in SLOT, and its certificates as a GVariant of MESSAGE_CERTIFICATES_TYPE. NULL without an error
 * when there is none, or one that was never initialised. FAILURES as
 * in certificates_read(). Errors: those of ckr_set_error(). */
TokenInfo *brief_token_read(const Module *module, CK_SLOT_ID slot, GVariant **certificates,
                            GPtrArray *failures, GError **error);

/* TRUE when SERIAL is the checksum of such a token. */
gboolean brief_token_is_serial(const char *serial);
