/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/command.h"
#include "app/workflow/update/update.h"

/* A job of app/workflow/update as commands run it, step by step: update and migrate. */

/* What the command line says. The setup's entry, and what is for the job alone, are set by the caller; nodes,
 * login, modules and warnings are not. */
typedef struct {
  const char *name;     /* of the publisher, or its URL */
  const char *cli_user; /* of the platform CLI; NULL: as it is saved */
  UpdateSetup setup;
  int wait_s;    /* for TVS to know the tokens */
  gboolean back; /* put the previous list on every node again */
} UpdateOrder;

/* Runs what is left to be done, and prints each step. Sets the context's answer when something is left to do.
 * Errors: update_open(), update_run_next(), update_go_back(). */
gboolean update_steps_run(CommandContext *context, UpdateOrder *order, GError **error);
