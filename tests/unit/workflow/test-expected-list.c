/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Does a node have the list of a file, and do phones get it there? */
#include "app/base/error.h"
#include "app/workflow/cluster/expected-list.h"
#include "app/workflow/list/list-file.h"

static GBytes *list, *other;

/* As a node that holds HELD (NULL: nothing) and serves SERVED (NULL: not known). */
static void
fill(NodeStatus *node, GBytes *held, GBytes *served)
{
  node->ctl.found = held != NULL;
  if (held != NULL)
    list_checksums(held, &node->ctl.md5, &node->ctl.sha1);
  node->served.bytes = served != NULL ? g_bytes_ref(served) : NULL;
}

static void
check(const NodeStatus *node, ExpectedAnswer held, ExpectedAnswer served)
{
  const ExpectedState state = expected_list_compare(node, list);
  g_assert_cmpint(state.held, ==, held);
  g_assert_cmpint(state.served, ==, served);
  g_assert_cmpint(expected_state_is_good(&state), ==, served == EXPECTED_YES);
}

static void
clear(NodeStatus *node)
{
  platform_list_facts_clear(&node->ctl);
  served_list_clear(&node->served);
  g_clear_error(&node->error);
}

static void
test_cases(void)
{
  const struct {
    GBytes *held, *served;
    ExpectedAnswer is_held, is_served;
  } cases[] = {
      {list, list, EXPECTED_YES, EXPECTED_YES},     {list, other, EXPECTED_YES, EXPECTED_NO},
      {list, NULL, EXPECTED_YES, EXPECTED_UNKNOWN}, {other, list, EXPECTED_NO, EXPECTED_YES},
      {other, other, EXPECTED_NO, EXPECTED_NO},     {NULL, NULL, EXPECTED_NO, EXPECTED_UNKNOWN},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    NodeStatus node = {0};
    fill(&node, cases[i].held, cases[i].served);
    check(&node, cases[i].is_held, cases[i].is_served);
    clear(&node);
  }
}

/* A node without a platform CLI: what phones get counts. */
static void
test_not_asked(void)
{
  NodeStatus node = {0};
  fill(&node, NULL, list);
  g_set_error_literal(&node.error, CTL_ERROR, CTL_ERROR_UNREACHABLE, "nobody answers");
  check(&node, EXPECTED_UNKNOWN, EXPECTED_YES);
  clear(&node);
}

/* One that tells no checksum. */
static void
test_untold(void)
{
  NodeStatus node = {.ctl = {.found = TRUE}};
  check(&node, EXPECTED_UNKNOWN, EXPECTED_UNKNOWN);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  list = g_bytes_new_static("list", 4);
  other = g_bytes_new_static("other", 5);
  g_test_add_func("/expected-list/cases", test_cases);
  g_test_add_func("/expected-list/not-asked", test_not_asked);
  g_test_add_func("/expected-list/untold", test_untold);
  int status = g_test_run();
  g_bytes_unref(list);
  g_bytes_unref(other);
  return status;
}
