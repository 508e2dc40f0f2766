/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what phones do: those of the files beside this one that find it; tests/sources.md has them by
 * rule. */
#include "app/workflow/judge/rules.h"

#include <glib/gi18n.h>

static const LintRuleInfo rules[JUDGE_N_RULES] = {
    [JUDGE_SOURCE_NOT_VERIFIED] = {"source-not-verified", LINT_ERROR, FALSE,
                                   N_("the list that records are taken from does not verify")},
    [JUDGE_SOURCE_NOT_CHECKED] = {"source-not-checked", LINT_ERROR, FALSE,
                                  N_("OpenSSL on this machine refuses to check the list that records are "
                                     "taken from")},
    [JUDGE_WRONG_KIND] = {"wrong-kind", LINT_ERROR, FALSE,
                          N_("an ITL in the place of a CTL, or a CTL in the place of an ITL")},
    [JUDGE_SIGNER_NOT_IN_NEW_LIST] = {"signer-not-in-new-list", LINT_ERROR, FALSE,
                                      N_("the token that is to sign has no SAST record in the list")},
    [JUDGE_SIGNER_NOT_IN_OLD_LIST] =
        {"signer-not-in-old-list", LINT_ERROR, TRUE,
         N_("the token that is to sign has no SAST record in the list that is replaced")},
    [JUDGE_CERTIFICATE_MISSING] = {"certificate-missing", LINT_ERROR, TRUE,
                                   N_("an emptied CCM+TFTP record in a list that is to be secure")},
    [JUDGE_OTHER_CLUSTER] = {"other-cluster", LINT_ERROR, TRUE,
                             N_("the list and the one on the node have no server in common")},
    [JUDGE_NODE_LOST] = {"node-lost", LINT_ERROR, TRUE,
                         N_("the node has a record in the list that it holds, and none in the new one")},
    [JUDGE_NODE_NOT_NAMED] = {"node-not-named", LINT_WARNING, TRUE,
                              N_("no record of the list names the node by the name that it is called by")},
    [JUDGE_OLD_LIST_DAMAGED] =
        {"old-list-damaged", LINT_ERROR, TRUE,
         N_("the list on the node cannot be read, so nobody can say what phones hold")},
    [JUDGE_OLD_LIST_UNEXPECTED] = {"old-list-unexpected", LINT_ERROR, TRUE,
                                   N_("the list on the node is none of those that this job is about")},
    [JUDGE_PHONES_REJECT] = {"phones-reject", LINT_ERROR, TRUE,
                             N_("phones that hold the list on the node will or may reject the new one")},
    [JUDGE_PHONES_MAY_KEEP] = {"phones-may-keep", LINT_WARNING, TRUE,
                               N_("some phones will or may keep the list that they hold")},
    [JUDGE_TVS_VOUCHES] = {"tvs-vouches", LINT_WARNING, TRUE,
                           N_("phones know the signer from TVS only, not from the list that they hold")},
    [JUDGE_TVS_OLD_ALGORITHMS] = {"tvs-old-algorithms", LINT_WARNING, TRUE,
                                  N_("the connection to TVS used old algorithms")},
    [JUDGE_RELEASE_WITHOUT_TOKENS] = {"release-without-tokens", LINT_WARNING, TRUE,
                                      N_("the CTL Provider of this release supports no tokens any more")},
    [JUDGE_RELEASE_NOT_KNOWN] =
        {"release-not-known", LINT_INFO, TRUE,
         N_("the cluster's release is not known, so what depends on it was not judged")},
    [JUDGE_NOT_DETERMINED] =
        {"not-determined", LINT_WARNING, TRUE,
         N_("something of the cluster could not be determined, so the list may not be the "
            "one that it needs")},
};

const LintRuleInfo *
judge_rule_get(JudgeRule rule)
{
  g_return_val_if_fail(rule < JUDGE_N_RULES, NULL);
  return &rules[rule];
}

const LintRuleInfo *
judge_rule_find(const char *id)
{
  for (guint i = 0; i < JUDGE_N_RULES; i++)
    if (g_str_equal(rules[i].id, id))
      return &rules[i];
  for (guint i = 0; i < LINT_N_RULES; i++)
    if (g_str_equal(lint_rule_get((LintRule)i)->id, id))
      return lint_rule_get((LintRule)i);
  return NULL;
}
