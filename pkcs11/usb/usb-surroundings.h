/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* pcscd, the smart card service, through which PKCS#11 modules reach tokens. */
typedef enum {
  PCSCD_RUNNING, /* answers, or is started by systemd when it is asked for */
  PCSCD_STOPPED,
  PCSCD_DENIED,  /* runs, and refuses this user: polkit says no */
  PCSCD_MISSING, /* not installed */
} PcscdState;

/* What a plugged token needs of this machine. */
typedef struct {
  PcscdState pcscd;
  gboolean ccid_driver;  /* pcscd's driver for tokens of the CCID class is installed */
  gboolean udev_rules;   /* our rules are installed */
  gboolean maker_module; /* SafeNet's PKCS#11 module, which reads every eToken, is among the modules */
  gboolean other_module; /* another one for hardware tokens is (OpenSC, p11-kit) */
} UsbSurroundings;

/* The state of pcscd alone, below the folder ROOT ("" is this machine). Blocks for a moment, while pcscd is
 * asked whether it serves this user. */
PcscdState usb_surroundings_read_pcscd(const char *root);

/* Looks below the folder ROOT ("" is this machine); MODULES are file names, NULL-terminated. */
UsbSurroundings usb_surroundings_read(const char *root, const char *const *modules);
