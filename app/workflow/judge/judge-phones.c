/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: TN118893, its requirements (who cannot ask TVS) and logs (what TVS is asked), "Security By
 * Default" (by what a phone checks a list), as app/trustlist/acceptance.c judges. */
#include "app/workflow/judge/judge-private.h"

#include <glib/gi18n.h>

/* Every cluster from 8.0 on gives its phones an ITL (SBD, background), so that these hold it, known or not.
 * acceptance.h has the documents' names. */
static const char *const MODERN = N_("Phones with Security by Default that hold the old list");
static const char *const MODERN_WITHOUT_ITL =
    N_("Phones with Security by Default that hold the old list and no ITL");
static const char *const MODERN_WITH_ITL =
    N_("Phones with Security by Default that hold the old list and the cluster's ITL");
/* Where the models stand: TN118893, requirements; Security Guide 14. */
static const char *const PLAIN = N_("Phones without Security by Default (see Unified Reporting > Unified CM "
                                    "Phone Feature List) that hold the old list");

static Phone
holder(const NodeCase *question, const TrustList *itl, gboolean security_by_default)
{
  gboolean old_is_itl = trust_list_is_itl(question->old_list);
  return (Phone){.ctl = old_is_itl ? NULL : question->old_list,
                 .itl = old_is_itl ? question->old_list : itl,
                 .security_by_default = security_by_default};
}

/* SBD, overview of TVS: the phone takes the file when TVS says yes. P88, status messages and alarms: else its
 * update fails, and the earlier list stays. */
static AcceptanceVerdict
settle(AcceptanceVerdict verdict, PublishTvsVerdict tvs)
{
  if (verdict != ACCEPTANCE_ASKS_TVS || tvs == PUBLISH_TVS_NOT_ASKED || tvs == PUBLISH_TVS_FAILED)
    return verdict;
  return tvs == PUBLISH_TVS_VOUCHES ? ACCEPTANCE_ACCEPTED : ACCEPTANCE_REJECTED;
}

/* The reasons have their sources in acceptance.c. */
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
  case ACCEPTANCE_NOT_KNOWN:
    return g_strdup_printf(_("%s: not known whether they will take the new one: %s"), who, why);
  }
  return NULL;
}

/* What TVS said decides about this phone. TVS of a node looks in its CTL too (publish-tvs.h), so its no may
 * be another once a new CTL is there. */
static char *
explain_by_tvs(AcceptanceVerdict verdict, const PublishTvsAnswer *answer, const TrustList *list)
{
  if (answer->verdict == PUBLISH_TVS_FAILED) /* P88, status messages: "Trust List update failed" */
    return g_strdup(_("no list that the phone holds knows the signer, and it is not known what TVS says; a "
                      "phone that gets no answer keeps its list"));
  if (verdict == ACCEPTANCE_NOT_KNOWN) /* SBD, TVS: it proves itself by the ITL's record */
    return g_strdup_printf(_("no list that the phone holds knows the signer, and %s, but whether a phone "
                             "without an ITL can ask it is not known"),
                           answer->text);
  if (answer->verdict == PUBLISH_TVS_UNKNOWN && !trust_list_is_itl(list)) /* not known */
    return g_strdup_printf(_("no list that the phone holds knows the signer, and %s; not known: whether TVS "
                             "knows it once the new list is on that node"),
                           answer->text);
  /* TRANSLATORS: %s is "TVS on cucm-pub does not know its certificate" or the like. */
  return g_strdup_printf(_("no list that the phone holds knows the signer, and %s"), answer->text);
}

static JudgedPhones *
judge_state(const char *who, const Phone *phone, const TrustList *list, const PublishTvsAnswer *answer,
            gboolean holds_unknown_itl)
{
  Acceptance acceptance = acceptance_judge(list, phone);
  JudgedPhones *phones = g_new0(JudgedPhones, 1);
  phones->who = who;
  phones->verdict = settle(acceptance.verdict, answer->verdict);
  if (acceptance.basis == ACCEPTANCE_SILENT && !holds_unknown_itl && phones->verdict == ACCEPTANCE_ACCEPTED)
    phones->verdict = ACCEPTANCE_NOT_KNOWN;
  gboolean by_tvs = acceptance.verdict == ACCEPTANCE_ASKS_TVS && answer->text != NULL;
  g_autofree char *why =
      by_tvs ? explain_by_tvs(phones->verdict, answer, list) : acceptance_to_text(&acceptance, list, phone);
  phones->text = describe_verdict(phones->verdict, answer->verdict, who, why);
  return phones;
}

JudgedPhones *
judge_phones_in_state(const char *who, const Phone *phone, const TrustList *list,
                      const PublishTvsAnswer *answer)
{
  return judge_state(who, phone, list, answer, FALSE);
}

static void
add_phones(NodeJudgement *judgement, const char *who, const Phone *phone, const NodeCase *question,
           const PublishTvsAnswer *answer)
{
  gboolean holds_unknown_itl = who == MODERN && answer->itl == NULL;
  JudgedPhones *phones = judge_state(_(who), phone, question->list, answer, holds_unknown_itl);
  g_ptr_array_add(judgement->phones, phones);
  if (phones->verdict != ACCEPTANCE_ACCEPTED && phones->verdict != ACCEPTANCE_IGNORED)
    findings_add(judgement->findings, JUDGE_PHONES_MAY_KEEP, g_strdup(phones->text), NULL);
}

static gboolean
is_taken(AcceptanceVerdict verdict, const PublishTvsAnswer *answer)
{
  return settle(verdict, answer->verdict) == ACCEPTANCE_ACCEPTED;
}

/* The phones that can ask TVS: those with the cluster's ITL and those without, told apart only where it makes
 * a difference. TRUE when all of them take the list. */
static gboolean
judge_modern(NodeJudgement *judgement, const NodeCase *question, const PublishTvsAnswer *answer)
{
  Phone without = holder(question, NULL, TRUE);
  Phone with = holder(question, answer->itl, TRUE);
  Acceptance by_without = acceptance_judge(question->list, &without);
  Acceptance by_with = acceptance_judge(question->list, &with);
  if (by_with.reason == by_without.reason) {
    add_phones(judgement, MODERN, &with, question, answer);
  } else {
    add_phones(judgement, MODERN_WITH_ITL, &with, question, answer);
    add_phones(judgement, MODERN_WITHOUT_ITL, &without, question, answer);
  }
  return is_taken(by_with.verdict, answer) && is_taken(by_without.verdict, answer);
}

static gboolean
judge_plain(NodeJudgement *judgement, const NodeCase *question, const PublishTvsAnswer *answer)
{
  Phone phone = holder(question, NULL, FALSE);
  Acceptance acceptance = acceptance_judge(question->list, &phone);
  add_phones(judgement, PLAIN, &phone, question, answer);
  return acceptance.verdict != ACCEPTANCE_REJECTED;
}

/* --- the sentences about the signer --- */

/* TN118893, from tokenless to tokens: the upload; TN210541: 1800 s at the latest; SBD, the phone verifies,
 * third state: a signer of the held list needs no TVS. */
static const char *
advice(PublishTvsVerdict tvs)
{
  switch (tvs) {
  case PUBLISH_TVS_OTHER_ROLE:
  case PUBLISH_TVS_UNKNOWN:
    /* TRANSLATORS: what to do, after "... may reject the new one; ", as others with "that list". */
    return N_("upload it on the publisher as Phone-SAST-trust (other nodes know it within 30 minutes), or "
              "sign with a token that is in that list");
  case PUBLISH_TVS_FAILED:
    return N_("sign with a token that is in that list, or see to it that TVS can be asked");
  default:
    return N_("sign with a token that is in that list");
  }
}

/* Why phones reject the list, in the Windows client's words (SBD, the phone verifies, third state). */
static char *
describe_stranger(const NodeCase *question, const PublishTvsAnswer *answer)
{
  if (answer->text == NULL)
    return g_strdup_printf(_("The Security Token that signed this list does not exist in the CTL File on the "
                             "publisher (%s), so phones that hold that list may reject the new one"),
                           question->host);
  if (answer->verdict == PUBLISH_TVS_OTHER_ROLE || answer->verdict == PUBLISH_TVS_UNKNOWN)
    /* TRANSLATORS: a host, and "TVS on cucm-pub does not know its certificate" or the like. */
    return g_strdup_printf(_("The Security Token that signed this list does not exist in the CTL File on the "
                             "publisher (%s), and %s, so phones that hold that list will reject the new one "
                             "as long as TVS says so"),
                           question->host, answer->text);
  return g_strdup_printf(_("The Security Token that signed this list does not exist in the CTL File on the "
                           "publisher (%s), and %s, so phones that hold that list may reject the new one"),
                         question->host, answer->text);
}

static void
add_refusal(NodeJudgement *judgement, const NodeCase *question, const PublishTvsAnswer *answer)
{
  Phone phone = holder(question, NULL, TRUE);
  Acceptance acceptance = acceptance_judge(question->list, &phone);
  if (acceptance.reason == ACCEPTANCE_WRONG_KEY) {
    g_autofree char *why = acceptance_to_text(&acceptance, question->list, &phone);
    findings_add(
        judgement->findings, JUDGE_PHONES_REJECT,
        g_strdup_printf(_("Phones that hold the list on the publisher (%s) will reject this one: %s"),
                        question->host, why),
        N_("build and sign it again")); /* deduced */
    return;
  }
  if (acceptance.reason == ACCEPTANCE_NOT_CHECKED) {
    g_autofree char *why = acceptance_to_text(&acceptance, question->list, &phone);
    findings_add(judgement->findings, JUDGE_PHONES_REJECT,
                 g_strdup_printf(_("Phones that hold the list on the publisher (%s) may reject this one: %s"),
                                 question->host, why),
                 lint_rule_get_advice(LINT_SIGNATURE_NOT_CHECKED));
    return;
  }
  findings_add(judgement->findings, JUDGE_PHONES_REJECT, describe_stranger(question, answer),
               advice(answer->verdict));
}

/* TVS can speak of the signers of a CTL only. */
gboolean
judge_node_needs_tvs(const NodeCase *question)
{
  if (question->old_list == NULL || trust_list_is_itl(question->list) ||
      trust_list_is_itl(question->old_list))
    return FALSE;
  Phone phone = holder(question, NULL, TRUE);
  return acceptance_judge(question->list, &phone).verdict == ACCEPTANCE_ASKS_TVS;
}

static void
add_vouching(NodeJudgement *judgement, const PublishTvsAnswer *answer)
{
  if (answer->verdict == PUBLISH_TVS_VOUCHES)
    findings_add(judgement->findings, JUDGE_TVS_VOUCHES,
                 g_strdup_printf(_("The Security Token that signed this list does not exist in the CTL "
                                   "File on the publisher, but %s"),
                                 answer->text),
                 NULL);
  if (answer->warning != NULL)
    findings_add(judgement->findings, JUDGE_TVS_OLD_ALGORITHMS, g_strdup(answer->warning), NULL);
}

void
judge_phones(NodeJudgement *judgement, const NodeCase *question)
{
  static const PublishTvsAnswer not_asked = {0};
  const PublishTvsAnswer *answer = question->tvs != NULL ? question->tvs : &not_asked;
  add_vouching(judgement, answer);
  gboolean modern = judge_modern(judgement, question, answer);
  gboolean plain = judge_plain(judgement, question, answer);
  judgement->verdict = !modern ? PHONES_REJECT : plain ? PHONES_SAFE : PHONES_DOUBTFUL;
  if (!modern)
    add_refusal(judgement, question, answer);
}
