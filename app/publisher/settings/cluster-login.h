/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/settings/address-book.h"

/* One login for many jobs. What a person has logged in to a cluster with (passwords, open sessions, the old
 * algorithms that he has allowed) stays for the next job on the same cluster, until no job has used it for
 * CLUSTER_LOGIN_KEPT_S or it is forgotten. For a program with a main loop, which forgets in the default main
 * context; all else may be called from any thread. */
typedef struct _ClusterLogin ClusterLogin;

#define CLUSTER_LOGIN_KEPT_S (15 * 60)

/* For one job on ENTRY's nodes: what jobs before have left, or nothing yet. An entry with another user, host,
 * key file or node than theirs, or other old algorithms, was edited: what was left is forgotten. A password
 * or old algorithms that were refused may be tried and asked for anew: that is what a person has started the
 * job for. */
ClusterLogin *cluster_login_begin(const AddressBookEntry *entry);

/* Between two jobs of one window, which holds LOGIN until it is closed: a pause saves what was allowed, as
 * the end does, and is no work, so that what was refused may be given again in the next job, of this window
 * or another. */
void cluster_login_pause(ClusterLogin *login);
void cluster_login_resume(ClusterLogin *login);

/* At the end of the job; what was newly allowed of old algorithms is saved with the entry, if it is saved and
 * was not edited meanwhile. What borrows from LOGIN is over before. */
void cluster_login_end(ClusterLogin *login);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClusterLogin, cluster_login_end)

/* How to log in to ENTRY's nodes; borrows from both. */
PublisherLogin cluster_login_get(const ClusterLogin *login, const AddressBookEntry *entry);

/* What was allowed so far, a set of OldAlgorithm. */
guint cluster_login_get_allowed(const ClusterLogin *login);

/* Ends all sessions and wipes all passwords; those of a job that runs, when it has ended. */
void cluster_login_forget_all(void);
