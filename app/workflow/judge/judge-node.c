/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/judge/judge-private.h"

#include <glib/gi18n.h>

void
judged_phones_free(JudgedPhones *phones)
{
  g_free(phones->text);
  g_free(phones);
}

void
node_judgement_free(NodeJudgement *judgement)
{
  if (judgement == NULL)
    return;
  g_ptr_array_unref(judgement->findings);
  g_ptr_array_unref(judgement->phones);
  g_free(judgement);
}

/* A list that cannot be read says nothing about the phones that hold it. */
static void
judge_damage(GPtrArray *findings, const NodeCase *question)
{
  findings_add(findings, JUDGE_OLD_LIST_DAMAGED,
               g_strdup_printf(_("The list on publisher %s cannot be compared with the new one (%s)"),
                               question->host, question->old_damage->message),
               N_("look at what a phone's Trust List page shows before it is replaced"));
}

NodeJudgement *
judge_node(const NodeCase *question)
{
  NodeJudgement *judgement = g_new0(NodeJudgement, 1);
  judgement->findings = findings_new();
  judgement->phones = g_ptr_array_new_with_free_func((GDestroyNotify)judged_phones_free);
  judge_target(judgement->findings, question);
  judge_release(judgement->findings, question);
  if (question->old_damage != NULL)
    judge_damage(judgement->findings, question);
  if (question->old_list != NULL)
    judge_phones(judgement, question);
  return judgement;
}
