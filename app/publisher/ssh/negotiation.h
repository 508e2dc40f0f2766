/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/ssh/ssh-types.h"

/* ssh_connect(). When client and server have no algorithm in common, *MISMATCH gets libssh's words for it,
 * which the caller frees; otherwise NULL. libssh 0.10.6 itself forgets them when the server hangs up at once,
 * and speaks of a broken connection. *OFFER gets all that the server offers, a line "METHOD: NAMES" for each
 * method, in libssh's words; the caller frees it. Where a version of libssh logs it in other words, *MISMATCH
 * is NULL, or *OFFER is empty or what the client offers. */
int negotiation_connect(ssh_session ssh, char **mismatch, char **offer);
