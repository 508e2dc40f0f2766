/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"
#include "app/workflow/publish/publish-plan.h"
#include "ui/publish/publish-job.h"

#include <gtk/gtk.h>

/* The step that looks at the nodes, then puts the signed list on them; or saves it. Signals: "changed" when
 * what the functions below tell may have changed; "finished" when all chosen nodes have got the list. */
#define PUBLISH_SEND_TYPE (publish_send_get_type())
G_DECLARE_FINAL_TYPE(CtlPublishSend, publish_send, CTL, PUBLISH_SEND, GtkBin)

/* A reference to DOCUMENT is taken. */
void publish_send_set_document(CtlPublishSend *send, ListDocument *document);

/* The document was signed anew: no node has been looked at or has got this list yet. */
void publish_send_reset(CtlPublishSend *send);

/* What the user should know beside the nodes (of char *), until the document is signed anew. */
void publish_send_add_warnings(CtlPublishSend *send, const GPtrArray *warnings);

/* What publish_send_start() does, or that there is nothing to start. */
PublishNext publish_send_get_next(CtlPublishSend *send);
gboolean publish_send_is_retry(CtlPublishSend *send);

/* TRUE when it can be started, or when it is over and the next step can be gone to. */
gboolean publish_send_is_ready(CtlPublishSend *send);
gboolean publish_send_is_running(CtlPublishSend *send);

/* Looks at all chosen nodes, or puts the list on them, at the same time. CONSENT, which is taken, is what the
 * user has overruled before. */
void publish_send_start(CtlPublishSend *send, Consent *consent);
void publish_send_cancel(CtlPublishSend *send);

/* The publishers and their nodes. Borrowed; not while it is running. */
PublishTargets *publish_send_get_targets(CtlPublishSend *send);

/* Where the list is now, as sentences, a line each. The caller frees it. */
char *publish_send_describe(CtlPublishSend *send);
