/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All facts of one record, for a window that shows them. */
#include "app/workflow/list/record-facts.h"

#include "app/trustlist/record-identity.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/workflow/list/certificate-facts.h"

#include <glib/gi18n.h>

void
record_fact_free(RecordFact *fact)
{
  g_free(fact->text);
  g_free(fact);
}

RecordFact *
record_fact_new(const char *label, char *text)
{
  RecordFact *fact = g_new0(RecordFact, 1);
  fact->label = label;
  fact->text = text;
  return fact;
}

/* Takes TEXT. What the record does not say is left out. */
static void
add(GPtrArray *list, const char *label, char *text, gboolean fixed_width)
{
  g_autofree char *owned = text;
  if (owned == NULL || *owned == '\0')
    return;
  RecordFact *fact = record_fact_new(label, g_steal_pointer(&owned));
  fact->fixed_width = fixed_width;
  g_ptr_array_add(list, fact);
}

static void
add_fact(GPtrArray *list, const char *label, char *text)
{
  add(list, label, text, FALSE);
}

static char *
function_title(const TrustListRecord *record)
{
  guint function = trust_list_record_get_function(record);
  const char *title = function_get_title(function);
  const char *name = function_get_name(function);
  if (title == NULL)
    return function == G_MAXUINT ? NULL : g_strdup_printf(C_("function", "number %u"), function);
  return name == NULL || g_str_equal(title, name) ? g_strdup(title) : g_strdup_printf("%s (%s)", title, name);
}

static char *
address_text(const TrustListRecord *record)
{
  g_autofree char *address = trust_list_record_dup_address(record);
  return g_strcmp0(address, "0.0.0.0") == 0 ? NULL : g_steal_pointer(&address);
}

static char *
origin_text(const ListDraft *draft, guint index)
{
  guint old_number = list_draft_get_old_number(draft, index);
  switch (list_draft_get_origin(draft, index)) {
  case DRAFT_ADDED:
    return g_strdup(_("added to this list"));
  case DRAFT_REPLACED:
    return g_strdup_printf(_("takes the place of record %u of the old list"), old_number);
  case DRAFT_KEPT:
    return g_strdup_printf(_("record %u of the old list, unchanged"), old_number);
  }
  return NULL;
}

static char *
period_text(const CertificateFacts *facts, gint64 now)
{
  gboolean warn = FALSE;
  g_autofree char *start = certificate_date_text(facts->not_before);
  g_autofree char *end = certificate_date_text(facts->not_after);
  g_autofree char *validity = certificate_facts_validity(facts, now, &warn);
  /* TRANSLATORS: from one date to another, and that it is expired or the like. */
  return warn ? g_strdup_printf(_("%s to %s (%s)"), start, end, validity)
              : g_strdup_printf(_("%s to %s"), start, end);
}

static void
add_certificate(GPtrArray *list, X509 *certificate, gint64 now)
{
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_SERVER);
  add_fact(list, C_("period", "Valid"), period_text(facts, now));
  add_fact(list, _("Key"), g_steal_pointer(&facts->key));
  add(list, _("SHA-1 fingerprint"), g_steal_pointer(&facts->sha1), TRUE);
}

GPtrArray *
record_facts_list(const ListDraft *draft, guint index, gint64 now)
{
  GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)record_fact_free);
  TrustListRecord record = list_draft_get_record(draft, index);
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(&record);
  add_fact(list, _("Function"), function_title(&record));
  add_fact(list, _("Host"), trust_list_safe_text(trust_list_record_get_text(&record, RECORD_DNS_NAME)));
  add_fact(list, _("IP address"), address_text(&record));
  add_fact(list, _("Subject"),
           trust_list_safe_text(trust_list_record_get_text(&record, RECORD_SUBJECT_NAME)));
  add_fact(list, _("Issuer"), trust_list_safe_text(trust_list_record_get_text(&record, RECORD_ISSUER_NAME)));
  add(list, _("Serial number"), record_dup_serial(&record), TRUE);
  add_fact(list, _("Origin"), list_draft_get_old(draft) != NULL ? origin_text(draft, index) : NULL);
  add_fact(list, _("Length"),
           g_strdup_printf(ngettext("%u byte", "%u bytes", record.bytes.len), (guint)record.bytes.len));
  if (certificate != NULL)
    add_certificate(list, certificate, now);
  else
    add_fact(list, _("Certificate"), g_strdup(_("none in this record")));
  return list;
}
