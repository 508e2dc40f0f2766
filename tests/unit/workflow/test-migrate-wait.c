/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How often a migration asks TVS whether it knows the tokens by now. The migration itself is made up here:
 * these functions are linked instead of those of migrate.c. */

#include "app/workflow/update/update-wait.h"

#include "app/base/error.h"
#include "tests/unit/base/fake-clock.h"

struct _Update {
  UpdateStep step;
  guint done_at; /* the run that finds that nothing is to be waited for any more; 0: none does */
  guint fail_at; /* the run that fails */
  guint n_runs;
};

UpdateStepId
update_get_next(const Update *migration)
{
  return migration->step.state == UPDATE_DONE ? migration->step.id + 1 : migration->step.id;
}

const UpdateStep *
update_get_step(const Update *migration, UpdateStepId id)
{
  g_assert_cmpint(id, ==, migration->step.id);
  return &migration->step;
}

gboolean
update_run_next(Update *migration, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                GError **error)
{
  migration->n_runs++;
  if (migration->n_runs == migration->fail_at) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_UNREACHABLE, "TVS does not answer");
    return FALSE;
  }
  migration->step.state = migration->n_runs == migration->done_at ? UPDATE_DONE : UPDATE_WAITING;
  return TRUE;
}

typedef struct {
  const char *path;
  UpdateStepId id;
  int wait_s;
  guint done_at, fail_at;
  guint n_runs; /* that are wanted */
} Case;

static const Case CASES[] = {
    {"/migrate-wait/once", UPDATE_TRUST, 0, 0, 0, 1},
    {"/migrate-wait/less-than-once", UPDATE_TRUST, -5, 0, 0, 1},
    {"/migrate-wait/until-time-is-over", UPDATE_TRUST, 25, 0, 0, 4}, /* after 0, 10, 20 and 30 s */
    {"/migrate-wait/until-the-very-moment", UPDATE_TRUST, 20, 0, 0, 3},
    {"/migrate-wait/a-week", UPDATE_TRUST, 7 * 86400, 0, 0, 7 * 8640 + 1},
    {"/migrate-wait/until-done", UPDATE_TRUST, 3600, 3, 0, 3},
    {"/migrate-wait/done-at-once", UPDATE_TRUST, 3600, 1, 0, 1},
    {"/migrate-wait/until-it-fails", UPDATE_TRUST, 3600, 0, 2, 2},
    {"/migrate-wait/no-other-step", UPDATE_RESTART, 3600, 0, 0, 1},
};

static void
test_case(gconstpointer data)
{
  const Case *of = data;
  Update migration = {.step = {.id = of->id}, .done_at = of->done_at, .fail_at = of->fail_at};
  g_autoptr(GError) error = NULL;
  guint jumps = fake_clock_count_jumps();
  fake_clock_jump(1);
  gboolean done = update_run_waiting(&migration, of->wait_s, NULL, NULL, NULL, &error);
  fake_clock_jump(0);
  g_assert_true(done == (of->fail_at == 0));
  if (!done)
    g_assert_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE);
  g_assert_cmpuint(migration.n_runs, ==, of->n_runs);
  g_assert_cmpuint(fake_clock_count_jumps() - jumps, ==, of->n_runs - 1);
}

static gpointer
cancel_waiting(gpointer cancellable)
{
  fake_clock_await(clock_in_ms(UPDATE_POLL_S * 1000));
  g_cancellable_cancel(cancellable);
  return NULL;
}

static void
test_cancel(void)
{
  Update migration = {.step = {.id = UPDATE_TRUST}};
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  GThread *thread = g_thread_new("cancel", cancel_waiting, cancellable);
  g_assert_false(update_run_waiting(&migration, 3600, NULL, NULL, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_assert_cmpuint(migration.n_runs, ==, 1);
  g_thread_join(thread);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++)
    g_test_add_data_func(CASES[i].path, &CASES[i], test_case);
  g_test_add_func("/migrate-wait/cancel", test_cancel);
  return g_test_run();
}
