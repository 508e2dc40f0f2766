/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tokens of several modules, as played helpers show them: which of them are one, in which order they
 * stand, what is said of modules that fail, and which helper does the first job. */

#include "scripted-helper.h"
#include "test-prompt.h"

#include "app/base/error.h"
#include "pkcs11/token-list.h"

#include <string.h>

#define N_MODULES 3

typedef struct {
  const char *name;
  const char *says[N_MODULES]; /* the helpers of the modules m1 to m3, as far as they are there */
  const char *tokens;          /* "name/serial@module ..." */
  const char *failures;
} Case;

#define SENSELESS(module) "PKCS#11 module " module " damaged the token helper: its answer makes no sense"

static const Case load_cases[] = {
    {"none", {NULL}, "", ""},
    {"empty", {"DONE"}, "", ""},
    {"sorted", {"SHOW b,2,0,0,\nSHOW A,1,0,0,\nSHOW c,3,0,0,\nDONE"}, "A/1@m1 b/2@m1 c/3@m1", ""},
    {"sorted-by-serial", {"SHOW A,2,0,0,\nSHOW a,1,0,0,\nDONE"}, "a/1@m1 A/2@m1", ""},
    {"named-by-serial", {"SHOW ,77,0,0,\nDONE"}, "77/77@m1", ""},
    {"maker-first", {"SHOW A,1,0,0,SAST-1\nDONE", "SHOW other,9,0,0,SAST-1\nDONE"}, "SAST-1/1@m1", ""},
    {"same-certificate-in-one-module",
     {"SHOW A,1,0,0,SAST-1\nSHOW B,2,0,0,SAST-1\nDONE"},
     "SAST-1/1@m1 SAST-1/2@m1",
     ""},
    {"other-certificates",
     {"SHOW A,1,0,0,SAST-1\nDONE", "SHOW A,1,0,0,SAST-2\nDONE"},
     "SAST-1/1@m1 SAST-2/1@m2",
     ""},
    {"same-identity", {"SHOW A,1,0,0,\nDONE", "SHOW A,1,0,0,\nDONE"}, "A/1@m1", ""},
    {"same-identity-one-hides", {"SHOW A,1,0,1,\nDONE", "SHOW A,1,0,0,SAST-1\nDONE"}, "A/1@m1", ""},
    {"other-serial", {"SHOW A,1,0,0,\nDONE", "SHOW A,2,0,0,\nDONE"}, "A/1@m1 A/2@m2", ""},
    {"other-label", {"SHOW A,1,0,0,\nDONE", "SHOW B,1,0,0,\nDONE"}, "A/1@m1 B/1@m2", ""},
    {"crash",
     {"SHOW A,1,0,0,\nCRASH 11", "SHOW B,2,0,0,\nDONE", "FAIL no-module m3 is no module"},
     "A/1@m1 B/2@m2",
     "PKCS#11 module m1 crashed (signal 11); m3 is no module"},
    {"unreadable",
     {"UNREADABLE ('m1 cannot read a token',)\nSHOW A,1,0,0,\nDONE"},
     "A/1@m1",
     "m1 cannot read a token"},
    {"unreadable/senseless", {"UNREADABLE ('x\\u001b[2J',)\nDONE"}, "", SENSELESS("m1")},
    {"unknown-answer", {"LOGIN (0, 0, 0)\nDONE"}, "", SENSELESS("m1")},
    {"senseless-token", {"SHOW A\033[2J,1,0,0,\nDONE", "SHOW B,2,0,0,\nDONE"}, "B/2@m2", SENSELESS("m1")},
};

static void
set_modules(const char **modules, const char *const *says)
{
  static const char *const names[N_MODULES] = {"m1", "m2", "m3"};
  for (gsize i = 0; i < N_MODULES && says[i] != NULL; i++) {
    modules[i] = names[i];
    scripted_helper_expect(says[i]);
  }
}

static void
assert_list(const TokenList *list, const char *tokens, const char *failures)
{
  g_autoptr(GString) shown = g_string_new(NULL);
  g_autoptr(GString) failed = g_string_new(NULL);
  for (guint i = 0; i < list->tokens->len; i++) {
    const Token *token = g_ptr_array_index(list->tokens, i);
    g_string_append_printf(shown, "%s%s/%s@%s", i > 0 ? " " : "", token_get_name(token),
                           token_get_serial(token), token_get_module(token));
  }
  for (guint i = 0; i < list->failures->len; i++) {
    const GError *failure = g_ptr_array_index(list->failures, i);
    g_string_append_printf(failed, "%s%s", i > 0 ? "; " : "", failure->message);
  }
  g_assert_cmpstr(shown->str, ==, tokens);
  g_assert_cmpstr(failed->str, ==, failures);
}

static void
test_load(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(load_cases); i++) {
    const Case *test = &load_cases[i];
    const char *modules[N_MODULES + 1] = {NULL};
    g_autoptr(GError) error = NULL;
    g_test_message("%s", test->name);
    set_modules(modules, test->says);
    g_autoptr(TokenList) list = token_list_load(modules, 0, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(list->n_modules, ==, g_strv_length((char **)modules));
    assert_list(list, test->tokens, test->failures);
    scripted_helper_finish(); /* none is kept */
  }
}

/* As many as a helper may tell of, and one more. */
static void
test_too_many(void)
{
  static const struct {
    const char *line;
    const char *failures;
    guint n;
  } cases[] = {
      {"SHOW A,%u,0,0,\n", "", MESSAGE_TOKENS_MAX},
      {"SHOW A,%u,0,0,\n", SENSELESS("m1"), MESSAGE_TOKENS_MAX + 1},
      {"UNREADABLE ('%u',)\n", SENSELESS("m1"), MESSAGE_TOKENS_MAX + 1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    const char *modules[] = {"m1", NULL};
    g_autoptr(GString) says = g_string_new(NULL);
    g_auto(GStrv) parts = g_strsplit(cases[i].line, "%u", 2);
    for (guint j = 0; j < cases[i].n; j++)
      g_string_append_printf(says, "%s%u%s", parts[0], j, parts[1]);
    g_string_append(says, "DONE");
    scripted_helper_expect(says->str);
    g_autoptr(TokenList) list = token_list_load(modules, 0, NULL, NULL);
    const GError *last =
        list->failures->len > 0 ? g_ptr_array_index(list->failures, list->failures->len - 1) : NULL;
    g_assert_cmpstr(last != NULL ? last->message : "", ==, cases[i].failures);
    g_assert_cmpuint(MAX(list->tokens->len, list->failures->len), >=, MESSAGE_TOKENS_MAX);
    scripted_helper_finish();
  }
}

/* Without the helper's program no list can be right, whatever other modules say. */
static void
test_missing(void)
{
  const char *modules[] = {"m1", "m2", NULL};
  g_autoptr(GError) error = NULL;
  scripted_helper_expect("DONE");
  scripted_helper_expect("MISSING");
  g_assert_null(token_list_load(modules, 0, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FAILED);
  scripted_helper_finish();
}

static void
test_cancelled(void)
{
  const char *modules[] = {"m1", NULL};
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  g_cancellable_cancel(cancellable);
  g_assert_null(token_list_load(modules, 0, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  scripted_helper_finish();
}

/* --- before a job --- */

static const char *const any[] = {NULL};
static const char *const sast_1[] = {"SAST-1", NULL};
static const char *const sast_2[] = {"sast-2  ", NULL};
static const char *const label[] = {"A", NULL};

/* The brief list is enough when it names each token, and each that is wanted once. */
static const struct {
  const char *says;
  const char *const *wanted;
  const char *told;
  const char *tokens;
} open_cases[] = {
    {"SHOW ,1,0,0,SAST-1\nSHOW ,2,0,0,SAST-2\nDONE", sast_2, "LIST_BRIEF", "SAST-1/1@m1 SAST-2/2@m1"},
    {"SHOW ,1,0,0,SAST-1\nDONE", any, "LIST_BRIEF", "SAST-1/1@m1"},
    {"SHOW ,1,0,0,SAST-1\nDONE\nSHOW A,1,0,0,SAST-1\nDONE", label, "LIST_BRIEF, LIST", "SAST-1/1@m1"},
    {"SHOW ,1,0,0,SAST-1\nSHOW ,2,0,0,\nDONE\nDONE", sast_1, "LIST_BRIEF, LIST", ""},
    {"SHOW ,1,0,0,SAST-1\nSHOW ,2,0,0,SAST-1\nDONE\nDONE", sast_1, "LIST_BRIEF, LIST", ""},
    {"UNREADABLE ('x',)\nSHOW ,1,0,0,SAST-1\nDONE\nSHOW A,1,0,0,SAST-1\nDONE", sast_1, "LIST_BRIEF, LIST",
     "SAST-1/1@m1"},
    {"DONE\nSHOW A,1,0,0,SAST-1\nDONE", any, "LIST_BRIEF, LIST", "SAST-1/1@m1"},
    {"SHOW A,1,0,0,\nDONE", NULL, "LIST", "A/1@m1"},
};

static TokenList *
open_list(const char *const *modules, const char *const *names, GError **error)
{
  const TokenListRequest request = {.modules = modules, .names = names, .brief = names != NULL};
  return token_list_open(&request, NULL, error);
}

static void
test_open(void)
{
  const char *modules[] = {"m1", NULL};
  for (gsize i = 0; i < G_N_ELEMENTS(open_cases); i++) {
    g_autoptr(GError) error = NULL;
    g_test_message("%s", open_cases[i].says);
    scripted_helper_expect(open_cases[i].says);
    TokenList *list = open_list(modules, open_cases[i].wanted, &error);
    g_assert_no_error(error);
    assert_list(list, open_cases[i].tokens, "");
    g_assert_cmpuint(scripted_helper_get_n_running(), ==, list->tokens->len > 0 ? 1 : 0);
    token_list_free(list);
    g_autofree char *told = scripted_helper_dup_told(0);
    g_assert_cmpstr(told, ==, open_cases[i].told);
    scripted_helper_finish();
  }
}

/* A module that has failed is not asked again. */
static void
test_open_failed(void)
{
  const char *modules[] = {"m1", "m2", NULL};
  scripted_helper_expect("CRASH 11");
  scripted_helper_expect("SHOW ,1,0,0,SAST-1\nDONE\nSHOW A,1,0,0,SAST-1\nDONE");
  TokenList *list = open_list(modules, sast_1, NULL);
  assert_list(list, "SAST-1/1@m2", "PKCS#11 module m1 crashed (signal 11)");
  token_list_free(list);
  g_autofree char *told = scripted_helper_dup_told(1);
  g_assert_cmpstr(told, ==, "LIST_BRIEF, LIST");
  scripted_helper_finish();
}

static void
sign(Token *token)
{
  g_autoptr(CtlTestPrompt) prompt = test_prompt_new("Cisco123");
  g_autoptr(GBytes) digest = g_bytes_new_static("AAAAAAAAAAAAAAAAAAAA", 20);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) signature = token_sign_digest(token, "SHA1", digest, CTL_PROMPT(prompt), 0, NULL, &error);
  g_assert_no_error(error);
  g_assert_nonnull(signature);
}

/* The helper that showed the tokens does the first job, another one the second. */
static void
test_first_job(void)
{
  const char *modules[] = {"m1", NULL};
  const char *const names[] = {"SAST-1", "SAST-2", NULL};
  scripted_helper_expect("SHOW ,1,0,0,SAST-1\nSHOW ,2,0,0,SAST-2\nDONE\nLOGIN (0, 0, 0)\nSIGNATURE ([1],)");
  TokenList *list = open_list(modules, names, NULL);
  sign(g_ptr_array_index(list->tokens, 1));
  g_assert_cmpuint(scripted_helper_get_n_running(), ==, 0);
  scripted_helper_expect("LOGIN (0, 0, 0)\nSIGNATURE ([2],)");
  sign(g_ptr_array_index(list->tokens, 0));
  token_list_free(list);
  g_autofree char *first = scripted_helper_dup_told(0);
  g_autofree char *second = scripted_helper_dup_told(1);
  g_assert_cmpstr(first, ==, "LIST_BRIEF, SIGN, PASSWORD Cisco123");
  g_assert_cmpstr(second, ==, "SIGN, PASSWORD Cisco123");
  scripted_helper_finish();
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/token-list/load", test_load);
  g_test_add_func("/token-list/too-many", test_too_many);
  g_test_add_func("/token-list/missing", test_missing);
  g_test_add_func("/token-list/cancelled", test_cancelled);
  g_test_add_func("/token-list/open", test_open);
  g_test_add_func("/token-list/open/failed", test_open_failed);
  g_test_add_func("/token-list/first-job", test_first_job);
  return g_test_run();
}
