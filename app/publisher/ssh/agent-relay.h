/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/ssh/watchdog.h"

/* A stand-in for the user's SSH agent. libssh 0.10.6 talks to an agent with calls that can neither be
 * cancelled nor limited, and an agent may wait for its user: to confirm a key, or to touch a device. The
 * relay hands each request on, ends the talk when the job is cancelled, and stops WATCHDOG's clock while the
 * agent has the word, so that a slow user is not taken for a silent server. */
typedef struct _AgentRelay AgentRelay;

/* NULL when there is no agent ($SSH_AUTH_SOCK) or no place for the relay's socket. */
AgentRelay *agent_relay_start(Watchdog *watchdog, GCancellable *cancellable);
void agent_relay_stop(AgentRelay *relay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AgentRelay, agent_relay_stop)

/* Where the relay listens, for SSH_OPTIONS_IDENTITY_AGENT; borrowed. */
const char *agent_relay_path(const AgentRelay *relay);
