/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list-document.h"

#include <gtk/gtk.h>

/* The step that puts the signed list on publishers, or saves it. Signals: "changed" when what the functions
 * below tell may have changed; "finished" when all chosen publishers have got the list. */
#define PUBLISH_SEND_TYPE (publish_send_get_type())
G_DECLARE_FINAL_TYPE(PublishSend, publish_send, CTL, PUBLISH_SEND, GtkBin)

/* A reference to DOCUMENT is taken. */
void publish_send_set_document(PublishSend *send, ListDocument *document);

/* The document was signed anew: nobody has got this list yet. */
void publish_send_reset(PublishSend *send);

/* TRUE when publishers are chosen that have not got the list: there is something to start. */
gboolean publish_send_is_wanted(PublishSend *send);

/* TRUE when it can be started, or when it is over and the next step can be gone to. */
gboolean publish_send_is_ready(PublishSend *send);
gboolean publish_send_is_running(PublishSend *send);

/* TRUE when at least one publisher has got the list. */
gboolean publish_send_is_published(PublishSend *send);

/* One publisher after the other; what fails is shown and can be started again. */
void publish_send_start(PublishSend *send);
void publish_send_cancel(PublishSend *send);

/* The names of the publishers that have got it, separated by commas; NULL for none. The caller frees it. */
char *publish_send_list_published(PublishSend *send);

/* Where the list is now, as sentences, a line each. The caller frees it. */
char *publish_send_describe(PublishSend *send);
