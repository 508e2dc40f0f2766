/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what phones do: TN118893 and "Security By Default", as app/trustlist/acceptance.c judges. */
#include "app/workflow/judge/judge-list.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/verify.h"

#include <glib/gi18n.h>

/* What a list has from its signature. */
static gboolean
comes_with_signature(LintRule rule)
{
  switch (rule) {
  case LINT_SIGNER_NOT_IN_LIST:
  case LINT_SIGNATURE_WRONG:
  case LINT_SIGNATURE_NOT_CHECKED:
  case LINT_SIGNER_NAME_MISMATCH:
  case LINT_TIMESTAMP_IN_FUTURE:
  case LINT_FILENAME_ROLE:
    return TRUE;
  default:
    return FALSE;
  }
}

static void
add_lint(GPtrArray *findings, const ListCase *question)
{
  g_autoptr(GPtrArray) found = trust_list_lint(question->list, question->file_name, question->now);
  for (guint i = 0; i < found->len; i++) {
    const LintFinding *finding = g_ptr_array_index(found, i);
    if (question->is_signed || !comes_with_signature(finding->rule))
      findings_add_lint(findings, finding, question->list);
  }
}

/* A list that does not verify is no source, and an ITL is none of a CTL. */
static void
add_source(GPtrArray *findings, const ListCase *question)
{
  g_autoptr(GError) why = NULL;
  if (question->source == NULL || question->is_signed)
    return;
  if (trust_list_is_itl(question->source))
    findings_add(findings, JUDGE_WRONG_KIND, g_strdup(_("The list that records are taken from is an ITL")),
                 N_("an ITL is made by the cluster itself; take the records from a CTL"));
  if (trust_list_verify(question->source, NULL, &why))
    return;
  if (g_error_matches(why, CTL_ERROR, CTL_ERROR_NOT_CHECKED))
    findings_add(
        findings, JUDGE_SOURCE_NOT_CHECKED,
        g_strdup_printf(_("Records are taken from a list that may verify or not (%s)"), why->message),
        lint_rule_get_advice(LINT_SIGNATURE_NOT_CHECKED));
  else
    findings_add(findings, JUDGE_SOURCE_NOT_VERIFIED,
                 g_strdup_printf(_("Records are taken from a list that does not verify (%s)"), why->message),
                 N_("fetch the list from the publisher again and begin with that one"));
}

/* A record of a list from a non-secure cluster has lost its certificate ("Mixed Mode to Non-Secure Mode",
 * TN118892); a secure list needs it again (deduced). */
static void
add_certificates(GPtrArray *findings, const ListCase *question)
{
  for (guint i = 0; !question->non_secure && i < trust_list_get_n_records(question->list); i++) {
    const TrustListRecord *record = trust_list_get_record(question->list, i);
    if (trust_list_record_get_function(record) != FUNCTION_CCM_TFTP || !record_is_empty(record))
      continue;
    g_autofree char *host = record_dup_host(record);
    findings_add(findings, JUDGE_CERTIFICATE_MISSING,
                 g_strdup_printf(_("The certificate of server %s (CCM+TFTP) is missing, since the old list "
                                   "was made for non-secure mode"),
                                 host != NULL ? host : _("without a name")),
                 N_("add the server again with its certificate"));
  }
}

/* Is the certificate in a SAST record of the list? */
static gboolean
knows_signer(const TrustList *list, X509 *certificate)
{
  g_autoptr(GBytes) der = certificate_to_der(certificate);
  for (guint i = 0; i < trust_list_get_n_records(list); i++) {
    const TrustListRecord *record = trust_list_get_record(list, i);
    if (trust_list_record_get_function(record) == FUNCTION_SAST && trust_list_record_holds(record, der))
      return TRUE;
  }
  return FALSE;
}

/* The rules of the Windows CTL Client for the token that signs (TN118893; Security Guide 12.5, CTL Client
 * Setup). Phones check a list by its signer's record, and ask TVS about one that they do not know ("Security
 * By Default", Phone Verifies ITL and Configuration File, third state). */
static void
add_signer(GPtrArray *findings, const ListCase *question)
{
  if (question->signer == NULL || question->is_signed)
    return;
  if (!knows_signer(question->list, question->signer))
    findings_add(findings, JUDGE_SIGNER_NOT_IN_NEW_LIST,
                 g_strdup(_("The Security Token that is to sign does not exist in the new CTL File, so no "
                            "phone could check its signature")),
                 N_("add it to the list, or sign with another one"));
  else if (question->source != NULL && !knows_signer(question->source, question->signer))
    findings_add(findings, JUDGE_SIGNER_NOT_IN_OLD_LIST,
                 g_strdup(_("The Security Token you have inserted does not exist in the CTL File that is to "
                            "be replaced, so phones that hold it may reject the new one")),
                 N_("sign with a token that is in it, or make sure that phones can ask TVS about this one"));
}

GPtrArray *
judge_signer(const ListCase *question)
{
  GPtrArray *findings = findings_new();
  add_signer(findings, question);
  return findings;
}

GPtrArray *
judge_list(const ListCase *question)
{
  GPtrArray *findings = findings_new();
  add_source(findings, question);
  add_signer(findings, question);
  if (!question->is_signed)
    add_certificates(findings, question);
  add_lint(findings, question);
  return findings;
}
