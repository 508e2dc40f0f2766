/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/judge/judge-node.h"

/* The parts of judge_node(): what the list is for (judge-target.c), what the cluster's release takes
 * (judge-release.c), and what phones do (judge-phones.c). */
void judge_target(GPtrArray *findings, const NodeCase *question);
void judge_release(GPtrArray *findings, const NodeCase *question);
void judge_phones(NodeJudgement *judgement, const NodeCase *question);
