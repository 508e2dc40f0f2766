/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/plan/plan-match.h"

#include <string.h>

void
plan_wanted_free(PlanWanted *wanted)
{
  record_traits_clear(&wanted->traits);
  trust_list_builder_free(wanted->builder);
  g_free(wanted);
}

static gboolean
build_server(const PlanWanted *wanted)
{
  guint8 bytes[4] = {0};
  const char *address = plan_node_get_address(wanted->node);
  g_autoptr(GInetAddress) parsed = address != NULL ? g_inet_address_new_from_string(address) : NULL;
  if (parsed != NULL)
    memcpy(bytes, g_inet_address_to_bytes(parsed), sizeof bytes);
  return trust_list_builder_add_server(wanted->builder, wanted->function,
                                       address != NULL ? address : plan_node_get_name(wanted->node), bytes,
                                       wanted->certificate, NULL);
}

/* Of a certificate that no record can hold nothing but the function is known. */
static void
set_traits(PlanWanted *wanted)
{
  gboolean built = wanted->node != NULL
                       ? build_server(wanted)
                       : trust_list_builder_add_token(wanted->builder, wanted->certificate, NULL);
  wanted->traits.function = wanted->function;
  if (!built)
    return;
  TrustListRecord record = trust_list_builder_get_record(wanted->builder, 0);
  record_traits_init(&wanted->traits, &record);
}

void
plan_want(Planning *planning, ListFunction function, const PlanNode *node, const char *unit,
          X509 *certificate)
{
  PlanWanted *wanted = g_new0(PlanWanted, 1);
  wanted->function = function;
  wanted->node = node;
  wanted->unit = unit;
  wanted->certificate = certificate;
  wanted->builder = trust_list_builder_new();
  wanted->index = RECORD_NONE;
  set_traits(wanted);
  g_ptr_array_add(planning->wanted, wanted);
}

static const RecordTraits *
traits_at(const Planning *planning, guint index)
{
  return record_traits_at(planning->traits, index);
}

gboolean
plan_holds(const Planning *planning, guint index, const PlanWanted *wanted)
{
  return record_traits_same_certificate(traits_at(planning, index), &wanted->traits);
}

/* The publisher has two SAST records, ITLRecovery's and CallManager's; its name and who signed it may be
 * others now. */
static gboolean
is_same_server_sast(const Planning *planning, guint index, const PlanWanted *wanted)
{
  const RecordTraits *traits = traits_at(planning, index);
  gboolean recovery = wanted->unit == own_unit_get_word(OWN_ITLRECOVERY);
  return wanted->function == FUNCTION_SAST && traits->function == FUNCTION_SAST &&
         traits->recovery == recovery && !plan_is_token(planning, index);
}

/* An emptied record is of any kind of key, but only RSA takes its place: it has stood in lists for longer. */
static gboolean
is_emptied_for_rsa(const RecordTraits *traits, const PlanWanted *wanted)
{
  return traits->key == RECORD_KEY_UNKNOWN && wanted->traits.key == RECORD_KEY_EC;
}

/* A node has several names and addresses: where the record is of this node, it is called as there. */
gboolean
plan_is_same_thing(const Planning *planning, guint index, const PlanWanted *wanted)
{
  const RecordTraits *traits = traits_at(planning, index);
  RecordTraits called = wanted->traits;
  gboolean is_here = wanted->node != NULL && plan_node_has_record(wanted->node, traits);
  if (is_here) {
    called.name = traits->name;
    called.name_len = traits->name_len;
    called.address = traits->address;
  }
  if (is_emptied_for_rsa(traits, wanted))
    return FALSE;
  return record_traits_relate(traits, &called) != RECORDS_DIFFER ||
         (is_here && is_same_server_sast(planning, index, wanted));
}

/* Of a node whose address is not known nobody can say that it has another one. */
static gboolean
is_in_place(const Planning *planning, guint index, const PlanWanted *wanted)
{
  const RecordTraits *traits = traits_at(planning, index);
  if (!plan_holds(planning, index, wanted))
    return FALSE;
  return wanted->node == NULL || !record_traits_have_node(traits) ||
         plan_node_has_record(wanted->node, traits) ||
         (plan_node_get_address(wanted->node) == NULL && !plan_nodes_have_record(planning->nodes, traits));
}

/* The node has another name or address, and its certificate perhaps another key. */
static gboolean
has_moved(const Planning *planning, guint index, const PlanWanted *wanted)
{
  const RecordTraits *traits = traits_at(planning, index);
  return wanted->node != NULL && !plan_nodes_have_record(planning->nodes, traits) &&
         (plan_holds(planning, index, wanted) || record_traits_same_names(traits, &wanted->traits));
}

typedef gboolean (*Test)(const Planning *planning, guint index, const PlanWanted *wanted);

static guint
find(const Planning *planning, const PlanWanted *wanted, Test test)
{
  for (guint i = 0; i < planning->traits->len; i++)
    if (!planning->claimed[i] && traits_at(planning, i)->function == wanted->function &&
        test(planning, i, wanted))
      return i;
  return RECORD_NONE;
}

guint
plan_find_in_place(const Planning *planning, const PlanWanted *wanted)
{
  return find(planning, wanted, is_in_place);
}

guint
plan_find_same(const Planning *planning, const PlanWanted *wanted)
{
  return find(planning, wanted, plan_is_same_thing);
}

guint
plan_find_moved(const Planning *planning, const PlanWanted *wanted)
{
  return find(planning, wanted, has_moved);
}
