/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/terminal-prompt.h"

#include "app/base/error.h"
#include "app/base/terminal-echo.h"
#include "app/base/terminal-turn.h"
#include "app/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

struct _CtlTerminalPrompt {
  GObject parent;
  TerminalPromptHint without_terminal;
  gconstpointer data;
};

static void terminal_prompt_iface_init(CtlPromptInterface *iface);
G_DEFINE_TYPE_WITH_CODE(CtlTerminalPrompt, terminal_prompt, G_TYPE_OBJECT,
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
open_terminal(CtlTerminalPrompt *self, const PromptQuestion *question, GError **error)
{
  int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (tty >= 0)
    return tty;
  const char *hint =
      self->without_terminal != NULL ? self->without_terminal(question->kind, self->data) : NULL;
  if (hint != NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s: there is no terminal to ask on; %s"),
                question->message, hint);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s: there is no terminal to ask on"),
                question->message);
  return -1;
}

/* LINE is the question as it is put, DETAIL may hold line ends of ours: what either has from outside is
 * shown, and does nothing. */
static void
write_question(int tty, const PromptQuestion *question, const char *line)
{
  if (question->detail != NULL) {
    g_autofree char *detail = text_lines_for_people(question->detail);
    g_autofree char *converted = text_for_terminal(detail);
    write_text(tty, converted);
    write_text(tty, "\n");
  }
  write_text(tty, line);
}

static char *
question_for_text(const PromptQuestion *question)
{
  g_autofree char *message = text_for_people(question->message);
  /* TRANSLATORS: a question to which something is typed: "Password of token SAST-A: " */
  g_autofree char *line = g_strdup_printf(_("%s: "), message);
  return text_for_terminal(line);
}

/* Echo is off before the question is seen: whoever types at once must not see the password. */
static Secret *
ask_without_echo(int tty, const PromptQuestion *question, const char *line, GCancellable *cancellable,
                 GError **error)
{
  terminal_echo_off(tty, line);
  write_question(tty, question, line);
  Secret *secret = secret_read_line(tty, _("The terminal"), cancellable, error);
  terminal_echo_on();
  write_text(tty, "\n");
  return secret;
}

static Secret *
ask_with_echo(int tty, const PromptQuestion *question, const char *line, GCancellable *cancellable,
              GError **error)
{
  write_question(tty, question, line);
  return secret_read_line(tty, _("The terminal"), cancellable, error);
}

static Secret *
terminal_prompt_ask_secret(CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                           GError **error)
{
  int tty = open_terminal(CTL_TERMINAL_PROMPT(prompt), question, error);
  if (tty < 0)
    return NULL;
  g_autofree char *line = question_for_text(question);
  terminal_turn_begin();
  Secret *secret = question->kind == PROMPT_LOGIN_ANSWER
                       ? ask_with_echo(tty, question, line, cancellable, error)
                       : ask_without_echo(tty, question, line, cancellable, error);
  terminal_turn_end();
  close(tty);
  return secret;
}

static const char *
word_yes(void)
{
  /* TRANSLATORS: what is typed at the terminal to agree; "yes" is understood as well */
  return C_("typed answer", "yes");
}

static const char *
word_no(void)
{
  return C_("typed answer", "no");
}

static gboolean
is_same_word(const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold(a, -1);
  g_autofree char *folded_b = g_utf8_casefold(b, -1);
  return g_str_equal(folded_a, folded_b);
}

/* With or without its accents ("si" for "sí"), where the word is in Latin letters. */
static gboolean
is_word(const char *answer, const char *word)
{
  g_autofree char *plain = g_str_to_ascii(word, NULL);
  return is_same_word(answer, word) || (strchr(plain, '?') == NULL && is_same_word(answer, plain));
}

/* In the session's language, or in English. */
static gboolean
says_yes(const char *answer)
{
  if (g_ascii_strcasecmp(answer, "yes") == 0)
    return TRUE;
  g_autofree char *text = g_locale_to_utf8(answer, -1, NULL, NULL, NULL);
  return text != NULL && is_word(text, word_yes());
}

static gboolean
terminal_prompt_confirm(CtlPrompt *prompt, const PromptQuestion *question, gboolean *yes,
                        GCancellable *cancellable, GError **error)
{
  int tty = open_terminal(CTL_TERMINAL_PROMPT(prompt), question, error);
  if (tty < 0)
    return FALSE;
  g_autoptr(GError) local_error = NULL;
  g_autofree char *message = text_for_people(question->message);
  /* TRANSLATORS: a question, then what can be typed: "Use the last try of token SAST-A? [yes/no] " */
  g_autofree char *question_line = g_strdup_printf(_("%s? [%s/%s] "), message, word_yes(), word_no());
  g_autofree char *line = text_for_terminal(question_line);
  terminal_turn_begin();
  g_autoptr(Secret) answer = ask_with_echo(tty, question, line, cancellable, &local_error);
  terminal_turn_end();
  close(tty);
  if (g_error_matches(local_error, CTL_ERROR, CTL_ERROR_USAGE))
    return TRUE; /* an empty line is no yes */
  if (answer == NULL) {
    g_propagate_error(error, g_steal_pointer(&local_error));
    return FALSE;
  }
  *yes = says_yes(secret_peek(answer, NULL));
  return TRUE;
}

static void
terminal_prompt_iface_init(CtlPromptInterface *iface)
{
  iface->ask_secret = terminal_prompt_ask_secret;
  iface->confirm = terminal_prompt_confirm;
}

static void
terminal_prompt_class_init(CtlTerminalPromptClass *klass)
{
}

static void
terminal_prompt_init(CtlTerminalPrompt *self)
{
}

CtlTerminalPrompt *
terminal_prompt_new(TerminalPromptHint without_terminal, gconstpointer data)
{
  CtlTerminalPrompt *self = g_object_new(TERMINAL_PROMPT_TYPE, NULL);
  self->without_terminal = without_terminal;
  self->data = data;
  return self;
}
