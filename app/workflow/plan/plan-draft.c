/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The plan as a draft, which is judged and signed as every other. */
#include "app/workflow/list/server-record.h"
#include "app/workflow/plan/plan.h"

#include <gio/gio.h>
#include <string.h>

static void
set_address(ServerRecord *server, const char *address)
{
  g_autoptr(GInetAddress) parsed = address != NULL ? g_inet_address_new_from_string(address) : NULL;
  if (parsed != NULL && g_inet_address_get_family(parsed) == G_SOCKET_FAMILY_IPV4)
    memcpy(server->address, g_inet_address_to_bytes(parsed), sizeof server->address);
}

/* What the plan has decided; the draft looks for no other place. */
static guint
get_replaced(const PlanRecord *record)
{
  return record->old_number != 0 ? record->old_number : RECORD_REPLACES_NONE;
}

/* A node whose address is not known is looked up by its name. */
static ServerRecord *
make_server(const PlanRecord *record, GCancellable *cancellable, GError **error)
{
  g_autoptr(ServerRecord) server = server_record_new_with_certificate(
      record->function, record->host, record->certificate, cancellable, error);
  if (server == NULL)
    return NULL;
  set_address(server, record->address);
  server->replaces = get_replaced(record);
  return g_steal_pointer(&server);
}

static gboolean
write_record(ListDraft *draft, const PlanRecord *record, GCancellable *cancellable, GError **error)
{
  if (record->action == PLAN_KEEP || record->action == PLAN_REMOVE)
    return TRUE;
  if (record->host == NULL)
    return list_draft_put_token(draft, record->certificate, get_replaced(record), error);
  g_autoptr(ServerRecord) server = make_server(record, cancellable, error);
  return server != NULL && list_draft_add_server(draft, server, error);
}

static gboolean
remove_record(ListDraft *draft, guint old_number, GError **error)
{
  for (guint i = 0; i < list_draft_get_n_records(draft); i++)
    if (list_draft_get_old_number(draft, i) == old_number && list_draft_get_origin(draft, i) == DRAFT_KEPT)
      return list_draft_remove(draft, i, error);
  return TRUE;
}

ListDraft *
plan_make_draft(const Plan *plan, TrustList *list, GCancellable *cancellable, GError **error)
{
  g_autoptr(ListDraft) draft = list_draft_new(list);
  for (guint i = 0; i < plan->records->len; i++)
    if (!write_record(draft, g_ptr_array_index(plan->records, i), cancellable, error))
      return NULL;
  for (guint i = 0; i < plan->records->len; i++) {
    const PlanRecord *record = g_ptr_array_index(plan->records, i);
    if (record->action == PLAN_REMOVE && !remove_record(draft, record->old_number, error))
      return NULL;
  }
  return g_steal_pointer(&draft);
}
