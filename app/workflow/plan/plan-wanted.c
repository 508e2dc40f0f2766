/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The records that a list should have, and what each of them does to today's list.
 *
 * Sources: which certificates stand in which records, and which SAST records a release has, Security Guide
 * 12.5(1)SU1, "CTL Client Setup"; the order, TN118893, "Hardware eTokens". That CallManager-ECDSA stands
 * beside CallManager: public dumps of lists; whether a list that tokens sign needs it is not known, so it is
 * renewed where it stands and not added. */
#include "app/trustlist/certificate.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/record-match.h"
#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/plan/plan-match.h"

#include <glib/gi18n.h>

static const RecordTraits *
traits_at(const Planning *planning, guint index)
{
  return record_traits_at(planning->traits, index);
}

/* --- reasons --- */

static char *
describe_unit(const PlanWanted *wanted)
{
  /* TRANSLATORS: a kind of certificate and a node: "CallManager of 10.48.47.154" */
  return g_strdup_printf(_("%s of %s"), wanted->unit, plan_node_get_name(wanted->node));
}

static gint64
begin_of(X509 *certificate)
{
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_SERVER);
  return facts->not_before;
}

/* Source: that the list has to be renewed then, Security Guide 12.5(1)SU1, "CTL Client Setup"; that a phone
 * checks the ITL by its CTL, Security Guide 14, "Default Security"; what follows from it is deduced. */
static const char *
describe_harm(const PlanWanted *wanted)
{
  if (wanted->function == FUNCTION_CAPF)
    return _("phones that get a new certificate will not trust it");
  if (wanted->function == FUNCTION_SAST && wanted->unit == own_unit_get_word(OWN_ITLRECOVERY))
    return _("phones that hold the list could not check an ITL or a tokenless list that it signs");
  if (wanted->function == FUNCTION_SAST)
    return _("phones that hold the list could not check a tokenless list that it signs");
  return _("phones that hold the list would not register there with encryption");
}

static gboolean
is_emptied(const Planning *planning, guint index)
{
  return record_is_empty(trust_list_get_record(planning->question->list, index));
}

static gboolean
has_certificate(const Planning *planning, guint index)
{
  g_autoptr(X509) held = plan_dup_certificate(planning, index);
  return held != NULL;
}

static char *
reason_to_renew(const Planning *planning, guint index, const PlanWanted *wanted)
{
  if (wanted->node == NULL)
    return g_strdup(has_certificate(planning, index) ? _("the token has another certificate than the list")
                                                     : _("the record has no certificate of the token"));
  g_autofree char *unit = describe_unit(wanted);
  if (is_emptied(planning, index))
    return g_strdup_printf(_("the record was emptied, as for non-secure mode; it gets the certificate of %s"),
                           unit);
  g_autofree char *date = certificate_date_text(begin_of(wanted->certificate));
  return g_strdup_printf(_("the certificate of %s was renewed on %s, and the list holds another one: %s"),
                         unit, date, describe_harm(wanted));
}

static char *
reason_to_add(const Planning *planning, const PlanWanted *wanted)
{
  if (wanted->node == NULL)
    return g_strdup(_("the token is to be in the list"));
  g_autofree char *unit = describe_unit(wanted);
  if (planning->question->list == NULL)
    return g_strdup_printf(_("%s, for the first list"), unit);
  if (wanted->function == FUNCTION_SAST)
    return g_strdup_printf(_("%s is not in the list as SAST, as it is in all lists of this release: %s"),
                           unit, describe_harm(wanted));
  return g_strdup_printf(_("%s is not in the list: %s"), unit, describe_harm(wanted));
}

static char *
reason_to_readdress(const Planning *planning, guint index, const PlanWanted *wanted)
{
  g_autofree char *unit = describe_unit(wanted);
  TrustListRecord record = *trust_list_get_record(planning->question->list, index);
  g_autofree char *host = record_dup_host(&record);
  const char *address = plan_node_get_address(wanted->node);
  return g_strdup_printf(_("%s is at %s now, and the list says %s"), unit,
                         address != NULL ? address : plan_node_get_name(wanted->node),
                         host != NULL ? host : _("no address"));
}

/* --- what becomes of each --- */

/* As record_dup_label() of the record that is not there yet; two SAST records may be of one node. */
static char *
make_label(const PlanWanted *wanted, const char *host)
{
  g_autoptr(CertificateFacts) facts = certificate_facts_new(wanted->certificate, NAME_STYLE_SERVER);
  return g_strdup_printf("%s %s", function_get_name(wanted->function),
                         wanted->function == FUNCTION_SAST ? facts->subject_short : host);
}

static void
set_what(PlanRecord *record, const PlanWanted *wanted)
{
  const char *address = wanted->node != NULL ? plan_node_get_address(wanted->node) : NULL;
  record->function = wanted->function;
  record->address = g_strdup(address);
  if (wanted->node != NULL)
    record->host = g_strdup(address != NULL ? address : plan_node_get_name(wanted->node));
  X509_up_ref(wanted->certificate);
  record->certificate = wanted->certificate;
  if (record->label == NULL)
    record->label = make_label(wanted, record->host);
}

/* TRUE when the record says another address than the node has: a record without one says nothing. */
static gboolean
says_other_address(const Planning *planning, guint index, const PlanWanted *wanted)
{
  const char *address = wanted->node != NULL ? plan_node_get_address(wanted->node) : NULL;
  const RecordTraits *traits = traits_at(planning, index);
  return address != NULL && traits->address != 0 && !record_traits_on_host(traits, address);
}

/* Source: Security Guide 12.5(1)SU1, "CTL Client Setup": with a multi-server certificate the list holds only
 * the publisher's. */
static gboolean
stands_elsewhere(const Planning *planning, const PlanWanted *wanted)
{
  if (wanted->function != FUNCTION_CCM_TFTP)
    return FALSE;
  for (guint i = 0; i < planning->traits->len; i++)
    if (traits_at(planning, i)->function == wanted->function && plan_holds(planning, i, wanted))
      return TRUE;
  for (guint i = 0; i < planning->plan->records->len; i++) {
    const PlanRecord *record = g_ptr_array_index(planning->plan->records, i);
    if (record->certificate != NULL && record->function == wanted->function &&
        X509_cmp(record->certificate, wanted->certificate) == 0)
      return TRUE;
  }
  return FALSE;
}

/* In non-secure mode the records of TFTP servers are empty (the format page, "non-secure mode"). */
static gboolean
is_empty_on_purpose(const Planning *planning, const PlanWanted *wanted, guint index)
{
  const NodeStatus *first = g_ptr_array_index(planning->question->status->nodes, 0);
  return wanted->function == FUNCTION_CCM_TFTP && first->mode == CLUSTER_MODE_NON_SECURE &&
         index != RECORD_NONE && is_emptied(planning, index);
}

static void
put(Planning *planning, PlanWanted *wanted, PlanAction action, guint index, char *reason)
{
  PlanRecord *record = plan_add_record(planning, action, index, reason);
  wanted->index = index;
  wanted->settled = TRUE;
  if (action != PLAN_KEEP)
    set_what(record, wanted);
}

/* Where the very certificate stands already. */
static void
settle_in_place(Planning *planning, PlanWanted *wanted)
{
  guint index = plan_find_in_place(planning, wanted);
  if (index == RECORD_NONE)
    return;
  if (says_other_address(planning, index, wanted))
    put(planning, wanted, PLAN_READDRESS, index, reason_to_readdress(planning, index, wanted));
  else
    put(planning, wanted, PLAN_KEEP, index, NULL);
}

static void
renew(Planning *planning, PlanWanted *wanted, guint index)
{
  if (is_empty_on_purpose(planning, wanted, index))
    put(planning, wanted, PLAN_KEEP, index, g_strdup(_("empty, as non-secure mode wants it")));
  else
    put(planning, wanted, PLAN_RENEW, index, reason_to_renew(planning, index, wanted));
}

static void
add(Planning *planning, PlanWanted *wanted)
{
  if (!stands_elsewhere(planning, wanted))
    put(planning, wanted, PLAN_ADD, RECORD_NONE, reason_to_add(planning, wanted));
  else
    plan_tell(planning->plan->notes,
              _("%s has a certificate that stands for several nodes and is in the list; it gets no record of "
                "its own."),
              plan_node_get_name(wanted->node));
}

static void
settle(Planning *planning, PlanWanted *wanted)
{
  if (wanted->settled)
    return;
  guint same = plan_find_same(planning, wanted);
  guint moved = same == RECORD_NONE ? plan_find_moved(planning, wanted) : RECORD_NONE;
  if (same != RECORD_NONE)
    renew(planning, wanted, same);
  else if (moved != RECORD_NONE && plan_holds(planning, moved, wanted))
    put(planning, wanted, PLAN_READDRESS, moved, reason_to_readdress(planning, moved, wanted));
  else if (moved != RECORD_NONE)
    renew(planning, wanted, moved);
  else
    add(planning, wanted);
}

/* --- what is wanted --- */

static void
want_tokens(Planning *planning)
{
  const GPtrArray *tokens = planning->question->tokens;
  for (guint i = 0; tokens != NULL && i < tokens->len; i++) {
    plan_want(planning, FUNCTION_SAST, NULL, NULL, g_ptr_array_index(tokens, i));
  }
}

/* Records of this function of a node of which nothing is known stay as they are, and that is told. */
static void
keep_unknown(Planning *planning, const PlanNode *node, ListFunction function, OwnUnit unit)
{
  RecordKeyKind kind = unit == OWN_CALLMANAGER_ECDSA ? RECORD_KEY_EC : RECORD_KEY_RSA;
  for (guint i = 0; i < planning->traits->len; i++) {
    const RecordTraits *traits = traits_at(planning, i);
    if (!planning->claimed[i] && traits->function == function && traits->key == kind &&
        (function != FUNCTION_SAST || traits->recovery == (unit == OWN_ITLRECOVERY)) &&
        plan_node_has_record(node, traits))
      plan_add_record(planning, PLAN_KEEP, i, g_strdup(_("not compared, see below")))->not_compared = TRUE;
  }
  /* TRANSLATORS: a kind of certificate and a node */
  plan_tell(planning->plan->unknown, _("The certificate of %s on %s could not be determined."),
            own_unit_get_word(unit), plan_node_get_name(node));
}

static void
want_unit(Planning *planning, const PlanNode *node, OwnUnit unit, ListFunction function)
{
  if (node->status == NULL || node->status->error != NULL)
    return; /* nothing is known of it, which is told of the node */
  const OwnCertificate *own = &node->status->own.units[unit];
  if (own->knowledge == OWN_KNOWN)
    plan_want(planning, function, node, own_unit_get_word(unit), own->certificate);
  else if (own->knowledge == OWN_ABSENT && unit == OWN_CALLMANAGER_ECDSA)
    plan_tell(planning->plan->notes,
              _("%s says that it has no certificate of CallManager-ECDSA, and the list holds one; it stays."),
              plan_node_get_name(node));
  else /* a node that says it has none of the others says nothing sensible */
    keep_unknown(planning, node, function, unit);
}

static void
want_server_sast(Planning *planning, const PlanNode *publisher)
{
  const char *version = publisher->status != NULL ? publisher->status->version : NULL;
  PlanServers servers = plan_servers_of_release(version);
  if (servers == PLAN_SERVERS_NONE)
    return;
  if (servers == PLAN_SERVERS_BOTH) {
    want_unit(planning, publisher, OWN_ITLRECOVERY, FUNCTION_SAST);
    want_unit(planning, publisher, OWN_CALLMANAGER, FUNCTION_SAST);
    return;
  }
  plan_tell(
      planning->plan->notes,
      _("It is not known whether lists of the release %s have SAST records of servers, as those of 11.5 "
        "and later do and those up to 10.5 do not; what there is stays."),
      version != NULL ? version : C_("version", "unknown"));
}

static gboolean
has_ec_record(const Planning *planning, const PlanNode *node)
{
  for (guint i = 0; i < planning->traits->len; i++) {
    const RecordTraits *traits = traits_at(planning, i);
    if (traits->function == FUNCTION_CCM_TFTP && traits->key == RECORD_KEY_EC &&
        plan_node_has_record(node, traits))
      return TRUE;
  }
  return FALSE;
}

static void
want_node(Planning *planning, const PlanNode *node, gboolean is_publisher)
{
  want_unit(planning, node, OWN_CALLMANAGER, FUNCTION_CCM_TFTP);
  if (has_ec_record(planning, node))
    want_unit(planning, node, OWN_CALLMANAGER_ECDSA, FUNCTION_CCM_TFTP);
  if (is_publisher)
    want_unit(planning, node, OWN_CAPF, FUNCTION_CAPF);
}

void
plan_add_wanted(Planning *planning)
{
  want_tokens(planning);
  if (planning->nodes->len > 0)
    want_server_sast(planning, &g_array_index(planning->nodes, PlanNode, 0));
  for (guint i = 0; i < planning->nodes->len; i++)
    want_node(planning, &g_array_index(planning->nodes, PlanNode, i), i == 0);
  for (guint i = 0; i < planning->wanted->len; i++)
    settle_in_place(planning, g_ptr_array_index(planning->wanted, i));
  for (guint i = 0; i < planning->wanted->len; i++)
    settle(planning, g_ptr_array_index(planning->wanted, i));
}
