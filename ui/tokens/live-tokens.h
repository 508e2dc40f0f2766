/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* The tokens of this moment, for a page that shows them. Signals "changed" whenever something that the
 * functions give may have changed. Watching costs the main thread nothing while nothing is plugged or pulled.
 */
#define LIVE_TOKENS_TYPE (live_tokens_get_type())
G_DECLARE_FINAL_TYPE(CtlLiveTokens, live_tokens, CTL, LIVE_TOKENS, GObject)

/* OWNER is borrowed. Watches nothing yet. */
CtlLiveTokens *live_tokens_new(GtkWidget *owner);

/* Starts, or starts anew: modules are looked for again. What was known stays until they have answered. */
void live_tokens_start(CtlLiveTokens *self);

/* TRUE once every module has answered or failed. */
gboolean live_tokens_is_ready(CtlLiveTokens *self);

/* The tokens (of Token), sorted by name. Borrowed, until the next signal. */
const GPtrArray *live_tokens_get_tokens(CtlLiveTokens *self);

/* What fails now (of GError). The caller frees it. */
GPtrArray *live_tokens_dup_failures(CtlLiveTokens *self);

guint live_tokens_get_n_modules(CtlLiveTokens *self);

/* Those that are plugged in but that no module shows (of HiddenToken). Borrowed, until the next signal;
 * the same array as long as they are the same. */
const GPtrArray *live_tokens_get_hidden(CtlLiveTokens *self);
