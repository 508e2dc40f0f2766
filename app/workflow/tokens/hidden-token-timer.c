/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tokens/hidden-token-timer.h"

#include "app/base/clock.h"

/* How long a token that was plugged in may take until a module shows it: it starts up, pcscd takes it, and a
 * module may have to be loaded anew. Only then is a token that is not shown a reason to complain. */
#define SETTLE_MS 3500
/* After any other change: several come together. */
#define SOON_MS 150

struct _HiddenTokenTimer {
  HiddenTokenLook look;
  gpointer user_data;
  guint source;  /* until the next look, or 0 */
  gint64 due_us; /* when that is */
};

static void look_in(HiddenTokenTimer *timer, guint ms);

static gboolean
on_due(gpointer data)
{
  HiddenTokenTimer *timer = data;
  timer->source = 0;
  if (!timer->look(timer->user_data))
    look_in(timer, SOON_MS);
  return G_SOURCE_REMOVE;
}

/* Looks after MS, or later when that was asked for before. */
static void
look_in(HiddenTokenTimer *timer, guint ms)
{
  gint64 due_us = clock_in_ms(ms);
  if (timer->source != 0 && timer->due_us >= due_us)
    return;
  g_clear_handle_id(&timer->source, g_source_remove);
  timer->source = clock_call_at(due_us, on_due, timer);
  timer->due_us = due_us;
}

HiddenTokenTimer *
hidden_token_timer_new(HiddenTokenLook look, gpointer user_data)
{
  HiddenTokenTimer *timer = g_new0(HiddenTokenTimer, 1);
  timer->look = look;
  timer->user_data = user_data;
  return timer;
}

void
hidden_token_timer_free(HiddenTokenTimer *timer)
{
  if (timer == NULL)
    return;
  g_clear_handle_id(&timer->source, g_source_remove);
  g_free(timer);
}

void
hidden_token_timer_usb(HiddenTokenTimer *timer, gboolean arrived)
{
  look_in(timer, arrived ? SETTLE_MS : SOON_MS);
}

void
hidden_token_timer_updated(HiddenTokenTimer *timer)
{
  look_in(timer, SOON_MS);
}
