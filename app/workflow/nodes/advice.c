/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/nodes/advice.h"

#include "app/base/error.h"

#include <glib/gi18n.h>

const char *
advice_for_error(const GError *error)
{
  if (error->domain != CTL_ERROR)
    return NULL;
  switch ((CtlError)error->code) {
  case CTL_ERROR_NO_TOKEN:
  case CTL_ERROR_TOKEN_REMOVED:
    return _("Plug the token in, wait until its light is on, and try again.");
  case CTL_ERROR_WRONG_PIN:
    return _("Try again with the right password. Too many wrong ones in a row lock a token for good.");
  case CTL_ERROR_PIN_LOCKED:
    return _("Sign with another token of the list. A locked token cannot be unlocked; have it replaced.");
  case CTL_ERROR_UNREACHABLE:
    return _("Check the host and the port, the network, and whether the publisher is up.");
  case CTL_ERROR_HOST_KEY_UNKNOWN:
    return _("Ask the administrator of the publisher for the fingerprint of its host key, then try again.");
  case CTL_ERROR_HOST_KEY_CHANGED:
    return _("Do not go on before the administrator of the publisher has confirmed the new key. Then remove "
             "the old key from the file that is named here.");
  case CTL_ERROR_LOGIN_REFUSED:
    return _("Check the user, the login method and the password or key. Unified CM may lock an account for "
             "some minutes after three wrong logins.");
  case CTL_ERROR_NO_SPACE:
    return _("Free some space on the publisher; the list that it serves now was left as it is.");
  default:
    return NULL;
  }
}
