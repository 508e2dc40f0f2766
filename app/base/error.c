/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"

#include <glib/gi18n.h>

/* clang-format off: it takes the dashes of the name for minus signs */
G_DEFINE_QUARK(ctl - error - quark, ctl_error)
/* clang-format on */

static int
exit_status_of_code(CtlError code)
{
  switch (code) {
  case CTL_ERROR_SIGNATURE:
  case CTL_ERROR_REJECTED:
  case CTL_ERROR_UNACCEPTABLE:
  case CTL_ERROR_CHANGED:
    return 1;
  case CTL_ERROR_USAGE:
    return 2;
  case CTL_ERROR_NO_TOKEN:
  case CTL_ERROR_WRONG_PIN:
  case CTL_ERROR_LAST_TRY:
  case CTL_ERROR_PIN_LOCKED:
  case CTL_ERROR_TOKEN_REMOVED:
  case CTL_ERROR_TOKEN_UNREADABLE:
  case CTL_ERROR_MODULE_FOREIGN:
  case CTL_ERROR_MODULE_NOT_LOADED:
  case CTL_ERROR_MODULE_UNFIT:
  case CTL_ERROR_NO_MODULE:
  case CTL_ERROR_MODULE_CRASHED:
  case CTL_ERROR_MODULE_SILENT:
  case CTL_ERROR_TOKEN:
    return 3;
  case CTL_ERROR_UNREACHABLE:
  case CTL_ERROR_HOST_KEY_UNKNOWN:
  case CTL_ERROR_HOST_KEY_CHANGED:
  case CTL_ERROR_LOGIN_REFUSED:
  case CTL_ERROR_NO_SPACE:
  case CTL_ERROR_IN_USE:
  case CTL_ERROR_REMOTE:
    return 4;
  case CTL_ERROR_CANCELLED:
    return 130;
  case CTL_ERROR_FAILED:
  case CTL_ERROR_NOT_CHECKED:
  case CTL_ERROR_FILE:
  case CTL_ERROR_EXISTS:
  case CTL_ERROR_DAMAGED:
    return 5;
  }
  return 5;
}

int
ctl_error_exit_status(const GError *error)
{
  if (error->domain == CTL_ERROR)
    return exit_status_of_code((CtlError)error->code);
  if (error->domain == G_OPTION_ERROR)
    return 2;
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return 130;
  return 5;
}

const char *
ctl_error_get_word(const GError *error)
{
  static const char *const words[] = {
      [CTL_ERROR_USAGE] = "usage",
      [CTL_ERROR_CANCELLED] = "cancelled",
      [CTL_ERROR_FAILED] = "failed",
      [CTL_ERROR_FILE] = "file",
      [CTL_ERROR_EXISTS] = "exists",
      [CTL_ERROR_DAMAGED] = "damaged",
      [CTL_ERROR_SIGNATURE] = "signature-wrong",
      [CTL_ERROR_NOT_CHECKED] = "signature-not-checked",
      [CTL_ERROR_REJECTED] = "rejected",
      [CTL_ERROR_UNACCEPTABLE] = "unacceptable",
      [CTL_ERROR_NO_TOKEN] = "no-token",
      [CTL_ERROR_WRONG_PIN] = "wrong-pin",
      [CTL_ERROR_LAST_TRY] = "last-try",
      [CTL_ERROR_PIN_LOCKED] = "pin-locked",
      [CTL_ERROR_TOKEN_REMOVED] = "token-removed",
      [CTL_ERROR_TOKEN_UNREADABLE] = "token-unreadable",
      [CTL_ERROR_MODULE_FOREIGN] = "module-foreign",
      [CTL_ERROR_MODULE_NOT_LOADED] = "module-not-loaded",
      [CTL_ERROR_MODULE_UNFIT] = "module-unfit",
      [CTL_ERROR_NO_MODULE] = "no-module",
      [CTL_ERROR_MODULE_CRASHED] = "module-crashed",
      [CTL_ERROR_MODULE_SILENT] = "module-silent",
      [CTL_ERROR_TOKEN] = "token",
      [CTL_ERROR_UNREACHABLE] = "unreachable",
      [CTL_ERROR_HOST_KEY_UNKNOWN] = "host-key-unknown",
      [CTL_ERROR_HOST_KEY_CHANGED] = "host-key-changed",
      [CTL_ERROR_LOGIN_REFUSED] = "login-refused",
      [CTL_ERROR_NO_SPACE] = "no-space",
      [CTL_ERROR_CHANGED] = "list-changed",
      [CTL_ERROR_IN_USE] = "in-use",
      [CTL_ERROR_REMOTE] = "remote",
  };
  if (error->domain == CTL_ERROR && error->code >= 0 && (gsize)error->code < G_N_ELEMENTS(words))
    return words[error->code];
  return error->domain == G_OPTION_ERROR ? "usage" : "file";
}

gboolean
ctl_cancelled(GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled(cancellable))
    return FALSE;
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_CANCELLED, _("Cancelled"));
  return TRUE;
}
