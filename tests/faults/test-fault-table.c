/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Every job under every answer that a module can give to each of its calls, under removal at each call, and
 * under lengths that are not true: the job is done, or there is one clear error of the right kind, in time,
 * with at most one password try. */

#include "fault-world.h"
#include "soft-tokens.h"
#include "test-prompt.h"

#include "app/base/error.h"
#include "pkcs11/token-private.h"

#include <glib/gstdio.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <string.h>

#define STEP_MS 20000

/* Answers that any call may give, with one of a maker's own. */
static const CK_RV common_answers[] = {
    CKR_HOST_MEMORY,
    CKR_SLOT_ID_INVALID,
    CKR_GENERAL_ERROR,
    CKR_FUNCTION_FAILED,
    CKR_ARGUMENTS_BAD,
    CKR_DEVICE_ERROR,
    CKR_DEVICE_MEMORY,
    CKR_DEVICE_REMOVED,
    CKR_FUNCTION_CANCELED,
    CKR_FUNCTION_NOT_SUPPORTED,
    CKR_SESSION_CLOSED,
    CKR_SESSION_HANDLE_INVALID,
    CKR_TOKEN_NOT_PRESENT,
    CKR_TOKEN_NOT_RECOGNIZED,
    CKR_USER_NOT_LOGGED_IN,
    CKR_CRYPTOKI_NOT_INITIALIZED,
    CKR_OPERATION_ACTIVE,
    CKR_BUFFER_TOO_SMALL,
    0x80000001,
};

/* Answers to one call. Source: PKCS#11 2.40, the return values of each function. */
static const struct {
  const char *call;
  CK_RV answers[16];
} own_answers[] = {
    {"C_Initialize", {CKR_CANT_LOCK, CKR_NEED_TO_CREATE_THREADS, CKR_CRYPTOKI_ALREADY_INITIALIZED}},
    {"C_OpenSession",
     {CKR_SESSION_COUNT, CKR_SESSION_PARALLEL_NOT_SUPPORTED, CKR_SESSION_READ_WRITE_SO_EXISTS,
      CKR_TOKEN_WRITE_PROTECTED}},
    {"C_GetAttributeValue", {CKR_ATTRIBUTE_SENSITIVE, CKR_ATTRIBUTE_TYPE_INVALID, CKR_OBJECT_HANDLE_INVALID}},
    {"C_FindObjects", {CKR_OPERATION_NOT_INITIALIZED}},
    {"C_FindObjectsInit", {CKR_ATTRIBUTE_TYPE_INVALID, CKR_ATTRIBUTE_VALUE_INVALID, CKR_PIN_EXPIRED}},
    {"C_Login",
     {CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_EXPIRED, CKR_PIN_LOCKED,
      CKR_USER_ALREADY_LOGGED_IN, CKR_USER_PIN_NOT_INITIALIZED, CKR_USER_TYPE_INVALID,
      CKR_USER_ANOTHER_ALREADY_LOGGED_IN, CKR_USER_TOO_MANY_TYPES, CKR_SESSION_READ_ONLY_EXISTS,
      CKR_FUNCTION_REJECTED}},
    {"C_SignInit",
     {CKR_KEY_FUNCTION_NOT_PERMITTED, CKR_KEY_HANDLE_INVALID, CKR_KEY_SIZE_RANGE, CKR_KEY_TYPE_INCONSISTENT,
      CKR_MECHANISM_INVALID, CKR_MECHANISM_PARAM_INVALID, CKR_PIN_EXPIRED}},
    {"C_Sign", {CKR_DATA_INVALID, CKR_DATA_LEN_RANGE, CKR_OPERATION_NOT_INITIALIZED, CKR_FUNCTION_REJECTED}},
    {"C_SetPIN",
     {CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_LOCKED, CKR_SESSION_READ_ONLY,
      CKR_TOKEN_WRITE_PROTECTED, CKR_DATA_INVALID}},
};

typedef struct {
  const char *name; /* "/signing/..." for those that sign: they are half of all points */
  gboolean (*run)(CtlTestPrompt *prompt, GError **error);
  const char *calls[20];
} FaultJob;

static Token *token;
static guint n_points;

static gboolean
run_list(CtlTestPrompt *prompt, GError **error)
{
  const char *modules[] = {FAULTY_MODULE, NULL};
  g_autoptr(TokenList) list = token_list_load(modules, STEP_MS, NULL, error);
  g_assert_nonnull(list);
  if (list->failures->len > 0)
    g_propagate_error(error, g_error_copy(g_ptr_array_index(list->failures, 0)));
  else if (list->tokens->len < SOFT_N_TOKENS) /* the module says that they are not there */
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, "Token missing");
  return *error == NULL;
}

static GBytes *
sign_with(Token *signer, CtlTestPrompt *prompt, GError **error)
{
  g_autoptr(GBytes) digest = soft_tokens_digest("SHA1", "a trust list");
  GBytes *signature = token_sign_digest(signer, "SHA1", digest, CTL_PROMPT(prompt), STEP_MS, NULL, error);
  g_assert_true(signature == NULL || soft_tokens_verify(signer, "SHA1", digest, signature));
  return signature;
}

static gboolean
run_sign(CtlTestPrompt *prompt, GError **error)
{
  g_autoptr(GBytes) signature = sign_with(token, prompt, error);
  return signature != NULL;
}

static gboolean
run_reveal(CtlTestPrompt *prompt, GError **error)
{
  g_autoptr(Token) revealed = token_reveal(token, CTL_PROMPT(prompt), STEP_MS, NULL, error);
  return revealed != NULL;
}

/* By the helper that has listed the tokens, briefly since the name is all that matters. */
static gboolean
run_brief(CtlTestPrompt *prompt, GError **error)
{
  const char *modules[] = {FAULTY_MODULE, NULL};
  const char *names[] = {SOFT_TOKEN_A, NULL};
  g_autoptr(TokenList) list = token_list_open(
      &(TokenListRequest){.modules = modules, .names = names, .brief = TRUE, .timeout_ms = STEP_MS}, NULL,
      error);
  g_assert_nonnull(list);
  g_autoptr(Token) found = token_list_find(list, SOFT_TOKEN_A, error);
  g_autoptr(GBytes) signature = found != NULL ? sign_with(found, prompt, error) : NULL;
  return signature != NULL;
}

/* By the helper that has logged in to show the token. */
static gboolean
run_revealed(CtlTestPrompt *prompt, GError **error)
{
  g_autoptr(Token) revealed = token_reveal(token, CTL_PROMPT(prompt), STEP_MS, NULL, error);
  if (revealed != NULL && revealed->key_id == NULL) /* the module says so */
    return TRUE;
  g_autoptr(GBytes) signature = revealed != NULL ? sign_with(revealed, prompt, error) : NULL;
  return signature != NULL;
}

/* To the same password, so that the next run finds it. */
static gboolean
run_change(CtlTestPrompt *prompt, GError **error)
{
  return token_change_password(token, CTL_PROMPT(prompt), STEP_MS, NULL, error);
}

#define LIST_CALLS                                                                                           \
  "C_Initialize", "C_GetInfo", "C_GetSlotList", "C_GetTokenInfo", "C_OpenSession", "C_CloseSession",         \
      "C_FindObjectsInit", "C_FindObjects", "C_FindObjectsFinal", "C_GetAttributeValue", "C_Finalize"

static const FaultJob jobs[] = {
    {"/table/list", run_list, {LIST_CALLS}},
    {"/signing/sign",
     run_sign,
     {LIST_CALLS, "C_Login", "C_SignInit", "C_Sign", "C_Logout", "C_CloseAllSessions"}},
    {"/table/reveal", run_reveal, {"C_FindObjectsInit", "C_GetAttributeValue", "C_Login", "C_CloseSession"}},
    {"/signing/brief", run_brief, {"C_GetSlotList", "C_GetTokenInfo", "C_OpenSession"}},
    {"/signing/revealed", run_revealed, {"C_Login", "C_SignInit", "C_Sign", "C_Logout"}},
    {"/table/change",
     run_change,
     {"C_GetSlotList", "C_GetTokenInfo", "C_OpenSession", "C_SetPIN", "C_CloseSession"}},
};

static void
assert_clear(const GError *error, const char *point)
{
  int status = ctl_error_exit_status(error);
  gboolean is_clear =
      error->domain == CTL_ERROR && (status == 3 || status == 130) &&
      (g_str_has_prefix(error->message, "Token ") || g_str_has_prefix(error->message, "PKCS#11 module ")) &&
      strchr(error->message, '\n') == NULL && !g_str_has_suffix(error->message, ".") &&
      strstr(error->message, "crashed") == NULL && strstr(error->message, "did not answer") == NULL &&
      strstr(error->message, "makes no sense") == NULL;
  if (!is_clear)
    g_error("%s: \"%s\" is no clear error (exit status %d)", point, error->message, status);
}

/* One job under RULES, which POINT names. TRUE when it was done all the same. */
static gboolean
try_point(const FaultJob *job, const char *point, const char *rules)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new(SOFT_PASSWORD);
  prompt->new_password = SOFT_PASSWORD;
  prompt->last_try = TRUE;
  fault_set_rules(rules);
  g_autoptr(GError) error = NULL;
  gboolean done = job->run(prompt, &error);
  n_points++;
  g_assert_cmpuint(prompt->n_passwords, <=, 1);
  g_assert_cmpuint(fault_count_calls("C_Login") + fault_count_calls("C_SetPIN"), <=, 1);
  g_assert_true(done == (error == NULL));
  if (error != NULL)
    assert_clear(error, point);
  fault_check_reports(point);
  return done;
}

/* The answers that end a job that needs them; what fails while tidying up does not matter any more. */
static gboolean
may_fail_silently(const char *call)
{
  return g_str_has_prefix(call, "C_Close") || g_str_equal(call, "C_Logout") ||
         g_str_equal(call, "C_Finalize") || g_str_equal(call, "C_FindObjectsFinal") ||
         g_str_equal(call, "C_GetAttributeValue") || g_str_equal(call, "C_GetInfo") ||
         g_str_equal(call, "C_Initialize") || g_str_equal(call, "C_Login"); /* CKR_USER_ALREADY_LOGGED_IN */
}

static void
try_answer(const FaultJob *job, const char *call, CK_RV rv)
{
  g_autofree char *point = g_strdup_printf("%s: %s=0x%lx", job->name, call, rv);
  g_autofree char *rules = g_strdup_printf("[calls]\n%s=0x%lx\n", call, rv);
  if (try_point(job, point, rules) && !may_fail_silently(call))
    g_error("%s was not noticed", point);
}

static void
test_answers(gconstpointer data)
{
  const FaultJob *job = data;
  for (guint i = 0; job->calls[i] != NULL; i++) {
    for (gsize j = 0; j < G_N_ELEMENTS(common_answers); j++)
      try_answer(job, job->calls[i], common_answers[j]);
    for (gsize j = 0; j < G_N_ELEMENTS(own_answers); j++) {
      for (guint k = 0; g_str_equal(own_answers[j].call, job->calls[i]) && own_answers[j].answers[k] != 0;
           k++)
        try_answer(job, job->calls[i], own_answers[j].answers[k]);
    }
  }
}

/* RULE at each call of a job that otherwise goes well. */
static void
try_each_call(const FaultJob *job, const char *rule)
{
  g_assert_true(try_point(job, job->name, ""));
  guint n_calls = fault_count_all_calls();
  for (guint n = 1; n <= n_calls; n++) {
    g_autofree char *point = g_strdup_printf("%s: %s at call %u", job->name, rule, n);
    g_autofree char *rules = g_strdup_printf("[nth]\nn=%u\ndo=%s\n", n, rule);
    try_point(job, point, rules);
  }
}

static void
test_removal(gconstpointer data)
{
  try_each_call(data, "remove");
}

static void
test_closed_sessions(gconstpointer data)
{
  try_each_call(data, "close");
}

static void
test_lengths(gconstpointer data)
{
  static const char *const calls[] = {"C_GetAttributeValue", "C_GetAttributeValue.length", "C_FindObjects",
                                      "C_Sign", "C_GetSlotList"};
  static const char *const lengths[] = {"zero", "huge", "longer", "shorter", "unavailable", "grow"};
  const FaultJob *job = data;
  for (gsize i = 0; i < G_N_ELEMENTS(calls); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS(lengths); j++) {
      g_autofree char *point = g_strdup_printf("%s: %s says %s", job->name, calls[i], lengths[j]);
      g_autofree char *rules = g_strdup_printf("[lengths]\n%s=%s\n", calls[i], lengths[j]);
      if (try_point(job, point, rules) && g_str_equal(calls[i], "C_Sign") && job->run == run_sign &&
          !g_str_equal(lengths[j], "grow"))
        g_error("%s was not noticed", point);
    }
  }
}

/* More tokens at the second C_GetSlotList than the first told of. */
static void
test_growing_list(void)
{
  g_assert_true(try_point(&jobs[0], "list: grows", "[lengths]\nC_GetSlotList=grow\n"));
}

/* Tokens that are not there in one answer are in the next. */
static void
test_forgotten_tokens(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(jobs); i++) {
    g_assert_true(try_point(&jobs[i], jobs[i].name, ""));
    guint n_calls = fault_count_calls("C_GetSlotList");
    for (guint n = 1; n <= n_calls; n++) {
      g_autofree char *rules = g_strdup_printf("[slots]\nforgotten=%u\n", n);
      if (!try_point(&jobs[i], rules, rules))
        g_error("%s: tokens are missing after look %u", jobs[i].name, n);
    }
  }
}

static void
test_slow(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(jobs); i++)
    g_assert_true(try_point(&jobs[i], "slow", "[delays]\nall=10\n"));
}

/* low, last try, locked, to be changed, and all at once */
static void
test_counters(void)
{
  static const CK_FLAGS flags[] = {CKF_USER_PIN_COUNT_LOW, CKF_USER_PIN_FINAL_TRY, CKF_USER_PIN_LOCKED,
                                   CKF_USER_PIN_TO_BE_CHANGED, 0xF0000};
  for (gsize i = 0; i < G_N_ELEMENTS(jobs); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS(flags); j++) {
      g_autofree char *rules = g_strdup_printf("[tokens]\n" SOFT_TOKEN_A "=0x%lx\n", flags[j]);
      gboolean is_locked = (flags[j] & CKF_USER_PIN_LOCKED) != 0;
      g_assert_cmpint(try_point(&jobs[i], rules, rules), ==, !is_locked || jobs[i].run == run_list);
      if (is_locked)
        g_assert_cmpuint(fault_count_calls("C_Login") + fault_count_calls("C_SetPIN"), ==, 0);
    }
  }
}

static void
add_job_tests(const FaultJob *job)
{
  static const struct {
    const char *name;
    GTestDataFunc func;
  } tests[] = {{"answers", test_answers},
               {"removal", test_removal},
               {"closed-sessions", test_closed_sessions},
               {"lengths", test_lengths}};
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
    g_autofree char *path = g_strdup_printf("%s-%s", job->name, tests[i].name);
    g_test_add_data_func(path, job, tests[i].func);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  if (soft_tokens_missing() != NULL) {
    printf("%s is not installed\n", soft_tokens_missing());
    return 77;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(jobs); i++)
    add_job_tests(&jobs[i]);
  g_test_add_func("/table/growing-list", test_growing_list);
  g_test_add_func("/table/forgotten-tokens", test_forgotten_tokens);
  g_test_add_func("/table/slow", test_slow);
  g_test_add_func("/table/counters", test_counters);
  fault_world_create();
  fault_set_rules("");
  token = soft_tokens_find(FAULTY_MODULE, SOFT_TOKEN_A);
  int status = g_test_run();
  g_test_message("%u points were tried", n_points);
  token_unref(token);
  fault_world_delete();
  return status;
}
