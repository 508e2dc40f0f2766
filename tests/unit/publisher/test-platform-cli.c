/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli.h"
#include "tests/unit/publisher/sshd-fixture.h"

#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

/* The driver of the platform CLI, against a node's CLI (tests/sandbox/platform-cli) behind OpenSSH. */

static void
set_faults(const char *faults)
{
  g_autofree char *path = sshd_path("cli/faults");
  sshd_write(path, faults);
}

static PlatformCli *
open_cli(guint timeout_ms, GCancellable *cancellable, GError **error)
{
  PublisherLogin login = sshd_login("client");
  login.timeout_ms = timeout_ms;
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(PublisherAddress) address = publisher_address_parse("sftp://admin@127.0.0.1/CTLFile.tlv", NULL);
  return platform_cli_open(address, &login, prompt, NULL, cancellable, error);
}

static PlatformCli *
must_open(const char *faults)
{
  g_autoptr(GError) error = NULL;
  set_faults(faults);
  PlatformCli *cli = open_cli(10000, NULL, &error);
  g_assert_no_error(error);
  return cli;
}

static char *
must_run(PlatformCli *cli, const char *command, PlatformCliAnswer answer)
{
  g_autoptr(GError) error = NULL;
  char *output = platform_cli_run(cli, command, answer, NULL, &error);
  g_assert_no_error(error);
  return output;
}

static void
expect_cluster(PlatformCli *cli)
{
  g_autofree char *version = must_run(cli, "show version active", PLATFORM_CLI_NO);
  g_assert_true(g_str_has_prefix(version, "Active Master Version: 10.5.2.10000-5\nActive Version"));
  g_assert_true(g_str_has_suffix(version, "No Installed Software Options Found."));
  g_autofree char *trust = must_run(cli, "show cert list trust", PLATFORM_CLI_NO);
  g_auto(GStrv) lines = g_strsplit(trust, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, 40);
  for (guint i = 0; i < 40; i++) {
    g_autofree char *line = g_strdup_printf("tomcat-trust/authority-%02u.pem: Authority %02u", i + 1, i + 1);
    g_assert_cmpstr(lines[i], ==, line);
  }
}

/* Whatever the terminal is like, the text is the same. What is made of each byte and each pause is tested in
 * test-platform-cli-text.c and test-platform-cli-exchange.c. */
static void
test_terminals(void)
{
  static const char *const kinds[] = {"",       "twice cursor", "slow",  "no-echo",
                                      "redraw", "escapes",      "pages", "pages slow"};
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i += sshd_step(3)) {
    g_test_message("terminal: %s", kinds[i]);
    g_autoptr(PlatformCli) cli = must_open(kinds[i]);
    expect_cluster(cli);
  }
}

/* The prompt comes on the last line of the answer, and text that looks like one in the middle of it. */
static void
test_prompt_in_line(void)
{
  g_autoptr(PlatformCli) cli = must_open("loud");
  g_autofree char *output = must_run(cli, "show ctl", PLATFORM_CLI_NO);
  g_assert_true(g_str_has_prefix(output, "the account admin: is in use\nLength of CTL file: 0"));
  g_assert_true(g_str_has_suffix(output, "Error parsing the CTL File."));
}

static void
expect_failure(PlatformCli *cli, const char *command, int code, const char *words)
{
  g_autoptr(GError) error = NULL;
  g_assert_null(platform_cli_run(cli, command, PLATFORM_CLI_NO, NULL, &error));
  g_assert_error(error, CTL_ERROR, code);
  g_assert_nonnull(strstr(error->message, words));
}

static void
test_unknown_command(void)
{
  g_autoptr(PlatformCli) cli = must_open("");
  expect_failure(cli, "show me", CTL_ERROR_REMOTE, "does not know the command \"show me\"");
  expect_cluster(cli); /* goes on */
}

static void
test_questions(void)
{
  g_autofree char *file = sshd_path("home/admin/tftp/CTLFile.tlv");
  sshd_write(file, "list");
  g_autoptr(PlatformCli) cli = must_open("");
  expect_failure(cli, "file delete tftp CTLFile.tlv", CTL_ERROR_REMOTE, "was told no");
  g_assert_true(g_file_test(file, G_FILE_TEST_EXISTS));
  g_autofree char *output = must_run(cli, "file delete tftp CTLFile.tlv", PLATFORM_CLI_YES);
  g_assert_nonnull(strstr(output, "files: found = 1, deleted = 1"));
  g_assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
}

/* The empty answer to the first command was the prompt of before: nobody is told the first one's answer for
 * the second one's. */
static void
test_late_echo(void)
{
  g_autoptr(PlatformCli) cli = must_open("late-echo");
  expect_failure(cli, "show ctl", CTL_ERROR_UNREACHABLE, "an earlier command broke the session");
  expect_failure(cli, "show itl", CTL_ERROR_UNREACHABLE, "an earlier command broke the session");
}

static void
test_never_utils_ctl(void)
{
  g_autoptr(PlatformCli) cli = must_open("");
  g_autoptr(GError) error = NULL;
  g_assert_null(platform_cli_run(cli, "utils ctl update CTLFile", PLATFORM_CLI_YES, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_autofree char *path = sshd_path("cli/log");
  g_autofree char *log = sshd_read(path);
  g_assert_null(strstr(log, "utils ctl"));
}

static void
test_session_drop(void)
{
  g_autoptr(PlatformCli) cli = must_open("drop=ctl");
  expect_failure(cli, "show ctl", CTL_ERROR_UNREACHABLE, "ended the session");
  expect_failure(cli, "show itl", CTL_ERROR_UNREACHABLE, "an earlier command broke the session");
}

/* An unknown question waits for ever; its words are told. */
static void
test_silence(void)
{
  g_autoptr(GError) error = NULL;
  set_faults("hang=ctl");
  g_autoptr(PlatformCli) cli = open_cli(3000, NULL, &error);
  g_assert_no_error(error);
  expect_failure(cli, "show ctl", CTL_ERROR_UNREACHABLE,
                 "nothing came for 3 seconds; its last words were \"Password for the archive:\"");
}

typedef struct {
  int log; /* of inotify */
  GCancellable *cancellable;
} Canceller;

/* Cancels once the node has got another command. */
static gpointer
cancel_in_command(gpointer data)
{
  const Canceller *canceller = data;
  char event[4096];
  g_assert_cmpint(read(canceller->log, event, sizeof event), >, 0);
  g_cancellable_cancel(canceller->cancellable);
  return NULL;
}

static void
test_cancel(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  g_autoptr(PlatformCli) cli = must_open("hang=ctl");
  g_autofree char *log = sshd_path("cli/log");
  Canceller canceller = {.log = inotify_init1(IN_CLOEXEC), .cancellable = cancellable};
  g_assert_cmpint(inotify_add_watch(canceller.log, log, IN_MODIFY), >=, 0);
  GThread *thread = g_thread_new("cancel", cancel_in_command, &canceller);
  g_assert_null(platform_cli_run(cli, "show ctl", PLATFORM_CLI_NO, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_thread_join(thread);
  close(canceller.log);
}

/* An account without a CLI. */
static void
test_no_cli(void)
{
  g_autoptr(GError) error = NULL;
  PublisherLogin login = sshd_login("client");
  login.timeout_ms = 1500;
  g_autoptr(CtlPrompt) prompt = sshd_prompt(NULL, NULL);
  g_autoptr(PublisherAddress) address = publisher_address_parse("sftp://keys@127.0.0.1/CTLFile.tlv", NULL);
  g_assert_null(platform_cli_open(address, &login, prompt, NULL, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
}

static void
add_tests(void)
{
  g_test_add_func("/platform-cli/terminals", test_terminals);
  g_test_add_func("/platform-cli/prompt-in-line", test_prompt_in_line);
  g_test_add_func("/platform-cli/unknown-command", test_unknown_command);
  g_test_add_func("/platform-cli/questions", test_questions);
  g_test_add_func("/platform-cli/late-echo", test_late_echo);
  g_test_add_func("/platform-cli/never-utils-ctl", test_never_utils_ctl);
  g_test_add_func("/platform-cli/session-drop", test_session_drop);
  g_test_add_func("/platform-cli/silence", test_silence);
  g_test_add_func("/platform-cli/cancel", test_cancel);
  g_test_add_func("/platform-cli/no-cli", test_no_cli);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
