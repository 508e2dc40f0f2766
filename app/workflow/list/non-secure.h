/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/draft.h"

/* The Windows client's choice "Set Unified CM Cluster to Non-Secure Mode": what it does to a list, in words
 * for the question before it; list_draft_make_non_secure() does it. */

/* Can it be done? Errors: CTL_ERROR_USAGE when no CCM+TFTP record holds a certificate. */
gboolean non_secure_check(const ListDraft *draft, GError **error);

/* What it means, as sentences. The caller frees it. */
char *non_secure_describe(const ListDraft *draft);
