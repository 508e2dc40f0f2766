/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"

#include <gtk/gtk.h>

/* The step that signs. Signals: "changed" when publish_sign_is_ready() or publish_sign_is_running() may have
 * changed; "signed" when the document got its signature. */
#define PUBLISH_SIGN_TYPE (publish_sign_get_type())
G_DECLARE_FINAL_TYPE(CtlPublishSign, publish_sign, CTL, PUBLISH_SIGN, GtkBin)

/* A reference to DOCUMENT is taken. */
void publish_sign_set_document(CtlPublishSign *sign, ListDocument *document);

/* The step is shown: looks for tokens when none are known, and offers to keep a signature. CONSENT, which is
 * taken, is what the user has overruled so far. */
void publish_sign_enter(CtlPublishSign *sign, Consent *consent);

gboolean publish_sign_is_ready(CtlPublishSign *sign);
gboolean publish_sign_is_running(CtlPublishSign *sign);

/* TRUE when the signature that the list has is to be kept: there is nothing to start. */
gboolean publish_sign_is_keeping(CtlPublishSign *sign);

/* Signs with the chosen token. */
void publish_sign_start(CtlPublishSign *sign);
void publish_sign_cancel(CtlPublishSign *sign);

/* What there is to know of the signature that was made (of char *); NULL before. Borrowed until the next. */
const GPtrArray *publish_sign_get_warnings(CtlPublishSign *sign);

/* What the user has overruled, in this step and before. The caller frees it. */
Consent *publish_sign_dup_consent(CtlPublishSign *sign);
