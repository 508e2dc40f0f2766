/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/usb/usb-model.h"

#include <sys/types.h>

/* An eToken that is plugged in, whether or not a PKCS#11 module shows it, and who may use it. */
typedef struct {
  const UsbModel *model;
  char *port;       /* where it is plugged in, as the kernel names it: "1-1.2" is port 2 of a hub at port 1 */
  gboolean blocked; /* the kernel was told not to use it (USBGuard) */
  gboolean denied;  /* this user may not open it */
  char *driver;     /* the kernel driver that holds it, or NULL */
  gboolean held;    /* a process holds it, as pcscd does with a token in use */
  pid_t holder;     /* that process; 0 when it cannot be seen */
  char *holder_name; /* "pcscd"; NULL when it cannot be read */
} UsbToken;

UsbToken *usb_token_new(const UsbModel *model, const char *port);
void usb_token_free(UsbToken *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UsbToken, usb_token_free)

/* "eToken 5300 (USB 08e6:34cc at 1-1.2)", for messages. The caller frees it. */
char *usb_token_describe(const UsbToken *token);

/* The eTokens (of UsbToken) on the USB of this machine, by port. Each is opened for a moment to see whether
 * that is allowed, and nothing is sent to it. Errors: CTL_ERROR_FAILED when libusb cannot look. */
GPtrArray *usb_presence_list(GError **error);
