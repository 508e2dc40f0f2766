/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Soft tokens behind the faulty module, for one test program. */
void fault_world_create(void);
void fault_world_delete(void);

/* What the module does from now on, see faulty-rules.h. Its log of calls begins anew. */
void fault_set_rules(const char *rules);
const char *fault_rules_path(void);

/* Ends the test when the sanitizers found something in a token helper: a leak, memory that is not its own.
 * POINT says where. Nothing in a build without them. */
void fault_check_reports(const char *point);

/* How often the module was asked for CALL since the rules were set; *PID (may be NULL) is who asked last. */
guint fault_find_calls(const char *call, int *pid);
guint fault_count_calls(const char *call);
guint fault_count_all_calls(void);
