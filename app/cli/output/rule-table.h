/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/judge/rules.h"

/* The rules that a list is judged by, as --help shows them: a title, and a line for each with its name, its
 * severity (with a star where it can never be overruled) and its explanation. The caller frees the text. */

/* Those of check. */
char *rule_table_of_lint(void);

/* Those that build, push and migrate have beside them. */
char *rule_table_of_judgement(void);

/* "error", "warning" or "info", for a person; JSON has words that do not follow the language. Static. */
const char *rule_severity_get_text(LintSeverity severity);
