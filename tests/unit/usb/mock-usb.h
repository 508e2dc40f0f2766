/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* USB devices that umockdev makes up. The program has to run under umockdev-wrapper. */
void mock_usb_start(void);
void mock_usb_stop(void);

/* Plugs a device of one interface in at "1-PORT" (PORT is 1 to 9), with the event that udev would send. */
void mock_usb_plug(guint port, guint16 vendor, guint16 product);
void mock_usb_unplug(guint port);

/* Lets DRIVER hold the device's interface, of class CLASS ("0b" is CCID, "08" a disk). */
void mock_usb_bind(guint port, const char *driver, const char *class);
/* Sets an attribute of the device. */
void mock_usb_set(guint port, const char *name, const char *value);
/* The device's file below /dev, where it really is; the caller frees it. */
char *mock_usb_dup_node(guint port);
