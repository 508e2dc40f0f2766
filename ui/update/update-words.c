/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/update/update-words.h"

#include <glib/gi18n.h>

static gboolean
is_signed(const UpdateMoment *moment)
{
  return update_get_step(update_session_get_update(moment->session), UPDATE_SIGN)->state == UPDATE_DONE;
}

char *
update_words_title(const UpdateSession *session)
{
  const char *name = update_session_get_entry(session)->name;
  if (update_session_get_kind(session) == UPDATE_MIGRATE)
    return g_strdup_printf(_("Migrate %s to eTokens"), name);
  /* TRANSLATORS: a window's title; the name of a publisher */
  return g_strdup_printf(_("%s: update the list"), name);
}

const char *
update_words_state(const UpdateMoment *moment)
{
  if (moment->running)
    return _("In work");
  if (moment->failed)
    return _("Failed");
  switch (update_session_get_outlook(moment->session)) {
  case UPDATE_ASK:
    return _("Needs your yes");
  case UPDATE_WAIT:
  case UPDATE_STOP:
    return _("Waiting");
  default:
    return _("Next");
  }
}

gboolean
update_words_wants_tokens(const UpdateSession *session)
{
  const Plan *plan = update_get_plan(update_session_get_update(session));
  return update_session_get_outlook(session) == UPDATE_WAIT && plan != NULL && plan->wants_tokens;
}

const char *
update_words_introduction(const UpdateMoment *moment)
{
  if (update_words_wants_tokens(moment->session))
    return _("“Change…” below names the tokens that are to be in the list, or another goal.");
  if (update_session_get_outlook(moment->session) == UPDATE_WAIT)
    return _("This is looked at again every 10 seconds as long as the window is open.");
  if (moment->started)
    return NULL;
  if (update_session_get_kind(moment->session) == UPDATE_TO_PLAN)
    return is_signed(moment)
               ? _("An earlier run has signed the list and did not come to its end. To go on does what "
                   "is missing; the list is signed anew only when the cluster has changed since.")
               : NULL;
  if (is_signed(moment))
    return NULL;
  return _("Plug in both tokens. The steps at the left follow one after the other; nothing is changed on the "
           "cluster before you have seen the new list and said yes. The window can be closed at any step: "
           "opened again, it goes on from there.");
}

/* A list that stays as it is is not signed. */
static const char *
answer_to_question(const UpdateMoment *moment)
{
  const Plan *plan = update_get_plan(update_session_get_update(moment->session));
  if (moment->current != UPDATE_SIGN)
    return _("_Restart now");
  return plan == NULL || plan_needs_list(plan) ? _("_Sign and publish") : _("_Publish");
}

const char *
update_words_go(const UpdateMoment *moment)
{
  UpdateOutlook outlook = update_session_get_outlook(moment->session);
  if (moment->failed)
    return _("_Try again");
  if (outlook == UPDATE_WAIT)
    return _("_Ask again now");
  if (outlook == UPDATE_ASK)
    return answer_to_question(moment);
  return moment->started || moment->current > 0 || is_signed(moment) ? _("_Go on") : _("_Start");
}
