/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"

/* Writes LIST again from its entries: every length in it is counted anew. What comes out has to be the same
 * bytes. NULL when an entry does not fit, which cannot happen with what was read. */
GBytes *rewrite_list(const TrustList *list);
