/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Tells when an eToken (by udev/devices.txt) is plugged in or pulled out, as udev reports it. */
typedef struct _UsbWatch UsbWatch;
typedef void (*UsbWatchFunc)(gboolean arrived, gpointer user_data);

/* FUNC is called in the thread-default main context of the caller, for what happens from now on. Errors:
 * CTL_ERROR_FAILED when this machine has no hot-plug events. */
UsbWatch *usb_watch_new(UsbWatchFunc func, gpointer user_data, GError **error);
void usb_watch_free(UsbWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UsbWatch, usb_watch_free)
