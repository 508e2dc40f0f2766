/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the monitor tells when tokens come and go, and when modules fail: real modules in real helpers. The
 * clock stands still, or jumps to the next scan when every module waits for it, so that pauses take no time.
 */

#include "mock-usb.h"
#include "soft-tokens.h"

#include "pkcs11/token-monitor.h"
#include "tests/unit/base/fake-clock.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How long to wait for what has to come, on a slow and busy machine. */
#define PATIENCE_MS 60000
#define N_PLUGS 4
#define N_SCANS 3    /* that show that nothing is told */
#define N_RETRIES 20 /* scans, in which what could not be read is read again at least once */

static char *rules_path;
static char *log_path;
static char *frozen_path;

/* A monitor and all that it has told so far, a line each. */
typedef struct {
  CtlTokenMonitor *monitor;
  guint n_modules;
  guint n_usb;
  GString *told;
} Watch;

static void
write_file(const char *path, const char *text)
{
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
on_added(CtlTokenMonitor *monitor, const Token *token, Watch *watch)
{
  g_string_append_printf(watch->told, "added %s\n", token_get_name(token));
}

static void
on_removed(CtlTokenMonitor *monitor, const Token *token, Watch *watch)
{
  g_string_append_printf(watch->told, "removed %s\n", token_get_name(token));
}

static void
on_changed(CtlTokenMonitor *monitor, const Token *token, Watch *watch)
{
  g_string_append_printf(watch->told, "changed %s %u\n", token_get_name(token),
                         token_get_password_state(token));
}

static void
on_failed(CtlTokenMonitor *monitor, const GError *failure, Watch *watch)
{
  g_string_append_printf(watch->told, "failed %s\n", failure->message);
}

static void
on_ready(CtlTokenMonitor *monitor, Watch *watch)
{
  g_string_append(watch->told, "ready\n");
}

static void
on_usb(CtlTokenMonitor *monitor, gboolean arrived, Watch *watch)
{
  watch->n_usb++;
}

static gboolean
on_timeout(gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Waits until WHAT is told while the clock stands still, then forgets all that was up to it. */
static void
expect_now(Watch *watch, const char *what)
{
  gboolean over = FALSE;
  guint timeout = g_timeout_add(PATIENCE_MS, on_timeout, &over);
  while (!over && strstr(watch->told->str, what) == NULL)
    g_main_context_iteration(NULL, TRUE);
  if (over)
    g_error("\"%s\" was not told, but:\n%s", what, watch->told->str);
  g_source_remove(timeout);
  g_string_erase(watch->told, 0, strstr(watch->told->str, what) - watch->told->str + (gssize)strlen(what));
}

/* The same, while the clock jumps from scan to scan. */
static void
expect(Watch *watch, const char *what)
{
  fake_clock_jump(watch->n_modules);
  expect_now(watch, what);
  fake_clock_jump(0);
}

/* All modules are asked, or tried, a few times more, and nothing is told. */
static void
expect_nothing(Watch *watch)
{
  fake_clock_run(watch->n_modules, watch->n_modules * N_SCANS);
  while (g_main_context_iteration(NULL, FALSE))
    ;
  g_assert_cmpstr(watch->told->str, ==, "");
}

static Watch *
watch_new(const char *module, const char *other, guint timeout_ms)
{
  const char *modules[] = {module, other, NULL};
  Watch *watch = g_new0(Watch, 1);
  watch->told = g_string_new(NULL);
  watch->n_modules = module == NULL ? 0 : other == NULL ? 1 : 2;
  watch->monitor = token_monitor_new(modules, timeout_ms);
  g_signal_connect(watch->monitor, "token-added", G_CALLBACK(on_added), watch);
  g_signal_connect(watch->monitor, "token-removed", G_CALLBACK(on_removed), watch);
  g_signal_connect(watch->monitor, "token-changed", G_CALLBACK(on_changed), watch);
  g_signal_connect(watch->monitor, "failed", G_CALLBACK(on_failed), watch);
  g_signal_connect(watch->monitor, "ready", G_CALLBACK(on_ready), watch);
  g_signal_connect(watch->monitor, "usb", G_CALLBACK(on_usb), watch);
  return watch;
}

/* Ending waits for nothing, whatever the module does: here no time goes by. */
static void
watch_free(Watch *watch)
{
  g_assert_finalize_object(watch->monitor);
  g_string_free(watch->told, TRUE);
  g_free(watch);
}

static void
set_gone(gboolean gone)
{
  write_file(rules_path, gone ? "[tokens]\n" SOFT_TOKEN_A "=gone\n" : "");
}

static void
test_start(void)
{
  set_gone(FALSE);
  Watch *watch = watch_new(FAULTY_MODULE, NULL, 0);
  g_assert_cmpuint(token_monitor_get_tokens(watch->monitor)->len, ==, 0);
  while (strstr(watch->told->str, "ready") == NULL)
    g_main_context_iteration(NULL, TRUE);
  g_assert_cmpstr(watch->told->str, ==,
                  "added " SOFT_TOKEN_A "\nadded " SOFT_TOKEN_B "\nadded " SOFT_TOKEN_ALWAYS
                  "\nadded " SOFT_TOKEN_NO_KEY "\nready\n");
  g_assert_cmpuint(token_monitor_get_tokens(watch->monitor)->len, ==, SOFT_N_TOKENS);
  g_assert_cmpuint(token_monitor_get_n_modules(watch->monitor), ==, 1);
  g_string_truncate(watch->told, 0);
  expect_nothing(watch);
  watch_free(watch);
}

static void
test_no_modules(void)
{
  Watch *watch = watch_new(NULL, NULL, 0);
  expect(watch, "ready\n");
  watch_free(watch);
}

static void
test_plug(void)
{
  set_gone(FALSE);
  Watch *watch = watch_new(FAULTY_MODULE, NULL, 0);
  expect(watch, "ready\n");
  for (guint i = 0; i < 2 * N_PLUGS; i++) {
    gboolean out = i % 2 == 0;
    set_gone(out);
    expect(watch, out ? "removed " SOFT_TOKEN_A "\n" : "added " SOFT_TOKEN_A "\n");
    g_assert_cmpuint(token_monitor_get_tokens(watch->monitor)->len, ==, SOFT_N_TOKENS - (out ? 1 : 0));
  }
  watch_free(watch);
}

static void
test_password_state(void)
{
  set_gone(FALSE);
  Watch *watch = watch_new(FAULTY_MODULE, NULL, 0);
  expect(watch, "ready\n");
  write_file(rules_path, "[tokens]\n" SOFT_TOKEN_A "=0x40000\n"); /* CKF_USER_PIN_LOCKED */
  expect(watch, "changed " SOFT_TOKEN_A " 4\n");
  watch_free(watch);
}

static gboolean
shows_certificate(Watch *watch, const char *name)
{
  const GPtrArray *tokens = token_monitor_get_tokens(watch->monitor);
  for (guint i = 0; i < tokens->len; i++) {
    const Token *token = g_ptr_array_index(tokens, i);
    if (g_str_equal(token_get_name(token), name))
      return token_get_certificate(token) != NULL;
  }
  g_assert_not_reached();
}

/* One that cannot be read yet is tried again, and the token is another one when it can. */
static void
test_late_certificate(void)
{
  write_file(rules_path, "[attributes]\n1.11=0x30\n"); /* CKO_CERTIFICATE, CKA_VALUE: CKR_DEVICE_ERROR */
  Watch *watch = watch_new(FAULTY_MODULE, NULL, 0);
  expect(watch, "ready\n");
  g_assert_false(shows_certificate(watch, SOFT_TOKEN_A));
  set_gone(FALSE);
  expect(watch, "changed " SOFT_TOKEN_A " 0\n");
  g_assert_true(shows_certificate(watch, SOFT_TOKEN_A));
  watch_free(watch);
}

/* A token that two modules show is plugged in until neither does. */
static void
test_two_modules(void)
{
  set_gone(FALSE);
  Watch *watch = watch_new(FAULTY_MODULE, SOFTHSM_MODULE, 0);
  expect(watch, "ready\n");
  g_assert_cmpuint(token_monitor_get_tokens(watch->monitor)->len, ==, SOFT_N_TOKENS);
  fake_clock_run(2, 2); /* each module has told that it shows them, too */
  g_string_truncate(watch->told, 0);
  set_gone(TRUE);
  expect(watch, "changed " SOFT_TOKEN_A " 0\n");
  g_assert_cmpuint(token_monitor_get_tokens(watch->monitor)->len, ==, SOFT_N_TOKENS);
  watch_free(watch);
}

/* How often the module was loaded, and in which process last. */
static guint
count_loads(int *pid)
{
  g_autofree char *log = NULL;
  guint n = 0;
  g_file_get_contents(log_path, &log, NULL, NULL);
  g_auto(GStrv) lines = g_strsplit(log != NULL ? log : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (!g_str_has_prefix(lines[i], "load "))
      continue;
    *pid = (int)g_ascii_strtoll(lines[i] + strlen("load "), NULL, 10);
    n++;
  }
  return n;
}

/* Until the process that PROCESS, of pidfd_open(), stands for has ended. */
static void
wait_end(int process)
{
  GPollFD ended = {.fd = process, .events = G_IO_IN};
  g_assert_cmpint(process, >=, 0);
  g_assert_cmpint(g_poll(&ended, 1, PATIENCE_MS), ==, 1);
  close(process);
}

static void
test_killed_helper(void)
{
  int pid = 0;
  set_gone(FALSE);
  g_unlink(log_path);
  Watch *watch = watch_new(FAULTY_MODULE, NULL, 0);
  expect(watch, "ready\n");
  g_assert_cmpuint(count_loads(&pid), ==, 1);
  g_assert_cmpint(kill(pid, SIGKILL), ==, 0);
  expect(watch, "failed PKCS#11 module " FAULTY_MODULE " crashed (signal 9)\n");
  set_gone(TRUE); /* is seen by the helper that follows */
  expect(watch, "removed " SOFT_TOKEN_A "\n");
  g_assert_cmpuint(count_loads(&pid), ==, 2);
  g_assert_cmpuint(token_monitor_get_tokens(watch->monitor)->len, ==, SOFT_N_TOKENS - 1);
  int helper = (int)syscall(SYS_pidfd_open, pid, 0);
  watch_free(watch);
  wait_end(helper); /* no helper is left */
}

static void
assert_n_failures(Watch *watch, guint n)
{
  g_autoptr(GPtrArray) failures = token_monitor_dup_failures(watch->monitor);
  g_assert_cmpuint(failures->len, ==, n);
}

/* A module that always crashes: told once, tried on, its tokens are gone; then it works again, and a token
 * that is plugged in is a reason to try at once. */
static void
test_crashing_module(void)
{
  int pid = 0;
  set_gone(FALSE);
  mock_usb_start();
  Watch *watch = watch_new(FAULTY_MODULE, NULL, 0);
  expect(watch, "ready\n");
  g_unlink(log_path);
  write_file(rules_path, "[calls]\nC_GetTokenInfo=crash\n");
  expect(watch, "failed PKCS#11 module " FAULTY_MODULE " crashed (signal 11)\n");
  g_assert_cmpuint(token_monitor_get_tokens(watch->monitor)->len, ==, SOFT_N_TOKENS);
  expect(watch, "removed " SOFT_TOKEN_NO_KEY "\n");
  fake_clock_run(1, 1);
  guint n_loads = count_loads(&pid);
  expect_nothing(watch);
  assert_n_failures(watch, 1);
  g_assert_cmpuint(count_loads(&pid), ==, n_loads + N_SCANS);
  set_gone(FALSE);
  mock_usb_plug(1, 0x0529, 0x0620);
  expect_now(watch, "added " SOFT_TOKEN_A "\n");
  watch_free(watch);
  mock_usb_stop();
}

static void
test_hanging_module(void)
{
  write_file(rules_path, "[calls]\nC_GetSlotList=hang\n");
  Watch *watch = watch_new(FAULTY_MODULE, SOFTHSM_MODULE, 3000);
  expect_now(watch, "added " SOFT_TOKEN_A "\n"); /* by the other one */
  fake_clock_await(clock_in_ms(3000));
  fake_clock_advance_ms(3000);
  expect_now(watch, "failed PKCS#11 module " FAULTY_MODULE " did not answer within 3 s\n");
  fake_clock_await(clock_in_ms(500));
  fake_clock_advance_ms(500);
  fake_clock_await(clock_in_ms(3000)); /* and into the next attempt */
  watch_free(watch);
}

static void
test_broken_token(void)
{
  set_gone(FALSE);
  Watch *watch = watch_new(FAULTY_MODULE, NULL, 0);
  expect(watch, "ready\n");
  write_file(rules_path, "[tokens]\n" SOFT_TOKEN_A "=broken\n");
  expect(watch, "failed PKCS#11 module " FAULTY_MODULE " cannot read one of its tokens: ");
  assert_n_failures(watch, 1);
  write_file(rules_path, "[tokens]\n" SOFT_TOKEN_A "=broken\n" SOFT_TOKEN_B "=gone\n");
  expect(watch, "removed " SOFT_TOKEN_B "\n");
  g_assert_cmpstr(watch->told->str, ==, ""); /* what was told is not told again */
  assert_n_failures(watch, 1);
  set_gone(FALSE);
  expect(watch, "added " SOFT_TOKEN_B "\n");
  fake_clock_run(watch->n_modules,
                 N_RETRIES); /* one token may have been read before the rules were changed */
  while (g_main_context_iteration(NULL, FALSE))
    ;
  assert_n_failures(watch, 0); /* and over when it is over */
  watch_free(watch);
}

/* A module that has to be told: it sees a new token only when it is initialised again. */
static void
test_frozen_module(void)
{
  write_file(frozen_path, SOFT_TOKEN_A "\n");
  mock_usb_start();
  Watch *watch = watch_new(FROZEN_MODULE, NULL, 0);
  expect(watch, "ready\n");
  g_assert_cmpuint(token_monitor_get_tokens(watch->monitor)->len, ==, 1);
  write_file(frozen_path, SOFT_TOKEN_A "\n" SOFT_TOKEN_B "\n");
  expect_nothing(watch); /* it does not look again by itself */
  mock_usb_plug(1, 0x0529, 0x0001);
  expect_nothing(watch);
  mock_usb_plug(2, 0x0529, 0x0620);
  expect(watch, "added " SOFT_TOKEN_B "\n");
  g_assert_cmpuint(watch->n_usb, ==, 1); /* the HASP dongle does not matter */
  watch_free(watch);
  mock_usb_stop();
}

/* An event on USB is not waited for until the next scan: the clock stands still. */
static void
test_usb_event(void)
{
  set_gone(FALSE);
  mock_usb_start();
  Watch *watch = watch_new(FAULTY_MODULE, NULL, 0);
  expect(watch, "ready\n");
  fake_clock_run(1, 0); /* it waits, so that nothing but the events makes it look */
  for (guint i = 0; i < N_PLUGS; i++) {
    set_gone(TRUE);
    mock_usb_plug(1, 0x0529, 0x0620);
    expect_now(watch, "removed " SOFT_TOKEN_A "\n");
    set_gone(FALSE);
    mock_usb_unplug(1);
    expect_now(watch, "added " SOFT_TOKEN_A "\n");
  }
  watch_free(watch);
  mock_usb_stop();
}

static char *
in_folder(const char *name)
{
  return g_build_filename(soft_tokens_folder(), name, NULL);
}

static void
prepare(void)
{
  rules_path = in_folder("rules");
  log_path = in_folder("log");
  frozen_path = in_folder("frozen");
  g_setenv("FAULTS_FILE", rules_path, TRUE);
  g_setenv("FAULTS_LOG", log_path, TRUE);
  g_setenv("FROZEN_TOKENS", frozen_path, TRUE);
  if (soft_tokens_missing() == NULL)
    soft_tokens_create();
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  prepare();
  soft_tokens_add_test("/token-monitor/start", test_start);
  soft_tokens_add_test("/token-monitor/no-modules", test_no_modules);
  soft_tokens_add_test("/token-monitor/plug", test_plug);
  soft_tokens_add_test("/token-monitor/usb-event", test_usb_event);
  soft_tokens_add_test("/token-monitor/password-state", test_password_state);
  soft_tokens_add_test("/token-monitor/late-certificate", test_late_certificate);
  soft_tokens_add_test("/token-monitor/two-modules", test_two_modules);
  soft_tokens_add_test("/token-monitor/killed-helper", test_killed_helper);
  soft_tokens_add_test("/token-monitor/crashing-module", test_crashing_module);
  soft_tokens_add_test("/token-monitor/hanging-module", test_hanging_module);
  soft_tokens_add_test("/token-monitor/broken-token", test_broken_token);
  soft_tokens_add_test("/token-monitor/frozen-module", test_frozen_module);
  int status = g_test_run();
  soft_tokens_delete();
  return status;
}
