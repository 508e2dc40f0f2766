/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/module.h"

/* The certificates on the token in SLOT that can be read now (before a login: without a password), as a
 * floating GVariant of MESSAGE_CERTIFICATES_TYPE, whatever attributes they lack. One that cannot be read, or
 * is none, is left out and becomes a GError in FAILURES, whose message begins with WHAT. Returns what the
 * module's function *CALL returned about the token; *CERTIFICATES is set with CKR_OK only. */
CK_RV certificates_read(const Module *module, CK_SLOT_ID slot, const char *what, GVariant **certificates,
                        GPtrArray *failures, const char **call);
