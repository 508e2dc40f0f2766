/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of the limits: Security Guide 14, "Default Security" (64 KB, an ITL); "Security By Default"
 * (550001, configuration files). */
#include "app/trustlist/lint/lint.h"

#include "app/base/error.h"
#include "app/trustlist/function.h"
#include "app/trustlist/lint/lint-private.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

#include <glib/gi18n.h>
#include <string.h>

static void
lint_finding_free(gpointer data)
{
  LintFinding *finding = data;
  g_free(finding->text);
  g_free(finding);
}

void
linter_add(Linter *linter, LintRule rule, guint record, const char *format, ...)
{
  LintFinding *finding = g_new0(LintFinding, 1);
  va_list args;
  va_start(args, format);
  finding->rule = rule;
  finding->record = record;
  finding->text = g_strdup_vprintf(format, args);
  va_end(args);
  g_ptr_array_add(linter->findings, finding);
}

X509 *
linter_get_certificate(const Linter *linter, guint index)
{
  return g_ptr_array_index(linter->certificates, index);
}

const RecordTraits *
linter_get_traits(const Linter *linter, guint index)
{
  return record_traits_at(linter->traits, index);
}

static GPtrArray *
read_certificates(const TrustList *list)
{
  GPtrArray *certificates = g_ptr_array_new_with_free_func((GDestroyNotify)X509_free);
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    g_ptr_array_add(certificates, trust_list_record_dup_certificate(trust_list_get_record(list, i)));
  return certificates;
}

static void
check_signer(Linter *linter)
{
  const TrustListHeader *header = trust_list_get_header(linter->list);
  guint n_signers = 0;
  const guint *signers = trust_list_get_signers(linter->list, &n_signers);
  g_autoptr(GError) why = NULL;
  if (n_signers == 0) {
    g_autofree char *name = name_dup_short(header->signer_name);
    linter_add(linter, LINT_SIGNER_NOT_IN_LIST, RECORD_NONE,
               _("The signer, %s, is none of the System Administrator Security Tokens in the list (issuer "
                 "and serial number are compared), so its signature cannot be checked"),
               name);
    return;
  }
  guint signer = signers[0];
  if (!trust_list_verify(linter->list, &signer, &why))
    linter_add(linter,
               g_error_matches(why, CTL_ERROR, CTL_ERROR_NOT_CHECKED) ? LINT_SIGNATURE_NOT_CHECKED
                                                                      : LINT_SIGNATURE_WRONG,
               signer, "%s", why->message);
  const TrustListRecord *record = trust_list_get_record(linter->list, signer);
  TlvReader subject = trust_list_record_get_text(record, RECORD_SUBJECT_NAME);
  if (!tlv_reader_equal(subject, header->signer_name))
    linter_add(linter, LINT_SIGNER_NAME_MISMATCH, signer,
               _("The header does not spell the signer's name as its record does"));
}

static void
check_size(Linter *linter)
{
  gsize len = g_bytes_get_size(trust_list_get_bytes(linter->list));
  if (len <= LINT_LARGE_LEN)
    return;
  if (linter->itl) /* Security Guide 14, Default Security */
    linter_add(linter, LINT_TOO_LARGE, RECORD_NONE,
               _("The ITL has %zu bytes; phones load none over %u and fail to register"), len,
               PHONE_ITL_MAX_LEN);
  else
    linter_add(linter, LINT_LARGE, RECORD_NONE,
               _("The list has %zu bytes, more than any cluster's list needs; not known: whether phones take "
                 "it"),
               len);
}

static void
check_timestamp(Linter *linter)
{
  gint64 timestamp = trust_list_get_header(linter->list)->timestamp;
  if (timestamp <= linter->now + LINT_CLOCK_SLACK_S)
    return;
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(timestamp);
  g_autofree char *text = g_date_time_format(date, "%Y-%m-%d %H:%M:%S UTC");
  linter_add(linter, LINT_TIMESTAMP_IN_FUTURE, RECORD_NONE,
             _("The list says that it was signed in the future, on %s; is a clock wrong?"), text);
}

/* "CTL" or "ITL", the role that a file of this name has (CTLFile.tlv, ITLSEP001122334455.tlv), or NULL. */
static const char *
role_of_name(const char *name, gsize len)
{
  if (len >= 3 && g_ascii_strncasecmp(name, "CTL", 3) == 0)
    return "CTL";
  if (len >= 3 && g_ascii_strncasecmp(name, "ITL", 3) == 0)
    return "ITL";
  return NULL;
}

/* Does the list hold what only a CTL has, addresses, and lack what only an ITL has, TVS? */
static gboolean
looks_like_ctl(const TrustList *list)
{
  gboolean address = FALSE;
  for (guint i = 0; i < trust_list_get_n_records(list); i++) {
    const TrustListRecord *record = trust_list_get_record(list, i);
    TlvReader value = {NULL, 0};
    if (trust_list_record_get_function(record) == FUNCTION_TVS)
      return FALSE;
    address |= trust_list_record_get(record, RECORD_IP_ADDRESS, &value);
  }
  return address;
}

/* A list whose FILENAME says nothing (third-party ones) is left alone: phones know what they asked for. */
static void
check_filename(Linter *linter, const char *file_name)
{
  TlvReader filename = trust_list_get_header(linter->list)->filename;
  g_autofree char *safe = name_dup_short(filename);
  const char *role = role_of_name((const char *)filename.data, filename.len);
  const char *disk_role = file_name != NULL ? role_of_name(file_name, strlen(file_name)) : NULL;
  if (filename.len > 0 && role == NULL)
    linter_add(linter, LINT_FILENAME_ROLE, RECORD_NONE,
               _("The list calls itself %s, which is the name of neither a CTL nor an ITL"), safe);
  if (role == NULL)
    return;
  if (disk_role != NULL && disk_role != role)
    linter_add(linter, LINT_FILENAME_ROLE, RECORD_NONE,
               _("The list calls itself %s, but the file has the name of an %s"), safe,
               disk_role[0] == 'I' ? "ITL" : "CTL");
  else if (linter->itl && looks_like_ctl(linter->list))
    linter_add(linter, LINT_FILENAME_ROLE, RECORD_NONE,
               _("The list calls itself %s, but it has addresses and no TVS record, as only a CTL has"),
               safe);
}

static void
check_one(Linter *linter, guint index)
{
  linter_check_record(linter, index);
  linter_check_key(linter, index);
  linter_check_shape(linter, index);
  linter_check_token(linter, index);
}

GPtrArray *
trust_list_lint(const TrustList *list, const char *file_name, gint64 now)
{
  g_autoptr(GPtrArray) certificates = read_certificates(list);
  g_autoptr(GArray) traits = record_traits_of_list(list);
  Linter linter = {.list = list,
                   .itl = trust_list_is_itl(list),
                   .now = now,
                   .findings = g_ptr_array_new_with_free_func(lint_finding_free),
                   .certificates = certificates,
                   .traits = traits};
  check_signer(&linter);
  linter_check_header(&linter);
  check_size(&linter);
  check_timestamp(&linter);
  check_filename(&linter, file_name);
  linter_check_mode(&linter);
  linter_check_tokens(&linter);
  linter_check_servers(&linter);
  linter_check_duplicates(&linter);
  linter_check_identities(&linter);
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    check_one(&linter, i);
  return linter.findings;
}
