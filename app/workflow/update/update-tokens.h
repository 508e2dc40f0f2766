/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/tlv-reader.h"

/* TRUE for the issuer that a list gives for eTokens ("CUCM Mixed Mode with Tokenless CTL", From Tokenless
 * Solution to Hardware eTokens: its list and log of TVS). */
gboolean update_is_token_issuer(TlvReader issuer);
