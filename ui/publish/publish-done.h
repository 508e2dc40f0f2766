/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"
#include "ui/publish/publish-job.h"

#include <gtk/gtk.h>

/* The last step: where the list is, what to compare with a phone, what each node serves to phones, and what
 * to do next. The signal "changed" tells that publish_done_is_running() has changed. */
#define PUBLISH_DONE_TYPE (publish_done_get_type())
G_DECLARE_FINAL_TYPE(CtlPublishDone, publish_done, CTL, PUBLISH_DONE, GtkBin)

/* WHERE is said as it is. The nodes of TARGETS that have got the list are asked at once. */
void publish_done_show(CtlPublishDone *done, const ListDocument *document, const char *where,
                       PublishTargets *targets);

gboolean publish_done_is_running(CtlPublishDone *done);
void publish_done_cancel(CtlPublishDone *done);
