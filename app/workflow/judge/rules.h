/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/lint/lint.h"

/* The rules beside those of lint.h that a list is judged by before it is signed and before it is published:
 * where it comes from, who signs it, and what it is for. */
typedef enum {
  JUDGE_SOURCE_NOT_VERIFIED,
  JUDGE_SOURCE_NOT_CHECKED,
  JUDGE_WRONG_KIND,
  JUDGE_SIGNER_NOT_IN_NEW_LIST,
  JUDGE_SIGNER_NOT_IN_OLD_LIST,
  JUDGE_CERTIFICATE_MISSING,
  JUDGE_OTHER_CLUSTER,
  JUDGE_NODE_LOST,
  JUDGE_NODE_NOT_NAMED,
  JUDGE_OLD_LIST_DAMAGED,
  JUDGE_OLD_LIST_UNEXPECTED,
  JUDGE_PHONES_REJECT,
  JUDGE_PHONES_MAY_KEEP,
  JUDGE_TVS_VOUCHES,
  JUDGE_TVS_OLD_ALGORITHMS,
  JUDGE_RELEASE_WITHOUT_TOKENS,
  JUDGE_RELEASE_NOT_KNOWN,
  JUDGE_NOT_DETERMINED,
  JUDGE_N_RULES,
} JudgeRule;

const LintRuleInfo *judge_rule_get(JudgeRule rule);

/* The rule with this identifier, of this table or of lint.h, or NULL. */
const LintRuleInfo *judge_rule_find(const char *id);
