/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/base/prompt.h"
#include "app/publisher/settings/address-book.h"

/* Services of one node, restarted on its platform CLI one after the other. Whoever has several nodes restarts
 * them one after the other, and stops at the first that fails: phones need a node to register with. */

/* All of it is borrowed. */
typedef struct {
  const PublisherAddress *node; /* its user has a platform CLI, its path is not used */
  const PublisherLogin *login;  /* may be NULL */
  char **services;              /* as the platform CLI names them, in the order in which they are restarted */
  gboolean *restarted; /* may be NULL; whether one of them was restarted, of a run that did not fail */
} ServiceRestart;

/* How long a service may take to come back, and how often the node is asked. */
#define SERVICE_RESTART_LIMIT_S (10 * 60)
#define SERVICE_RESTART_POLL_S 5

/* Asks the node which of the services are activated there, asks PROMPT for a yes to these (PROMPT_RESTART),
 * restarts them, and waits until the node calls all of them started. Returns what was done, as a line that
 * names what was left alone; the caller frees it. Errors: CTL_ERROR_CANCELLED when the answer is no;
 * CTL_ERROR_REMOTE when the node does not say that a service was started again, or it does not come back in
 * time; those of platform_cli_open(). */
char *service_restart_run(const ServiceRestart *restart, CtlPrompt *prompt, const Progress *progress,
                          GCancellable *cancellable, GError **error);
