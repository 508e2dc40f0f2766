/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What `doctor` finds on machines in good and in bad order, and what is to be done first. */
#include "fake-tokens.h"
#include "sample-cluster.h"
#include "scratch-folder.h"

#include "app/workflow/tokens/doctor.h"

#define SOFT_MODULE "/usr/lib/softhsm/libsofthsm2.so"
#define OTHER_MODULE "/usr/lib/opensc-pkcs11.so"

#define FIRST "SAST-ADN0054f509"
#define SECOND "SAST-ADN008580ef"

static DoctorReport *
examine(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(DoctorFacts) facts = doctor_facts_gather(NULL, NULL, NULL, &error);
  g_assert_no_error(error);
  return doctor_judge(facts);
}

/* What each finding is about, in their order, with "+" for what is well, "-" for a note, "!" for a problem.
 */
static char *
describe(const DoctorReport *report)
{
  static const char states[] = {[DOCTOR_OK] = '+', [DOCTOR_NOTE] = '-', [DOCTOR_PROBLEM] = '!'};
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < report->findings->len; i++) {
    const DoctorFinding *finding = g_ptr_array_index(report->findings, i);
    g_string_append_printf(text, "%s%s%c", i > 0 ? " " : "", finding->about, states[finding->state]);
    if (finding->state == DOCTOR_PROBLEM)
      g_assert_nonnull(finding->step);
    g_assert_false(g_str_has_suffix(finding->message, "."));
  }
  return g_strdup(text->str);
}

/* NEXT is NULL where signing would work; then VERDICT is what is said, else how it begins. */
static void
expect(const DoctorReport *report, const char *findings, const char *verdict, const char *next)
{
  g_autofree char *found = describe(report);
  g_assert_cmpstr(found, ==, findings);
  g_assert_true(sample_says(report->verdict, verdict));
  g_assert_true(report->can_sign == (next == NULL));
  if (next != NULL)
    g_assert_true(sample_says(report->next, next));
  else
    g_assert_null(report->next);
}

/* The first that is about ABOUT and no "+". */
static const DoctorFinding *
find(const DoctorReport *report, const char *about)
{
  for (guint i = 0; i < report->findings->len; i++) {
    const DoctorFinding *finding = g_ptr_array_index(report->findings, i);
    if (g_str_equal(finding->about, about) && finding->state != DOCTOR_OK)
      return finding;
  }
  return NULL;
}

static void
expect_step(const DoctorReport *report, const char *about, const char *message, const char *step)
{
  const DoctorFinding *finding = find(report, about);
  g_assert_nonnull(finding);
  g_assert_true(sample_says(finding->message, message));
  g_assert_true(sample_says(finding->step, step));
}

static FakeToken tokens[2];

/* Two good tokens, shown by MODULE. */
static void
plug_in(const char *module)
{
  fake_tokens_reset();
  tokens[0] = (FakeToken){.module = module, .label = "a", .serial = "1", .identity = sample_token(0)};
  tokens[1] = (FakeToken){.module = module, .label = "b", .serial = "2", .identity = sample_token(1)};
  fake_tokens_set(tokens, G_N_ELEMENTS(tokens));
}

static void
test_all_well(void)
{
  plug_in(SOFT_MODULE);
  g_autoptr(DoctorReport) report = examine();
  expect(report, "helper+ module+ pcscd+ udev+ usb- token+ token+",
         "Signing would work, with " FIRST " or " SECOND, NULL);
  const DoctorFinding *module = g_ptr_array_index(report->findings, 1);
  g_assert_cmpstr(module->message, ==, "PKCS#11 module " SOFT_MODULE " loads and shows 2 tokens");
  g_assert_cmpstr(find(report, "usb")->message, ==, "No eToken is plugged in on USB");
}

static void
test_nothing_plugged_in(void)
{
  static const FakeModule modules[] = {{.path = SOFT_MODULE}};
  fake_tokens_reset();
  fake_modules_set(modules, 1);
  g_autoptr(DoctorReport) report = examine();
  expect(report, "helper+ module+ pcscd+ udev+ usb-", "Signing would not work",
         "Plug in a token that holds a SAST certificate");
}

static void
test_no_modules(void)
{
  fake_tokens_reset();
  g_autoptr(DoctorReport) report = examine();
  expect(report, "helper+ module! pcscd+ udev+ usb-", "Signing would not work",
         "sudo apt install opensc-pkcs11");
}

/* An installation that lost its helper: no module is asked. */
static void
test_no_helper(void)
{
  plug_in(SOFT_MODULE);
  fake_helpers_set(FAKE_HELPERS_MISSING);
  g_autoptr(DoctorReport) report = examine();
  expect(report, "helper! pcscd+ udev+ usb-", "Signing would not work", "reinstall etoken-ctl");
  g_assert_cmpuint(fake_helpers_count(), ==, 0);
}

/* It is there and does not start. */
static void
test_helper_fails(void)
{
  plug_in(SOFT_MODULE);
  fake_helpers_set(FAKE_HELPERS_FAIL);
  g_autoptr(DoctorReport) report = examine();
  expect(report, "helper! pcscd+ udev+ usb-", "Signing would not work", "reinstall etoken-ctl");
}

static void
test_cancelled(void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  plug_in(SOFT_MODULE);
  g_cancellable_cancel(cancellable);
  g_assert_null(doctor_facts_gather(NULL, NULL, cancellable, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_CANCELLED);
}

/* --- tokens --- */

static void
test_tokens(void)
{
  static const struct {
    gboolean empty; /* no certificate */
    guint state;
    DoctorState wanted;
    const char *message;
    const char *step;
    gboolean can_sign;
  } cases[] = {
      {TRUE, 0, DOCTOR_NOTE, "Token a holds no SAST certificate, so it cannot sign", NULL, FALSE},
      {TRUE, TOKEN_PASSWORD_LOCKED, DOCTOR_NOTE,
       "Token a holds no SAST certificate, so it cannot sign. The token is locked for good", NULL, FALSE},
      {FALSE, TOKEN_PASSWORD_LOCKED, DOCTOR_PROBLEM,
       "Token " FIRST " cannot sign. The token is locked for good after too many wrong passwords",
       "Sign with another token of the list", FALSE},
      {FALSE, TOKEN_PASSWORD_TO_BE_CHANGED, DOCTOR_PROBLEM,
       "Token " FIRST " cannot sign yet. The password is", "Run `etoken-ctl password " FIRST "`", FALSE},
      {FALSE, TOKEN_PASSWORD_LAST_TRY, DOCTOR_NOTE, "Token " FIRST " can sign. Only one try is left",
       "Make sure of its password first", TRUE},
      {FALSE, TOKEN_PASSWORD_COUNT_LOW, DOCTOR_OK,
       "Token " FIRST " can sign. The last password given was wrong", NULL, TRUE},
      {FALSE, 0, DOCTOR_OK, "Token " FIRST " can sign", NULL, TRUE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    plug_in(SOFT_MODULE);
    tokens[0].state = cases[i].state;
    tokens[0].identity = cases[i].empty ? NULL : sample_token(0);
    fake_tokens_set(tokens, 1);
    g_autoptr(DoctorReport) report = examine();
    const DoctorFinding *finding = g_ptr_array_index(report->findings, report->findings->len - 1);
    g_assert_cmpstr(finding->about, ==, "token");
    g_assert_cmpint(finding->state, ==, cases[i].wanted);
    g_assert_true(g_str_has_prefix(finding->message, cases[i].message));
    g_assert_true(cases[i].step == NULL ? finding->step == NULL : sample_says(finding->step, cases[i].step));
    g_assert_true(report->can_sign == cases[i].can_sign);
  }
}

/* One good token is enough; without one, what is next is about the token. */
static void
test_one_of_two(void)
{
  plug_in(SOFT_MODULE);
  tokens[0].state = TOKEN_PASSWORD_LOCKED;
  g_autoptr(DoctorReport) one = examine();
  expect(one, "helper+ module+ pcscd+ udev+ usb- token! token+", "Signing would work, with " SECOND, NULL);
  tokens[1].state = TOKEN_PASSWORD_TO_BE_CHANGED;
  g_autoptr(DoctorReport) none = examine();
  expect(none, "helper+ module+ pcscd+ udev+ usb- token! token!", "Signing would not work",
         "Sign with another token");
}

/* Shown by two modules, which each name it in their own way, it is one. */
static void
test_shown_twice(void)
{
  plug_in(SOFT_MODULE);
  tokens[1].module = OTHER_MODULE;
  tokens[1].identity = tokens[0].identity;
  fake_tokens_set(tokens, 2);
  g_autoptr(DoctorReport) report = examine();
  expect(report, "helper+ module+ module+ pcscd+ udev+ usb- token+", "Signing would work, with " FIRST, NULL);
  tokens[0].identity = tokens[1].identity = NULL;
  g_autoptr(DoctorReport) others = examine();
  expect(others, "helper+ module+ module+ pcscd+ udev+ usb- token- token-", "Signing would not work",
         "Plug in a token");
  tokens[1] = (FakeToken){.module = OTHER_MODULE, .label = "a", .serial = "1"};
  g_autoptr(DoctorReport) same = examine();
  expect(same, "helper+ module+ module+ pcscd+ udev+ usb- token-", "Signing would not work",
         "Plug in a token");
}

/* --- modules --- */

/* The other module still works; alone, the failing one is what is to be put right first. */
static void
test_failing_modules(void)
{
  g_autoptr(ScratchFolder) folder = scratch_folder_new();
  g_autofree char *there = scratch_file(folder, "libeToken.so", "no library");
  const struct {
    const char *path;
    CtlError code;
    const char *step;
  } cases[] = {
      {"/none/libeToken.so", CTL_ERROR_MODULE_NOT_LOADED, "There is no such file"},
      {there, CTL_ERROR_MODULE_NOT_LOADED, "Run `ldd "},
      {there, CTL_ERROR_MODULE_FOREIGN, "dpkg --print-architecture"},
      {there, CTL_ERROR_MODULE_UNFIT, "does not fit this system's libraries"},
      {there, CTL_ERROR_NO_MODULE, "--module"},
      {there, CTL_ERROR_MODULE_CRASHED, "another version of the module"},
      {there, CTL_ERROR_MODULE_SILENT, "restart pcscd"},
      {there, CTL_ERROR_TOKEN, "restart pcscd"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    const FakeModule modules[] = {{.path = cases[i].path, .fails = {cases[i].code, "It fails"}},
                                  {.path = SOFT_MODULE}};
    plug_in(SOFT_MODULE);
    fake_modules_set(modules, 2);
    g_autoptr(DoctorReport) both = examine();
    expect(both, "helper+ module! module+ pcscd+ udev+ usb- token+ token+", "Signing would work", NULL);
    expect_step(both, "module", "It fails", cases[i].step);
    fake_modules_set(modules, 1);
    g_autoptr(DoctorReport) alone = examine();
    expect(alone, "helper+ module! pcscd+ udev+ usb-", "Signing would not work", cases[i].step);
  }
}

/* A token that cannot be read hides no other. */
static void
test_unreadable_token(void)
{
  const FakeModule module = {.path = SOFT_MODULE, .unreadable = "The module cannot read one of its tokens"};
  plug_in(SOFT_MODULE);
  fake_modules_set(&module, 1);
  g_autoptr(DoctorReport) report = examine();
  expect(report, "helper+ module! module+ pcscd+ udev+ usb- token+ token+", "Signing would work", NULL);
  expect_step(report, "module", "cannot read one of its tokens", "Plug the token in again");
  fake_tokens_set(tokens, 0);
  fake_modules_set(&module, 1);
  g_autoptr(DoctorReport) alone = examine();
  expect(alone, "helper+ module! pcscd+ udev+ usb-", "Signing would not work", "Plug the token in again");
}

/* Those that are named, and no others. */
static void
test_named_modules(void)
{
  const char *const named[] = {OTHER_MODULE, NULL};
  plug_in(SOFT_MODULE);
  g_autoptr(DoctorFacts) facts = doctor_facts_gather(named, NULL, NULL, NULL);
  g_autoptr(DoctorReport) report = doctor_judge(facts);
  expect(report, "helper+ module! pcscd+ udev+ usb-", "Signing would not work", "There is no such file");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/doctor/all-well", test_all_well);
  g_test_add_func("/doctor/nothing-plugged-in", test_nothing_plugged_in);
  g_test_add_func("/doctor/no-modules", test_no_modules);
  g_test_add_func("/doctor/no-helper", test_no_helper);
  g_test_add_func("/doctor/helper-fails", test_helper_fails);
  g_test_add_func("/doctor/cancelled", test_cancelled);
  g_test_add_func("/doctor/tokens", test_tokens);
  g_test_add_func("/doctor/tokens/one-of-two", test_one_of_two);
  g_test_add_func("/doctor/tokens/shown-twice", test_shown_twice);
  g_test_add_func("/doctor/modules/failing", test_failing_modules);
  g_test_add_func("/doctor/modules/unreadable-token", test_unreadable_token);
  g_test_add_func("/doctor/modules/named", test_named_modules);
  return g_test_run();
}
