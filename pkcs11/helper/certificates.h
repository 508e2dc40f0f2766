/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/module.h"

/* The certificates on the token in SLOT that can be read now (before a login: without a password), as a
 * floating GVariant of MESSAGE_CERTIFICATES_TYPE. Those without a value or larger than any real one are left
 * out. Returns what the module returned; *CERTIFICATES is set with CKR_OK only. */
CK_RV certificates_read(const Module *module, CK_SLOT_ID slot, GVariant **certificates);
