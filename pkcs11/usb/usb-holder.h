/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* The process that has the file PATH open, or 0 when there is none that may be seen: without root, only those
 * of the same user. *NAME gets its name, such as "pcscd", or NULL; the caller frees it. */
pid_t usb_holder_find(const char *path, char **name);
