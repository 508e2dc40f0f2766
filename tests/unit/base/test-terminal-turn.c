/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is told while a question is open comes after it. */
#include "app/base/terminal-turn.h"

#include <glib.h>

static GString *shown;

static void
show(const char *line)
{
  g_string_append_printf(shown, "%s\n", line);
}

static void
test_question(void)
{
  shown = g_string_new(NULL);
  terminal_turn_tell(show, "before");
  terminal_turn_begin();
  terminal_turn_tell(show, "one");
  terminal_turn_tell(show, "two");
  g_assert_cmpstr(shown->str, ==, "before\n");
  terminal_turn_end();
  g_assert_cmpstr(shown->str, ==, "before\none\ntwo\n");
  terminal_turn_tell(show, "after");
  terminal_turn_begin();
  terminal_turn_end();
  g_assert_cmpstr(shown->str, ==, "before\none\ntwo\nafter\n");
  g_string_free(shown, TRUE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/terminal-turn/question", test_question);
  return g_test_run();
}
