/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"

/* Stands for "no record" where an index of one is expected. */
#define RECORD_NONE G_MAXUINT

/* Finds out which record of OLD became which record of NEW. Returns an array with, for each record of NEW,
 * the index of its forerunner in OLD, or RECORD_NONE. No record of OLD occurs twice. The caller frees it. */
guint *record_match(const TrustList *old_list, const TrustList *new_list);
