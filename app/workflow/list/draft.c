/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/draft-private.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/trustlist/tags.h"
#include "app/workflow/judge/judge-list.h"
#include "app/workflow/list/history-findings.h"
#include "app/workflow/tokens/token-jobs.h"

#include <glib/gi18n.h>

#define CTL_FILE_NAME "CTLFile.tlv"

ListDraft *
list_draft_new(TrustList *old)
{
  ListDraft *draft = g_new0(ListDraft, 1);
  draft->builder = trust_list_builder_new();
  draft->entries = g_array_new(FALSE, FALSE, sizeof(DraftEntry));
  if (old == NULL)
    return draft;
  draft->old = trust_list_ref(old);
  trust_list_builder_set_signer_version(draft->builder, trust_list_get_header(old)->signer_version);
  for (guint i = 0; i < trust_list_get_n_records(old); i++) {
    DraftEntry entry = {DRAFT_KEPT, i + 1};
    trust_list_builder_add_record(draft->builder, trust_list_get_record(old, i));
    g_array_append_val(draft->entries, entry);
  }
  return draft;
}

void
list_draft_free(ListDraft *draft)
{
  g_clear_pointer(&draft->old, trust_list_unref);
  trust_list_builder_free(draft->builder);
  g_array_unref(draft->entries);
  g_free(draft);
}

gboolean
list_draft_remove(ListDraft *draft, guint index, GError **error)
{
  if (!list_draft_check_remove(draft, index, error))
    return FALSE;
  if (draft_entry_at(draft, index)->old_number != 0)
    draft->n_removed++;
  trust_list_builder_remove(draft->builder, index);
  g_array_remove_index(draft->entries, index);
  return TRUE;
}

void
list_draft_make_non_secure(ListDraft *draft)
{
  draft->non_secure = TRUE;
  for (guint i = 0; i < draft->entries->len; i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    TlvReader certificate = {0};
    if (trust_list_record_get_function(&record) != FUNCTION_CCM_TFTP ||
        !trust_list_record_get(&record, RECORD_CERTIFICATE, &certificate))
      continue;
    trust_list_builder_empty_record(draft->builder, i);
    if (draft_entry_at(draft, i)->origin == DRAFT_KEPT)
      draft_entry_at(draft, i)->origin = DRAFT_REPLACED;
  }
}

guint
list_draft_get_n_records(const ListDraft *draft)
{
  return draft->entries->len;
}

TrustListRecord
list_draft_get_record(const ListDraft *draft, guint index)
{
  return trust_list_builder_get_record(draft->builder, index);
}

DraftOrigin
list_draft_get_origin(const ListDraft *draft, guint index)
{
  return draft_entry_at(draft, index)->origin;
}

guint
list_draft_get_old_number(const ListDraft *draft, guint index)
{
  return draft_entry_at(draft, index)->old_number;
}

guint
list_draft_get_n_removed(const ListDraft *draft)
{
  return draft->n_removed;
}

TrustList *
list_draft_get_old(const ListDraft *draft)
{
  return draft->old;
}

gboolean
list_draft_is_changed(const ListDraft *draft)
{
  if (draft->old == NULL || draft->n_removed > 0)
    return TRUE;
  for (guint i = 0; i < draft->entries->len; i++)
    if (draft_entry_at(draft, i)->origin != DRAFT_KEPT)
      return TRUE;
  return FALSE;
}

TrustList *
list_draft_preview(const ListDraft *draft, GError **error)
{
  return trust_list_builder_preview(draft->builder, DIGEST_SHA1, error);
}

/* Before the token's password is asked for. *FINDINGS gets what was known. */
static gboolean
check_draft(const ListDraft *draft, const SignRequest *request, GPtrArray **findings, GError **error)
{
  *findings = list_draft_judge(draft, token_get_certificate(request->signer), request->digest,
                               clock_unix_time(), error);
  return *findings != NULL && consent_check(request->consent, *findings, error);
}

static gboolean
has_rule(const GPtrArray *findings, const LintRuleInfo *rule)
{
  for (guint i = 0; i < findings->len; i++)
    if (((const Finding *)g_ptr_array_index(findings, i))->rule == rule)
      return TRUE;
  return FALSE;
}

/* Signer, digest and length are the signed list's own: its bytes are judged too before they leave. What
 * FINDINGS, of the draft, does not have is told. */
static gboolean
check_signed(const TrustList *list, const SignRequest *request, const GPtrArray *findings, GError **error)
{
  const ListCase question = {.list = list, .is_signed = TRUE, .now = clock_unix_time()};
  g_autoptr(GPtrArray) all = judge_list(&question);
  for (guint i = 0; request->warnings != NULL && i < all->len; i++) {
    const Finding *finding = g_ptr_array_index(all, i);
    if (finding->rule->severity != LINT_INFO && !has_rule(findings, finding->rule))
      g_ptr_array_add(request->warnings, g_strdup(finding->line));
  }
  return consent_check(request->consent, all, error);
}

TrustList *
list_draft_sign(ListDraft *draft, const SignRequest *request, CtlPrompt *prompt, const Progress *progress,
                GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) findings = NULL;
  if (!check_draft(draft, request, &findings, error))
    return NULL;
  TrustListStamp stamp = {
      .digest = request->digest,
      .timestamp = (guint32)clock_unix_time(),
      .filename = CTL_FILE_NAME,
  };
  progress_step(progress, _("Signing with token %s"), token_get_name(request->signer));
  TokenSigner signer;
  token_signer_init(&signer, request->signer, prompt);
  g_autoptr(TrustList) list =
      trust_list_builder_sign(draft->builder, &signer.signer, &stamp, cancellable, error);
  if (list == NULL || !check_signed(list, request, findings, error))
    return NULL;
  history_audit_signature(trust_list_get_bytes(list), findings, request->consent, request->warnings);
  return g_steal_pointer(&list);
}
