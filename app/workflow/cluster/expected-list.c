/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/cluster/expected-list.h"

#include "app/workflow/list/list-file.h"

#include <glib/gi18n.h>

static ExpectedAnswer
compare_held(const NodeStatus *node, GBytes *bytes)
{
  if (node->error != NULL || (node->ctl.found && !node_status_knows_list(node)))
    return EXPECTED_UNKNOWN;
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(bytes, &md5, &sha1);
  return node->ctl.found && platform_list_facts_match(&node->ctl, md5, sha1) ? EXPECTED_YES : EXPECTED_NO;
}

static ExpectedAnswer
compare_served(const NodeStatus *node, GBytes *bytes)
{
  if (node->served.bytes == NULL)
    return EXPECTED_UNKNOWN;
  return g_bytes_equal(node->served.bytes, bytes) ? EXPECTED_YES : EXPECTED_NO;
}

ExpectedState
expected_list_compare(const NodeStatus *node, GBytes *bytes)
{
  return (ExpectedState){compare_held(node, bytes), compare_served(node, bytes)};
}

gboolean
expected_state_is_good(const ExpectedState *state)
{
  return state->served == EXPECTED_YES;
}

const char *
expected_state_describe(const ExpectedState *state)
{
  static const char *const texts[3][3] = {
      [EXPECTED_NO] = {[EXPECTED_NO] = N_("NOT held, and not served to phones"),
                       [EXPECTED_YES] = N_("NOT held, but served to phones"),
                       [EXPECTED_UNKNOWN] = N_("NOT held; what phones get is not known")},
      [EXPECTED_YES] = {[EXPECTED_NO] = N_("held, but NOT served to phones"),
                        [EXPECTED_YES] = N_("held, and served to phones"),
                        [EXPECTED_UNKNOWN] = N_("held; what phones get is not known")},
      [EXPECTED_UNKNOWN] = {[EXPECTED_NO] = N_("NOT served to phones; what is held is not known"),
                            [EXPECTED_YES] = N_("served to phones; what is held is not known"),
                            [EXPECTED_UNKNOWN] = N_("neither what is held nor what phones get is known")},
  };
  return _(texts[state->held][state->served]);
}
