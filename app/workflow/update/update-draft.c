/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The records of the new list: the tokens come in, and what the release has no place for goes. */
#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/token-issuer.h"
#include "app/workflow/plan/plan-servers.h"
#include "app/workflow/update/update-private.h"

#include <glib/gi18n.h>

static gboolean
is_server_sast(const TrustListRecord *record)
{
  return trust_list_record_get_function(record) == FUNCTION_SAST &&
         !token_issuer_matches(trust_list_record_get_text(record, RECORD_ISSUER_NAME));
}

static void
append_record(GString *text, const char *sign, const TrustListRecord *record)
{
  guint function = trust_list_record_get_function(record);
  const char *name = function_get_name(function);
  g_autofree char *subject = trust_list_safe_text(trust_list_record_get_text(record, RECORD_SUBJECT_NAME));
  g_string_append_printf(text, "%s %s %s\n", sign, name != NULL ? name : _("record"), subject);
}

/* What becomes of the server's record INDEX. */
static gboolean
treat_server(ListDraft *draft, guint index, PlanServers servers, GString *changes, GError **error)
{
  TrustListRecord record = list_draft_get_record(draft, index);
  append_record(changes, servers == PLAN_SERVERS_NONE ? "-" : "=", &record);
  return servers != PLAN_SERVERS_NONE || list_draft_remove(draft, index, error);
}

/* Source: Security Guide 12.5, CTL Client Setup: the table of signers; from tokens to tokenless. Deduced:
 * what phones do without the record. */
static const char *
describe_servers(PlanServers servers, gboolean recovery)
{
  if (servers == PLAN_SERVERS_NOT_KNOWN)
    return _("Not known: whether lists of this release keep SAST records of servers, as those of 11.5 and "
             "later do and those up to 10.5 do not; they were kept.");
  if (servers == PLAN_SERVERS_BOTH && recovery)
    return _("Servers stay as SAST, as in all lists of 11.5 and later: with them phones without Security by "
             "Default take a later tokenless list.");
  if (servers == PLAN_SERVERS_BOTH)
    return _("The list has no SAST record of ITLRecovery, which lists of 11.5 and later have: phones without "
             "Security by Default that take it will refuse a tokenless list that ITLRecovery signs later.");
  return NULL;
}

ListDraft *
update_make_draft(TrustList *old, const GPtrArray *tokens, const char *version, GString *changes,
                  GError **error)
{
  PlanServers servers = plan_servers_of_release(version);
  gboolean recovery = FALSE;
  g_autoptr(ListDraft) draft = list_draft_new(old);
  for (guint i = 0; i < tokens->len; i++)
    if (!list_draft_add_token(draft, token_get_certificate(g_ptr_array_index(tokens, i)), error))
      return NULL;
  for (guint i = list_draft_get_n_records(draft); i-- > 0;) {
    TrustListRecord record = list_draft_get_record(draft, i);
    recovery |= record_is_recovery(&record);
    if (list_draft_get_origin(draft, i) != DRAFT_KEPT)
      append_record(changes, "+", &record);
    else if (is_server_sast(&record) && !treat_server(draft, i, servers, changes, error))
      return NULL;
  }
  const char *note = describe_servers(servers, recovery);
  if (note != NULL)
    g_string_append_printf(changes, "%s\n", note);
  return g_steal_pointer(&draft);
}
