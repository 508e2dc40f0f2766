/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish-judge.h"

#include <glib/gi18n.h>

static const char *const MODERN = N_("Phones with Security by Default that hold the old list");
static const char *const MODERN_WITHOUT_ITL =
    N_("Phones with Security by Default that hold the old list and no ITL");
static const char *const MODERN_WITH_ITL =
    N_("Phones with Security by Default that hold the old list and the cluster's ITL");
static const char *const PLAIN = N_("Phones without Security by Default (7940, 7960, Jabber, many "
                                    "TelePresence devices) that hold the old list");

static void
phones_free(gpointer data)
{
  PublishPhones *phones = data;
  g_free(phones->text);
  g_free(phones);
}

void
publish_judgement_free(PublishJudgement *judgement)
{
  if (judgement == NULL)
    return;
  g_ptr_array_unref(judgement->phones);
  g_ptr_array_unref(judgement->warnings);
  g_free(judgement->refusal);
  g_free(judgement);
}

static PublishJudgement *
judgement_new(void)
{
  PublishJudgement *judgement = g_new0(PublishJudgement, 1);
  judgement->phones = g_ptr_array_new_with_free_func(phones_free);
  judgement->warnings = g_ptr_array_new_with_free_func(g_free);
  return judgement;
}

static Phone
holder(const PublishJudgeRequest *request, const TrustList *itl, gboolean security_by_default)
{
  gboolean old_is_itl = trust_list_is_itl(request->old_list);
  return (Phone){.ctl = old_is_itl ? NULL : request->old_list,
                 .itl = old_is_itl ? request->old_list : itl,
                 .security_by_default = security_by_default};
}

/* What becomes of a phone that asks TVS. */
static AcceptanceVerdict
settle(AcceptanceVerdict verdict, PublishTvsVerdict tvs)
{
  if (verdict != ACCEPTANCE_ASKS_TVS || tvs == PUBLISH_TVS_NOT_ASKED || tvs == PUBLISH_TVS_FAILED)
    return verdict;
  return tvs == PUBLISH_TVS_VOUCHES ? ACCEPTANCE_ACCEPTED : ACCEPTANCE_REJECTED;
}

static char *
describe_verdict(AcceptanceVerdict verdict, PublishTvsVerdict tvs, const char *who, const char *why)
{
  switch (verdict) {
  case ACCEPTANCE_ACCEPTED:
    /* TRANSLATORS: the first %s is "Phones with Security by Default that hold the old list" or the like, the
     * second is the reason; also in "%s will keep it: %s" and the like. */
    return g_strdup_printf(_("%s will take the new one: %s"), who, why);
  case ACCEPTANCE_ASKS_TVS:
    return tvs == PUBLISH_TVS_FAILED ? g_strdup_printf(_("%s may keep it: %s"), who, why)
                                     : g_strdup_printf(_("%s will ask TVS: %s"), who, why);
  case ACCEPTANCE_REJECTED:
    return g_strdup_printf(_("%s will keep it: %s"), who, why);
  case ACCEPTANCE_IGNORED:
    return g_strdup_printf(_("%s will not ask for the new one: %s"), who, why);
  }
  return NULL;
}

static char *
explain(const Acceptance *acceptance, const PublishJudgeRequest *request, const Phone *phone,
        const PublishTvsAnswer *answer)
{
  if (acceptance->verdict != ACCEPTANCE_ASKS_TVS || answer->text == NULL)
    return acceptance_to_text(acceptance, request->list, phone);
  if (answer->verdict == PUBLISH_TVS_FAILED)
    return g_strdup(_("no list that the phone holds knows the signer, and it is not known what TVS says"));
  /* TRANSLATORS: %s is "TVS on cucm-pub does not know its certificate" or the like. */
  return g_strdup_printf(_("no list that the phone holds knows the signer, and %s"), answer->text);
}

static void
add_phones(PublishJudgement *judgement, const char *who, const Phone *phone, const Acceptance *acceptance,
           const PublishJudgeRequest *request, const PublishTvsAnswer *answer)
{
  PublishPhones *phones = g_new0(PublishPhones, 1);
  g_autofree char *why = explain(acceptance, request, phone, answer);
  phones->who = _(who);
  phones->verdict = settle(acceptance->verdict, answer->verdict);
  phones->text = describe_verdict(phones->verdict, answer->verdict, phones->who, why);
  g_ptr_array_add(judgement->phones, phones);
  if (phones->verdict == ACCEPTANCE_REJECTED || phones->verdict == ACCEPTANCE_ASKS_TVS)
    g_ptr_array_add(judgement->warnings, g_strdup(phones->text));
}

static gboolean
is_taken(AcceptanceVerdict verdict, const PublishTvsAnswer *answer)
{
  return settle(verdict, answer->verdict) == ACCEPTANCE_ACCEPTED;
}

/* The phones that can ask TVS: those with the cluster's ITL and those without, told apart only where it makes
 * a difference. TRUE when all of them take the list. */
static gboolean
judge_modern(PublishJudgement *judgement, const PublishJudgeRequest *request, const PublishTvsAnswer *answer)
{
  Phone without = holder(request, NULL, TRUE);
  Phone with = holder(request, answer->itl, TRUE);
  Acceptance by_without = acceptance_judge(request->list, &without);
  Acceptance by_with = acceptance_judge(request->list, &with);
  if (by_with.reason == by_without.reason) {
    add_phones(judgement, MODERN, &without, &by_without, request, answer);
  } else {
    add_phones(judgement, MODERN_WITH_ITL, &with, &by_with, request, answer);
    add_phones(judgement, MODERN_WITHOUT_ITL, &without, &by_without, request, answer);
  }
  return is_taken(by_with.verdict, answer) && is_taken(by_without.verdict, answer);
}

static gboolean
judge_plain(PublishJudgement *judgement, const PublishJudgeRequest *request, const PublishTvsAnswer *answer)
{
  Phone phone = holder(request, NULL, FALSE);
  Acceptance acceptance = acceptance_judge(request->list, &phone);
  add_phones(judgement, PLAIN, &phone, &acceptance, request, answer);
  return acceptance.verdict != ACCEPTANCE_REJECTED;
}

/* --- the sentences about the signer --- */

static const char *
advice(PublishTvsVerdict tvs)
{
  switch (tvs) {
  case PUBLISH_TVS_OTHER_ROLE:
  case PUBLISH_TVS_UNKNOWN:
    /* TRANSLATORS: what to do, after "... may reject the new one; ", as others with "that list". */
    return _("upload it on the publisher as Phone-SAST-trust (other nodes know it within 30 minutes), or "
             "sign with a token that is in that list");
  case PUBLISH_TVS_FAILED:
    return _("sign with a token that is in that list, or see to it that TVS can be asked");
  default:
    return _("sign with a token that is in that list");
  }
}

static char *
make_refusal(const Acceptance *acceptance, const PublishJudgeRequest *request, const PublishTvsAnswer *answer)
{
  Phone phone = holder(request, NULL, TRUE);
  if (acceptance->reason == ACCEPTANCE_WRONG_KEY) {
    g_autofree char *why = acceptance_to_text(acceptance, request->list, &phone);
    return g_strdup_printf(_("Phones that hold the list on the publisher (%s) will reject this one: %s; "
                             "build and sign it again"),
                           request->host, why);
  }
  const char *step = advice(answer->verdict);
  if (answer->text == NULL)
    /* TRANSLATORS: a host, and what to do. */
    return g_strdup_printf(_("The Security Token that signed this list does not exist in the CTL File on the "
                             "publisher (%s), so phones that hold that list may reject the new one; %s"),
                           request->host, step);
  if (answer->verdict == PUBLISH_TVS_OTHER_ROLE || answer->verdict == PUBLISH_TVS_UNKNOWN)
    /* TRANSLATORS: a host, "TVS on cucm-pub does not know its certificate" or the like, and what to do. */
    return g_strdup_printf(
        _("The Security Token that signed this list does not exist in the CTL File on the publisher (%s), "
          "and %s, so phones that hold that list will reject the new one; %s"),
        request->host, answer->text, step);
  return g_strdup_printf(
      _("The Security Token that signed this list does not exist in the CTL File on the publisher (%s), and "
        "%s, so phones that hold that list may reject the new one; %s"),
      request->host, answer->text, step);
}

/* TVS can speak of the signers of a CTL only. */
static gboolean
needs_tvs(const Acceptance *acceptance, const PublishJudgeRequest *request)
{
  return acceptance->verdict == ACCEPTANCE_ASKS_TVS && !trust_list_is_itl(request->list) &&
         !trust_list_is_itl(request->old_list);
}

PublishJudgement *
publish_judge(const PublishJudgeRequest *request, const Progress *progress, GCancellable *cancellable,
              GError **error)
{
  g_autoptr(PublishJudgement) judgement = judgement_new();
  Phone phone = holder(request, NULL, TRUE);
  Acceptance acceptance = acceptance_judge(request->list, &phone);
  PublishTvsAnswer answer = {0};
  if (request->tvs != NULL && needs_tvs(&acceptance, request) &&
      !publish_tvs_ask(request->tvs, request->list, request->old_list, &answer, progress, cancellable, error))
    return NULL;
  judgement->tvs = answer.verdict;
  if (answer.verdict == PUBLISH_TVS_VOUCHES)
    g_ptr_array_add(judgement->warnings,
                    g_strdup_printf(_("The Security Token that signed this list does not exist in the CTL "
                                      "File on the publisher, but %s"),
                                    answer.text));
  gboolean modern = judge_modern(judgement, request, &answer);
  gboolean plain = judge_plain(judgement, request, &answer);
  judgement->verdict = !modern ? PUBLISH_REFUSED : plain ? PUBLISH_SAFE : PUBLISH_DOUBTFUL;
  if (!modern)
    judgement->refusal = make_refusal(&acceptance, request, &answer);
  if (answer.warning != NULL)
    g_ptr_array_add(judgement->warnings, g_strdup(answer.warning));
  return g_steal_pointer(&judgement);
}
