/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens that are plugged in and shown by no module: which, why, and what helps. */
#include "fake-tokens.h"
#include "sample-cluster.h"

#include "app/workflow/tokens/doctor.h"
#include "app/workflow/tokens/hidden-token.h"

#define CCID usb_model_find(0x0529, 0x0620)
#define OWN usb_model_find(0x0529, 0x0600)
#define SOFT_MODULE "/usr/lib/softhsm/libsofthsm2.so"
#define OTHER_MODULE "/usr/lib/opensc-pkcs11.so"

static GPtrArray *
find_hidden(void)
{
  g_autoptr(TokenList) list = token_list_load(NULL, 0, NULL, NULL);
  return hidden_tokens_find(list->tokens);
}

static DoctorReport *
examine(void)
{
  g_autoptr(DoctorFacts) facts = doctor_facts_gather(NULL, NULL, NULL, NULL);
  return doctor_judge(facts);
}

/* What is said of USB, with the words for scripts: "ok", "note", or the reason of a problem. */
static char *
describe_usb(const DoctorReport *report)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < report->findings->len; i++) {
    const DoctorFinding *finding = g_ptr_array_index(report->findings, i);
    if (g_str_equal(finding->about, "usb"))
      g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "",
                             finding->state == DOCTOR_OK     ? "ok"
                             : finding->state == DOCTOR_NOTE ? "note"
                                                             : finding->reason);
  }
  return g_strdup(text->str);
}

static void
expect_usb(const char *wanted)
{
  g_autoptr(DoctorReport) report = examine();
  g_autofree char *usb = describe_usb(report);
  g_assert_cmpstr(usb, ==, wanted);
}

static DoctorState
state_of(const char *about)
{
  g_autoptr(DoctorReport) report = examine();
  for (guint i = 0; i < report->findings->len; i++) {
    const DoctorFinding *finding = g_ptr_array_index(report->findings, i);
    if (g_str_equal(finding->about, about))
      return finding->state;
  }
  g_assert_not_reached();
}

/* --- one device --- */

static void
test_troubles(void)
{
  const UsbSurroundings good = {.ccid_driver = TRUE, .udev_rules = TRUE};
  const UsbSurroundings no_pcscd = {.pcscd = PCSCD_MISSING, .ccid_driver = TRUE, .udev_rules = TRUE};
  const UsbSurroundings denied = {.pcscd = PCSCD_DENIED, .ccid_driver = TRUE, .udev_rules = TRUE};
  const UsbSurroundings no_driver = {.udev_rules = TRUE};
  const struct {
    UsbToken token;
    UsbSurroundings machine;
    const char *module; /* that is there; NULL: none */
    const char *reason;
    const char *message;
    const char *command;
  } cases[] = {
      {{.model = CCID, .blocked = TRUE},
       good,
       FAKE_MODULE,
       "blocked",
       "this machine was told not to use it",
       "sudo usbguard list-devices"},
      {{.model = OWN, .driver = (char *)"cdc_acm"},
       good,
       FAKE_MODULE,
       "kernel-driver",
       "the kernel driver cdc_acm holds it",
       "sudo modprobe --remove cdc_acm"},
      {{.model = OWN, .denied = TRUE}, good, FAKE_MODULE, "no-permission", "you have no permission", NULL},
      {{.model = CCID},
       no_pcscd,
       FAKE_MODULE,
       "no-pcscd",
       "is not installed",
       "sudo apt install pcscd libccid"},
      {{.model = CCID},
       denied,
       FAKE_MODULE,
       "pcscd-denied",
       "refuses this user, because polkit allows only who is logged in",
       "sudo cp " DOC_DIR "/examples/50-etoken-ctl-pcscd.rules /etc/polkit-1/rules.d/"},
      {{.model = CCID},
       no_driver,
       FAKE_MODULE,
       "no-ccid-driver",
       "has no driver for it",
       "sudo apt install libccid && sudo systemctl restart pcscd"},
      {{.model = CCID, .held = TRUE, .holder = 7, .holder_name = (char *)"gpg-agent"},
       good,
       FAKE_MODULE,
       "held",
       "gpg-agent (process 7) holds it",
       NULL},
      {{.model = CCID}, good, NULL, "no-middleware", "no PKCS#11 module on this machine can read it", NULL},
      {{.model = OWN}, good, OTHER_MODULE, "no-middleware", "no PKCS#11 module on this machine", NULL},
      {{.model = CCID}, good, FAKE_MODULE, "not-taken", "has not taken it", "sudo systemctl restart pcscd"},
      {{.model = CCID, .held = TRUE, .holder_name = (char *)"pcscd"},
       good,
       FAKE_MODULE,
       "not-read",
       "its PKCS#11 module does not show it",
       "sudo systemctl restart pcscd"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    UsbToken token = cases[i].token;
    const FakeModule module = {.path = cases[i].module};
    token.port = (char *)"1-1.2";
    fake_tokens_reset();
    fake_usb_set(&token, 1);
    fake_modules_set(&module, module.path != NULL ? 1 : 0);
    fake_surroundings_set(cases[i].machine);
    expect_usb(cases[i].reason);
    g_autoptr(GPtrArray) hidden = find_hidden();
    g_assert_cmpuint(hidden->len, ==, 1);
    const HiddenToken *one = g_ptr_array_index(hidden, 0);
    g_assert_true(g_str_has_prefix(one->message, token.model->name));
    g_assert_true(sample_says(one->message, "at 1-1.2) is plugged in, but no PKCS#11 module shows it: "));
    g_assert_true(sample_says(one->message, cases[i].message));
    g_assert_cmpstr(one->command, ==, cases[i].command);
    g_assert_true(one->needs_module == g_str_equal(cases[i].reason, "no-middleware"));
  }
}

/* What a person reads has no marks of a terminal, and ends as sentences do. */
static void
test_sentences(void)
{
  const UsbToken token = {.model = CCID, .port = (char *)"1-1"};
  fake_tokens_reset();
  fake_usb_set(&token, 1);
  fake_surroundings_set((UsbSurroundings){.pcscd = PCSCD_STOPPED});
  g_autoptr(GPtrArray) hidden = find_hidden();
  const HiddenToken *one = g_ptr_array_index(hidden, 0);
  g_assert_true(g_str_has_suffix(one->message, "."));
  g_assert_cmpstr(one->step, ==, "Run \"sudo systemctl enable --now pcscd.socket pcscd.service\".");
  g_assert_cmpstr(one->command, ==, "sudo systemctl enable --now pcscd.socket pcscd.service");
}

static void
test_nothing(void)
{
  fake_tokens_reset();
  g_autoptr(GPtrArray) none = find_hidden();
  g_assert_cmpuint(none->len, ==, 0);
  expect_usb("note");
  fake_usb_fail("USB cannot be looked at: it is not there");
  g_autoptr(GPtrArray) no_usb = find_hidden();
  g_assert_cmpuint(no_usb->len, ==, 0);
  expect_usb("note");
}

/* --- several devices and tokens --- */

/* No module says where its token is plugged in: as many devices as there are more than tokens are hidden,
 * those with the surest trouble. Soft tokens are never plugged in. */
static void
test_counts(void)
{
  const struct {
    const char *module;
    guint n_tokens;
    gsize n_devices; /* of those below */
    const char *wanted;
  } cases[] = {
      {FAKE_MODULE, 2, 2, "ok ok"},
      {FAKE_MODULE, 2, 3, "ok ok kernel-driver"},
      {FAKE_MODULE, 1, 3, "not-taken ok kernel-driver"},
      {FAKE_MODULE, 0, 3, "not-taken not-taken kernel-driver"},
      {FAKE_MODULE, 2, 1, "ok"},
      {SOFT_MODULE, 2, 2, "no-middleware no-middleware"},
  };
  static const UsbToken devices[] = {
      {.port = (char *)"1-1"}, {.port = (char *)"1-2"}, {.port = (char *)"1-3", .driver = (char *)"cdc_acm"}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    FakeToken tokens[] = {
        {.module = cases[i].module, .label = "a", .serial = "1", .identity = sample_token(0)},
        {.module = cases[i].module, .label = "b", .serial = "2", .identity = sample_token(1)}};
    UsbToken plugged[G_N_ELEMENTS(devices)];
    const FakeModule module = {.path = cases[i].module};
    for (gsize n = 0; n < G_N_ELEMENTS(devices); n++) {
      plugged[n] = devices[n];
      plugged[n].model = CCID;
    }
    fake_tokens_reset();
    fake_tokens_set(tokens, cases[i].n_tokens);
    fake_modules_set(&module, 1);
    fake_usb_set(plugged, cases[i].n_devices);
    expect_usb(cases[i].wanted);
    g_autoptr(GPtrArray) hidden = find_hidden();
    gsize n_shown = g_str_equal(cases[i].module, SOFT_MODULE) ? 0 : cases[i].n_tokens;
    g_assert_cmpuint(hidden->len, ==, cases[i].n_devices > n_shown ? cases[i].n_devices - n_shown : 0);
  }
}

/* --- pcscd and the udev rules: an obstacle only for who needs them --- */

static void
test_pcscd(void)
{
  const UsbToken device = {.model = CCID, .port = (char *)"1-1"};
  const struct {
    const char *module;
    gboolean plugged;
    DoctorState wanted;
  } cases[] = {{SOFT_MODULE, FALSE, DOCTOR_NOTE},
               {SOFT_MODULE, TRUE, DOCTOR_PROBLEM},
               {OTHER_MODULE, FALSE, DOCTOR_PROBLEM},
               {FAKE_MODULE, FALSE, DOCTOR_PROBLEM}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    const FakeModule module = {.path = cases[i].module};
    fake_tokens_reset();
    fake_modules_set(&module, 1);
    fake_usb_set(&device, cases[i].plugged ? 1 : 0);
    g_assert_cmpint(state_of("pcscd"), ==, DOCTOR_OK);
    fake_surroundings_set((UsbSurroundings){.pcscd = PCSCD_STOPPED});
    g_assert_cmpint(state_of("pcscd"), ==, cases[i].wanted);
    fake_surroundings_set((UsbSurroundings){.pcscd = PCSCD_DENIED});
    g_assert_cmpint(state_of("pcscd"), ==, cases[i].wanted);
    fake_surroundings_set((UsbSurroundings){.pcscd = PCSCD_MISSING});
    g_assert_cmpint(state_of("pcscd"), ==, cases[i].wanted);
  }
}

static void
test_udev_rules(void)
{
  UsbToken device = {.model = OWN, .port = (char *)"1-1"};
  fake_tokens_reset();
  fake_usb_set(&device, 1);
  g_assert_cmpint(state_of("udev"), ==, DOCTOR_OK);
  fake_surroundings_set((UsbSurroundings){.ccid_driver = TRUE});
  g_assert_cmpint(state_of("udev"), ==, DOCTOR_NOTE);
  device.denied = TRUE;
  g_assert_cmpint(state_of("udev"), ==, DOCTOR_PROBLEM);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/hidden-token/troubles", test_troubles);
  g_test_add_func("/hidden-token/sentences", test_sentences);
  g_test_add_func("/hidden-token/nothing", test_nothing);
  g_test_add_func("/hidden-token/counts", test_counts);
  g_test_add_func("/hidden-token/pcscd", test_pcscd);
  g_test_add_func("/hidden-token/udev-rules", test_udev_rules);
  return g_test_run();
}
