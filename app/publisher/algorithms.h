/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/ssh-types.h"

/* Chooses what may be negotiated. Host keys of KNOWN_TYPES (an array of enum ssh_keytypes_e, may be empty)
 * are asked for first, so that a server with several keys shows one that can be compared. OLD also allows
 * what servers of about 2015 and before are limited to. FALSE when libssh refuses a list. */
gboolean algorithms_set(ssh_session ssh, GArray *known_types, gboolean old);
