/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How long a module that says nothing is waited for, and what is said of it: with a clock that the test
 * moves. */

#include "scripted-helper.h"
#include "test-prompt.h"

#include "app/base/error.h"
#include "pkcs11/helper-client.h"
#include "pkcs11/token-list.h"
#include "pkcs11/token-private.h"
#include "tests/unit/base/fake-clock.h"

#include <string.h>

#define EXIT_MS 2000 /* what a helper may take to end */
#define THINK_MS 5000
#define GRACE_MS 1000 /* from when on it is said that a module is waited for */

/* A call that waits, in a thread of its own. */
typedef struct {
  HelperClient *client;
  const char *modules[3];
  const char *const *names;
  TokenList *list;
  GError *error;
} Call;

static gpointer
receive(gpointer data)
{
  Call *call = data;
  MessageKind kind = 0;
  g_assert_null(helper_client_receive(call->client, &kind, &call->error));
  helper_client_free(call->client);
  return NULL;
}

static gpointer
list(gpointer data)
{
  Call *call = data;
  call->list = token_list_load(call->modules, 0, NULL, &call->error);
  return NULL;
}

/* What the user takes to answer is not the module's time. */
static void
think(gpointer data)
{
  fake_clock_advance_ms(THINK_MS);
}

/* One password is given, so that there is one moment to wait for after it. */
static gpointer
sign(gpointer data)
{
  Call *call = data;
  g_autoptr(GVariant) body = scripted_helper_token("A,1,0,0,SAST-A");
  g_autoptr(Token) token = token_new("m1", body);
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new("Cisco123");
  g_autoptr(GBytes) digest = g_bytes_new_static("AAAAAAAAAAAAAAAAAAAA", 20);
  prompt->hook = think;
  g_assert_null(token_sign_digest(token, "SHA1", digest, CTL_PROMPT(prompt), 0, NULL, &call->error));
  return NULL;
}

/* Runs FUNC until MS from now, for which it has to be waiting. */
static void
let_wait(GThreadFunc func, Call *call, guint64 ms)
{
  gint64 until_us = clock_in_ms(ms);
  GThread *thread = g_thread_new("call", func, call);
  fake_clock_await(until_us);
  fake_clock_advance_ms((guint64)(until_us - clock_now_us()) / 1000);
  g_thread_join(thread);
}

/* A call to a helper that was asked for its tokens and says SAYS. */
static Call
ask(const char *says, guint timeout_ms, GCancellable *cancellable)
{
  Call call = {0};
  scripted_helper_expect(says);
  call.client = helper_client_start("m1", timeout_ms, cancellable, &call.error);
  g_assert_no_error(call.error);
  helper_client_send(call.client, MESSAGE_LIST, g_variant_new("(^ay)", "m1"), &call.error);
  g_assert_no_error(call.error);
  return call;
}

static void
assert_silent(Call *call, const char *message)
{
  g_assert_error(call->error, CTL_ERROR, CTL_ERROR_MODULE_SILENT);
  g_assert_cmpstr(call->error->message, ==, message);
  g_clear_error(&call->error);
  scripted_helper_finish();
}

static void
test_silent(void)
{
  static const struct {
    const char *says;
    guint timeout_ms;
    const char *message;
  } cases[] = {
      {"SILENCE", 10000, "PKCS#11 module m1 did not answer within 10 s"},
      {"SILENCE", 1500, "PKCS#11 module m1 did not answer within 1500 ms"},
      {"BYTES 00000040087879\nSILENCE", 10000, "PKCS#11 module m1 did not answer within 10 s"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Call call = ask(cases[i].says, cases[i].timeout_ms, NULL);
    let_wait(receive, &call, cases[i].timeout_ms);
    assert_silent(&call, cases[i].message);
  }
}

/* No other helper is started for the module until the one that is left behind has ended. */
static void
assert_left_behind(void)
{
  Call call = {0};
  g_assert_null(helper_client_start("m1", 10000, NULL, &call.error));
  assert_silent(&call, "PKCS#11 module m1 still waits for a device, in process 4711, which cannot be ended");
  scripted_helper_set_left(FALSE);
  call = ask("DONE", 10000, NULL);
  helper_client_free(call.client);
  scripted_helper_finish();
}

/* A helper that waits in the kernel for a device: it is left behind, and no other one waits beside it. */
static void
test_cannot_be_ended(void)
{
  Call call = ask("IMMORTAL", 10000, NULL);
  scripted_helper_set_left(TRUE);
  let_wait(receive, &call, 10000);
  assert_silent(
      &call, "PKCS#11 module m1 did not answer within 10 s; its process 4711 waits for a device, cannot be "
             "ended and is left behind");
  assert_left_behind();
}

/* The same when it is not its silence that ends the job. */
static void
test_left_at_cancel(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  Call call = ask("IMMORTAL", 10000, cancellable);
  scripted_helper_set_left(TRUE);
  g_cancellable_cancel(cancellable);
  receive(&call);
  g_assert_error(call.error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_clear_error(&call.error);
  scripted_helper_finish();
  assert_left_behind();
}

static void
test_left_at_wrong_answer(void)
{
  Call call = ask("BYTES 00000001ff78\nIMMORTAL", 10000, NULL);
  scripted_helper_set_left(TRUE);
  receive(&call);
  g_assert_error(call.error, CTL_ERROR, CTL_ERROR_MODULE_CRASHED);
  g_clear_error(&call.error);
  scripted_helper_finish();
  assert_left_behind();
}

/* Whoever types on the reader's keys needs time, and each step has its own. */
static void
test_steps(void)
{
  static const struct {
    const char *says;
    guint64 ms;
    const char *message;
  } cases[] = {
      {"SILENCE", 30000, "PKCS#11 module m1 did not answer within 30 s"},
      {"LOGIN (0, 0, 0)\nSILENCE", THINK_MS + 30000, "PKCS#11 module m1 did not answer within 30 s"},
      {"LOGIN (16, 0, 0)\nSILENCE", 90000, "PKCS#11 module m1 did not answer within 90 s"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Call call = {0};
    scripted_helper_expect(cases[i].says);
    let_wait(sign, &call, cases[i].ms);
    assert_silent(&call, cases[i].message);
  }
}

static void
test_cancelled(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  Call call = ask("SILENCE", 10000, cancellable);
  GThread *thread = g_thread_new("call", receive, &call);
  fake_clock_await(clock_in_ms(10000));
  g_cancellable_cancel(cancellable);
  g_thread_join(thread);
  g_assert_error(call.error, CTL_ERROR, CTL_ERROR_CANCELLED);
  g_clear_error(&call.error);
  scripted_helper_finish();
}

/* --- what others show meanwhile --- */

/* What was told while modules were waited for. */
static GMutex lock;
static GCond changed;
static GString *waited;

static void
note_waiting(const TokenList *list, const char *const *silent, gpointer user_data)
{
  g_mutex_lock(&lock);
  for (; *silent != NULL; silent++)
    g_string_append_printf(waited, "%s ", *silent);
  for (guint i = 0; i < list->tokens->len; i++)
    g_string_append(waited, token_get_name(g_ptr_array_index(list->tokens, i)));
  g_cond_signal(&changed);
  g_mutex_unlock(&lock);
}

/* Returns when TEXT has been told, whether the other module has answered before that or after it. */
static void
await_told(const char *text)
{
  g_mutex_lock(&lock);
  while (strstr(waited->str, text) == NULL)
    g_cond_wait(&changed, &lock);
  g_mutex_unlock(&lock);
}

static gpointer
open_list(gpointer data)
{
  Call *call = data;
  const TokenListRequest request = {.modules = call->modules, .names = call->names, .waiting = note_waiting};
  call->list = token_list_open(&request, NULL, &call->error);
  return NULL;
}

static void
assert_failure(const TokenList *list, const char *message)
{
  g_assert_cmpuint(list->failures->len, ==, 1);
  const GError *failure = g_ptr_array_index(list->failures, 0);
  g_assert_error(failure, CTL_ERROR, CTL_ERROR_MODULE_SILENT);
  g_assert_cmpstr(failure->message, ==, message);
}

/* What is needed is there: a silent module is not waited for beyond a second. */
static void
test_enough(void)
{
  const char *const names[] = {"b", NULL};
  Call call = {.modules = {"m1", "m2"}, .names = names};
  waited = g_string_new(NULL);
  scripted_helper_expect("SILENCE");
  scripted_helper_expect("SHOW B,2,0,0,SAST-B\nDONE");
  let_wait(open_list, &call, GRACE_MS);
  g_assert_no_error(call.error);
  g_assert_cmpuint(call.list->tokens->len, ==, 1);
  assert_failure(call.list, "PKCS#11 module m1 has not answered, and is not waited for");
  g_string_free(waited, TRUE);
  token_list_free(call.list);
  scripted_helper_finish();
}

/* It is not: what is there is shown at once, and the module has its time. */
static void
test_waiting(void)
{
  static const char *const other[] = {"SAST-C", NULL};
  const char *const *names[] = {NULL, other};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    Call call = {.modules = {"m1", "m2"}, .names = names[i]};
    gint64 limit_us = clock_in_ms(10000);
    waited = g_string_new(NULL);
    scripted_helper_expect("SILENCE");
    scripted_helper_expect("SHOW B,2,0,0,SAST-B\nDONE");
    GThread *thread = g_thread_new("call", open_list, &call);
    fake_clock_await(limit_us);
    fake_clock_await(clock_in_ms(GRACE_MS));
    fake_clock_advance_ms(GRACE_MS);
    await_told("SAST-B");
    fake_clock_advance_ms((guint64)(limit_us - clock_now_us()) / 1000);
    g_thread_join(thread);
    g_assert_no_error(call.error);
    g_assert_true(g_str_has_prefix(waited->str, "m1 "));
    assert_failure(call.list, "PKCS#11 module m1 did not answer within 10 s");
    g_string_free(waited, TRUE);
    token_list_free(call.list);
    scripted_helper_finish();
  }
}

/* p11-kit's proxy is silent when one of its modules is. */
static void
test_proxy(void)
{
  Call call = {.modules = {"/usr/lib/p11-kit-proxy.so"}};
  scripted_helper_expect("SILENCE");
  let_wait(list, &call, 10000);
  g_autoptr(TokenList) found = call.list;
  g_assert_null(token_list_find(found, "A", &call.error));
  g_assert_error(call.error, CTL_ERROR, CTL_ERROR_NO_TOKEN);
  g_assert_cmpstr(
      call.error->message, ==,
      "Token A was not found; PKCS#11 module /usr/lib/p11-kit-proxy.so did not answer within 10 s; "
      "it asks other modules, and one of them does not answer");
  g_clear_error(&call.error);
  scripted_helper_finish();
}

/* A silent module does not hold up the others, and is killed. It is the first: the time for the second one,
 * which needs none, may begin when that of the first is over. */
static void
test_list(void)
{
  Call call = {.modules = {"m1", "m2"}};
  scripted_helper_expect("SHOW A,1,0,0,\nSILENCE");
  scripted_helper_expect("SHOW B,2,0,0,\nDONE");
  let_wait(list, &call, 10000);
  g_assert_no_error(call.error);
  g_assert_cmpuint(call.list->tokens->len, ==, 2);
  g_assert_cmpuint(call.list->failures->len, ==, 1);
  const GError *failure = g_ptr_array_index(call.list->failures, 0);
  g_assert_cmpstr(failure->message, ==, "PKCS#11 module m1 did not answer within 10 s");
  token_list_free(call.list);
  scripted_helper_finish();
}

/* One that has given its answer may tidy up, but not for ever. */
static void
test_does_not_end(void)
{
  Call call = {.modules = {"m1"}};
  scripted_helper_expect("SHOW A,1,0,0,\nDONE\nSILENCE");
  let_wait(list, &call, EXIT_MS);
  g_assert_no_error(call.error);
  g_assert_cmpuint(call.list->tokens->len, ==, 1);
  g_assert_cmpuint(call.list->failures->len, ==, 0);
  token_list_free(call.list);
  scripted_helper_finish();
}

static void
test_left_while_tidying_up(void)
{
  Call call = {.modules = {"m1"}};
  scripted_helper_expect("SHOW A,1,0,0,\nDONE\nIMMORTAL");
  scripted_helper_set_left(TRUE);
  let_wait(list, &call, EXIT_MS);
  g_assert_no_error(call.error);
  token_list_free(call.list);
  scripted_helper_finish();
  assert_left_behind();
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/silent-helper/silent", test_silent);
  g_test_add_func("/silent-helper/cannot-be-ended", test_cannot_be_ended);
  g_test_add_func("/silent-helper/left-at-cancel", test_left_at_cancel);
  g_test_add_func("/silent-helper/left-at-wrong-answer", test_left_at_wrong_answer);
  g_test_add_func("/silent-helper/left-while-tidying-up", test_left_while_tidying_up);
  g_test_add_func("/silent-helper/steps", test_steps);
  g_test_add_func("/silent-helper/cancelled", test_cancelled);
  g_test_add_func("/silent-helper/list", test_list);
  g_test_add_func("/silent-helper/enough", test_enough);
  g_test_add_func("/silent-helper/waiting", test_waiting);
  g_test_add_func("/silent-helper/proxy", test_proxy);
  g_test_add_func("/silent-helper/does-not-end", test_does_not_end);
  return g_test_run();
}
