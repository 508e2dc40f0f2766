/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/algorithm-consent.h"

#include "app/base/clock.h"

#include <glib/gi18n.h>

/* How often one that waits for another's answer looks whether it was cancelled. */
#define POLL_MS 100

struct _AlgorithmConsent {
  char *name;
  GMutex lock; /* guards what follows; never held while a person is asked */
  GCond changed;
  gboolean busy; /* somebody is asked */
  guint allowed;
  guint refused;
};

AlgorithmConsent *
algorithm_consent_new(const char *name)
{
  AlgorithmConsent *consent = g_new0(AlgorithmConsent, 1);
  consent->name = g_strdup(name);
  g_mutex_init(&consent->lock);
  g_cond_init(&consent->changed);
  return consent;
}

void
algorithm_consent_free(AlgorithmConsent *consent)
{
  if (consent == NULL)
    return;
  g_mutex_clear(&consent->lock);
  g_cond_clear(&consent->changed);
  g_free(consent->name);
  g_free(consent);
}

guint
algorithm_consent_get(AlgorithmConsent *consent)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&consent->lock);
  return consent->allowed;
}

void
algorithm_consent_forget_refused(AlgorithmConsent *consent)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&consent->lock);
  consent->refused = OLD_ALGORITHMS_NONE;
}

static gboolean
ask(const AlgorithmConsent *consent, guint wanted, CtlPrompt *prompt, GCancellable *cancellable)
{
  gboolean yes = FALSE;
  g_autofree char *names = old_algorithms_to_text(wanted, ", ");
  g_auto(GStrv) items = old_algorithms_describe(wanted);
  /* TRANSLATORS: a question; the question mark is added. Names of algorithms, and of a publisher. */
  g_autofree char *message = g_strdup_printf(_("Allow %s for %s"), names, consent->name);
  const PromptQuestion question = {
      .kind = PROMPT_OLD_ALGORITHMS,
      .subject = consent->name,
      .message = message,
      .items = (const char *const *)items,
      .detail =
          _("A server has nothing better than these old algorithms, each of which is broken or close to "
            "it. They would be allowed for this publisher and its nodes alone.")};
  return prompt_confirm(prompt, &question, &yes, cancellable, NULL) && yes;
}

/* Until nobody is asked. Under the lock. FALSE when it was cancelled. */
static gboolean
wait_for_turn(AlgorithmConsent *consent, GCancellable *cancellable)
{
  while (consent->busy) {
    if (g_cancellable_is_cancelled(cancellable))
      return FALSE;
    clock_wait(&consent->changed, &consent->lock, clock_in_ms(POLL_MS));
  }
  return TRUE;
}

/* The lock is open while somebody thinks. */
static void
ask_for_more(AlgorithmConsent *consent, guint more, CtlPrompt *prompt, GCancellable *cancellable)
{
  consent->busy = TRUE;
  g_mutex_unlock(&consent->lock);
  gboolean yes = ask(consent, more, prompt, cancellable);
  g_mutex_lock(&consent->lock);
  consent->busy = FALSE;
  g_cond_broadcast(&consent->changed);
  if (yes)
    consent->allowed |= more;
  else
    consent->refused |= more;
}

gboolean
algorithm_consent_ask(AlgorithmConsent *consent, guint wanted, CtlPrompt *prompt, GCancellable *cancellable)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&consent->lock);
  if (!wait_for_turn(consent, cancellable))
    return FALSE;
  guint more = wanted & ~consent->allowed;
  if (more == OLD_ALGORITHMS_NONE)
    return TRUE;
  if ((more & consent->refused) != 0 || prompt == NULL)
    return FALSE;
  ask_for_more(consent, more, prompt, cancellable);
  return (wanted & ~consent->allowed) == OLD_ALGORITHMS_NONE;
}
