/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper-client.h"

/* A token helper that has done a job and waits for the next one: its module is loaded and its tokens are
 * known, which costs a smart card many commands. The tokens that it showed share it; the first job takes it,
 * and the others start helpers of their own. It ends with the last reference. */
typedef struct _KeptHelper KeptHelper;

/* Keeps CLIENT, which is taken. LOGGED_IN: it has logged in to the one token that it is kept for. */
KeptHelper *kept_helper_new(HelperClient *client, gboolean logged_in);
KeptHelper *kept_helper_ref(KeptHelper *kept);
void kept_helper_unref(KeptHelper *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KeptHelper, kept_helper_unref)

/* The helper, which now belongs to the caller, for a job with CANCELLABLE; NULL when it is taken already.
 * *LOGGED_IN as it was given. */
HelperClient *kept_helper_take(KeptHelper *kept, GCancellable *cancellable, gboolean *logged_in);

/* TRUE when the next job needs no password. */
gboolean kept_helper_is_logged_in(const KeptHelper *kept);
