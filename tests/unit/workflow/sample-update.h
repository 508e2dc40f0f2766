/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "sample-migration.h"

/* An update of the sample cluster, in the place of a migration: all nodes hold the list of two tokens that
 * the cluster needs, and nothing has changed yet. The second token signs. All but set_up is as in
 * sample-migration.h. */
void sample_update_set_up(SampleMigration *sample, gconstpointer unused);

/* What the cluster needs as it is, signed by token SIGNER. The caller frees it. */
TrustList *sample_update_list(guint signer);

/* The same without tokens, as the cluster itself makes and signs it; the caller frees it. */
TrustList *sample_update_tokenless_list(void);

/* A third token, which is in no list. */
const Identity *sample_update_third_token(void);

/* The CallManager of HOST has got another certificate of the same name, the same one each time. */
void sample_update_renew(const char *host);

/* The next run leaves HOSTS out, as --without does; NULL: none. They go out of the entry, and have to be
 * added to it when they are to be there again; for any other change of the entry's nodes too this has to be
 * called.
 */
void sample_update_leave_out(SampleMigration *sample, const char *const *hosts);

/* A new run of the program, to its end or to where it fails or waits. Returns update_get_next(). */
UpdateStepId sample_update_go(SampleMigration *sample);

/* The same, and all steps are done. What was asked in it is counted from 0. */
void sample_update_go_through(SampleMigration *sample);

/* All nodes hold LIST. */
void sample_update_expect_all_hold(const TrustList *list);
/* All nodes hold the list that the job has made, which the caller frees. */
TrustList *sample_update_expect_new_list(const SampleMigration *sample);

/* LIST verifies, and token TOKEN (0 or 1) has signed it. */
void sample_update_expect_signed_by(const TrustList *list, guint token);

/* What a step has found, and what there is to do after it. Borrowed; NULL: nothing. */
const char *sample_update_found(const SampleMigration *sample, UpdateStepId id);
const char *sample_update_to_do(const SampleMigration *sample, UpdateStepId id);

/* Of all tokens. */
guint sample_update_count_signatures(const SampleMigration *sample);

/* Files that were written to nodes since the last fake_forget(). */
guint sample_update_count_written(void);
