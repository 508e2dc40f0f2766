/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* A kind of eToken as the USB bus names it. Source: udev/devices.txt. */
typedef struct {
  guint16 vendor;
  guint16 product;
  gboolean ccid;    /* any CCID driver of pcscd reads it; otherwise only SafeNet's own */
  const char *name; /* "eToken 5300" */
} UsbModel;

/* The model with these ids, or NULL when they are no eToken's. Static. */
const UsbModel *usb_model_find(guint16 vendor, guint16 product);
