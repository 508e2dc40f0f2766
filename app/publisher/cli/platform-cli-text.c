/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli-text.h"

#include "app/base/error.h"
#include "app/base/text.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define PROMPT "admin:"
#define MAX_COMMAND_LEN 1024
#define MAX_LINE 300 /* characters, where one is shown */

/* Characters of a line; the longest that a node prints are certificates in one line. What is beyond is
 * dropped, and patterns are not searched in it for ever. */
#define MAX_LINE_LEN 16384

#define ESCAPE '\033'
#define BELL '\a'

/* A terminal without a right margin: the line that is being written, the lines above it. */
typedef struct {
  GString *done;
  GArray *line; /* of gunichar */
  guint cursor;
} Screen;

static void
put(Screen *screen, gunichar c)
{
  if (screen->cursor < screen->line->len)
    g_array_index(screen->line, gunichar, screen->cursor) = c;
  else if (screen->line->len < MAX_LINE_LEN)
    g_array_append_val(screen->line, c);
  else
    return;
  screen->cursor++;
}

/* Blanks at a line's end are what is left of erased text, or nobody's concern. */
static void
end_line(Screen *screen)
{
  guint len = screen->line->len;
  while (len > 0 && g_unichar_isspace(g_array_index(screen->line, gunichar, len - 1)))
    len--;
  for (guint i = 0; i < len; i++)
    g_string_append_unichar(screen->done, g_array_index(screen->line, gunichar, i));
  g_array_set_size(screen->line, 0);
  screen->cursor = 0;
}

/* A string to the terminal, such as a title, from its first character at P on; it ends with BEL, or where the
 * next escape sequence begins. */
static const char *
skip_string(const char *p, const char *end)
{
  while (p < end && *p != BELL && *p != ESCAPE)
    p++;
  return p < end && *p == BELL ? p + 1 : p;
}

/* The line's cells lose what they show, the cursor stays where it is. */
static void
erase_line(Screen *screen, gboolean whole)
{
  if (screen->cursor < screen->line->len)
    g_array_set_size(screen->line, screen->cursor);
  for (guint i = 0; whole && i < screen->line->len; i++)
    g_array_index(screen->line, gunichar, i) = ' ';
}

static void
break_line(Screen *screen)
{
  end_line(screen);
  g_string_append_c(screen->done, '\n');
}

/* A control sequence with PARAMETERS up to its final byte LAST. Those that erase the line have an effect, and
 * those that go to another one: whatever is written there is no part of this line. */
static void
do_control(Screen *screen, const char *parameters, char last)
{
  if (last == 'K')
    erase_line(screen, *parameters == '2');
  else if ((last == 'H' || last == 'f') && screen->line->len > 0)
    break_line(screen);
}

/* The escape sequence at P (ECMA-48: CSI ends with a byte from @ on, OSC with BEL, others have bytes below 0
 * before their last one); returns what is behind it. */
static const char *
do_escape(Screen *screen, const char *p, const char *end)
{
  if (++p < end && *p == ']')
    return skip_string(p, end);
  gboolean is_control = p < end && *p == '[';
  const char *parameters = is_control ? ++p : p;
  while (p < end && (is_control ? *p < '@' : *p >= ' ' && *p < '0'))
    p++;
  if (is_control && p < end)
    do_control(screen, parameters, *p);
  return p < end ? g_utf8_next_char(p) : p;
}

static void
do_character(Screen *screen, gunichar c)
{
  switch (c) {
  case '\n':
    break_line(screen);
    break;
  case '\r':
    screen->cursor = 0;
    break;
  case '\b':
    screen->cursor -= screen->cursor > 0 ? 1 : 0;
    break;
  default:
    if (c == '\t' || !g_unichar_iscntrl(c))
      put(screen, c);
  }
}

char *
platform_cli_clean(const char *raw, gsize len)
{
  g_autofree char *valid = g_utf8_make_valid(raw, (gssize)len);
  const char *end = valid + strlen(valid);
  Screen screen = {g_string_sized_new(len), g_array_new(FALSE, FALSE, sizeof(gunichar)), 0};
  for (const char *p = valid; p < end;) {
    if (*p == ESCAPE) {
      p = do_escape(&screen, p, end);
      continue;
    }
    do_character(&screen, g_utf8_get_char(p));
    p = g_utf8_next_char(p);
  }
  end_line(&screen);
  g_array_unref(screen.line);
  g_autofree char *text = g_string_free(screen.done, FALSE);
  return text_lines_for_people(text);
}

static gboolean
matches(const char *pattern, const char *text)
{
  return g_regex_match_simple(pattern, text, G_REGEX_CASELESS, 0);
}

/* Only the end counts: a question that was answered stands further up. */
PlatformCliState
platform_cli_get_state(const char *text)
{
  gsize len = strlen(text);
  const char *tail = len > 400 ? g_utf8_find_next_char(text + len - 400, NULL) : text;
  if (matches("(^|\\n)" PROMPT "[ \\t]*$", tail))
    return PLATFORM_CLI_PROMPT;
  if (matches(PROMPT "[ \\t]*$", tail))
    return PLATFORM_CLI_PROMPT_IN_LINE;
  if (matches("[([](y/n|yes/no)[])][ \\t]*[:?]*[ \\t]*$", tail) ||
      matches("\"?y\"? followed by\\s+return to continue[ \\t]*:?[ \\t]*$", tail))
    return PLATFORM_CLI_QUESTION;
  if (matches("press <enter> for 1 line,[^\\n]*quit[ \\t]*$", tail))
    return PLATFORM_CLI_MORE;
  return PLATFORM_CLI_RUNNING;
}

/* TEXT behind the prompts that it begins with; TEXT itself without any. */
static const char *
skip_prompts(const char *text)
{
  for (;;) {
    const char *p = text + strspn(text, " \t\n");
    if (!g_str_has_prefix(p, PROMPT))
      return text;
    text = p + strlen(PROMPT);
  }
}

gboolean
platform_cli_is_only_prompt(const char *text)
{
  const char *rest = skip_prompts(text);
  return rest != text && rest[strspn(rest, " \t\n")] == '\0';
}

/* The text behind the echo of COMMAND, blanks and line ends in it aside, or all of it where there is no echo;
 * without the prompts before that: a line that is drawn anew begins with one, and another may have been on
 * its way when the command was sent. */
static const char *
skip_echo(const char *text, const char *command)
{
  const char *begin = skip_prompts(text);
  const char *p = begin;
  for (const char *c = command; *c != '\0'; c++) {
    if (g_ascii_isspace(*c))
      continue;
    while (g_ascii_isspace(*p))
      p++;
    if (*p++ != *c)
      return begin;
  }
  while (*p == ' ' || *p == '\t')
    p++;
  return *p == '\n' || *p == '\0' ? p : begin;
}

gboolean
platform_cli_has_echo(const char *text, const char *command)
{
  return skip_echo(text, command) != skip_prompts(text);
}

static char *
replace_all(const char *text, const char *pattern)
{
  g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_CASELESS, 0, NULL);
  return g_regex_replace_literal(regex, text, -1, 0, "", 0, NULL);
}

char *
platform_cli_strip(const char *text, const char *command)
{
  const char *output = skip_echo(text, command);
  g_autofree char *whole =
      replace_all(output, "press <enter> for 1 line, <space> for one page, or <q> to quit\\n?");
  gsize len = strlen(whole);
  while (len > 0 && g_ascii_isspace(whole[len - 1]))
    len--;
  if (len >= strlen(PROMPT) && strncmp(whole + len - strlen(PROMPT), PROMPT, strlen(PROMPT)) == 0)
    len -= strlen(PROMPT);
  whole[len] = '\0';
  const char *first = whole + strspn(whole, "\n");
  return g_strchomp(g_strdup(first));
}

/* Is WORD the command WHOLE or the beginning of it? */
static gboolean
may_mean(const char *word, const char *whole)
{
  return *word != '\0' && g_ascii_strncasecmp(word, whole, strlen(word)) == 0;
}

static gboolean
is_utils_ctl(const char *command)
{
  g_auto(GStrv) words = g_regex_split_simple("\\s+", command, 0, 0);
  guint first = words[0] != NULL && *words[0] == '\0' ? 1 : 0;
  return g_strv_length(words) >= first + 2 && may_mean(words[first], "utils") &&
         (may_mean(words[first + 1], "ctl") || g_ascii_strncasecmp(words[first + 1], "ctl", 3) == 0);
}

gboolean
platform_cli_check_command(const char *command, GError **error)
{
  gboolean plain = *command != '\0' && strlen(command) <= MAX_COMMAND_LEN;
  for (const char *p = command; plain && *p != '\0'; p++)
    plain = g_ascii_isprint(*p);
  if (!plain)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("A command for the platform CLI has to be one line of plain text"));
  else if (is_utils_ctl(command))
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("\"%s\" is never run: it replaces the list by one that no eToken has signed"), command);
  else
    return TRUE;
  return FALSE;
}

gboolean
platform_cli_check_output(const char *host, const char *command, const char *output, GError **error)
{
  if (strstr(output, "No valid command entered") != NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("Node %s does not know the command \"%s\""), host,
                command);
    return FALSE;
  }
  if (strstr(output, "Executed command unsuccessfully") == NULL)
    return TRUE;
  g_autofree char *line = platform_cli_last_line(output);
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("Node %s: the command \"%s\" failed (%s)"), host, command,
              line);
  return FALSE;
}

char *
platform_cli_last_line(const char *text)
{
  g_autofree char *copy = g_strchomp(g_strdup(text));
  const char *line = strrchr(copy, '\n');
  g_autofree char *stripped = g_strstrip(g_strdup(line != NULL ? line + 1 : copy));
  return text_for_people_within(stripped, MAX_LINE);
}
