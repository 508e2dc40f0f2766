/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The records of a draft in words. */
#include "app/workflow/list/draft-private.h"

#include "app/trustlist/record-identity.h"

#include <glib/gi18n.h>

/* "CAPF 10.48.47.153 (serial 0A:0B)" */
static char *
describe_record(const TrustListRecord *record)
{
  g_autofree char *label = record_dup_label(record);
  g_autofree char *serial = record_dup_serial(record);
  return serial != NULL ? g_strdup_printf(_("%s (serial %s)"), label, serial) : g_steal_pointer(&label);
}

static char *
describe_numbered(guint number, const TrustListRecord *record)
{
  g_autofree char *text = describe_record(record);
  return g_strdup_printf(_("record %u, %s"), number, text);
}

char *
list_draft_describe_record(const ListDraft *draft, guint index)
{
  TrustListRecord record = list_draft_get_record(draft, index);
  return describe_numbered(list_draft_get_old_number(draft, index), &record);
}

char *
list_draft_describe_replacement(const ListDraft *draft, guint index)
{
  TrustListRecord record = list_draft_get_record(draft, index);
  guint number = list_draft_get_old_number(draft, index);
  if (list_draft_get_origin(draft, index) != DRAFT_REPLACED || record_is_empty(&record))
    return NULL;
  g_autofree char *text = describe_record(&record);
  g_autofree char *old = describe_numbered(number, trust_list_get_record(draft->old, number - 1));
  return g_strdup_printf(_("%s takes the place of %s"), text, old);
}
