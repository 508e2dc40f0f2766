/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The token helper, started with this and the name of pcscd's socket, only finds out whether pcscd serves
 * this user, and ends with PCSCD_ACCESS_STATUS_DENIED when it does not. */
#define PCSCD_ACCESS_OPTION "--pcscd"
#define PCSCD_ACCESS_STATUS_DENIED 10

/* Does pcscd, which listens on SOCKET_PATH, refuse this user? Where it asks polkit (Debian 13 and Fedora do)
 * it takes the connection of everybody, and closes it when polkit says no; by default polkit says yes to who
 * sits at this machine's screen, and to root (org.debian.pcsc-lite.policy). FALSE also when that cannot be
 * found out, or not within some seconds. Blocks; any thread. */
gboolean pcscd_access_is_denied(const char *socket_path);
