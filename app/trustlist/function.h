/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* FUNCTION of a record. Other numbers occur in files and are kept. */
typedef enum {
  FUNCTION_SAST = 0, /* System Administrator Security Token: may sign the list */
  FUNCTION_CCM = 1,
  FUNCTION_CCM_TFTP = 2,
  FUNCTION_TFTP = 3,
  FUNCTION_CAPF = 4,
  FUNCTION_APPLICATION_SERVER = 7,
  FUNCTION_TVS = 21,
} ListFunction;

/* As `show ctl` prints it, or NULL for a number without a name. */
const char *function_get_title(guint function);

/* The short name used on the command line and in tables ("SAST", "CCM+TFTP"), or NULL. */
const char *function_get_name(guint function);

/* Reads a short name, in any case. */
gboolean function_from_name(const char *name, ListFunction *function);

/* The short names that a server record can have, for messages. SAST: lists of 11.5 and later name ITLRecovery
 * and CallManager certificates as signers too. TVS never stands in a CTL. */
#define FUNCTION_SERVER_NAMES "CCM+TFTP, CCM, TFTP, CAPF, SAST, APP"
