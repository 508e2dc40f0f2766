/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What may be done with a draft, and what speaks against signing it. */
#include "app/workflow/list/draft-private.h"

#include "app/base/error.h"
#include "app/workflow/judge/judge-list.h"

#include <glib/gi18n.h>

/* SAST records. */
static guint
count_tokens(const ListDraft *draft)
{
  guint n = 0;
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    n += trust_list_record_get_function(&record) == FUNCTION_SAST;
  }
  return n;
}

gboolean
list_draft_check_remove(const ListDraft *draft, guint index, GError **error)
{
  TrustListRecord record = list_draft_get_record(draft, index);
  if (trust_list_record_get_function(&record) != FUNCTION_SAST || count_tokens(draft) > 1)
    return TRUE;
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                      _("The last System Administrator Security Token cannot be removed: nobody could change "
                        "the list later"));
  return FALSE;
}

static ListCase
case_of(const ListDraft *draft, const TrustList *preview, X509 *signer, gint64 now)
{
  return (ListCase){
      .list = preview, .source = draft->old, .signer = signer, .non_secure = draft->non_secure, .now = now};
}

GPtrArray *
list_draft_judge(const ListDraft *draft, X509 *signer, DigestAlgorithm digest, gint64 now, GError **error)
{
  g_autoptr(TrustList) preview = trust_list_builder_preview(draft->builder, digest, error);
  if (preview == NULL)
    return NULL;
  const ListCase question = case_of(draft, preview, signer, now);
  return judge_list(&question);
}

gboolean
list_draft_can_be_signed_by(const ListDraft *draft, X509 *signer)
{
  g_autoptr(TrustList) preview = list_draft_preview(draft, NULL);
  if (preview == NULL)
    return FALSE;
  const ListCase question = case_of(draft, preview, signer, 0);
  g_autoptr(GPtrArray) findings = judge_signer(&question);
  return findings->len == 0;
}
