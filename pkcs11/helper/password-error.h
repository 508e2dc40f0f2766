/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/token-info.h"

/* Sets ERROR after a call with a password failed with RV. When the password counted as a try, the message
 * also says how the token in SLOT stands now. CALL, WHAT and errors as in ckr_set_error(). Always FALSE. */
gboolean password_set_error(GError **error, const char *call, CK_RV rv, const Module *module, CK_SLOT_ID slot,
                            const char *what);
