/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: a file that was uploaded is served after a restart of Cisco Tftp: TN200119. */
#include "app/workflow/publish/publish-state.h"

#include "app/base/error.h"

#include <glib/gi18n.h>

const char *
publish_state_get_word(PublishState state)
{
  static const char *const words[] = {[PUBLISH_NOT_REACHED] = "not-reached",
                                      [PUBLISH_REFUSED] = "refused",
                                      [PUBLISH_UPLOADED] = "uploaded",
                                      [PUBLISH_HELD] = "held",
                                      [PUBLISH_SERVED] = "served"};
  return words[state];
}

const char *
publish_state_describe(PublishState state)
{
  switch (state) {
  case PUBLISH_NOT_REACHED:
    /* TRANSLATORS: follows the name or address of a node, as the next four do. */
    return _("was not reached");
  case PUBLISH_REFUSED:
    return _("did not take this list");
  case PUBLISH_UPLOADED:
    return _("took this list, and serves it once Cisco Tftp was restarted there");
  case PUBLISH_HELD:
    return _("holds this list now");
  case PUBLISH_SERVED:
    return _("serves this list now");
  }
  return NULL;
}

PublishState
publish_state_of_error(const GError *error)
{
  static const CtlError missed[] = {CTL_ERROR_UNREACHABLE,
                                    CTL_ERROR_HOST_KEY_UNKNOWN,
                                    CTL_ERROR_HOST_KEY_CHANGED,
                                    CTL_ERROR_CANCELLED,
                                    CTL_ERROR_USAGE,
                                    CTL_ERROR_FAILED};
  for (gsize i = 0; i < G_N_ELEMENTS(missed); i++)
    if (g_error_matches(error, CTL_ERROR, (int)missed[i]))
      return PUBLISH_NOT_REACHED;
  return PUBLISH_REFUSED;
}
