/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/record-facts.h"

#include "app/trustlist/certificate.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/certificate-facts.h"

#include <glib/gi18n.h>

void
record_facts_free(RecordFacts *facts)
{
  g_free(facts->number);
  g_free(facts->function);
  g_free(facts->host);
  g_free(facts->name);
  g_free(facts->issuer);
  g_free(facts->serial);
  g_free(facts->validity);
  g_free(facts->remark);
  g_free(facts->findings);
  g_free(facts);
}

void
record_facts_set_mark(RecordFacts *facts, const char *mark, const char *findings)
{
  char *remark = g_strconcat(mark, *facts->remark != '\0' ? ", " : "", facts->remark, NULL);
  g_free(facts->remark);
  g_free(facts->findings);
  facts->remark = remark;
  facts->findings = g_strdup(findings);
}

static char *
record_text(const TrustListRecord *record, guint8 tag)
{
  return trust_list_safe_text(trust_list_record_get_text(record, tag));
}

static char *
function_text(const TrustListRecord *record)
{
  guint function = trust_list_record_get_function(record);
  const char *name = function_get_name(function);
  if (name != NULL)
    return g_strdup(name);
  return function == G_MAXUINT ? g_strdup(C_("function", "none"))
                               : g_strdup_printf(C_("function", "number %u"), function);
}

static CertificateFacts *
certificate_facts_of(const TrustListRecord *record)
{
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(record);
  gboolean token = trust_list_record_get_function(record) == FUNCTION_SAST;
  return certificate != NULL
             ? certificate_facts_new(certificate, token ? NAME_STYLE_TOKEN : NAME_STYLE_SERVER)
             : NULL;
}

static char *
validity_text(const CertificateFacts *certificate, gint64 now, gboolean *warn)
{
  g_autofree char *phrase = certificate_facts_validity(certificate, now, warn);
  return *warn ? g_steal_pointer(&phrase) : certificate_date_text(certificate->not_after);
}

static RecordFacts *
facts_new(const TrustListRecord *record, gint64 now)
{
  RecordFacts *facts = g_new0(RecordFacts, 1);
  facts->number = g_strdup("");
  facts->function = function_text(record);
  facts->host = record_text(record, RECORD_DNS_NAME);
  g_autofree char *serial = record_dup_serial(record);
  facts->serial = g_strdup(serial != NULL ? serial : "");
  facts->remark = g_strdup("");
  g_autoptr(CertificateFacts) certificate = certificate_facts_of(record);
  if (certificate == NULL) {
    facts->name = record_text(record, RECORD_SUBJECT_NAME);
    facts->issuer = record_text(record, RECORD_ISSUER_NAME);
    facts->validity = g_strdup(_("no certificate"));
    return facts;
  }
  facts->name = g_steal_pointer(&certificate->subject_short);
  facts->issuer = g_steal_pointer(&certificate->issuer_short);
  facts->validity = validity_text(certificate, now, &facts->warn);
  return facts;
}

static void
add_remark(RecordFacts *facts, const char *remark)
{
  char *text = *facts->remark == '\0' ? g_strdup(remark) : g_strconcat(facts->remark, ", ", remark, NULL);
  g_free(facts->remark);
  facts->remark = text;
}

static void
add_origin(RecordFacts *facts, const ListDraft *draft, guint index)
{
  DraftOrigin origin = list_draft_get_origin(draft, index);
  /* In a new list everything is new, and saying so of each record tells nothing. */
  facts->change = origin != DRAFT_KEPT && list_draft_get_old(draft) != NULL;
  if (facts->change)
    add_remark(facts, origin == DRAFT_ADDED ? C_("record", "added") : C_("record", "replaced"));
}

GPtrArray *
record_facts_for_draft(const ListDraft *draft, const TrustList *signed_as, gint64 now)
{
  guint signer = RECORD_NONE;
  GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)record_facts_free);
  if (signed_as != NULL)
    trust_list_verify(signed_as, &signer, NULL);
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    RecordFacts *facts = facts_new(&record, now);
    g_free(facts->number);
    facts->number = g_strdup_printf("%u", i + 1);
    if (signed_as != NULL && trust_list_record_did_sign(signed_as, &record, signer))
      add_remark(facts, _("signed this list"));
    add_origin(facts, draft, i);
    g_ptr_array_add(rows, facts);
  }
  return rows;
}

/* Which records of the old list are still there, kept or replaced? */
static gboolean *
find_old_records(const ListDraft *draft, guint n_old)
{
  gboolean *there = g_new0(gboolean, n_old + 1);
  for (guint i = 0; i < list_draft_get_n_records(draft); i++)
    there[list_draft_get_old_number(draft, i)] = TRUE;
  return there;
}

GPtrArray *
record_facts_for_review(const ListDraft *draft, gint64 now)
{
  GPtrArray *rows = record_facts_for_draft(draft, NULL, now);
  const TrustList *old = list_draft_get_old(draft);
  guint n_old = old != NULL ? trust_list_get_n_records(old) : 0;
  g_autofree gboolean *there = find_old_records(draft, n_old);
  for (guint i = 0; i < n_old; i++) {
    if (there[i + 1])
      continue;
    RecordFacts *facts = facts_new(trust_list_get_record(old, i), now);
    add_remark(facts, C_("record", "removed"));
    facts->change = TRUE;
    g_ptr_array_add(rows, facts);
  }
  return rows;
}

static guint
count_origin(const ListDraft *draft, DraftOrigin origin)
{
  guint n = 0;
  for (guint i = 0; i < list_draft_get_n_records(draft); i++)
    n += list_draft_get_origin(draft, i) == origin;
  return n;
}

/* Takes WORDS, which tell of N records. */
static void
add_count(GString *text, guint n, char *words)
{
  if (n > 0)
    g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", words);
  g_free(words);
}

static char *
count_changes(const ListDraft *draft)
{
  g_autoptr(GString) text = g_string_new(NULL);
  guint n = count_origin(draft, DRAFT_ADDED);
  /* TRANSLATORS: of records; four of these stand one after the other: "1 added, 2 removed". */
  add_count(text, n, g_strdup_printf(ngettext("%u added", "%u added", n), n));
  n = count_origin(draft, DRAFT_REPLACED);
  add_count(text, n, g_strdup_printf(ngettext("%u replaced", "%u replaced", n), n));
  n = list_draft_get_n_removed(draft);
  add_count(text, n, g_strdup_printf(ngettext("%u removed", "%u removed", n), n));
  n = count_origin(draft, DRAFT_KEPT);
  add_count(text, n, g_strdup_printf(ngettext("%u as before", "%u as before", n), n));
  return g_strdup(text->str);
}

char *
record_facts_summary(const ListDraft *draft)
{
  guint n = list_draft_get_n_records(draft);
  if (list_draft_get_old(draft) == NULL)
    return g_strdup_printf(ngettext("A new list with %u record.", "A new list with %u records.", n), n);
  if (!list_draft_is_changed(draft))
    return g_strdup_printf(ngettext("%u record, the same as in the list that it replaces.",
                                    "%u records, the same as in the list that it replaces.", n),
                           n);
  g_autofree char *changes = count_changes(draft);
  return g_strdup_printf(ngettext("%u record. Against the list that it replaces: %s.",
                                  "%u records. Against the list that it replaces: %s.", n),
                         n, changes);
}

char *
record_facts_ask_removal(const ListDraft *draft, guint index)
{
  TrustListRecord record = list_draft_get_record(draft, index);
  g_autoptr(RecordFacts) facts = facts_new(&record, 0);
  /* TRANSLATORS: the number, the function and the name of a record. */
  return g_strdup_printf(_("Remove record %u, %s %s?"), index + 1, facts->function, facts->name);
}

/* Sources: a lost token is replaced by adding the new one and deleting the lost one (Security Guide 12.5, CTL
 * Client Setup). A phone asks TVS about a signer that its lists do not know ("Security By Default", Phone
 * Contacts TVS for Unknown Certificate), and TVS says yes to a token that stands under Phone-SAST-trust
 * (TN118893, From Tokenless Solution to Hardware eTokens); deduced: so the certificate has to go there too.
 * The last sentence is deduced from what a record is for. */
char *
record_facts_describe_removal(const ListDraft *draft, guint index)
{
  TrustListRecord record = list_draft_get_record(draft, index);
  g_autoptr(RecordFacts) facts = facts_new(&record, 0);
  if (trust_list_record_get_function(&record) == FUNCTION_SAST)
    return g_strdup_printf(_("Once phones hold the new list, it no longer vouches for what %s signs; phones "
                             "that can ask TVS do so. To revoke a lost token, delete its certificate from "
                             "Phone-SAST-trust as well."),
                           facts->name);
  return g_strdup_printf(_("Once phones hold the new list, they no longer trust %s (%s) for %s."),
                         facts->name, *facts->host != '\0' ? facts->host : _("no host"), facts->function);
}
