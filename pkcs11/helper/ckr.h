/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/error.h"

#include <p11-kit/pkcs11.h>

/* Sets ERROR from what the PKCS#11 function CALL returned. WHAT is the beginning of the sentence, up to the
 * colon: "Token SAST-ADN008580ef". A value that says nothing sensible of that function is told by its name
 * alone. Codes: CTL_ERROR_WRONG_PIN, _PIN_LOCKED, _TOKEN_REMOVED, _CANCELLED (on the
 * reader), _TOKEN. Always FALSE. */
gboolean ckr_set_error(GError **error, const char *call, CK_RV rv, const char *what);

/* The same from this thread's OpenSSL error queue after libp11 or OpenSSL failed, the former by CALL; empties
 * it. */
gboolean ckr_set_error_from_queue(GError **error, const char *call, const char *what);

/* What the PKCS#11 module returned when a call of libp11 failed; empties the queue. CKR_FUNCTION_FAILED when
 * libp11 or OpenSSL failed by themselves. */
CK_RV ckr_from_queue(void);
