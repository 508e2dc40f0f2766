/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the token layer makes of modules and tokens that fail. */

#include "fault-world.h"
#include "soft-tokens.h"
#include "test-prompt.h"

#include "app/base/error.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* How long to wait for what has to come, on a slow and busy machine. */
#define PATIENCE_US (20 * G_USEC_PER_SEC)

/* What a module may take that hangs, and one that answers beside it. */
#define HANG_MS 1000
#define ANSWER_MS 5000

#define MODULE_TEXT "PKCS#11 module " FAULTY_MODULE

/* The message of the only failure, with CODE, when MODULE is listed; no token must come with it. */
static char *
list_failure(const char *module, guint timeout_ms, CtlError code)
{
  const char *modules[] = {module, NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(TokenList) list = token_list_load(modules, timeout_ms, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(list->tokens->len, ==, 0);
  g_assert_cmpuint(list->failures->len, ==, 1);
  const GError *failure = g_ptr_array_index(list->failures, 0);
  g_assert_error(failure, CTL_ERROR, (int)code);
  return g_strdup(failure->message);
}

static void
test_bad_lists(void)
{
  static const char *const lists[] = {"null", "empty", "old"};
  for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
    g_autofree char *rules = g_strdup_printf("[list]\nfunctions=%s\n", lists[i]);
    fault_set_rules(rules);
    g_autofree char *message = list_failure(FAULTY_MODULE, 0, CTL_ERROR_NO_MODULE);
    g_assert_cmpstr(message, ==, MODULE_TEXT " cannot be used: it does not offer the functions of PKCS#11");
  }
  fault_set_rules("[list]\nfunctions=0x5\n");
  g_autofree char *failed = list_failure(FAULTY_MODULE, 0, CTL_ERROR_TOKEN);
  g_assert_nonnull(strstr(failed, "CKR_GENERAL_ERROR"));
}

static GBytes *
sign(CtlTestPrompt *prompt, const char *rules, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  fault_set_rules("");
  g_autoptr(Token) token = soft_tokens_find(FAULTY_MODULE, SOFT_TOKEN_A);
  g_autoptr(GBytes) digest = soft_tokens_digest("SHA1", "a trust list");
  fault_set_rules(rules);
  GBytes *signature =
      token_sign_digest(token, "SHA1", digest, CTL_PROMPT(prompt), timeout_ms, cancellable, error);
  g_assert_true(signature == NULL || soft_tokens_verify(token, "SHA1", digest, signature));
  return signature;
}

static void
assert_sign_fails_in(CtlTestPrompt *prompt, const char *rules, guint timeout_ms, CtlError code,
                     const char *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) signature = sign(prompt, rules, timeout_ms, NULL, &error);
  g_assert_null(signature);
  g_assert_error(error, CTL_ERROR, (int)code);
  g_assert_cmpstr(error->message, ==, message);
}

/* Signing under RULES fails with CODE and exactly MESSAGE. */
static void
assert_sign_fails(CtlTestPrompt *prompt, const char *rules, CtlError code, const char *message)
{
  assert_sign_fails_in(prompt, rules, 0, code, message);
}

static void
assert_signs(CtlTestPrompt *prompt, const char *rules)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) signature = sign(prompt, rules, 0, NULL, &error);
  g_assert_no_error(error);
  g_assert_nonnull(signature);
}

static void
test_files(void)
{
  fault_set_rules("");
  g_autofree char *missing = list_failure("/nowhere/libeToken.so", 0, CTL_ERROR_MODULE_NOT_LOADED);
  g_assert_cmpstr(missing, ==,
                  "PKCS#11 module /nowhere/libeToken.so cannot be loaded: cannot open shared object file: "
                  "No such file or directory");
  g_autofree char *text = list_failure(fault_rules_path(), 0, CTL_ERROR_MODULE_NOT_LOADED);
  g_assert_nonnull(strstr(text, " cannot be loaded: "));
  g_autofree char *library = list_failure("libm.so.6", 0, CTL_ERROR_NO_MODULE);
  g_assert_cmpstr(library, ==,
                  "PKCS#11 module libm.so.6 cannot be loaded: the file is a library, but no PKCS#11 module");
}

static void
test_crash(void)
{
  static const char *const calls[] = {"load", "C_Initialize", "C_GetSlotList", "C_GetAttributeValue"};
  for (gsize i = 0; i < G_N_ELEMENTS(calls); i++) {
    g_autofree char *rules = g_strdup_printf("[calls]\n%s=crash\n", calls[i]);
    fault_set_rules(rules);
    g_autofree char *message = list_failure(FAULTY_MODULE, 0, CTL_ERROR_MODULE_CRASHED);
    g_assert_cmpstr(message, ==, MODULE_TEXT " crashed (signal 11)");
  }
}

static void
test_hang(void)
{
  static const char *const calls[] = {"load", "C_Initialize", "C_GetTokenInfo"};
  for (gsize i = 0; i < G_N_ELEMENTS(calls); i++) {
    g_autofree char *rules = g_strdup_printf("[calls]\n%s=hang\n", calls[i]);
    fault_set_rules(rules);
    g_autofree char *message = list_failure(FAULTY_MODULE, 250, CTL_ERROR_MODULE_SILENT);
    g_assert_cmpstr(message, ==, MODULE_TEXT " did not answer within 250 ms");
  }
}

static void
test_error(void)
{
  fault_set_rules("[calls]\nC_Initialize=0x5\n");
  g_autofree char *general = list_failure(FAULTY_MODULE, 0, CTL_ERROR_TOKEN);
  g_assert_cmpstr(general, ==,
                  MODULE_TEXT ": the PKCS#11 module failed without saying why (CKR_GENERAL_ERROR)");
  fault_set_rules("[calls]\nC_GetSlotList=0x77777\n");
  g_autofree char *unknown = list_failure(FAULTY_MODULE, 0, CTL_ERROR_TOKEN);
  g_assert_cmpstr(unknown, ==, MODULE_TEXT ": the PKCS#11 module failed in C_GetSlotList (CKR 0x77777)");
  fault_set_rules("[calls]\nC_GetSlotList=0x21\n");
  g_autofree char *other = list_failure(FAULTY_MODULE, 0, CTL_ERROR_TOKEN);
  g_assert_cmpstr(other, ==, MODULE_TEXT ": the PKCS#11 module failed in C_GetSlotList (CKR_DATA_LEN_RANGE)");
}

/* One module's trouble must not hide what the other shows. */
static void
test_beside_good(void)
{
  const char *modules[] = {FAULTY_MODULE, "/nowhere.so", SOFTHSM_MODULE, NULL};
  fault_set_rules("[calls]\nC_GetSlotList=hang\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(TokenList) list = token_list_load(modules, ANSWER_MS, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(list->n_modules, ==, 3);
  g_assert_cmpuint(list->failures->len, ==, 2);
  g_assert_cmpuint(list->tokens->len, ==, SOFT_N_TOKENS);
}

static void
test_broken_token(void)
{
  const char *modules[] = {FAULTY_MODULE, NULL};
  fault_set_rules("[tokens]\n" SOFT_TOKEN_A "=broken\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(TokenList) list = token_list_load(modules, 0, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(list->tokens->len, ==, SOFT_N_TOKENS - 1);
  g_assert_cmpuint(list->failures->len, ==, 1);
  const GError *failure = g_ptr_array_index(list->failures, 0);
  g_assert_error(failure, CTL_ERROR, CTL_ERROR_TOKEN_UNREADABLE);
  g_assert_cmpstr(failure->message, ==,
                  MODULE_TEXT
                  " cannot read one of its tokens: the token reports an error of its own (CKR_DEVICE_ERROR)");

  g_assert_null(token_list_find(list, SOFT_TOKEN_A, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN);
  g_assert_nonnull(strstr(error->message, "CKR_DEVICE_ERROR"));
}

/* A certificate that cannot be read is told of, and its token stays. */
static void
test_unreadable_certificate(void)
{
  static const char *const answers[] = {"0x6", "0x30", "0x82"}; /* failed, device error, no such object */
  for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
    const char *modules[] = {FAULTY_MODULE, NULL};
    g_autofree char *rules = g_strdup_printf("[calls]\nC_GetAttributeValue=%s\n", answers[i]);
    fault_set_rules(rules);
    g_autoptr(GError) error = NULL;
    g_autoptr(TokenList) list = token_list_load(modules, 0, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(list->tokens->len, ==, SOFT_N_TOKENS);
    g_assert_cmpuint(list->failures->len, ==, SOFT_N_TOKENS);
    const GError *failure = g_ptr_array_index(list->failures, 0);
    g_assert_error(failure, CTL_ERROR, CTL_ERROR_TOKEN_UNREADABLE);
    g_assert_nonnull(strstr(failure->message, MODULE_TEXT ": one of its certificates cannot be read: "));
  }
}

/* libp11 0.4.12 by itself lists all slots or none. */
static void
test_sign_beside_broken(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  assert_signs(prompt, "[tokens]\n" SOFT_TOKEN_B "=broken\n");
  g_assert_cmpuint(prompt->n_passwords, ==, 1);
  assert_sign_fails(
      prompt, "[tokens]\n" SOFT_TOKEN_A "=broken\n", CTL_ERROR_NO_TOKEN,
      "Token " SOFT_TOKEN_A " is no longer plugged in; " MODULE_TEXT
      " cannot read one of its tokens: the token reports an error of its own (CKR_DEVICE_ERROR)");
  g_assert_cmpuint(prompt->n_passwords, ==, 1);
}

static void
test_sign_crash(void)
{
  static const char *const calls[] = {"C_Login", "C_SignInit", "C_Sign"};
  for (gsize i = 0; i < G_N_ELEMENTS(calls); i++) {
    g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
    g_autofree char *rules = g_strdup_printf("[calls]\n%s=crash\n", calls[i]);
    assert_sign_fails(prompt, rules, CTL_ERROR_MODULE_CRASHED, MODULE_TEXT " crashed (signal 11)");
  }
}

static void
test_sign_hang(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  assert_sign_fails_in(prompt, "[calls]\nC_Sign=hang\n", HANG_MS, CTL_ERROR_MODULE_SILENT,
                       MODULE_TEXT " did not answer within 1 s");
}

static void
wait_longer(gpointer unused)
{
  g_usleep((ANSWER_MS + 200) * 1000);
}

/* The time that the user takes is not the module's. */
static void
test_slow_user(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  prompt->hook = wait_longer;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) signature = sign(prompt, "[delays]\nC_Sign=100\n", ANSWER_MS, NULL, &error);
  g_assert_no_error(error);
  g_assert_nonnull(signature);
}

static gpointer
cancel_soon(gpointer cancellable)
{
  while (fault_count_calls("C_Sign") == 0)
    g_usleep(1000);
  g_cancellable_cancel(cancellable);
  return NULL;
}

static void
test_sign_cancel(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  fault_set_rules("");
  GThread *thread = g_thread_new("cancel", cancel_soon, cancellable);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) signature = sign(prompt, "[calls]\nC_Sign=hang\n", 0, cancellable, &error);
  g_thread_join(thread);
  g_assert_null(signature);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
}

/* libp11 0.4.12 waits for ever when C_OpenSession fails; the result has to be the true cause all the same. */
static void
test_removed(void)
{
  static const char *const calls[] = {"C_Sign", "C_SignInit", "C_Login", "C_OpenSession"};
  for (gsize i = 0; i < G_N_ELEMENTS(calls); i++) {
    g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
    g_autofree char *rules = g_strdup_printf("[calls]\n%s=remove\n", calls[i]);
    assert_sign_fails(prompt, rules, CTL_ERROR_TOKEN_REMOVED,
                      "Token " SOFT_TOKEN_A ": it was removed (CKR_DEVICE_REMOVED)");
  }
}

/* Newer modules do not say so by themselves; a token that is still there is not said to be removed. */
static void
test_lost(void)
{
  static const char *const calls[] = {"C_Sign", "C_SignInit"};
  for (gsize i = 0; i < G_N_ELEMENTS(calls); i++) {
    g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
    g_autofree char *rules = g_strdup_printf("[calls]\n%s=lose\n", calls[i]);
    assert_sign_fails(prompt, rules, CTL_ERROR_TOKEN_REMOVED,
                      "Token " SOFT_TOKEN_A ": it was removed (CKR_TOKEN_NOT_PRESENT)");
    g_autofree char *other = g_strdup_printf("[calls]\n%s=0x5\n", calls[i]);
    assert_sign_fails(prompt, other, CTL_ERROR_TOKEN,
                      "Token " SOFT_TOKEN_A
                      ": the PKCS#11 module failed without saying why (CKR_GENERAL_ERROR)");
  }
}

static void
change_rules(gpointer rules)
{
  fault_set_rules(rules);
}

static void
test_removed_at_prompt(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  prompt->hook = change_rules;
  prompt->user_data = (gpointer) "[tokens]\n" SOFT_TOKEN_A "=gone\n";
  assert_sign_fails(prompt, "", CTL_ERROR_TOKEN_REMOVED,
                    "Token " SOFT_TOKEN_A ": it was removed (CKR_DEVICE_REMOVED)");
}

static void
test_last_try_refused(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  assert_sign_fails(prompt, "[tokens]\n" SOFT_TOKEN_A "=0x20000\n", CTL_ERROR_LAST_TRY,
                    "Token " SOFT_TOKEN_A ": its last password try was left unused, as you wished");
  g_assert_cmpuint(prompt->n_last_tries, ==, 1);
  g_assert_cmpuint(prompt->n_passwords, ==, 0);
  g_assert_cmpuint(fault_count_calls("C_Login"), ==, 0);
}

static void
test_last_try_accepted(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  prompt->last_try = TRUE;
  assert_signs(prompt, "[tokens]\n" SOFT_TOKEN_A "=0x20000\n");
  g_assert_cmpuint(prompt->n_last_tries, ==, 1);
  g_assert_cmpuint(prompt->n_passwords, ==, 1);
  g_assert_nonnull(strstr(prompt->detail, "Only one try is left."));
}

static void
test_last_try_wrong(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new("wrong");
  prompt->last_try = TRUE;
  prompt->hook = change_rules; /* the token as it will be after this password */
  prompt->user_data = (gpointer) "[tokens]\n" SOFT_TOKEN_A "=0x40000\n[calls]\nC_Login=0xa0\n";
  assert_sign_fails(prompt, "[tokens]\n" SOFT_TOKEN_A "=0x20000\n", CTL_ERROR_PIN_LOCKED,
                    "Token " SOFT_TOKEN_A ": the password is wrong (CKR_PIN_INCORRECT); that was the last "
                    "try, and the token is now locked for good");
  g_assert_cmpuint(fault_count_calls("C_Login"), ==, 1);
}

static void
test_one_left(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new("wrong");
  prompt->hook = change_rules;
  prompt->user_data = (gpointer) "[tokens]\n" SOFT_TOKEN_A "=0x20000\n[calls]\nC_Login=0xa0\n";
  assert_sign_fails(prompt, "", CTL_ERROR_WRONG_PIN,
                    "Token " SOFT_TOKEN_A ": the password is wrong (CKR_PIN_INCORRECT); one try is used up, "
                    "and only one is left before the token locks for good");
  g_assert_cmpuint(fault_count_calls("C_Login"), ==, 1);
}

static void
test_locked(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  assert_sign_fails(prompt, "[tokens]\n" SOFT_TOKEN_A "=0x40000\n", CTL_ERROR_PIN_LOCKED,
                    "Token " SOFT_TOKEN_A ": it is locked for good, after too many wrong passwords");
  g_assert_cmpuint(prompt->n_passwords + prompt->n_last_tries, ==, 0);
  g_assert_cmpuint(fault_count_calls("C_Login"), ==, 0);
  /* A module without these flags tells only at the login. */
  assert_sign_fails(prompt, "[calls]\nC_Login=0xa4\n", CTL_ERROR_PIN_LOCKED,
                    "Token " SOFT_TOKEN_A ": it is locked for good, after too many wrong passwords "
                    "(CKR_PIN_LOCKED)");
}

static void
test_reader(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new("must not be asked for");
  assert_signs(prompt, "[tokens]\n" SOFT_TOKEN_A "=0x100\n[reader]\npassword=" SOFT_PASSWORD "\n");
  g_assert_cmpuint(prompt->n_passwords, ==, 0);
  assert_sign_fails(prompt, "[tokens]\n" SOFT_TOKEN_A "=0x100\n[calls]\nC_Login=0x50\n", CTL_ERROR_CANCELLED,
                    "Token " SOFT_TOKEN_A ": cancelled on the reader (CKR_FUNCTION_CANCELED)");
}

/* The signature is there already when the module fails. */
static void
test_fails_at_end(void)
{
  static const char *const rules[] = {"[calls]\nC_Finalize=crash\n", "[calls]\nC_Logout=crash\n",
                                      "[calls]\nC_Logout=remove\n", "[calls]\nC_Finalize=hang\n"};
  for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
    g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
    assert_signs(prompt, rules[i]);
  }
}

/* The helper gets the time to tidy up. */
static void
test_logs_out(void)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  assert_signs(prompt, "[delays]\nC_Logout=100\nC_Finalize=100\n");
  g_assert_cmpuint(fault_count_calls("C_Login"), ==, 1);
  g_assert_cmpuint(fault_count_calls("C_Sign"), ==, 1);
  g_assert_cmpuint(fault_count_calls("C_Logout"), ==, 1);
  g_assert_cmpuint(fault_count_calls("C_CloseAllSessions"), ==, 1); /* libp11's one, and ours are closed */
  g_assert_cmpuint(fault_count_calls("C_OpenSession"), ==, fault_count_calls("C_CloseSession") + 1);
  g_assert_cmpuint(fault_count_calls("C_Finalize"), ==, 1);
}

static gboolean
is_running(int pid)
{
  g_autofree char *path = g_strdup_printf("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  return g_file_get_contents(path, &text, NULL, NULL) && strstr(text, ") Z ") == NULL;
}

/* A program that is killed leaves no helper behind; a Ctrl-C at the terminal does not end the helper. */
static void
test_dies_with_program(void)
{
  fault_set_rules("[calls]\nC_GetSlotList=hang\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) program =
      g_subprocess_new(G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", "--only-list", NULL);
  g_assert_no_error(error);
  int helper = 0;
  while (fault_find_calls("C_GetSlotList", &helper) == 0)
    g_usleep(1000);
  g_assert_cmpint(kill(helper, SIGINT), ==, 0);
  g_usleep(50 * 1000);
  g_assert_true(is_running(helper));
  g_subprocess_force_exit(program);
  g_subprocess_wait(program, NULL, NULL);
  gint64 end_us = g_get_monotonic_time() + PATIENCE_US;
  while (is_running(helper) && g_get_monotonic_time() < end_us)
    g_usleep(1000);
  g_assert_false(is_running(helper));
}

static void
add_tests(void)
{
  soft_tokens_add_test("/faults/list/files", test_files);
  soft_tokens_add_test("/faults/list/bad-lists", test_bad_lists);
  soft_tokens_add_test("/faults/list/crash", test_crash);
  soft_tokens_add_test("/faults/list/hang", test_hang);
  soft_tokens_add_test("/faults/list/error", test_error);
  soft_tokens_add_test("/faults/list/beside-good", test_beside_good);
  soft_tokens_add_test("/faults/list/broken-token", test_broken_token);
  soft_tokens_add_test("/faults/list/unreadable-certificate", test_unreadable_certificate);
  soft_tokens_add_test("/faults/list/dies-with-program", test_dies_with_program);
  soft_tokens_add_test("/faults/sign/beside-broken", test_sign_beside_broken);
  soft_tokens_add_test("/faults/sign/crash", test_sign_crash);
  soft_tokens_add_test("/faults/sign/hang", test_sign_hang);
  soft_tokens_add_test("/faults/sign/slow-user", test_slow_user);
  soft_tokens_add_test("/faults/sign/cancel", test_sign_cancel);
  soft_tokens_add_test("/faults/sign/removed", test_removed);
  soft_tokens_add_test("/faults/sign/lost", test_lost);
  soft_tokens_add_test("/faults/sign/removed-at-prompt", test_removed_at_prompt);
  soft_tokens_add_test("/faults/sign/last-try-refused", test_last_try_refused);
  soft_tokens_add_test("/faults/sign/last-try-accepted", test_last_try_accepted);
  soft_tokens_add_test("/faults/sign/last-try-wrong", test_last_try_wrong);
  soft_tokens_add_test("/faults/sign/one-left", test_one_left);
  soft_tokens_add_test("/faults/sign/locked", test_locked);
  soft_tokens_add_test("/faults/sign/reader", test_reader);
  soft_tokens_add_test("/faults/sign/fails-at-end", test_fails_at_end);
  soft_tokens_add_test("/faults/sign/logs-out", test_logs_out);
}

int
main(int argc, char **argv)
{
  const char *modules[] = {FAULTY_MODULE, NULL};
  if (argc == 2 && g_str_equal(argv[1], "--only-list")) {
    g_autoptr(TokenList) list = token_list_load(modules, 0, NULL, NULL);
    return list == NULL;
  }
  g_test_init(&argc, &argv, NULL);
  add_tests();
  if (soft_tokens_missing() != NULL)
    return g_test_run();
  fault_world_create();
  int status = g_test_run();
  fault_world_delete();
  return status;
}
