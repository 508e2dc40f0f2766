/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/update/update.h"
#include "fake-tokens.h"
#include "sample-cluster.h"

#include <gio/gio.h>

/* A migration of the sample cluster: a tokenless list on all nodes, TVS on each, two tokens plugged in. What
 * the platform CLIs and HTTP say follows the files. The person says yes and knows the password. */
typedef struct {
  AddressBookEntry *entry;
  GPtrArray *nodes, *cli_nodes, *warnings;
  PublisherLogin login;
  UpdateSetup setup;
  Update *migration;
  CtlFakePrompt *prompt;
  FakeToken tokens[3];
  TrustList *old;
  char *folder;
  GCancellable *cancellable;
  GError *error; /* of the last run */
} SampleMigration;

#define SAMPLE_PASSWORD "pass word"
#define SAMPLE_FIRST "SAST-ADN0054f509"
#define SAMPLE_SECOND "SAST-ADN008580ef"

void sample_migration_set_up(SampleMigration *sample, gconstpointer unused);
void sample_migration_tear_down(SampleMigration *sample, gconstpointer unused);

/* Both tokens are known to TVS on all nodes. */
void sample_migration_upload(void);

/* The job as a new run of the program finds it. */
void sample_migration_reopen(SampleMigration *sample);

/* One step. */
gboolean sample_migration_run(SampleMigration *sample);

/* Steps until one fails or waits, or all are done. Returns update_get_next(). */
UpdateStepId sample_migration_go(SampleMigration *sample);

/* The same from the beginning, up to STEP, which is the next then. */
void sample_migration_go_to(SampleMigration *sample, UpdateStepId step);

/* The last run failed so, on STEP, which is the next still. */
void sample_migration_expect_failure(SampleMigration *sample, UpdateStepId step, CtlError code,
                                     const char *words);

/* The list that was signed. */
TrustList *sample_migration_load_new(const SampleMigration *sample);
