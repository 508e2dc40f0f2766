/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/trust-list.h"
#include "app/workflow/publish/publish-nodes.h"
#include "ui/widgets/job.h"

/* The nodes of all saved publishers. The widget that shows them shares them with the job that works on them:
 * while it runs, only nodes of which it has told the end may be looked at. */
typedef struct {
  GPtrArray *entries; /* of AddressBookEntry */
  GPtrArray *damage;  /* of char *: about those that cannot be used */
  GPtrArray *logins;  /* of ClusterLogin, one for each entry */
  PublishNodes *nodes;
} PublishTargets;

/* Those of the address book. Errors: those of address_book_load(); then there are none. */
PublishTargets *publish_targets_load(GError **error);
PublishTargets *publish_targets_ref(PublishTargets *targets);
void publish_targets_unref(PublishTargets *targets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublishTargets, publish_targets_unref)

/* Around each job that works with the logins of TARGETS: a person who starts the next one may give again what
 * was refused in the one before. Any thread. */
void publish_targets_begin_job(PublishTargets *targets);
void publish_targets_end_job(PublishTargets *targets);

typedef struct {
  PublishTargets *targets;
  TrustList *list;
  Consent *consent;
  gboolean dry_run;
} PublishJobInput;

/* References to TARGETS and LIST are taken, and CONSENT. */
PublishJobInput *publish_job_input_new(PublishTargets *targets, TrustList *list, Consent *consent,
                                       gboolean dry_run);
void publish_job_input_free(PublishJobInput *input);

/* What is done on a node; STEP is NULL at its end. */
typedef struct {
  guint index;
  char *step;
} PublishNews;

void publish_news_free(PublishNews *news);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublishNews, publish_news_free)

/* Takes a PublishJobInput, tells PublishNews, gives warnings (a GPtrArray of char *) that concern no node
 * alone. A node that fails, or was cancelled, tells so itself. */
gpointer publish_job_run(const JobContext *context, GError **error);
