/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/tokens/token-load.h"

#include <glib/gi18n.h>

gpointer
token_load_run(const JobContext *context, GError **error)
{
  progress_step(context->progress, "%s", _("Looking for tokens"));
  return token_list_load(NULL, 0, context->cancellable, error);
}
