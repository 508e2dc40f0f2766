/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/tlv-reader.h"

#include <openssl/x509.h>

/* TRUE when TEXT spells NAME in one of the ways that occur in trust lists: as CUCM does, as the Windows
 * client does for tokens, or with all attributes; joined by semicolons or commas, in any order, quoted or
 * not; or as RFC 4514 does, which certutils writes (name_parse()). Blanks at the ends of values do not count:
 * they only fill the names of tokens. The case of values does. */
gboolean name_text_matches(TlvReader text, const X509_NAME *name);
