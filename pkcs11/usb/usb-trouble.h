/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/usb/usb-presence.h"
#include "pkcs11/usb/usb-surroundings.h"

/* Why no PKCS#11 module shows an eToken that is plugged in, the first that has to be put right. */
typedef enum {
  USB_TROUBLE_NONE,
  USB_TROUBLE_BLOCKED,        /* the kernel was told not to use it */
  USB_TROUBLE_KERNEL_DRIVER,  /* a kernel driver holds it */
  USB_TROUBLE_NO_PERMISSION,  /* this user may not open it */
  USB_TROUBLE_NO_PCSCD,       /* pcscd is not running or not installed */
  USB_TROUBLE_PCSCD_DENIED,   /* pcscd refuses this user */
  USB_TROUBLE_NO_CCID_DRIVER, /* pcscd has no driver for it */
  USB_TROUBLE_HELD,           /* a process other than pcscd holds it */
  USB_TROUBLE_NO_MIDDLEWARE,  /* no PKCS#11 module here can read it */
  USB_TROUBLE_NOT_TAKEN,      /* all is there, but pcscd has not taken it */
  USB_TROUBLE_NOT_READ,       /* all is there, but the module does not show it */
} UsbTrouble;

/* What keeps TOKEN, which no module shows, from use; never NONE. */
UsbTrouble usb_trouble_find(const UsbToken *token, const UsbSurroundings *surroundings);

/* A word that scripts can rely on ("no-permission"); static. */
const char *usb_trouble_get_word(UsbTrouble trouble);

/* The same for pcscd itself, when its state is not PCSCD_RUNNING: USB_TROUBLE_NO_PCSCD or PCSCD_DENIED. */
UsbTrouble usb_trouble_of_pcscd(PcscdState pcscd);

/* Why, as the rest of a sentence ("you have no permission to open it"), and what an administrator can do
 * about it, as whole sentences without a final full stop. The caller frees both; the step is NULL for NONE.
 */
char *usb_trouble_describe(UsbTrouble trouble, const UsbToken *token, const UsbSurroundings *surroundings);
char *usb_trouble_dup_step(UsbTrouble trouble, const UsbToken *token, const UsbSurroundings *surroundings);

/* Why the token SPEC (NULL: any) cannot be seen and what to do about it, as sentences without a final full
 * stop, where pcscd refuses this user, else NULL. Blocks as usb_surroundings_read_pcscd() does. The caller
 * frees it. */
char *usb_trouble_find_denied(const char *spec);
