/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* When a module is asked for its tokens, loaded anew or tried again after a failure, and what is told of it:
 * with a helper in this process and a clock that the test moves. The same with real modules, as far as they
 * can show it, is in tests/unit/usb/test-token-monitor.c. */

#include "fake-watch-helper.h"

#include "pkcs11/module-watcher.h"
#include "pkcs11/token.h"
#include "tests/unit/base/fake-clock.h"

#define SCAN_MS 400
#define HURRY_MS 100
#define HURRY_FOR_MS 3000
#define FIRST_PAUSE_MS 500
#define PATIENCE_US (30 * G_USEC_PER_SEC) /* of the real clock */

typedef struct {
  ModuleWatcher *watcher;
  GAsyncQueue *told; /* of char *: "TOKENS | FAILURES", "-" for no news of the tokens */
} Fixture;

/* In the watcher's thread. */
static void
on_report(GPtrArray *tokens, GPtrArray *failures, gpointer told)
{
  GString *text = g_string_new(tokens != NULL ? "" : "- ");
  for (guint i = 0; tokens != NULL && i < tokens->len; i++)
    g_string_append_printf(text, "%s ", token_get_name(g_ptr_array_index(tokens, i)));
  g_string_append_c(text, '|');
  for (guint i = 0; i < failures->len; i++)
    g_string_append_printf(text, " %s", ((const GError *)g_ptr_array_index(failures, i))->message);
  g_clear_pointer(&tokens, g_ptr_array_unref);
  g_ptr_array_unref(failures);
  g_async_queue_push(told, g_string_free(text, FALSE));
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fake_helper_reset();
  fake_helper_show("A B");
  fixture->told = g_async_queue_new_full(g_free);
  fixture->watcher =
      module_watcher_new("module.so", 10000, on_report, fixture->told, (GDestroyNotify)g_async_queue_unref);
}

static void
expect(const Fixture *fixture, const char *wanted)
{
  g_autofree char *told = g_async_queue_timeout_pop(fixture->told, PATIENCE_US);
  g_assert_cmpstr(told, ==, wanted);
}

static void
expect_nothing(const Fixture *fixture)
{
  g_assert_cmpint(g_async_queue_length(fixture->told), ==, 0);
}

/* What is not told by now is not told at all. */
static void
tear_down(Fixture *fixture, gconstpointer data)
{
  g_async_queue_ref(fixture->told);
  module_watcher_free(fixture->watcher);
  expect_nothing(fixture);
  g_async_queue_unref(fixture->told);
  g_assert_cmpuint(fake_helper_count_living(), ==, 0);
}

/* The watcher waits for exactly MS; then they are over. */
static void
let_pass(guint ms)
{
  fake_clock_await(clock_in_ms(ms));
  fake_clock_advance_ms(ms);
}

static void
set_up_told(Fixture *fixture, gconstpointer data)
{
  set_up(fixture, data);
  expect(fixture, "A B |");
  fake_clock_await(clock_in_ms(SCAN_MS));
}

static void
test_scans(Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint(fake_helper_count_scans(), ==, 1);
  for (guint i = 0; i < 5; i++)
    let_pass(SCAN_MS);
  fake_clock_await(clock_in_ms(SCAN_MS));
  g_assert_cmpuint(fake_helper_count_scans(), ==, 6);
  expect_nothing(fixture); /* since nothing changed */
  fake_helper_show("B");
  let_pass(SCAN_MS);
  expect(fixture, "B |");
  fake_helper_show("B C");
  fake_helper_show_unreadable("A cannot be read");
  let_pass(SCAN_MS);
  expect(fixture, "B C | A cannot be read");
  g_assert_cmpuint(fake_helper_count_starts(), ==, 1);
}

/* After an event on USB it is asked at once, quickly for a while, then as before. */
static void
test_hurry(Fixture *fixture, gconstpointer data)
{
  fake_helper_show("A");
  module_watcher_hurry(fixture->watcher, FALSE);
  expect(fixture, "A |"); /* though the clock stands still */
  for (guint ms = 0; ms < HURRY_FOR_MS; ms += HURRY_MS)
    let_pass(HURRY_MS);
  fake_clock_await(clock_in_ms(SCAN_MS));
  g_assert_cmpuint(fake_helper_count_scans(), ==, 1 + 1 + HURRY_FOR_MS / HURRY_MS);
  g_assert_cmpuint(fake_helper_count_starts(), ==, 1);
}

/* How often the module has been loaded when it has had MS, in quick scans. */
static guint
count_loads_after(guint ms)
{
  for (guint passed = 0; passed < ms; passed += HURRY_MS)
    let_pass(HURRY_MS);
  fake_clock_await(clock_in_ms(HURRY_MS));
  return fake_helper_count_starts();
}

/* A module that shows nothing new after a token has come is loaded anew, soon and once more. */
static void
test_reload(Fixture *fixture, gconstpointer data)
{
  module_watcher_hurry(fixture->watcher, TRUE);
  g_assert_cmpuint(count_loads_after(400), ==, 1);
  g_assert_cmpuint(count_loads_after(100), ==, 2);
  expect(fixture, "A B |"); /* the new helper's first answer */
  g_assert_cmpuint(count_loads_after(1900), ==, 2);
  g_assert_cmpuint(count_loads_after(100), ==, 3);
  expect(fixture, "A B |");
  g_assert_cmpuint(count_loads_after(400), ==, 3);
  let_pass(HURRY_MS);
  let_pass(SCAN_MS);
  let_pass(SCAN_MS);
  fake_clock_await(clock_in_ms(SCAN_MS));
  g_assert_cmpuint(fake_helper_count_starts(), ==, 3);
}

/* Lets N_SCANS pass in which nothing is told. */
static void
let_scans_pass(guint n_scans)
{
  for (guint i = 0; i < n_scans; i++)
    let_pass(SCAN_MS);
  fake_clock_await(clock_in_ms(SCAN_MS));
}

/* A module that shows no token any more is loaded anew once; readers without tokens are no reason for more.
 */
static void
test_last_token_pulled(Fixture *fixture, gconstpointer data)
{
  fake_helper_show("");
  let_pass(SCAN_MS);
  expect(fixture, "|");
  let_scans_pass(1);
  g_assert_cmpuint(fake_helper_count_starts(), ==, 1);
  let_pass(SCAN_MS);
  expect(fixture, "|"); /* the new helper's first answer */
  let_scans_pass(500);
  g_assert_cmpuint(fake_helper_count_starts(), ==, 2);
}

/* As long as the readers are gone, as while pcscd is stopped, it is loaded after pauses that double up to a
 * minute; then it is left alone. */
static void
test_readers_gone(Fixture *fixture, gconstpointer data)
{
  static const guint pauses_ms[] = {500, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
  fake_helper_show("");
  fake_helper_set_no_slots(TRUE);
  let_pass(SCAN_MS);
  expect(fixture, "|");
  for (guint i = 0; i < G_N_ELEMENTS(pauses_ms); i++) {
    guint n_scans = (pauses_ms[i] + SCAN_MS - 1) / SCAN_MS;
    let_scans_pass(n_scans - 1);
    g_assert_cmpuint(fake_helper_count_starts(), ==, i + 1);
    let_pass(SCAN_MS);
    expect(fixture, "|");
    fake_clock_await(clock_in_ms(SCAN_MS));
  }
  fake_helper_set_no_slots(FALSE);
  fake_helper_show("A B");
  let_pass(SCAN_MS);
  expect(fixture, "A B |");
  let_scans_pass(500);
  g_assert_cmpuint(fake_helper_count_starts(), ==, G_N_ELEMENTS(pauses_ms) + 1);
}

static void
set_up_empty(Fixture *fixture, gconstpointer never)
{
  fake_helper_reset();
  fake_helper_set_no_slots(never != NULL);
  fixture->told = g_async_queue_new_full(g_free);
  fixture->watcher =
      module_watcher_new("module.so", 10000, on_report, fixture->told, (GDestroyNotify)g_async_queue_unref);
}

/* Readers without a token that go, too. Where there never were any there is nothing to wait for but USB. */
static void
test_empty_readers_gone(Fixture *fixture, gconstpointer never)
{
  expect(fixture, "|");
  fake_clock_await(clock_in_ms(SCAN_MS));
  fake_helper_set_no_slots(TRUE);
  let_scans_pass(2);
  g_assert_cmpuint(fake_helper_count_starts(), ==, 1);
  let_pass(SCAN_MS);
  if (never == NULL)
    expect(fixture, "|");
  fake_clock_await(clock_in_ms(SCAN_MS));
  g_assert_cmpuint(fake_helper_count_starts(), ==, never == NULL ? 2 : 1);
}

/* A module that has shown the token is left alone. */
static void
test_no_reload(Fixture *fixture, gconstpointer data)
{
  module_watcher_hurry(fixture->watcher, TRUE);
  fake_clock_await(clock_in_ms(HURRY_MS));
  fake_helper_show("A B C");
  let_pass(HURRY_MS);
  expect(fixture, "A B C |");
  g_assert_cmpuint(count_loads_after(HURRY_FOR_MS - 2 * HURRY_MS), ==, 1);
}

/* The tokens count as gone when the next helper cannot tell of them either, and pauses double up to a limit.
 */
static void
test_crashes(Fixture *fixture, gconstpointer data)
{
  static const guint pauses_ms[] = {500, 1000, 2000, 4000, 8000, 16000, 30000, 30000};
  fake_helper_set(FAKE_HELPER_CRASHES);
  let_pass(SCAN_MS);
  expect(fixture, "- | crashed");
  for (guint i = 0; i < G_N_ELEMENTS(pauses_ms); i++) {
    let_pass(pauses_ms[i]);
    expect(fixture, "| crashed");
    g_assert_cmpuint(fake_helper_count_starts(), ==, i + 2);
  }
  fake_helper_set(FAKE_HELPER_WORKS);
  let_pass(30000);
  expect(fixture, "A B |");
}

/* One crash that the next helper makes good is no loss of tokens. */
static void
test_one_crash(Fixture *fixture, gconstpointer data)
{
  fake_helper_set(FAKE_HELPER_CRASHES);
  let_pass(SCAN_MS);
  expect(fixture, "- | crashed");
  fake_helper_set(FAKE_HELPER_WORKS);
  let_pass(FIRST_PAUSE_MS);
  expect(fixture, "A B |");
  fake_clock_await(clock_in_ms(SCAN_MS));
}

/* A helper that lives for N_SCANS, then crashes. */
static void
crash_after(guint n_scans)
{
  for (guint i = 0; i < n_scans; i++)
    let_pass(SCAN_MS);
  fake_clock_await(clock_in_ms(SCAN_MS));
  fake_helper_set(FAKE_HELPER_CRASHES);
  fake_clock_advance_ms(SCAN_MS);
}

/* The next helper, after PAUSE_MS, works. */
static void
recover_after(const Fixture *fixture, guint pause_ms)
{
  fake_clock_await(clock_in_ms(pause_ms));
  fake_helper_set(FAKE_HELPER_WORKS);
  fake_clock_advance_ms(pause_ms);
  expect(fixture, "A B |");
}

/* A helper that lived for more than a minute is no part of a row of failures: the pause is the first one, and
 * the failure is news. */
static void
test_steady(Fixture *fixture, gconstpointer data)
{
  crash_after(0);
  expect(fixture, "- | crashed");
  recover_after(fixture, FIRST_PAUSE_MS);
  crash_after(60000 / SCAN_MS - 1);
  recover_after(fixture, 2 * FIRST_PAUSE_MS); /* with nothing told of the crash */
  crash_after(60000 / SCAN_MS);
  expect(fixture, "- | crashed");
  recover_after(fixture, FIRST_PAUSE_MS);
}

/* A token that is plugged in is worth another try at once. */
static void
test_hurry_in_pause(Fixture *fixture, gconstpointer data)
{
  fake_helper_set(FAKE_HELPER_CRASHES);
  let_pass(SCAN_MS);
  expect(fixture, "- | crashed");
  fake_clock_await(clock_in_ms(FIRST_PAUSE_MS));
  fake_helper_set(FAKE_HELPER_WORKS);
  module_watcher_hurry(fixture->watcher, TRUE);
  expect(fixture, "A B |");
}

static void
test_raves(Fixture *fixture, gconstpointer data)
{
  fake_helper_set(FAKE_HELPER_RAVES);
  let_pass(SCAN_MS);
  expect(fixture, "- | raved");
  fake_clock_await(clock_in_ms(FIRST_PAUSE_MS));
}

static void
set_up_missing(Fixture *fixture, gconstpointer data)
{
  fake_helper_reset();
  fake_helper_set(FAKE_HELPER_IS_MISSING);
  fixture->told = g_async_queue_new_full(g_free);
  fixture->watcher =
      module_watcher_new("module.so", 10000, on_report, fixture->told, (GDestroyNotify)g_async_queue_unref);
}

static void
test_missing(Fixture *fixture, gconstpointer data)
{
  expect(fixture, "- | no helper");
  let_pass(FIRST_PAUSE_MS);
  expect(fixture, "| no helper");
  fake_helper_set(FAKE_HELPER_WORKS);
  let_pass(2 * FIRST_PAUSE_MS);
  expect(fixture, "|"); /* no tokens, no failures */
}

/* It ends at once even in the middle of a scan: tear_down() would wait for ever. */
static void
test_end_in_scan(Fixture *fixture, gconstpointer data)
{
  fake_helper_set(FAKE_HELPER_HANGS);
  fake_clock_advance_ms(SCAN_MS);
  fake_helper_await_scans(2);
}

static void
test_end_in_pause(Fixture *fixture, gconstpointer data)
{
  fake_helper_set(FAKE_HELPER_CRASHES);
  fake_clock_advance_ms(SCAN_MS);
  expect(fixture, "- | crashed");
  fake_clock_await(clock_in_ms(FIRST_PAUSE_MS));
}

static void
add(const char *path, void (*func)(Fixture *, gconstpointer))
{
  g_test_add(path, Fixture, NULL, set_up_told, func, tear_down);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add("/module-watcher/scans", test_scans);
  add("/module-watcher/hurry", test_hurry);
  add("/module-watcher/reload", test_reload);
  add("/module-watcher/last-token-pulled", test_last_token_pulled);
  add("/module-watcher/readers-gone", test_readers_gone);
  add("/module-watcher/no-reload", test_no_reload);
  add("/module-watcher/crashes", test_crashes);
  add("/module-watcher/one-crash", test_one_crash);
  add("/module-watcher/steady", test_steady);
  add("/module-watcher/hurry-in-pause", test_hurry_in_pause);
  add("/module-watcher/raves", test_raves);
  add("/module-watcher/end-in-scan", test_end_in_scan);
  add("/module-watcher/end-in-pause", test_end_in_pause);
  g_test_add("/module-watcher/empty-readers-gone", Fixture, NULL, set_up_empty, test_empty_readers_gone,
             tear_down);
  g_test_add("/module-watcher/never-readers", Fixture, "never", set_up_empty, test_empty_readers_gone,
             tear_down);
  g_test_add("/module-watcher/missing", Fixture, NULL, set_up_missing, test_missing, tear_down);
  return g_test_run();
}
