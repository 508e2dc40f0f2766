/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The process that has the file PATH open, as "pcscd (process 812)", or NULL when there is none that may be
 * seen: without root, only those of the same user. The caller frees it. */
char *usb_holder_find(const char *path);
