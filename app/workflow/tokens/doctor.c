/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tokens/doctor.h"

#include "app/base/error.h"
#include "pkcs11/modules/module-kind.h"
#include "pkcs11/usb/usb-trouble.h"

#include <glib/gi18n.h>
#include <string.h>

static void
finding_free(DoctorFinding *finding)
{
  g_free(finding->message);
  g_free(finding->step);
  g_free(finding);
}

void
doctor_report_free(DoctorReport *report)
{
  g_ptr_array_unref(report->findings);
  g_free(report->verdict);
  g_free(report->next);
  g_free(report);
}

/* Takes MESSAGE and STEP. */
static DoctorFinding *
add(DoctorReport *report, DoctorState state, const char *about, char *message, char *step)
{
  DoctorFinding *finding = g_new(DoctorFinding, 1);
  *finding = (DoctorFinding){.state = state, .about = about, .message = message, .step = step};
  g_ptr_array_add(report->findings, finding);
  return finding;
}

/* --- the helper and the modules --- */

static void
judge_helper(DoctorReport *report, const DoctorFacts *facts)
{
  if (facts->helper_runs)
    add(report, DOCTOR_OK, "helper", g_strdup_printf(_("The token helper is there: %s"), facts->helper),
        NULL);
  else
    add(report, DOCTOR_PROBLEM, "helper",
        g_strdup_printf(_("The token helper %s is missing or cannot be started"), facts->helper),
        g_strdup(_("Run `sudo apt install --reinstall etoken-ctl`")));
}

/* What helps when a module cannot be loaded. */
static char *
loading_step(const DoctorModule *module)
{
  if (!g_file_test(module->path, G_FILE_TEST_EXISTS))
    return g_strdup(
        _("There is no such file: install the module, or correct --module or p11-kit's configuration"));
  return g_strdup_printf(_("Run `ldd %s` to see which library it needs is \"not found\", and install that"),
                         module->path);
}

static char *
module_step(const DoctorModule *module, const GError *failure)
{
  switch ((CtlError)failure->code) {
  case CTL_ERROR_MODULE_FOREIGN:
    return g_strdup(_("The module is made for another kind of processor: install the package for the one "
                      "that `dpkg --print-architecture` names"));
  case CTL_ERROR_MODULE_NOT_LOADED:
    return loading_step(module);
  case CTL_ERROR_MODULE_UNFIT:
    return g_strdup(_("The module does not fit this system's libraries: install a version for this system"));
  case CTL_ERROR_NO_MODULE:
    return g_strdup(_("Name the module's own file with --module"));
  case CTL_ERROR_MODULE_CRASHED:
    return g_strdup(_("Install another version of the module, or name only the others with --module"));
  case CTL_ERROR_TOKEN_UNREADABLE:
    return g_strdup(_("Plug the token in again"));
  default:
    return g_strdup(_("Run `sudo systemctl restart pcscd` and plug the token in again"));
  }
}

static void
judge_module(DoctorReport *report, const DoctorModule *module)
{
  for (guint i = 0; i < module->list->failures->len; i++) {
    const GError *failure = g_ptr_array_index(module->list->failures, i);
    add(report, DOCTOR_PROBLEM, "module", g_strdup(failure->message), module_step(module, failure));
  }
  guint n = module->list->tokens->len;
  if (n > 0 || module->list->failures->len == 0)
    add(report, DOCTOR_OK, "module",
        g_strdup_printf(ngettext("PKCS#11 module %s loads and shows %u token",
                                 "PKCS#11 module %s loads and shows %u tokens", n),
                        module->path, n),
        NULL);
}

static void
judge_modules(DoctorReport *report, const DoctorFacts *facts)
{
  for (guint i = 0; i < facts->modules->len; i++)
    judge_module(report, g_ptr_array_index(facts->modules, i));
  if (facts->modules->len == 0 && facts->helper_runs)
    add(report, DOCTOR_PROBLEM, "module", g_strdup(_("No PKCS#11 module was found")),
        g_strdup(_("Install SafeNet Authentication Client for Linux, or OpenSC with `sudo apt install "
                   "opensc-pkcs11`, or name a module with --module")));
}

/* --- OpenSSL --- */

#define SHORT_KEY_BITS 2048

static char *
openssl_step(void)
{
  return g_strdup(
      _("Sign and check lists on a machine that is not in FIPS mode; `openssl list -providers` shows "
        "whether OpenSSL is"));
}

/* Nothing is told of an OpenSSL that refuses nothing. */
static void
judge_openssl(DoctorReport *report, const DoctorFacts *facts)
{
  if (!facts->openssl.sha1)
    add(report, DOCTOR_PROBLEM, "openssl",
        g_strdup(
            _("OpenSSL on this machine refuses to make SHA-1 digests, so lists with SHA-1 can neither be "
              "signed nor checked here")),
        openssl_step());
  if (!facts->openssl.short_keys)
    add(report, DOCTOR_NOTE, "openssl",
        g_strdup(
            _("OpenSSL on this machine refuses RSA keys below 2048 bits, as FIPS mode does, so lists that "
              "older tokens sign can neither be signed nor checked here")),
        openssl_step());
}

/* The list would be refused right after it was signed, since it cannot be checked. */
static gboolean
is_key_refused(const Token *token, const OpensslLimits *openssl)
{
  X509 *certificate = token_get_certificate(token);
  return !openssl->short_keys && EVP_PKEY_get_bits(X509_get0_pubkey(certificate)) < SHORT_KEY_BITS;
}

/* --- what stands between the modules and the tokens --- */

static gboolean
needs_pcscd(const DoctorFacts *facts)
{
  return facts->surroundings.maker_module || facts->surroundings.other_module ||
         (facts->usb != NULL && facts->usb->len > 0);
}

/* What keeps tokens away when pcscd is not simply running. */
static char *
pcscd_message(PcscdState pcscd)
{
  switch (pcscd) {
  case PCSCD_DENIED:
    return usb_trouble_describe(USB_TROUBLE_PCSCD_DENIED, NULL, NULL);
  case PCSCD_MISSING:
    return g_strdup(
        _("pcscd, the smart card service, is not installed; without it no module reaches a USB token"));
  default:
    return g_strdup(
        _("pcscd, the smart card service, is not running; without it no module reaches a USB token"));
  }
}

static void
judge_pcscd(DoctorReport *report, const DoctorFacts *facts)
{
  PcscdState pcscd = facts->surroundings.pcscd;
  if (pcscd == PCSCD_RUNNING) {
    add(report, DOCTOR_OK, "pcscd", g_strdup(_("pcscd, the smart card service, is running")), NULL);
    return;
  }
  add(report, needs_pcscd(facts) ? DOCTOR_PROBLEM : DOCTOR_NOTE, "pcscd", pcscd_message(pcscd),
      usb_trouble_dup_step(usb_trouble_of_pcscd(pcscd), NULL, &facts->surroundings));
}

static gboolean
any_denied(const GPtrArray *usb)
{
  for (guint i = 0; usb != NULL && i < usb->len; i++) {
    const UsbToken *token = g_ptr_array_index(usb, i);
    if (token->denied)
      return TRUE;
  }
  return FALSE;
}

static void
judge_rules(DoctorReport *report, const DoctorFacts *facts)
{
  if (facts->surroundings.udev_rules)
    add(report, DOCTOR_OK, "udev", g_strdup(_("The udev rules that give eTokens to the user are installed")),
        NULL);
  else
    add(report, any_denied(facts->usb) ? DOCTOR_PROBLEM : DOCTOR_NOTE, "udev",
        g_strdup(_("The udev rules that give eTokens to the user are not installed; older tokens then work "
                   "for root only")),
        usb_trouble_dup_step(USB_TROUBLE_NO_PERMISSION, NULL, &facts->surroundings));
}

/* --- the tokens --- */

/* As token_list_load() does it for several modules at once: a SAST certificate is on one token only. */
static gboolean
is_same(const Token *a, const Token *b)
{
  if (token_get_certificate(a) != NULL && token_get_certificate(b) != NULL)
    return X509_cmp(token_get_certificate(a), token_get_certificate(b)) == 0;
  g_autofree char *first = token_dup_uri(a);
  g_autofree char *second = token_dup_uri(b);
  return g_str_equal(first, second);
}

/* All tokens (borrowed), each once. */
static GPtrArray *
collect_tokens(const DoctorFacts *facts)
{
  GPtrArray *all = g_ptr_array_new();
  for (guint i = 0; i < facts->modules->len; i++) {
    const DoctorModule *module = g_ptr_array_index(facts->modules, i);
    for (guint j = 0; j < module->list->tokens->len; j++) {
      Token *token = g_ptr_array_index(module->list->tokens, j);
      gboolean known = FALSE;
      for (guint k = 0; k < all->len && !known; k++)
        known = is_same(g_ptr_array_index(all, k), token);
      if (!known)
        g_ptr_array_add(all, token);
    }
  }
  return all;
}

static guint
count_plugged(const GPtrArray *tokens)
{
  guint n = 0;
  for (guint i = 0; i < tokens->len; i++)
    n += module_is_soft(token_get_module(g_ptr_array_index(tokens, i))) ? 0 : 1;
  return n;
}

/* No module tells on which USB port its token is. When there are fewer tokens than devices, those devices
 * count as not shown whose trouble is the most certain, which is how UsbTrouble is ordered. */
static void
mark_hidden(gboolean *hidden, const UsbTrouble *troubles, guint n_devices, guint n_shown)
{
  for (guint n = n_shown; n < n_devices; n++) {
    guint worst = n_devices;
    for (guint i = 0; i < n_devices; i++) {
      if (!hidden[i] && (worst == n_devices || troubles[i] < troubles[worst]))
        worst = i;
    }
    hidden[worst] = TRUE;
  }
}

static void
judge_device(DoctorReport *report, const UsbToken *token, UsbTrouble trouble,
             const UsbSurroundings *surroundings)
{
  g_autofree char *name = usb_token_describe(token);
  if (trouble == USB_TROUBLE_NONE) {
    add(report, DOCTOR_OK, "usb", g_strdup_printf(_("%s is plugged in"), name), NULL);
    return;
  }
  g_autofree char *why = usb_trouble_describe(trouble, token, surroundings);
  DoctorFinding *finding =
      add(report, DOCTOR_PROBLEM, "usb",
          g_strdup_printf(_("%s is plugged in, but no PKCS#11 module shows it: %s"), name, why),
          usb_trouble_dup_step(trouble, token, surroundings));
  finding->reason = usb_trouble_get_word(trouble);
}

static void
judge_usb(DoctorReport *report, const DoctorFacts *facts, guint n_shown)
{
  guint n = facts->usb != NULL ? facts->usb->len : 0;
  if (facts->usb == NULL)
    add(report, DOCTOR_NOTE, "usb", g_strdup(facts->usb_failure), NULL);
  else if (n == 0)
    add(report, DOCTOR_NOTE, "usb", g_strdup(_("No eToken is plugged in on USB")), NULL);
  g_autofree UsbTrouble *troubles = g_new0(UsbTrouble, n);
  g_autofree gboolean *hidden = g_new0(gboolean, n);
  for (guint i = 0; i < n; i++)
    troubles[i] = usb_trouble_find(g_ptr_array_index(facts->usb, i), &facts->surroundings);
  mark_hidden(hidden, troubles, n, n_shown);
  for (guint i = 0; i < n; i++)
    judge_device(report, g_ptr_array_index(facts->usb, i), hidden[i] ? troubles[i] : USB_TROUBLE_NONE,
                 &facts->surroundings);
}

/* WHAT ("Token SAST-ADN008580ef can sign", which it takes) and the state of the token's password, without the
 * final full stop. */
static char *
token_message(const Token *token, char *what)
{
  g_autofree char *sentence = what;
  const char *state = token_describe_password_state(token);
  if (state == NULL)
    return g_steal_pointer(&sentence);
  gsize len = strlen(state) - (g_str_has_suffix(state, ".") ? 1 : 0);
  return g_strdup_printf("%s. %.*s", sentence, (int)len, state);
}

/* TRUE when it can sign. */
static gboolean
judge_token(DoctorReport *report, const Token *token, const OpensslLimits *openssl)
{
  guint state = token_get_password_state(token);
  const char *name = token_get_name(token);
  if (token_get_certificate(token) == NULL) {
    add(report, DOCTOR_NOTE, "token",
        token_message(token,
                      g_strdup_printf(_("Token %s holds no SAST certificate, so it cannot sign"), name)),
        NULL);
    return FALSE;
  }
  if (is_key_refused(token, openssl)) {
    add(report, DOCTOR_PROBLEM, "token",
        token_message(token,
                      g_strdup_printf(_("Token %s cannot sign on this machine, where OpenSSL refuses RSA "
                                        "keys below 2048 bits, as FIPS mode does"),
                                      name)),
        openssl_step());
    return FALSE;
  }
  if (state & TOKEN_PASSWORD_LOCKED) {
    add(report, DOCTOR_PROBLEM, "token",
        token_message(token, g_strdup_printf(_("Token %s cannot sign"), name)),
        g_strdup(_("Sign with another token of the list, put a new one in the place of this one, and throw "
                   "it away")));
    return FALSE;
  }
  if (state & TOKEN_PASSWORD_TO_BE_CHANGED) {
    add(report, DOCTOR_PROBLEM, "token",
        token_message(token, g_strdup_printf(_("Token %s cannot sign yet"), name)),
        g_strdup_printf(_("Run `etoken-ctl password %s`"), name));
    return FALSE;
  }
  if (state & TOKEN_PASSWORD_LAST_TRY)
    add(report, DOCTOR_NOTE, "token", token_message(token, g_strdup_printf(_("Token %s can sign"), name)),
        g_strdup(_("Make sure of its password first, or sign with another token")));
  else
    add(report, DOCTOR_OK, "token", token_message(token, g_strdup_printf(_("Token %s can sign"), name)),
        NULL);
  return TRUE;
}

/* --- all together --- */

/* What to do first: the problem that is nearest to the token. */
static char *
dup_next_step(const DoctorReport *report)
{
  static const char *const order[] = {"helper", "openssl", "token", "usb", "module", "pcscd", "udev"};
  for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
    for (guint j = 0; j < report->findings->len; j++) {
      const DoctorFinding *finding = g_ptr_array_index(report->findings, j);
      if (finding->state == DOCTOR_PROBLEM && finding->step != NULL && g_str_equal(finding->about, order[i]))
        return g_strdup(finding->step);
    }
  }
  return g_strdup(_("Plug in a token that holds a SAST certificate"));
}

/* SIGNERS: "SAST-A or SAST-B", or empty. */
static char *
dup_verdict(const DoctorFacts *facts, const char *signers)
{
  if (*signers == '\0')
    return g_strdup(_("Signing would not work: there is no SAST token that can be used"));
  if (!facts->openssl.sha1)
    return g_strdup(_("Signing would not work: OpenSSL on this machine refuses to make SHA-1 digests"));
  return g_strdup_printf(_("Signing would work, with %s"), signers);
}

DoctorReport *
doctor_judge(const DoctorFacts *facts)
{
  DoctorReport *report = g_new0(DoctorReport, 1);
  report->findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);
  g_autoptr(GPtrArray) tokens = collect_tokens(facts);
  g_autoptr(GString) signers = g_string_new(NULL);
  judge_helper(report, facts);
  judge_openssl(report, facts);
  judge_modules(report, facts);
  judge_pcscd(report, facts);
  judge_rules(report, facts);
  judge_usb(report, facts, count_plugged(tokens));
  for (guint i = 0; i < tokens->len; i++) {
    const Token *token = g_ptr_array_index(tokens, i);
    if (judge_token(report, token, &facts->openssl))
      g_string_append_printf(signers, "%s%s", signers->len > 0 ? _(" or ") : "", token_get_name(token));
  }
  report->can_sign = signers->len > 0 && facts->openssl.sha1;
  report->verdict = dup_verdict(facts, signers->str);
  report->next = report->can_sign ? NULL : dup_next_step(report);
  return report;
}
