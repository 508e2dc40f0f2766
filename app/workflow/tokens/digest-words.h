/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/digest.h"

/* Which phones can check a signature with this digest, and what to do about it, as sentences. Static. Source:
 * phones of the age of RSA-1024 tokens know SHA-1 only, and a phone that cannot check a list keeps its old
 * one. */
const char *digest_describe_phones(DigestAlgorithm digest);
