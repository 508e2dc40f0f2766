/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/algorithm-consent.h"

#include <glib/gi18n.h>

struct _AlgorithmConsent {
  char *name;
  GMutex lock; /* guards what follows, and lets one ask at a time */
  guint allowed;
  guint refused;
};

AlgorithmConsent *
algorithm_consent_new(const char *name)
{
  AlgorithmConsent *consent = g_new0(AlgorithmConsent, 1);
  consent->name = g_strdup(name);
  g_mutex_init(&consent->lock);
  return consent;
}

void
algorithm_consent_free(AlgorithmConsent *consent)
{
  if (consent == NULL)
    return;
  g_mutex_clear(&consent->lock);
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

gboolean
algorithm_consent_ask(AlgorithmConsent *consent, guint wanted, CtlPrompt *prompt, GCancellable *cancellable)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&consent->lock);
  guint more = wanted & ~consent->allowed;
  if (more == OLD_ALGORITHMS_NONE)
    return TRUE;
  if ((more & consent->refused) != 0 || prompt == NULL)
    return FALSE;
  if (ask(consent, more, prompt, cancellable))
    consent->allowed |= more;
  else
    consent->refused |= more;
  return (wanted & ~consent->allowed) == OLD_ALGORITHMS_NONE;
}
