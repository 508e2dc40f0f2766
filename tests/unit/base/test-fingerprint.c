/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/base/fingerprint.h"
#include "app/base/scripted-prompt.h"

#define HOST_KEY "SHA256:HTKdgmuAOOgWEPF+glRQw4AqLN+7SrF2iVzbI2zBJ4E"
#define OTHER_HOST_KEY "SHA256:EDTVW90W62cQBOYAEiOAEhBSPM1+Ng3achAxu+OAq0E"
#define SHA1 "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67"
#define SHA256 "01:23:45:67:89:AB:CD:EF:01:23:45:67:" SHA1

static const struct {
  FingerprintKind kind;
  const char *text;
  gboolean whole;
} TEXTS[] = {
    {FINGERPRINT_HOST_KEY, HOST_KEY, TRUE},
    {FINGERPRINT_HOST_KEY, "", FALSE},
    {FINGERPRINT_HOST_KEY, "S", FALSE},
    {FINGERPRINT_HOST_KEY, "SHA256:", FALSE},
    {FINGERPRINT_HOST_KEY, "ssh-ed25519", FALSE},
    {FINGERPRINT_HOST_KEY, "127.0.0.1", FALSE},
    {FINGERPRINT_HOST_KEY, "HTKdgmuAOOgWEPF+glRQw4AqLN+7SrF2iVzbI2zBJ4E", FALSE},
    {FINGERPRINT_HOST_KEY, "SHA256:HTKdgmuAOOgWEPF+glRQw4AqLN+7SrF2iVzbI2zBJ4",
     FALSE}, /* a character short */
    {FINGERPRINT_HOST_KEY, HOST_KEY "=", FALSE},
    {FINGERPRINT_HOST_KEY, HOST_KEY "A", FALSE},
    {FINGERPRINT_HOST_KEY, " " HOST_KEY, FALSE},
    {FINGERPRINT_HOST_KEY, HOST_KEY "\n", FALSE},
    {FINGERPRINT_HOST_KEY, "sha256:HTKdgmuAOOgWEPF+glRQw4AqLN+7SrF2iVzbI2zBJ4E", FALSE},
    {FINGERPRINT_HOST_KEY, "SHA256:HTKdgmuAOOgWEPF+glRQw4AqLN+7SrF2iVzbI2zBJ4F", FALSE}, /* left-over bits */
    {FINGERPRINT_HOST_KEY, "SHA256:HTKdgmuAOOgWEPF+glRQw4AqLN;7SrF2iVzbI2zBJ4E", FALSE},
    {FINGERPRINT_HOST_KEY, "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48", FALSE},
    {FINGERPRINT_HOST_KEY, SHA256, FALSE},
    {FINGERPRINT_CERTIFICATE, SHA1, TRUE},
    {FINGERPRINT_CERTIFICATE, SHA256, TRUE},
    {FINGERPRINT_CERTIFICATE, "", FALSE},
    {FINGERPRINT_CERTIFICATE, "01", FALSE},
    {FINGERPRINT_CERTIFICATE, "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:6", FALSE},
    {FINGERPRINT_CERTIFICATE, "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45", FALSE},
    {FINGERPRINT_CERTIFICATE, "01-23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67", FALSE},
    {FINGERPRINT_CERTIFICATE, "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:GG", FALSE},
    {FINGERPRINT_CERTIFICATE, HOST_KEY, FALSE},
};

static void
test_check(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
    g_autoptr(GError) error = NULL;
    g_test_message("%s", TEXTS[i].text);
    g_assert_cmpint(fingerprint_check(TEXTS[i].kind, TEXTS[i].text, &error), ==, TEXTS[i].whole);
    if (!TEXTS[i].whole)
      g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  }
}

/* Only the whole one fits, whatever else stands beside it; what is not whole never does. */
static void
test_among(void)
{
  const char *const other[] = {OTHER_HOST_KEY, NULL};
  const char *const both[] = {OTHER_HOST_KEY, HOST_KEY, NULL};
  g_assert_false(fingerprint_is_among(FINGERPRINT_HOST_KEY, HOST_KEY, NULL));
  g_assert_false(fingerprint_is_among(FINGERPRINT_HOST_KEY, HOST_KEY, other));
  g_assert_true(fingerprint_is_among(FINGERPRINT_HOST_KEY, HOST_KEY, both));
  for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
    const char *const given[] = {TEXTS[i].text, NULL};
    g_assert_cmpint(fingerprint_is_among(TEXTS[i].kind, TEXTS[i].text, given), ==, TEXTS[i].whole);
    if (!TEXTS[i].whole)
      g_assert_false(fingerprint_is_among(TEXTS[i].kind, HOST_KEY, given));
  }
  g_autofree char *lower = g_ascii_strdown(SHA1, -1);
  const char *const in_lower_case[] = {lower, NULL};
  g_assert_true(fingerprint_is_among(FINGERPRINT_CERTIFICATE, SHA1, in_lower_case));
  g_assert_false(fingerprint_is_among(FINGERPRINT_CERTIFICATE, SHA256, in_lower_case));
}

static gboolean
confirms(CtlPrompt *prompt, const char *const *fingerprints)
{
  gboolean yes = FALSE;
  const PromptQuestion question = {.kind = PROMPT_HOST_KEY,
                                   .subject = "127.0.0.1",
                                   .message = "Is this the host key of 127.0.0.1",
                                   .detail =
                                       "It is of type ssh-ed25519 and has the fingerprint " HOST_KEY ".",
                                   .fingerprints = fingerprints};
  g_assert_true(prompt_confirm(prompt, &question, &yes, NULL, NULL));
  return yes;
}

/* The text of the question does not count. */
static void
test_scripted(void)
{
  static const char *const asked[] = {HOST_KEY, NULL};
  for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
    g_autoptr(CtlScriptedPrompt) prompt = scripted_prompt_new(NULL);
    scripted_prompt_set_host_key(prompt, OTHER_HOST_KEY);
    scripted_prompt_set_host_key(prompt, TEXTS[i].text);
    g_assert_cmpint(confirms(CTL_PROMPT(prompt), asked), ==, g_str_equal(TEXTS[i].text, HOST_KEY));
    g_assert_false(confirms(CTL_PROMPT(prompt), NULL));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/fingerprint/check", test_check);
  g_test_add_func("/fingerprint/among", test_among);
  g_test_add_func("/fingerprint/scripted", test_scripted);
  return g_test_run();
}
