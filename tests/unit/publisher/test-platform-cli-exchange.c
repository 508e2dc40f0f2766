/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* When what the platform CLI sent is an answer, a question or nothing: for how long nothing may follow it, to
 * the millisecond of a clock that the test moves. */

#include "app/publisher/cli/platform-cli-exchange.h"

#include "tests/unit/base/fake-clock.h"

#include <string.h>

#define SILENCE_MS 5000

static void
receive(PlatformCliExchange *exchange, const char *text)
{
  g_assert_true(platform_cli_exchange_receive(exchange, text, strlen(text)));
}

static PlatformCliMove
next(PlatformCliExchange *exchange)
{
  const char *say = NULL;
  PlatformCliMove move = platform_cli_exchange_next(exchange, &say);
  g_assert_true((move == PLATFORM_CLI_SAY) == (say != NULL));
  return move;
}

/* It listens until MS have gone by without a byte, then makes MOVE. */
static void
expect_after(PlatformCliExchange *exchange, guint ms, PlatformCliMove move)
{
  g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_LISTEN);
  fake_clock_advance_ms(ms - 1);
  g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_LISTEN);
  fake_clock_advance_ms(1);
  g_assert_cmpint(next(exchange), ==, move);
}

static void
expect_said(PlatformCliExchange *exchange, guint ms, const char *text)
{
  const char *say = NULL;
  fake_clock_advance_ms(ms - 1);
  g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_LISTEN);
  fake_clock_advance_ms(1);
  g_assert_cmpint(platform_cli_exchange_next(exchange, &say), ==, PLATFORM_CLI_SAY);
  g_assert_cmpstr(say, ==, text);
}

static void
test_when(void)
{
  static const struct {
    const char *text;
    guint ms;
    PlatformCliMove move;
  } cases[] = {
      {"", SILENCE_MS, PLATFORM_CLI_SILENT},
      {"show ctl\r\nThe checksum", SILENCE_MS, PLATFORM_CLI_SILENT},
      {"show ctl\r\none\r\nadmin:", 100, PLATFORM_CLI_DONE},
      {"show ctl\r\nError parsing the CTL File. admin:", 700, PLATFORM_CLI_DONE},
      {"Do you want to continue? (y/n):", 100, PLATFORM_CLI_SAY},
      {"Press <enter> for 1 line, <space> for one page, or <q> to quit", 100, PLATFORM_CLI_SAY},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_message("\"%s\"", cases[i].text);
    g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new(TRUE, SILENCE_MS);
    receive(exchange, cases[i].text);
    expect_after(exchange, cases[i].ms, cases[i].move);
  }
}

/* Each byte is a sign of life, also in the middle of what looks like the prompt. */
static void
test_slow(void)
{
  static const char text[] = "show ctl\r\nthe account admin: is in use\r\nadmin:";
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new(FALSE, SILENCE_MS);
  for (gsize i = 0; i < strlen(text); i++) {
    g_assert_true(platform_cli_exchange_receive(exchange, text + i, 1));
    fake_clock_advance_ms(99);
    g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_LISTEN);
  }
  fake_clock_advance_ms(1);
  g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_DONE);
  g_autofree char *seen = platform_cli_exchange_dup_text(exchange);
  g_assert_cmpstr(seen, ==, "show ctl\nthe account admin: is in use\nadmin:");
}

/* A line that pauses for less than its limit is no silence, however long the whole takes. */
static void
test_long(void)
{
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new(FALSE, SILENCE_MS);
  for (int i = 0; i < 100; i++) {
    receive(exchange, "Service Manager is running\r\n");
    fake_clock_advance_ms(SILENCE_MS - 1);
    g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_LISTEN);
  }
  receive(exchange, "admin:");
  expect_after(exchange, 100, PLATFORM_CLI_DONE);
}

static void
answer(gboolean may_say_yes, const char *said, const char *refused)
{
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new(may_say_yes, SILENCE_MS);
  receive(exchange, "Delete the File CTLFile.tlv?\r\nEnter \"y\" followed by return to continue: ");
  expect_said(exchange, 100, said);
  expect_after(exchange, SILENCE_MS, PLATFORM_CLI_SILENT); /* the question is answered once */
  receive(exchange, "\r\nfiles: found = 1\r\nadmin:");
  expect_after(exchange, 100, PLATFORM_CLI_DONE);
  g_assert_cmpstr(platform_cli_exchange_get_refused(exchange), ==, refused);
}

static void
test_questions(void)
{
  answer(TRUE, "y\r", NULL);
  answer(FALSE, "n\r", "Enter \"y\" followed by return to continue:");
}

static void
test_pages(void)
{
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new(FALSE, SILENCE_MS);
  receive(exchange, "one\r\nPress <enter> for 1 line, <space> for one page, or <q> to quit");
  expect_said(exchange, 100, " ");
  receive(exchange, "\rtwo\r\nPress <enter> for 1 line, <space> for one page, or <q> to quit");
  expect_said(exchange, 100, " ");
  receive(exchange, "\rthree\r\nadmin:");
  expect_after(exchange, 100, PLATFORM_CLI_DONE);
  g_assert_null(platform_cli_exchange_get_refused(exchange));
}

static void
test_last_words(void)
{
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new(FALSE, 1500);
  g_autofree char *nothing = platform_cli_exchange_describe_silence(exchange);
  g_assert_cmpstr(nothing, ==, "nothing came for 1.5 seconds");
  receive(exchange, "show ctl\r\nPassword for the archive: ");
  expect_after(exchange, 1500, PLATFORM_CLI_SILENT);
  g_autofree char *words = platform_cli_exchange_describe_silence(exchange);
  g_assert_cmpstr(words, ==,
                  "nothing came for 1.5 seconds; its last words were \"Password for the archive:\"");
}

static void
test_endless(void)
{
  g_autofree char *text = g_strnfill(1024 * 1024, 'x');
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new(FALSE, SILENCE_MS);
  for (int i = 0; i < 2; i++)
    receive(exchange, text);
  g_assert_false(platform_cli_exchange_receive(exchange, text, 1));
}

/* A byte comes now and then, and never a prompt: after half an hour it is enough. */
static void
test_dribble(void)
{
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new(FALSE, SILENCE_MS);
  for (int i = 0; i < 30 * 60 / 4; i++) {
    receive(exchange, ".");
    g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_LISTEN);
    fake_clock_advance_ms(4000);
  }
  g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_ENDLESS);
}

/* It asks the same again and again. */
static void
test_questions_without_end(void)
{
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new(TRUE, SILENCE_MS);
  for (int i = 0; i < 2000; i++) {
    receive(exchange, "Continue? (y/n):");
    expect_said(exchange, 100, "y\r");
  }
  receive(exchange, "Continue? (y/n):");
  expect_after(exchange, 100, PLATFORM_CLI_ENDLESS);
}

/* Nobody reads a line of a megabyte in a message. */
static void
test_long_words(void)
{
  g_autofree char *text = g_strnfill(1024 * 1024, 'x');
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new(FALSE, SILENCE_MS);
  receive(exchange, text);
  g_autofree char *words = platform_cli_exchange_describe_silence(exchange);
  g_assert_cmpuint(strlen(words), <, 300);
}

/* One carriage return, before the first prompt only, and no more patience for it. */
static void
test_wake(void)
{
  static const struct {
    const char *banner;
    guint silence_ms, wake_ms;
  } cases[] = {
      {"", 120000, 10000},
      {"Command Line Interface is starting up, please wait ...\r\n", 120000, 10000},
      {"", SILENCE_MS, SILENCE_MS / 2},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(PlatformCliExchange) woken = platform_cli_exchange_new_first(cases[i].silence_ms);
    receive(woken, cases[i].banner);
    expect_said(woken, cases[i].wake_ms, "\r");
    receive(woken, "\r\nadmin:");
    expect_after(woken, 100, PLATFORM_CLI_DONE);

    g_autoptr(PlatformCliExchange) dead = platform_cli_exchange_new_first(cases[i].silence_ms);
    receive(dead, cases[i].banner);
    expect_said(dead, cases[i].wake_ms, "\r");
    expect_after(dead, cases[i].silence_ms - cases[i].wake_ms, PLATFORM_CLI_SILENT);
  }
}

/* Release 15 shows its first prompt a second time, which may come when the first command was sent already. */
static void
test_prompt_of_before(void)
{
  static const char *const prompts[] = {
      "\r\n\radmin:", "admin:", "\033[24;1Hadmin: ", "\r\n\radmin:\r\nadmin:"};
  for (gsize i = 0; i < G_N_ELEMENTS(prompts); i++) {
    g_autoptr(PlatformCliExchange) late = platform_cli_exchange_new(FALSE, SILENCE_MS);
    receive(late, prompts[i]);
    fake_clock_advance_ms(999);
    g_assert_cmpint(next(late), ==, PLATFORM_CLI_LISTEN);
    receive(late, "show ctl\r\nLength of CTL file: 0\r\nadmin:");
    expect_after(late, 100, PLATFORM_CLI_DONE);

    g_autoptr(PlatformCliExchange) nothing_to_say = platform_cli_exchange_new(FALSE, SILENCE_MS);
    receive(nothing_to_say, prompts[i]);
    expect_after(nothing_to_say, 1000, PLATFORM_CLI_DONE);
  }
}

/* Of a node that echoes, a prompt alone is the one of before for as long as nothing follows; behind an answer
 * to a question it is the end. */
static void
test_prompt_without_echo(void)
{
  g_autoptr(PlatformCliExchange) late = platform_cli_exchange_new(FALSE, SILENCE_MS);
  platform_cli_exchange_expect_echo(late);
  receive(late, "\r\n\radmin:");
  fake_clock_advance_ms(SILENCE_MS - 1);
  g_assert_cmpint(next(late), ==, PLATFORM_CLI_LISTEN);
  receive(late, "show ctl\r\nLength of CTL file: 0\r\nadmin:");
  expect_after(late, 100, PLATFORM_CLI_DONE);

  g_autoptr(PlatformCliExchange) dead = platform_cli_exchange_new(FALSE, SILENCE_MS);
  platform_cli_exchange_expect_echo(dead);
  receive(dead, "admin:");
  expect_after(dead, SILENCE_MS, PLATFORM_CLI_SILENT);

  g_autoptr(PlatformCliExchange) asked = platform_cli_exchange_new(TRUE, SILENCE_MS);
  platform_cli_exchange_expect_echo(asked);
  receive(asked, "file delete\r\nContinue? (y/n):");
  expect_said(asked, 100, "y\r");
  receive(asked, "\r\nadmin:");
  expect_after(asked, 1000, PLATFORM_CLI_DONE);
}

/* An account with another shell: it is given a line end sooner, and known by the prompt that it repeats. */
static void
test_foreign_prompt(void)
{
  static const char *const prompts[] = {"[admin@cucm ~]$ ", "cucm# ", "C:\\>", "router>"};
  for (gsize i = 0; i < G_N_ELEMENTS(prompts); i++) {
    g_autoptr(PlatformCliExchange) foreign = platform_cli_exchange_new_first(120000);
    receive(foreign, "Last login: today\r\n");
    receive(foreign, prompts[i]);
    expect_said(foreign, 2000, "\r");
    receive(foreign, "\r\n");
    receive(foreign, prompts[i]);
    expect_after(foreign, 2000, PLATFORM_CLI_FOREIGN);
    g_autofree char *words = platform_cli_exchange_describe_foreign(foreign);
    g_autofree char *shown = g_strchomp(g_strdup(prompts[i]));
    g_autofree char *wanted =
        g_strdup_printf("no platform CLI answers there, but something with the prompt \"%s\"", shown);
    g_assert_cmpstr(words, ==, wanted);
  }
}

/* What looks like one at first is the banner of a platform CLI. */
static void
test_no_foreign_prompt(void)
{
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new_first(120000);
  receive(exchange, "Authorized use only >>>");
  expect_said(exchange, 2000, "\r");
  receive(exchange, "\r\n");
  fake_clock_advance_ms(8000);
  g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_LISTEN);
  receive(exchange, "   Welcome to the Platform Command Line Interface\r\n\r\nadmin:");
  expect_after(exchange, 100, PLATFORM_CLI_DONE);
}

/* Told before the first prompt, and believed when nothing follows; later it is what a command prints. */
static void
test_expired(void)
{
  static const char *const texts[] = {
      "WARNING: Your password has expired.\r\n",
      "Changing password for ccmadmin.\r\nCurrent password: ",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(PlatformCliExchange) first = platform_cli_exchange_new_first(120000);
    receive(first, texts[i]);
    expect_after(first, 2000, PLATFORM_CLI_EXPIRED);
    g_autofree char *words = platform_cli_exchange_describe_expired(first);
    g_assert_nonnull(strstr(words, "the password has expired; change it by a login of your own"));

    g_autoptr(PlatformCliExchange) working = platform_cli_exchange_new_first(120000);
    receive(working, texts[i]);
    receive(working, "\r\nadmin:");
    expect_after(working, 100, PLATFORM_CLI_DONE);

    g_autoptr(PlatformCliExchange) command = platform_cli_exchange_new(FALSE, SILENCE_MS);
    receive(command, texts[i]);
    g_assert_false(platform_cli_exchange_is_expired(command));
    expect_after(command, SILENCE_MS, PLATFORM_CLI_SILENT);
  }
}

static void
test_end(void)
{
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new_first(120000);
  g_autofree char *nothing = platform_cli_exchange_describe_end(exchange);
  g_assert_cmpstr(nothing, ==, "the node ended the session");
  receive(exchange, "Sorry.\r\nToo many sessions.\r\n");
  g_autofree char *words = platform_cli_exchange_describe_end(exchange);
  g_assert_cmpstr(words, ==, "the node ended the session; its last words were \"Too many sessions.\"");
}

/* The pauses of a banner that is known are waited for. */
static void
test_wake_not_in_banner(void)
{
  g_autoptr(PlatformCliExchange) exchange = platform_cli_exchange_new_first(120000);
  receive(exchange, "Command Line Interface is starting up, please wait ...\r\n");
  fake_clock_advance_ms(8000);
  g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_LISTEN);
  receive(exchange, "   Welcome to the Platform Command Line Interface\r\n\r\n");
  fake_clock_advance_ms(8000);
  g_assert_cmpint(next(exchange), ==, PLATFORM_CLI_LISTEN);
  receive(exchange, "admin:\r\n\radmin:");
  expect_after(exchange, 100, PLATFORM_CLI_DONE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/platform-cli-exchange/when", test_when);
  g_test_add_func("/platform-cli-exchange/slow", test_slow);
  g_test_add_func("/platform-cli-exchange/long", test_long);
  g_test_add_func("/platform-cli-exchange/questions", test_questions);
  g_test_add_func("/platform-cli-exchange/pages", test_pages);
  g_test_add_func("/platform-cli-exchange/last-words", test_last_words);
  g_test_add_func("/platform-cli-exchange/endless", test_endless);
  g_test_add_func("/platform-cli-exchange/dribble", test_dribble);
  g_test_add_func("/platform-cli-exchange/questions-without-end", test_questions_without_end);
  g_test_add_func("/platform-cli-exchange/long-words", test_long_words);
  g_test_add_func("/platform-cli-exchange/wake", test_wake);
  g_test_add_func("/platform-cli-exchange/prompt-of-before", test_prompt_of_before);
  g_test_add_func("/platform-cli-exchange/prompt-without-echo", test_prompt_without_echo);
  g_test_add_func("/platform-cli-exchange/foreign-prompt", test_foreign_prompt);
  g_test_add_func("/platform-cli-exchange/no-foreign-prompt", test_no_foreign_prompt);
  g_test_add_func("/platform-cli-exchange/expired", test_expired);
  g_test_add_func("/platform-cli-exchange/end", test_end);
  g_test_add_func("/platform-cli-exchange/wake-not-in-banner", test_wake_not_in_banner);
  return g_test_run();
}
