/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/cli/command.h"
#include "app/workflow/update/update.h"

/* A job of app/workflow/update as commands run it, step by step: update and migrate. */

/* What is to be done. The setup's kind, goal, list, certificates, entry and consent are set by the caller,
 * the rest here, from update-options.h and the common options. */
typedef struct {
  const char *name; /* of the publisher, or its URL */
  UpdateSetup setup;
} UpdateOrder;

/* Runs what is left to be done, and prints each step. Sets the context's answer when something is left to do.
 * Errors: update_open(), update_run_next(), update_go_back(). */
gboolean update_steps_run(CommandContext *context, UpdateOrder *order, GError **error);
