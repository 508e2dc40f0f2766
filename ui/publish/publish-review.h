/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"

#include <gtk/gtk.h>

/* The step that shows which records will be written, and what has changed. The signal "changed" tells that
 * publish_review_is_ready() may have changed. */
#define PUBLISH_REVIEW_TYPE (publish_review_get_type())
G_DECLARE_FINAL_TYPE(CtlPublishReview, publish_review, CTL, PUBLISH_REVIEW, GtkBin)

void publish_review_show(CtlPublishReview *review, const ListDocument *document);

/* May the next step be gone to? */
gboolean publish_review_is_ready(CtlPublishReview *review);

/* The errors that the user goes on in spite of. The caller frees it. */
Consent *publish_review_dup_consent(CtlPublishReview *review);
