/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/cluster/cluster-status.h"

/* Does a node have the list of a file, and do phones get it there? */

typedef enum {
  EXPECTED_NO,
  EXPECTED_YES,
  EXPECTED_UNKNOWN, /* the node could not be asked, or does not tell */
} ExpectedAnswer;

typedef struct {
  ExpectedAnswer held;
  ExpectedAnswer served;
} ExpectedState;

/* What NODE says and serves, against the list BYTES. */
ExpectedState expected_list_compare(const NodeStatus *node, GBytes *bytes);

/* TRUE when phones get these bytes there. */
gboolean expected_state_is_good(const ExpectedState *state);

/* "held, and served to phones". Static text. */
const char *expected_state_describe(const ExpectedState *state);
