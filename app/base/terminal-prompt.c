/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/terminal-prompt.h"

#include "app/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

struct _TerminalPrompt {
  GObject parent;
  const char *(*without_terminal)(PromptKind kind);
};

static void terminal_prompt_iface_init(PromptInterface *iface);
G_DEFINE_TYPE_WITH_CODE(TerminalPrompt, terminal_prompt, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(PROMPT_TYPE, terminal_prompt_iface_init))

static void
write_text(int tty, const char *text)
{
  gsize left = strlen(text);
  while (left > 0) {
    ssize_t n = write(tty, text, left);
    if (n < 0 && errno != EINTR)
      return; /* the read that follows reports the lost terminal */
    if (n > 0) {
      text += n;
      left -= (gsize)n;
    }
  }
}

static int
open_terminal(TerminalPrompt *self, const PromptQuestion *question, GError **error)
{
  int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (tty >= 0)
    return tty;
  const char *hint = self->without_terminal != NULL ? self->without_terminal(question->kind) : NULL;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, "%s: there is no terminal to ask on%s%s", question->message,
              hint != NULL ? "; " : "", hint != NULL ? hint : "");
  return -1;
}

static void
write_question(int tty, const PromptQuestion *question, const char *end)
{
  if (question->detail != NULL) {
    write_text(tty, question->detail);
    write_text(tty, "\n");
  }
  write_text(tty, question->message);
  write_text(tty, end);
}

/* Echo is off before the question is seen: whoever types at once must not see the password. */
static Secret *
ask_without_echo(int tty, const PromptQuestion *question, GCancellable *cancellable, GError **error)
{
  struct termios old;
  gboolean is_tty = tcgetattr(tty, &old) == 0;
  struct termios quiet = old;
  quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
  if (is_tty)
    tcsetattr(tty, TCSAFLUSH, &quiet);
  write_question(tty, question, ": ");
  Secret *secret = secret_read_line(tty, "The terminal", cancellable, error);
  if (is_tty)
    tcsetattr(tty, TCSAFLUSH, &old);
  write_text(tty, "\n");
  return secret;
}

static Secret *
ask_with_echo(int tty, const PromptQuestion *question, const char *end, GCancellable *cancellable,
              GError **error)
{
  write_question(tty, question, end);
  return secret_read_line(tty, "The terminal", cancellable, error);
}

static Secret *
terminal_prompt_ask_secret(Prompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                           GError **error)
{
  int tty = open_terminal(CTL_TERMINAL_PROMPT(prompt), question, error);
  if (tty < 0)
    return NULL;
  Secret *secret = question->kind == PROMPT_LOGIN_ANSWER
                       ? ask_with_echo(tty, question, ": ", cancellable, error)
                       : ask_without_echo(tty, question, cancellable, error);
  close(tty);
  return secret;
}

static gboolean
terminal_prompt_confirm(Prompt *prompt, const PromptQuestion *question, gboolean *yes,
                        GCancellable *cancellable, GError **error)
{
  int tty = open_terminal(CTL_TERMINAL_PROMPT(prompt), question, error);
  if (tty < 0)
    return FALSE;
  g_autoptr(GError) local_error = NULL;
  g_autoptr(Secret) answer = ask_with_echo(tty, question, "? [yes/no] ", cancellable, &local_error);
  close(tty);
  if (g_error_matches(local_error, CTL_ERROR, CTL_ERROR_USAGE))
    return TRUE; /* an empty line is no yes */
  if (answer == NULL) {
    g_propagate_error(error, g_steal_pointer(&local_error));
    return FALSE;
  }
  *yes = g_ascii_strcasecmp(secret_peek(answer, NULL), "yes") == 0;
  return TRUE;
}

static void
terminal_prompt_iface_init(PromptInterface *iface)
{
  iface->ask_secret = terminal_prompt_ask_secret;
  iface->confirm = terminal_prompt_confirm;
}

static void
terminal_prompt_class_init(TerminalPromptClass *klass)
{
}

static void
terminal_prompt_init(TerminalPrompt *self)
{
}

TerminalPrompt *
terminal_prompt_new(const char *(*without_terminal)(PromptKind kind))
{
  TerminalPrompt *self = g_object_new(TERMINAL_PROMPT_TYPE, NULL);
  self->without_terminal = without_terminal;
  return self;
}
