/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what records are for: Security Guide 12.5(1)SU1, "CTL Client Setup", and "Security By Default".
 */
#include "app/trustlist/lint/lint-private.h"

#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>

static GHashTable *
new_key_table(void)
{
  return g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
}

static guint
count_function(const TrustList *list, guint function)
{
  guint n = 0;
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    n += trust_list_record_get_function(trust_list_get_record(list, i)) == function;
  return n;
}

/* Does a record as CCM+TFTP, CCM or TFTP stand for the node of TRAITS? */
static gboolean
has_signaling(const Linter *linter, const RecordTraits *traits)
{
  for (guint i = 0; i < linter->traits->len; i++) {
    const RecordTraits *other = linter_get_traits(linter, i);
    guint function = other->function;
    if ((function == FUNCTION_CCM || function == FUNCTION_CCM_TFTP || function == FUNCTION_TFTP) &&
        record_traits_same_node(other, traits))
      return TRUE;
  }
  return FALSE;
}

/* Has a CAPF record before INDEX told of the node already? */
static gboolean
is_told(const Linter *linter, guint index)
{
  for (guint i = 0; i < index; i++)
    if (linter_get_traits(linter, i)->function == FUNCTION_CAPF &&
        record_traits_same_node(linter_get_traits(linter, i), linter_get_traits(linter, index)))
      return TRUE;
  return FALSE;
}

/* A host with CAPF is a node of the cluster, so phones need its CCM+TFTP record (or CCM and TFTP) too. Hosts
 * with other functions only are none: ASA firewalls stand as CCM, application servers are what they are. */
static void
check_capf_hosts(Linter *linter)
{
  for (guint i = 0; i < linter->traits->len; i++) {
    const RecordTraits *traits = linter_get_traits(linter, i);
    if (traits->function != FUNCTION_CAPF || !record_traits_have_node(traits) ||
        has_signaling(linter, traits) || is_told(linter, i))
      continue;
    g_autofree char *name = record_dup_host(trust_list_get_record(linter->list, i));
    linter_add(linter, LINT_SERVER_WITHOUT_TFTP, i,
               _("%s has a CAPF record but none as CCM+TFTP, so phones may not trust it as a call manager"),
               name);
  }
}

/* Rules for the servers of a CTL. Phones verify configuration files by CCM+TFTP and get their own
 * certificates from CAPF ("Security By Default", the ITL's records; for CTLs Security Guide 12.5, CTL Client
 * Setup). That is deduced for a list without them: phones may still have the ITL's records and TVS. */
void
linter_check_servers(Linter *linter)
{
  if (linter->itl)
    return;
  if (count_function(linter->list, FUNCTION_CCM_TFTP) == 0)
    linter_add(
        linter, LINT_SERVER_WITHOUT_TFTP, RECORD_NONE,
        _("The list has no CCM+TFTP record, so phones that know no other may trust no configuration file"));
  if (count_function(linter->list, FUNCTION_CAPF) == 0)
    linter_add(
        linter, LINT_NO_CAPF, RECORD_NONE,
        _("The list has no CAPF record, so phones may be unable to get or renew their own certificates"));
  check_capf_hosts(linter);
}

/* A cluster that was set to non-secure mode keeps its list, with the CCM+TFTP records emptied. */
void
linter_check_mode(Linter *linter)
{
  guint n = 0;
  guint first = RECORD_NONE;
  for (guint i = 0; i < trust_list_get_n_records(linter->list); i++) {
    const TrustListRecord *record = trust_list_get_record(linter->list, i);
    if (trust_list_record_get_function(record) != FUNCTION_CCM_TFTP || !record_is_empty(record))
      continue;
    if (n++ == 0)
      first = i;
  }
  if (linter->itl || n == 0)
    return;
  if (n == count_function(linter->list, FUNCTION_CCM_TFTP))
    linter_add(
        linter, LINT_NON_SECURE_LIST, RECORD_NONE,
        _("This is the list of a cluster in non-secure mode: its CCM+TFTP records hold no certificates"));
  else
    linter_add(linter, LINT_PARTLY_NON_SECURE, first,
               _("The record is emptied, as in non-secure mode, but other CCM+TFTP records are not"));
}

/* The number of the first record with this key, or 0 when this one, INDEX, is the first. Takes KEY. */
static guint
find_or_add(GHashTable *table, GBytes *key, guint index)
{
  guint found = GPOINTER_TO_UINT(g_hash_table_lookup(table, key));
  if (found == 0)
    g_hash_table_insert(table, g_bytes_ref(key), GUINT_TO_POINTER(index + 1));
  g_bytes_unref(key);
  return found;
}

/* The number of the first record before INDEX of this relation to it, or 0. */
static guint
find_related(const Linter *linter, guint index, RecordRelation relation)
{
  for (guint i = 0; i < index; i++)
    if (record_traits_relate(linter_get_traits(linter, i), linter_get_traits(linter, index)) == relation)
      return i + 1;
  return 0;
}

/* The same certificate with the same function twice (where hosts are named: for the same host), or two
 * certificates of one kind with the same function for one host. */
void
linter_check_duplicates(Linter *linter)
{
  for (guint i = 0; i < linter->traits->len; i++) {
    const RecordTraits *traits = linter_get_traits(linter, i);
    gboolean server = traits->function != FUNCTION_SAST && record_traits_have_node(traits);
    guint same = find_related(linter, i, RECORDS_EQUAL);
    guint near = server ? find_related(linter, i, RECORDS_RENEW) : 0;
    if (same != 0)
      linter_add(linter, LINT_DUPLICATE_RECORD, i, _("The record says the same as record %u"), same);
    else if (near != 0)
      linter_add(linter, LINT_DUPLICATE_RECORD, i,
                 _("The record has the function and the address of record %u, but another certificate"),
                 near);
  }
}

/* Another key behind the same name: the two differ in their keys, or where one of them has only a hash, in
 * their certificates. */
static gboolean
keys_differ(const TrustListRecord *a, const TrustListRecord *b)
{
  TlvReader key_a = record_get_key_bytes(a);
  TlvReader key_b = record_get_key_bytes(b);
  if (key_a.len > 0 && key_b.len > 0)
    return !tlv_reader_equal(key_a, key_b);
  if (record_is_empty(a) || record_is_empty(b))
    return FALSE;
  g_autoptr(GBytes) certificate_a = record_dup_certificate_key(a);
  g_autoptr(GBytes) certificate_b = record_dup_certificate_key(b);
  return certificate_a != NULL && certificate_b != NULL && !g_bytes_equal(certificate_a, certificate_b);
}

/* Issuer and serial number are a certificate's identity (RFC 5280, 4.1.2.2), by which phones find the signer
 * of a list or of a configuration file, whatever the function. */
void
linter_check_identities(Linter *linter)
{
  g_autoptr(GHashTable) by_identity = new_key_table();
  for (guint i = 0; i < trust_list_get_n_records(linter->list); i++) {
    const TrustListRecord *record = trust_list_get_record(linter->list, i);
    GBytes *identity = record_dup_identity(record);
    guint first = identity != NULL ? find_or_add(by_identity, identity, i) : 0;
    if (first != 0 && keys_differ(trust_list_get_record(linter->list, first - 1), record))
      linter_add(
          linter, LINT_IDENTITY_WITH_TWO_KEYS, i,
          _("The record has the issuer and the serial number of record %u, but another key: one of them is "
            "not what it says"),
          first);
  }
}
