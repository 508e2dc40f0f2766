/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* When tokens that no module shows are looked for, on a clock that the test moves. */

#include "app/workflow/tokens/hidden-token-timer.h"

#include "tests/unit/base/fake-clock.h"

#define SETTLE_MS 3500
#define SOON_MS 150

typedef struct {
  HiddenTokenTimer *timer;
  guint n_looks;
  guint n_refusals; /* so many more times there is no looking, since the last look is not over */
} Fixture;

static gboolean
look(gpointer data)
{
  Fixture *fixture = data;
  if (fixture->n_refusals > 0) {
    fixture->n_refusals--;
    return FALSE;
  }
  fixture->n_looks++;
  return TRUE;
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->timer = hidden_token_timer_new(look, fixture);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  hidden_token_timer_free(fixture->timer);
  g_assert_cmpint(fake_clock_next_ms(), ==, -1);
}

static void
let_pass(guint ms)
{
  fake_clock_advance_ms(ms);
  while (g_main_context_iteration(NULL, FALSE))
    ;
}

/* MS go by, and at their end, not before, it is looked once. */
static void
expect_look_after(Fixture *fixture, guint ms)
{
  guint before = fixture->n_looks;
  let_pass(ms - 1);
  g_assert_cmpuint(fixture->n_looks, ==, before);
  let_pass(1);
  g_assert_cmpuint(fixture->n_looks, ==, before + 1);
  g_assert_cmpint(fake_clock_next_ms(), ==, -1); /* and not again by itself */
}

static void
test_arrived(Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint(fake_clock_next_ms(), ==, -1);
  hidden_token_timer_usb(fixture->timer, TRUE);
  expect_look_after(fixture, SETTLE_MS);
}

static void
test_pulled(Fixture *fixture, gconstpointer data)
{
  hidden_token_timer_usb(fixture->timer, FALSE);
  expect_look_after(fixture, SOON_MS);
}

/* Changes that come together are one. */
static void
test_several(Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 5; i++) {
    hidden_token_timer_updated(fixture->timer);
    let_pass(SOON_MS - 1);
  }
  hidden_token_timer_updated(fixture->timer);
  expect_look_after(fixture, SOON_MS);
  g_assert_cmpuint(fixture->n_looks, ==, 1);
}

/* A token that starts up is not complained about because another one was pulled. */
static void
test_never_earlier(Fixture *fixture, gconstpointer data)
{
  hidden_token_timer_usb(fixture->timer, TRUE);
  let_pass(1000);
  hidden_token_timer_usb(fixture->timer, FALSE);
  hidden_token_timer_updated(fixture->timer);
  expect_look_after(fixture, SETTLE_MS - 1000);
}

static void
test_second_arrival(Fixture *fixture, gconstpointer data)
{
  hidden_token_timer_usb(fixture->timer, TRUE);
  let_pass(3000);
  hidden_token_timer_usb(fixture->timer, TRUE);
  expect_look_after(fixture, SETTLE_MS);
}

static void
test_busy(Fixture *fixture, gconstpointer data)
{
  fixture->n_refusals = 2;
  hidden_token_timer_updated(fixture->timer);
  let_pass(SOON_MS);
  g_assert_cmpuint(fixture->n_refusals, ==, 1);
  let_pass(SOON_MS);
  g_assert_cmpuint(fixture->n_refusals, ==, 0);
  expect_look_after(fixture, SOON_MS);
}

static void
add(const char *path, void (*func)(Fixture *, gconstpointer))
{
  g_test_add(path, Fixture, NULL, set_up, func, tear_down);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add("/hidden-token-timer/arrived", test_arrived);
  add("/hidden-token-timer/pulled", test_pulled);
  add("/hidden-token-timer/several", test_several);
  add("/hidden-token-timer/never-earlier", test_never_earlier);
  add("/hidden-token-timer/second-arrival", test_second_arrival);
  add("/hidden-token-timer/busy", test_busy);
  return g_test_run();
}
