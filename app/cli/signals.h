/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* From now on, until the program ends: Ctrl-C and requests to end (SIGINT, SIGTERM, SIGHUP) cancel
 * CANCELLABLE; a second Ctrl-C, or another request a second later, ends the program at once. Ctrl-Z and
 * Ctrl-\ (SIGTSTP, SIGQUIT) give the terminal its echo back before they stop or end the program. To be called
 * before any other thread is started. */
void signals_watch(GCancellable *cancellable);
