/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list-document.h"

#include <gtk/gtk.h>

/* The last step: where the list is, what to compare with a phone, and what is left to do by hand. */
#define PUBLISH_DONE_TYPE (publish_done_get_type())
G_DECLARE_FINAL_TYPE(PublishDone, publish_done, CTL, PUBLISH_DONE, GtkBin)

/* WHERE: sentences, a line each. PUBLISHED when a publisher has got the list. */
void publish_done_show(PublishDone *done, const ListDocument *document, const char *where,
                       gboolean published);
