/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Fingerprints as people compare and type them. They are compared whole, here and nowhere else: a part of one
 * fits any number of keys. */
typedef enum {
  FINGERPRINT_HOST_KEY,    /* "SHA256:" and 43 characters of base64, as ssh-keygen -l shows a host key */
  FINGERPRINT_CERTIFICATE, /* SHA-1 or SHA-256, 20 or 32 pairs of hex digits joined by ":", in any case */
} FingerprintKind;

/* FALSE with CTL_ERROR_USAGE when TEXT is not a whole fingerprint of that kind. */
gboolean fingerprint_check(FingerprintKind kind, const char *text, GError **error);

/* TRUE when SHOWN, a whole fingerprint of that kind, is one of GIVEN (NULL-terminated; NULL: none). */
gboolean fingerprint_is_among(FingerprintKind kind, const char *shown, const char *const *given);
