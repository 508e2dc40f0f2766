/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the program makes of a token helper that answers, misbehaves or is gone. */

#include "scripted-helper.h"

#include "app/base/error.h"
#include "pkcs11/kept-helper.h"

#include <string.h>
#include <sys/resource.h>

#define MODULE "/usr/lib/libeToken.so"
#define TIMEOUT_MS 10000

#define ABOUT "PKCS#11 module " MODULE " "
#define SENSELESS ABOUT "damaged the token helper: its answer makes no sense"

static const struct {
  const char *says;
  const char *message;
} bad_cases[] = {
    {"CRASH 11", ABOUT "crashed (signal 11)"},
    {"GONE 6", ABOUT "crashed (signal 6)"},
    {"EXIT 3", ABOUT "ended the token helper (status 3)"},
    {"", ABOUT "ended the token helper (status 0)"},
    {"LINGER", ABOUT "crashed (signal 9)"},
    {"BYTES 000000\nCRASH 11", ABOUT "crashed (signal 11)"},                       /* within a header */
    {"BYTES 000000400878797a\nEXIT 1", ABOUT "ended the token helper (status 1)"}, /* within a body */
    {"BYTES 00000001ff78", SENSELESS},                                             /* an unknown kind */
    {"BYTES 001000010878", SENSELESS},                                             /* too long */
    {"BYTES 0000000009", SENSELESS},                                               /* no body */
    {"BYTES 000000030a78797a", SENSELESS},                                         /* LOGIN of three bytes */
    {"BYTES 0000000308fffe00", SENSELESS},                                         /* no UTF-8 */
    {"BYTES 000000010b78", SENSELESS},                                             /* a password */
};

static HelperClient *
start(GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  HelperClient *client = helper_client_start(MODULE, TIMEOUT_MS, cancellable, &error);
  g_assert_no_error(error);
  return client;
}

static gboolean
ask(HelperClient *client, MessageKind *kind, GError **error)
{
  if (!helper_client_send(client, MESSAGE_LIST, g_variant_new("(^ay)", MODULE), error))
    return FALSE;
  g_autoptr(GVariant) body = helper_client_receive(client, kind, error);
  return body != NULL;
}

static void
test_bad(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(bad_cases); i++) {
    g_test_message("%s", bad_cases[i].says);
    scripted_helper_expect(bad_cases[i].says);
    HelperClient *client = start(NULL);
    MessageKind kind = 0;
    g_autoptr(GError) error = NULL;
    g_assert_false(ask(client, &kind, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_MODULE_CRASHED);
    g_assert_cmpstr(error->message, ==, bad_cases[i].message);
    helper_client_free(client);
    scripted_helper_finish();
  }
}

/* What a helper reports is shown as it is, if it can be a sentence; its code only if it may have one. */
static void
test_reported(void)
{
  static const struct {
    guint code;
    const char *message;
    CtlError told_code;
    const char *told;
  } cases[] = {
      {CTL_ERROR_WRONG_PIN, "Token A: wrong", CTL_ERROR_WRONG_PIN, "Token A: wrong"},
      {CTL_ERROR_PIN_LOCKED, "Token A: locked", CTL_ERROR_PIN_LOCKED, "Token A: locked"},
      {CTL_ERROR_NO_MODULE, "m\u00f6dul", CTL_ERROR_NO_MODULE, "m\u00f6dul"},
      {CTL_ERROR_HOST_KEY_CHANGED, "no business of a token", CTL_ERROR_TOKEN, "no business of a token"},
      {CTL_ERROR_EXISTS, "nor this", CTL_ERROR_TOKEN, "nor this"},
      {4711, "no code at all", CTL_ERROR_TOKEN, "no code at all"},
      {CTL_ERROR_WRONG_PIN, "", CTL_ERROR_MODULE_CRASHED, SENSELESS},
      {CTL_ERROR_WRONG_PIN, "\\u001b[2J", CTL_ERROR_MODULE_CRASHED, SENSELESS},
      {CTL_ERROR_WRONG_PIN, "two\\nlines", CTL_ERROR_MODULE_CRASHED, SENSELESS},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *says = g_strdup_printf("ERROR (%u, '%s')", cases[i].code, cases[i].message);
    scripted_helper_expect(says);
    HelperClient *client = start(NULL);
    MessageKind kind = 0;
    g_autoptr(GError) error = NULL;
    g_assert_false(ask(client, &kind, &error));
    g_assert_error(error, CTL_ERROR, (int)cases[i].told_code);
    g_assert_cmpstr(error->message, ==, cases[i].told);
    helper_client_free(client);
    scripted_helper_finish();
  }
}

static void
test_started(void)
{
  for (gboolean debug = FALSE; debug <= TRUE; debug++) {
    if (debug)
      g_setenv("G_MESSAGES_DEBUG", "all", TRUE);
    else
      g_unsetenv("G_MESSAGES_DEBUG");
    scripted_helper_expect("DONE");
    HelperClient *client = start(NULL);
    MessageKind kind = 0;
    g_autoptr(GError) error = NULL;
    g_assert_true(ask(client, &kind, &error));
    g_assert_cmpint(kind, ==, MESSAGE_DONE);
    g_assert_true(g_str_has_suffix(scripted_helper_get_program(), "/etoken-ctl-token-helper"));
    g_assert_cmpint((scripted_helper_get_flags() & G_SPAWN_STDOUT_TO_DEV_NULL) != 0, ==, TRUE);
    g_assert_cmpint((scripted_helper_get_flags() & G_SPAWN_STDERR_TO_DEV_NULL) != 0, ==, !debug);
    helper_client_free(client);
    g_autofree char *told = scripted_helper_dup_told(0);
    g_assert_cmpstr(told, ==, "LIST");
    scripted_helper_finish();
  }
  g_unsetenv("G_MESSAGES_DEBUG");
}

static void
test_cannot_start(void)
{
  g_autoptr(GError) error = NULL;
  scripted_helper_expect("MISSING");
  g_assert_null(helper_client_start(MODULE, TIMEOUT_MS, NULL, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FAILED);
  g_assert_cmpstr(error->message, ==, "The token helper cannot be started: No such file");
  scripted_helper_finish();
}

static void
test_no_descriptors(void)
{
  struct rlimit before = {0};
  g_autoptr(GError) error = NULL;
  g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &before), ==, 0);
  const struct rlimit none = {.rlim_cur = 0, .rlim_max = before.rlim_max};
  g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &none), ==, 0);
  HelperClient *client = helper_client_start(MODULE, TIMEOUT_MS, NULL, &error);
  g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &before), ==, 0);
  g_assert_null(client);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FAILED);
  g_assert_true(g_str_has_prefix(error->message, "The token helper cannot be started: "));
}

static void
test_cancelled(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  MessageKind kind = 0;
  scripted_helper_expect("DONE");
  HelperClient *client = start(cancellable);
  g_cancellable_cancel(cancellable);
  g_assert_false(ask(client, &kind, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
  helper_client_free(client);
  g_autofree char *told = scripted_helper_dup_told(0);
  g_assert_cmpstr(told, ==, "");
  scripted_helper_finish();
}

/* A password that cannot be handed over is no wrong password. */
static void
test_password_to_nobody(void)
{
  g_autoptr(Secret) password = secret_new("Cisco123", 8, NULL);
  g_autoptr(GError) error = NULL;
  scripted_helper_expect("GONE 11");
  HelperClient *client = start(NULL);
  g_assert_false(helper_client_send_password(client, password, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_MODULE_CRASHED);
  helper_client_free(client);
  scripted_helper_finish();
}

/* The one that showed the tokens does the first job, and only that. */
static void
test_kept(void)
{
  gboolean logged_in = FALSE;
  scripted_helper_expect("DONE");
  KeptHelper *kept = kept_helper_new(start(NULL), TRUE);
  KeptHelper *other = kept_helper_ref(kept);
  g_assert_true(kept_helper_is_logged_in(kept));
  HelperClient *client = kept_helper_take(kept, NULL, &logged_in);
  g_assert_nonnull(client);
  g_assert_true(logged_in);
  g_assert_null(kept_helper_take(other, NULL, &logged_in));
  g_assert_false(logged_in);
  g_assert_false(kept_helper_is_logged_in(other));
  kept_helper_unref(kept);
  kept_helper_unref(other);
  g_assert_cmpuint(scripted_helper_get_n_running(), ==, 1);
  helper_client_free(client);
  scripted_helper_finish();
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/helper-client/bad", test_bad);
  g_test_add_func("/helper-client/reported", test_reported);
  g_test_add_func("/helper-client/started", test_started);
  g_test_add_func("/helper-client/cannot-start", test_cannot_start);
  g_test_add_func("/helper-client/no-descriptors", test_no_descriptors);
  g_test_add_func("/helper-client/cancelled", test_cancelled);
  g_test_add_func("/helper-client/password-to-nobody", test_password_to_nobody);
  g_test_add_func("/helper-client/kept", test_kept);
  return g_test_run();
}
