/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* When to look for tokens that no module shows (hidden_tokens_find()), while tokens come and go. Used in the
 * default main context only. */
typedef struct _HiddenTokenTimer HiddenTokenTimer;

/* Looks, or begins to. FALSE when that cannot be now, since the last look is not over. */
typedef gboolean (*HiddenTokenLook)(gpointer user_data);

HiddenTokenTimer *hidden_token_timer_new(HiddenTokenLook look, gpointer user_data);
void hidden_token_timer_free(HiddenTokenTimer *timer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HiddenTokenTimer, hidden_token_timer_free)

/* An eToken was plugged in (ARRIVED) or pulled out: looks once it has had the time to show up, so that none
 * is complained about that is only starting up. */
void hidden_token_timer_usb(HiddenTokenTimer *timer, gboolean arrived);

/* What the modules show has changed: looks soon. Never earlier than was asked for before. */
void hidden_token_timer_updated(HiddenTokenTimer *timer);
