/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which of several tokens a name means, and what is said when it means none or more than one. */

#include "scripted-helper.h"

#include "app/base/error.h"
#include "pkcs11/token-list.h"
#include "pkcs11/token-private.h"

#define MODULE "/usr/lib/libeToken.so"

/* Two signers with the same label, one that hides what it has, and one with nothing on it. */
static const char *const plugged[] = {
    "CTL,0054f509,0,0,SAST-A",
    "CTL,008580ef,0,0,SAST-B",
    "Hidden,77,0,1,",
    "Empty,78,0,0,",
};

static TokenList *
make_list(guint n_tokens)
{
  TokenList *list = g_new0(TokenList, 1);
  list->tokens = g_ptr_array_new_with_free_func((GDestroyNotify)token_unref);
  list->failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  list->n_modules = 1;
  for (guint i = 0; i < n_tokens; i++) {
    g_autoptr(GVariant) body = scripted_helper_token(plugged[i]);
    g_ptr_array_add(list->tokens, token_new(MODULE, body));
  }
  return list;
}

#define MORE_THAN_ONE                                                                                        \
  "CTL means more than one token: SAST-A (serial 0054f509), SAST-B (serial 008580ef); name one by its "      \
  "serial number, or a certificate by object= or id= in its URI"

static const struct {
  const char *spec;
  const char *found;     /* for a job that needs a certificate: the serial number, or the error */
  const char *found_any; /* for one that needs none; NULL: the same */
  gboolean hidden;
} cases[] = {
    {"SAST-A", "0054f509", NULL, FALSE},
    {"008580EF", "008580ef", NULL, FALSE},
    {"pkcs11:token=CTL;serial=008580ef", "008580ef", NULL, FALSE},
    {"CTL", MORE_THAN_ONE, NULL, FALSE},
    {"Hidden", "Token Hidden holds no SAST certificate, or shows it only after a login", "77", TRUE},
    {"Empty", "Token Empty holds no SAST certificate", "78", FALSE},
    {"pkcs11:serial=77;id=%01", "Token Hidden holds no such certificate, or shows it only after a login",
     "77", TRUE},
    {"pkcs11:serial=78;id=%01", "Token Empty holds no such certificate", "78", FALSE},
    {"pkcs11:serial=0054f509;id=%02", "Token SAST-A holds no such certificate", "0054f509", FALSE},
    {"SAST-C",
     "Token SAST-C is not plugged in; plugged in: SAST-A (serial 0054f509), SAST-B (serial 008580ef), Hidden "
     "(serial 77), Empty (serial 78)",
     NULL, FALSE},
};

static char *
describe(Token *token, const GError *error)
{
  char *text = g_strdup(token != NULL ? token_get_serial(token) : error->message);
  g_clear_pointer(&token, token_unref);
  return text;
}

static void
test_find(void)
{
  g_autoptr(TokenList) list = make_list(G_N_ELEMENTS(plugged));
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) error_any = NULL;
    Token *token = token_list_find(list, cases[i].spec, &error);
    Token *any = token_list_find_any(list, cases[i].spec, &error_any);
    g_autofree char *found = describe(token, error);
    g_autofree char *found_any = describe(any, error_any);
    g_assert_cmpstr(found, ==, cases[i].found);
    g_assert_cmpstr(found_any, ==, cases[i].found_any != NULL ? cases[i].found_any : cases[i].found);
    g_assert_cmpint(token_list_has(list, cases[i].spec), ==, error == NULL);
    g_assert_cmpint(token_list_is_hidden(list, cases[i].spec), ==, cases[i].hidden);
  }
}

static void
test_bad_uri(void)
{
  g_autoptr(TokenList) list = make_list(1);
  g_autoptr(GError) error = NULL;
  g_assert_null(token_list_find(list, "pkcs11:id=%2", &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_clear_error(&error);
  g_assert_null(token_list_find_any(list, "pkcs11:id=%2", &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_false(token_list_has(list, "pkcs11:id=%2"));
}

static void
assert_not_found(const TokenList *list, const char *message)
{
  g_autoptr(GError) error = NULL;
  g_assert_null(token_list_find(list, "SAST-A", &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN);
  g_assert_cmpstr(error->message, ==, message);
}

/* What went wrong may be why the token is not there. */
static void
test_none(void)
{
  g_autoptr(TokenList) list = make_list(0);
  assert_not_found(list, "Token SAST-A is not plugged in; no token is");
  g_ptr_array_add(list->failures, g_error_new(CTL_ERROR, CTL_ERROR_MODULE_CRASHED, "Module m1 crashed"));
  g_ptr_array_add(list->failures, g_error_new(CTL_ERROR, CTL_ERROR_NO_MODULE, "m2 is no module"));
  assert_not_found(list, "Token SAST-A is not plugged in; no token is; Module m1 crashed; m2 is no module");
  g_ptr_array_set_size(list->failures, 0);
  list->n_modules = 0;
  assert_not_found(list, "Token SAST-A is not plugged in; this machine has no PKCS#11 module for tokens");
}

/* What a login has shown takes the place of what hid it. */
static void
test_replace(void)
{
  g_autoptr(TokenList) list = make_list(G_N_ELEMENTS(plugged));
  g_autoptr(GVariant) body = scripted_helper_token("Hidden,77,0,0,SAST-C");
  g_autoptr(Token) shown = token_new(MODULE, body);
  g_autoptr(Token) hidden = token_ref(g_ptr_array_index(list->tokens, 2));
  token_list_replace(list, hidden, shown);
  g_assert_cmpuint(list->tokens->len, ==, G_N_ELEMENTS(plugged));
  g_assert_true(g_ptr_array_index(list->tokens, 2) == shown);
  g_autoptr(Token) found = token_list_find(list, "SAST-C", NULL);
  g_assert_true(found == shown);
  token_list_replace(list, hidden, shown); /* which is not there any more */
  g_assert_cmpuint(list->tokens->len, ==, G_N_ELEMENTS(plugged));
}

/* A certificate's name is the SAST name, else its label, else the token's name. */
static void
test_certificate_name(void)
{
  g_autoptr(TokenList) list = make_list(G_N_ELEMENTS(plugged));
  Token *signer = g_ptr_array_index(list->tokens, 0);
  Token *hidden = g_ptr_array_index(list->tokens, 2);
  Token *empty = g_ptr_array_index(list->tokens, 3);
  g_assert_cmpstr(token_get_certificate_name(signer), ==, "SAST-A");
  g_assert_cmpstr(token_get_certificate_name(hidden), ==, "Hidden");
  g_assert_true(token_peek_certificate(signer, 0) == token_get_certificate(signer));
  g_assert_false(token_may_hide_certificates(signer));
  g_assert_true(token_may_hide_certificates(hidden));
  g_assert_false(token_may_hide_certificates(empty));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/token-find/names", test_find);
  g_test_add_func("/token-find/bad-uri", test_bad_uri);
  g_test_add_func("/token-find/none", test_none);
  g_test_add_func("/token-find/replace", test_replace);
  g_test_add_func("/token-find/certificate-name", test_certificate_name);
  return g_test_run();
}
