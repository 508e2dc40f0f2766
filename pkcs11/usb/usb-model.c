/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/usb/usb-model.h"

static const UsbModel models[] = {
#include "usb-models.inc"
};

const UsbModel *
usb_model_find(guint16 vendor, guint16 product)
{
  for (gsize i = 0; i < G_N_ELEMENTS(models); i++) {
    if (models[i].vendor == vendor && models[i].product == product)
      return &models[i];
  }
  return NULL;
}
