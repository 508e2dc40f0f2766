/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One user's password for several logins: asked for once, tried by one login at a time, never sent again when
 * it was refused. */
#include "app/base/error.h"
#include "app/base/scripted-prompt.h"
#include "app/publisher/settings/shared-password.h"
#include "tests/unit/base/fake-clock.h"

#include <string.h>

#define POLL_MS 100 /* how often a login that waits looks whether it was cancelled */

/* --- a prompt that keeps the last question --- */

#define NOTING_PROMPT_TYPE (noting_prompt_get_type())
G_DECLARE_FINAL_TYPE(CtlNotingPrompt, noting_prompt, TEST, NOTING_PROMPT, GObject)

struct _CtlNotingPrompt {
  GObject parent;
  int n_questions; /* atomic */
  char *detail;
  gboolean offered, remember;
  gulong delay_us;   /* how long the user thinks */
  gboolean stubborn; /* always the same answer */
};

static void noting_prompt_iface_init(CtlPromptInterface *iface);
G_DEFINE_TYPE_WITH_CODE(CtlNotingPrompt, noting_prompt, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(PROMPT_TYPE, noting_prompt_iface_init))

/* The answers are "answer 1", "answer 2", ... */
static Secret *
noting_prompt_ask_secret(CtlPrompt *prompt, const PromptQuestion *question, GCancellable *cancellable,
                         GError **error)
{
  CtlNotingPrompt *self = TEST_NOTING_PROMPT(prompt);
  int n = g_atomic_int_add(&self->n_questions, 1) + 1;
  g_autofree char *text = g_strdup_printf("answer %d", self->stubborn ? 1 : n);
  g_free(self->detail);
  self->detail = g_strdup(question->detail);
  self->offered = question->remember != NULL;
  self->remember = question->remember != NULL && *question->remember;
  g_usleep(self->delay_us);
  return secret_new(text, strlen(text), NULL);
}

static void
noting_prompt_finalize(GObject *object)
{
  g_free(TEST_NOTING_PROMPT(object)->detail);
  G_OBJECT_CLASS(noting_prompt_parent_class)->finalize(object);
}

static void
noting_prompt_iface_init(CtlPromptInterface *iface)
{
  iface->ask_secret = noting_prompt_ask_secret;
}

static void
noting_prompt_class_init(CtlNotingPromptClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = noting_prompt_finalize;
}

static void
noting_prompt_init(CtlNotingPrompt *self)
{
}

/* --- the world --- */

typedef struct {
  SharedPassword *shared;
  CtlNotingPrompt *prompt;
  int n_trying; /* logins that try a password which nobody has accepted; atomic */
} Fixture;

static const PromptQuestion QUESTION = {.kind = PROMPT_LOGIN_PASSWORD,
                                        .subject = "ctl@hq",
                                        .message = "Password of ctl@hq",
                                        .detail = "As asked"};
static const PasswordOwner CTL = {.user = "ctl"};
static const PasswordOwner ADMIN = {.user = "admin"};

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  fixture->shared = shared_password_new();
  fixture->prompt = g_object_new(NOTING_PROMPT_TYPE, NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  shared_password_free(fixture->shared);
  g_object_unref(fixture->prompt);
}

static Secret *
get(Fixture *fixture, const PasswordOwner *owner)
{
  g_autoptr(GError) error = NULL;
  Secret *password =
      shared_password_get(fixture->shared, owner, NULL, CTL_PROMPT(fixture->prompt), &QUESTION, NULL, &error);
  g_assert_no_error(error);
  g_assert_nonnull(password);
  return password;
}

static void
judge(Fixture *fixture, const PasswordOwner *owner, const Secret *password, PasswordVerdict verdict)
{
  char *trouble = NULL;
  shared_password_judge(fixture->shared, owner, password, verdict, &trouble, NULL);
  g_assert_null(trouble);
}

static void
expect_password(const Secret *password, const char *text)
{
  g_assert_cmpstr(secret_peek(password, NULL), ==, text);
}

static void
test_asked_once(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(Secret) first = get(fixture, &CTL);
  judge(fixture, &CTL, first, PASSWORD_ACCEPTED);
  g_autoptr(Secret) second = get(fixture, &CTL);
  g_autoptr(Secret) third = get(fixture, &CTL); /* at the same time: nobody waits any more */
  expect_password(second, "answer 1");
  expect_password(third, "answer 1");
  g_assert_cmpstr(fixture->prompt->detail, ==, "As asked");
  g_assert_false(fixture->prompt->offered);
}

static void
test_refused(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(Secret) first = get(fixture, &CTL);
  judge(fixture, &CTL, first, PASSWORD_REFUSED);
  g_autoptr(Secret) second = get(fixture, &CTL);
  expect_password(second, "answer 2");
  judge(fixture, &CTL, second, PASSWORD_ACCEPTED);
  judge(fixture, &CTL, first, PASSWORD_REFUSED); /* a late word on the first is none on the second */
  g_autoptr(Secret) third = get(fixture, &CTL);
  expect_password(third, "answer 2");
}

/* What was refused is not sent again, though somebody gives it once more; another one is. */
static void
test_refused_again(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(Secret) first = get(fixture, &CTL);
  judge(fixture, &CTL, first, PASSWORD_REFUSED);
  fixture->prompt->stubborn = TRUE;
  g_autoptr(GError) error = NULL;
  g_autoptr(Secret) again =
      shared_password_get(fixture->shared, &CTL, NULL, CTL_PROMPT(fixture->prompt), &QUESTION, NULL, &error);
  g_assert_null(again);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  g_autoptr(Secret) of_other = get(fixture, &ADMIN); /* for whom it may be right */
  judge(fixture, &ADMIN, of_other, PASSWORD_ACCEPTED);
  fixture->prompt->stubborn = FALSE;
  g_autoptr(Secret) next = get(fixture, &CTL);
  expect_password(next, "answer 4");
}

/* In another job a person may give once more what the server did not take then; what it took stays. */
static void
test_refused_is_forgotten(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(Secret) of_other = get(fixture, &ADMIN);
  judge(fixture, &ADMIN, of_other, PASSWORD_ACCEPTED);
  g_autoptr(Secret) first = get(fixture, &CTL);
  judge(fixture, &CTL, first, PASSWORD_REFUSED);
  fixture->prompt->stubborn = TRUE;
  shared_password_forget_refused(fixture->shared);
  g_autoptr(Secret) again = get(fixture, &CTL);
  judge(fixture, &CTL, again, PASSWORD_ACCEPTED);
  g_autoptr(Secret) still = get(fixture, &ADMIN);
  expect_password(still, "answer 1");
}

/* One node takes it, another one does not. */
static void
test_accepted_and_refused(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(Secret) first = get(fixture, &CTL);
  judge(fixture, &CTL, first, PASSWORD_ACCEPTED);
  g_autoptr(Secret) second = get(fixture, &CTL);
  judge(fixture, &CTL, second, PASSWORD_REFUSED);
  g_autoptr(Secret) third = get(fixture, &CTL);
  expect_password(third, "answer 2");
}

static void
test_not_judged(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(Secret) first = get(fixture, &CTL);
  judge(fixture, &CTL, first, PASSWORD_NOT_JUDGED);
  g_autoptr(Secret) second = get(fixture, &CTL);
  expect_password(second, "answer 1");
}

/* Nobody knows whether it is right: the next login asks, and may send the same one. */
static void
test_unproved(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(Secret) first = get(fixture, &CTL);
  judge(fixture, &CTL, first, PASSWORD_UNPROVED);
  fixture->prompt->stubborn = TRUE;
  g_autoptr(Secret) second = get(fixture, &CTL);
  expect_password(second, "answer 1");
  g_assert_cmpint(fixture->prompt->n_questions, ==, 2);
  judge(fixture, &CTL, second, PASSWORD_ACCEPTED);
  judge(fixture, &CTL, second, PASSWORD_UNPROVED); /* by another node, when it was proved already */
  g_autoptr(Secret) third = get(fixture, &CTL);
  expect_password(third, "answer 1");
  g_assert_cmpint(fixture->prompt->n_questions, ==, 2);
}

/* Who cannot be asked has called the command rightly, and is told why he would have been. */
static void
test_unproved_and_nobody(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(Secret) first = get(fixture, &CTL);
  judge(fixture, &CTL, first, PASSWORD_UNPROVED);
  g_autoptr(CtlScriptedPrompt) nobody = scripted_prompt_new(NULL);
  g_autoptr(GError) error = NULL;
  g_assert_null(
      shared_password_get(fixture->shared, &CTL, NULL, CTL_PROMPT(nobody), &QUESTION, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
  g_assert_nonnull(strstr(error->message, "did not say whether"));
}

static void
test_users(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(Secret) first = get(fixture, &CTL);
  g_autoptr(Secret) second = get(fixture, &ADMIN); /* while the first is being tried */
  expect_password(second, "answer 2");
  judge(fixture, &ADMIN, second, PASSWORD_REFUSED);
  judge(fixture, &CTL, first, PASSWORD_ACCEPTED);
  g_autoptr(Secret) third = get(fixture, &CTL);
  expect_password(third, "answer 1");
}

/* Every saved cluster may have a user of its own, and each password is kept. */
static void
test_many_users(Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < 200; i++) {
    g_autofree char *name = g_strdup_printf("user %u", i);
    const PasswordOwner owner = {.user = name};
    g_autoptr(Secret) password = get(fixture, &owner);
    judge(fixture, &owner, password, PASSWORD_ACCEPTED);
  }
  const PasswordOwner last = {.user = "user 199"};
  g_autoptr(Secret) again = get(fixture, &last);
  expect_password(again, "answer 200");
}

/* A question that nobody answers leaves the turn to the next login. */
static void
test_no_answer(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(CtlScriptedPrompt) nobody = scripted_prompt_new(NULL);
  g_autoptr(GError) error = NULL;
  g_assert_null(
      shared_password_get(fixture->shared, &CTL, NULL, CTL_PROMPT(nobody), &QUESTION, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_autoptr(Secret) password = get(fixture, &CTL);
  expect_password(password, "answer 1");
}

/* The one that was given was refused on another node: that is why this login fails, not how it was called. */
static void
test_refused_and_no_answer(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(Secret) first = get(fixture, &CTL);
  judge(fixture, &CTL, first, PASSWORD_REFUSED);
  g_autoptr(CtlScriptedPrompt) nobody = scripted_prompt_new(NULL);
  g_autoptr(GError) error = NULL;
  g_assert_null(
      shared_password_get(fixture->shared, &CTL, NULL, CTL_PROMPT(nobody), &QUESTION, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED);
}

/* Cancels the login that waits for its turn, and lets it look. */
static gpointer
cancel_waiting(gpointer cancellable)
{
  fake_clock_await(clock_in_ms(POLL_MS));
  g_cancellable_cancel(cancellable);
  fake_clock_advance_ms(POLL_MS);
  return NULL;
}

static void
test_cancelled_while_waiting(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  g_autoptr(Secret) first = get(fixture, &CTL);
  GThread *thread = g_thread_new("cancel", cancel_waiting, cancellable);
  g_assert_null(shared_password_get(fixture->shared, &CTL, NULL, CTL_PROMPT(fixture->prompt), &QUESTION,
                                    cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_thread_join(thread);
}

/* A login of several at once: the first three answers are wrong. */
static gpointer
log_in(gpointer data)
{
  Fixture *fixture = data;
  g_autoptr(Secret) password = get(fixture, &CTL);
  gboolean right = g_str_equal(secret_peek(password, NULL), "answer 4");
  int n = g_atomic_int_add(&fixture->n_trying, 1);
  g_assert_true(right || n == 0);
  g_usleep(5 * G_TIME_SPAN_MILLISECOND);
  g_atomic_int_add(&fixture->n_trying, -1);
  judge(fixture, &CTL, password, right ? PASSWORD_ACCEPTED : PASSWORD_REFUSED);
  return GINT_TO_POINTER(right);
}

static void
test_many_logins(Fixture *fixture, gconstpointer unused)
{
  GThread *threads[12];
  guint n_in = 0;
  fixture->prompt->delay_us = 5 * G_TIME_SPAN_MILLISECOND;
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    threads[i] = g_thread_new("login", log_in, fixture);
  for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
    n_in += g_thread_join(threads[i]) != NULL ? 1 : 0;
  g_assert_cmpuint(n_in, ==, G_N_ELEMENTS(threads) - 3);
  g_assert_cmpint(fixture->prompt->n_questions, ==, 4);
}

/* --- with a keyring that is not there; with one: tests/integration/test-keyring.py --- */

static void
test_no_keyring(Fixture *fixture, gconstpointer unused)
{
  const KeyringItem item = {"ctl", "hq", 22};
  const PasswordOwner owner = {.user = "ctl", .item = &item, .keep = TRUE};
  g_autoptr(Secret) password = get(fixture, &owner);
  expect_password(password, "answer 1");
  g_assert_cmpstr(fixture->prompt->detail, ==,
                  "The keyring cannot give the password of ctl@hq: none runs in this session.");
  g_assert_true(fixture->prompt->remember);
  judge(fixture, &owner, password, PASSWORD_ACCEPTED); /* said once; it is not tried a second time */
}

/* Not kept, but the user may say so: the keyring is not looked into. */
static void
test_keyring_is_offered(Fixture *fixture, gconstpointer unused)
{
  const KeyringItem item = {"ctl", "hq", 22};
  const PasswordOwner owner = {.user = "ctl", .item = &item};
  g_autoptr(Secret) password = get(fixture, &owner);
  g_assert_cmpstr(fixture->prompt->detail, ==, "As asked");
  g_assert_true(fixture->prompt->offered);
  g_assert_false(fixture->prompt->remember);
  judge(fixture, &owner, password, PASSWORD_ACCEPTED);
}

int
main(int argc, char **argv)
{
  g_setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere", TRUE);
  g_test_init(&argc, &argv, NULL);
#define ADD(name, test) g_test_add("/shared-password/" name, Fixture, NULL, set_up, test, tear_down)
  ADD("asked-once", test_asked_once);
  ADD("refused", test_refused);
  ADD("refused-again", test_refused_again);
  ADD("refused-is-forgotten", test_refused_is_forgotten);
  ADD("accepted-and-refused", test_accepted_and_refused);
  ADD("not-judged", test_not_judged);
  ADD("unproved", test_unproved);
  ADD("unproved-and-nobody", test_unproved_and_nobody);
  ADD("users", test_users);
  ADD("many-users", test_many_users);
  ADD("no-answer", test_no_answer);
  ADD("refused-and-no-answer", test_refused_and_no_answer);
  ADD("cancelled-while-waiting", test_cancelled_while_waiting);
  ADD("many-logins", test_many_logins);
  ADD("no-keyring", test_no_keyring);
  ADD("keyring-is-offered", test_keyring_is_offered);
  return g_test_run();
}
