/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/judge/rules.h"

/* One thing that the judgement has to say of a list. */
typedef struct {
  const LintRuleInfo *rule;
  guint record;       /* from 0, or RECORD_NONE when it concerns the list as a whole */
  char *text;         /* a sentence without a final full stop, safe for a terminal */
  char *line;         /* the same with the record, as a person reads it where no record stands beside it:
                       * "record 3, CAPF cucm-pub: The certificate ended on 2024-05-01" */
  const char *advice; /* what to do, a sentence without a final full stop; static, or NULL */
  gboolean obstacle;  /* it stands in the way of the job until a person accepts it by its rule's name: an
                       * error,  or what a job wants a person to want */
} Finding;

/* An empty array of Finding. */
GPtrArray *findings_new(void);

/* Adds what RULE has to say of the list as a whole. TEXT is taken. */
void findings_add(GPtrArray *findings, JudgeRule rule, char *text, const char *advice);

/* The same for what stands in the way of this job, however severe RULE is elsewhere. RULE may be overruled.
 */
void findings_add_obstacle(GPtrArray *findings, JudgeRule rule, char *text, const char *advice);

/* Adds a copy of what trust_list_lint() has found in LIST. */
void findings_add_lint(GPtrArray *findings, const LintFinding *found, const TrustList *list);

/* Adds copies of all of MORE. */
void findings_extend(GPtrArray *findings, const GPtrArray *more);

/* "Error", "Warning", "Note". Static, translated. */
const char *finding_get_title(const Finding *finding);

/* The errors and warnings, a sentence a line ("Warning: record 3, ..."), each once, since nodes of a cluster
 * say the same; or NULL when there are none. The caller frees the text. */
char *findings_describe(const GPtrArray *findings);
