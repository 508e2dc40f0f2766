/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/terminal-prompt.h"
#include "tests/unit/base/nasty-texts.h"

#include <locale.h>
#include <pty.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The question, in a process whose terminal the test holds the other end of. */
static pid_t
start(const PromptQuestion *question, gboolean yes_or_no, int *terminal)
{
  pid_t pid = forkpty(terminal, NULL, NULL, NULL);
  g_assert_cmpint(pid, >=, 0);
  if (pid != 0)
    return pid;
  g_autoptr(CtlTerminalPrompt) prompt = terminal_prompt_new(NULL, NULL);
  gboolean yes = FALSE;
  Secret *secret = yes_or_no ? NULL : prompt_ask_secret(CTL_PROMPT(prompt), question, NULL, NULL);
  if (yes_or_no)
    _exit(prompt_confirm(CTL_PROMPT(prompt), question, &yes, NULL, NULL) && yes ? 0 : 1);
  _exit(secret != NULL && g_str_equal(secret_peek(secret, NULL), "yes") ? 0 : 1);
}

/* What is on the screen when ANSWER, typed at the first END, was taken. The caller frees it. */
static char *
read_screen(int terminal, const char *end, const char *answer)
{
  GString *screen = g_string_new(NULL);
  gboolean typed = FALSE;
  char chunk[4096];
  for (ssize_t n = read(terminal, chunk, sizeof chunk); n > 0; n = read(terminal, chunk, sizeof chunk)) {
    g_string_append_len(screen, chunk, n);
    if (!typed && g_str_has_suffix(screen->str, end)) {
      typed = TRUE;
      g_assert_cmpint(write(terminal, answer, strlen(answer)), ==, (ssize_t)strlen(answer));
    }
  }
  g_string_replace(screen, "\r\n", "\n", 0); /* the terminal's own doing */
  return g_string_free(screen, FALSE);
}

/* The caller frees what was seen. */
static char *
ask(PromptKind kind, const char *message, const char *detail)
{
  const PromptQuestion question = {.kind = kind, .subject = "x", .message = message, .detail = detail};
  gboolean yes_or_no = kind == PROMPT_STEP;
  int terminal = -1;
  int status = -1;
  pid_t pid = start(&question, yes_or_no, &terminal);
  char *screen = read_screen(terminal, yes_or_no ? "] " : ": ", "yes\r");
  g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
  g_assert_cmpint(status, ==, 0);
  close(terminal);
  return screen;
}

/* A question is one line, what stands before it are lines. */
static void
test_nasty(gconstpointer kind)
{
  for (gsize i = 0; i < N_NASTY_TEXTS; i++) {
    if (!NASTY_TEXTS[i].in_a_name)
      continue;
    g_test_message("%s", NASTY_TEXTS[i].what);
    g_autofree char *detail = g_strconcat("Before", NASTY_TEXTS[i].bytes, "\nBehind.", NULL);
    g_autofree char *screen = ask((PromptKind)GPOINTER_TO_INT(kind), NASTY_TEXTS[i].bytes, detail);
    nasty_texts_assert_harmless(screen, TRUE);
    g_assert_nonnull(strstr(screen, NASTY_TEXTS[i].shown));
    g_assert_nonnull(strstr(screen, "\nBehind.\n"));
  }
}

static void
test_plain(void)
{
  g_autofree char *hidden = ask(PROMPT_TOKEN_PASSWORD, "Password of token SAST-Ñ", "It has 2 tries.\nOr so.");
  g_autofree char *seen = ask(PROMPT_LOGIN_ANSWER, "a@b asks: Colour", NULL);
  g_assert_cmpstr(hidden, ==, "It has 2 tries.\nOr so.\nPassword of token SAST-Ñ: \n");
  g_assert_cmpstr(seen, ==, "a@b asks: Colour: yes\n");
}

/* The kinds whose answers are hidden are all but one. */
static void
test_hidden(void)
{
  for (PromptKind kind = PROMPT_TOKEN_PASSWORD; kind < PROMPT_LAST_TRY; kind++) {
    g_autofree char *screen = ask(kind, "Question", NULL);
    g_assert_true((strstr(screen, "yes") != NULL) == (kind == PROMPT_LOGIN_ANSWER));
  }
}

int
main(int argc, char **argv)
{
  setlocale(LC_ALL, ""); /* the terminal gets its character set */
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/terminal-prompt/plain", test_plain);
  g_test_add_func("/terminal-prompt/hidden", test_hidden);
  g_test_add_data_func("/terminal-prompt/nasty/hidden", GINT_TO_POINTER(PROMPT_LOGIN_HIDDEN_ANSWER),
                       test_nasty);
  g_test_add_data_func("/terminal-prompt/nasty/seen", GINT_TO_POINTER(PROMPT_LOGIN_ANSWER), test_nasty);
  g_test_add_data_func("/terminal-prompt/nasty/yes-or-no", GINT_TO_POINTER(PROMPT_STEP), test_nasty);
  return g_test_run();
}
