/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/tlv-reader.h"

/* TRUE for the issuer that a list gives for eTokens (trust-list-format.md, "Name text"). */
gboolean migrate_is_token_issuer(TlvReader issuer);
