/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command-line.h"

/* Where the command stands in a command line, and what moves behind it. */

typedef struct {
  const char *typed; /* words with a blank between them */
  const char *words; /* what the command gets, likewise; "" for a command line without a command */
} Case;

static const Case cases[] = {
    {"", ""},
    {"--json", ""},
    {"--pin-fd 3", ""},
    {"--pin-fd=3 -v", ""},
    {"tokens", "tokens"},
    {"tokens --json", "tokens --json"},
    {"--json tokens", "tokens --json"},
    {"--yes --dry-run push --force FILE hq", "push --yes --dry-run --force FILE hq"},
    {"--module PATH --module OTHER tokens --module THIRD",
     "tokens --module PATH --module OTHER --module THIRD"},
    {"--module=PATH -v tokens", "tokens --module=PATH -v"},
    {"--pin-file tokens export --all", "export --pin-file tokens --all"},
    {"--help build", "build --help"},
    {"-h build", "build -h"},
    {"--version build", "build --version"},
    {"--json -- show -- --json", "show --json -- --json"},
    {"-- show", "show"},
    {"--pin-file -- tokens", "tokens --pin-file --"}, /* a file of that name */
    {"--json --pin-file -- -- tokens", "tokens --json --pin-file --"},
    {"--pin-file -- tokens -- x", "tokens --pin-file -- -- x"},
    {"--pin-file -- --json show", "show --pin-file -- --json"},
    {"--pin-file=-- -- show --json", "show --pin-file=-- --json"},
    {"show --all --json -", "show --all --json -"},
    {"- tokens", "- tokens"},
};

static gboolean
read_words(CommandLine *line, const char *typed, GError **error)
{
  g_autofree char *text = g_strconcat("etoken-ctl", *typed != '\0' ? " " : "", typed, NULL);
  g_auto(GStrv) argv = g_strsplit(text, " ", -1);
  return command_line_read(line, argv, error);
}

static void
test_commands(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    CommandLine line;
    g_test_message("%s", cases[i].typed);
    g_assert_true(read_words(&line, cases[i].typed, &error));
    g_assert_no_error(error);
    g_autofree char *words = line.words != NULL ? g_strjoinv(" ", line.words) : g_strdup("");
    g_assert_cmpstr(words, ==, cases[i].words);
    command_line_clear(&line);
  }
}

static void
test_without_command(void)
{
  CommandLine line;
  g_assert_true(read_words(&line, "--json --help", NULL));
  g_assert_true(line.help && line.options.json && !line.options.version);
  command_line_clear(&line);
  g_assert_true(read_words(&line, "--version", NULL));
  g_assert_true(!line.help && line.options.version);
  command_line_clear(&line);
}

static void
test_refused(void)
{
  static const struct {
    const char *typed;
    const char *message;
  } refused[] = {
      {"--all export", "Unknown option --all; before the command stand only those that every command takes"},
      {"--json --sign-with X build",
       "Unknown option --sign-with; before the command stand only those that every command takes"},
      {"--module", "Missing argument for --module"},
      {"--pin-fd x tokens", "Cannot parse integer value “x” for --pin-fd"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_autoptr(GError) error = NULL;
    CommandLine line;
    g_assert_false(read_words(&line, refused[i].typed, &error));
    g_assert_cmpstr(error->message, ==, refused[i].message);
    command_line_clear(&line);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/command-line/commands", test_commands);
  g_test_add_func("/command-line/without-command", test_without_command);
  g_test_add_func("/command-line/refused", test_refused);
  return g_test_run();
}
