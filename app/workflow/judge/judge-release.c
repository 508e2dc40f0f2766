/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: TN214231 for the CTL Provider, the only one; Security Guide 14, which names no token client. */
/* What depends on the cluster's release is judged only where that is known. */
#include "app/publisher/cli/platform-cli-answers.h"
#include "app/trustlist/token-issuer.h"
#include "app/workflow/judge/judge-private.h"

#include <glib/gi18n.h>

static gboolean
is_signed_by_token(const TrustList *list)
{
  return token_issuer_matches(trust_list_get_header(list)->signer_ca_name);
}

char *
judge_describe_release(const char *version)
{
  return g_strdup_printf(_("The cluster runs %s: from 14SU3 (14.0.1.13900) on its CTL Provider supports "
                           "no tokens, and it is not known whether it serves a list that they sign"),
                         version);
}

static gboolean
replaces_one_by_token(const NodeCase *question)
{
  return question->old_list != NULL && is_signed_by_token(question->old_list);
}

/* From 14SU3 on the CTL Provider supports no tokens (TN214231). Whether a list that was put there by hand is
 * served all the same is not known, so that this is no error. That the release is not known is told where the
 * cluster has no list by tokens yet: before that it can be looked up, and something else be done. */
void
judge_release(GPtrArray *findings, const NodeCase *question)
{
  if (!is_signed_by_token(question->list))
    return;
  if (question->version == NULL && replaces_one_by_token(question))
    return;
  if (question->version == NULL)
    findings_add(
        findings, JUDGE_RELEASE_NOT_KNOWN,
        g_strdup(_("The cluster's release is not known here: from 14SU3 (14.0.1.13900) on the CTL "
                   "Provider supports no tokens, and it is not known whether such a cluster serves a "
                   "list that they sign")),
        N_("look at \"show version active\" on the publisher"));
  else if (!platform_cli_version_supports_tokens(question->version))
    findings_add(findings, JUDGE_RELEASE_WITHOUT_TOKENS, judge_describe_release(question->version),
                 N_("stay with a tokenless list there"));
}
