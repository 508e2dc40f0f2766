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

static GHashTable *
collect_signaling_hosts(const TrustList *list)
{
  GHashTable *hosts = new_key_table();
  for (guint i = 0; i < trust_list_get_n_records(list); i++) {
    const TrustListRecord *record = trust_list_get_record(list, i);
    guint function = trust_list_record_get_function(record);
    GBytes *host = record_dup_host_key(record);
    if (host != NULL &&
        (function == FUNCTION_CCM || function == FUNCTION_CCM_TFTP || function == FUNCTION_TFTP))
      g_hash_table_add(hosts, g_bytes_ref(host));
    g_clear_pointer(&host, g_bytes_unref);
  }
  return hosts;
}

/* A host with CAPF is a node of the cluster, so phones need its CCM+TFTP record (or CCM and TFTP) too. Hosts
 * with other functions only are none: ASA firewalls stand as CCM, application servers are what they are. */
static void
check_capf_hosts(Linter *linter)
{
  g_autoptr(GHashTable) hosts = collect_signaling_hosts(linter->list);
  for (guint i = 0; i < trust_list_get_n_records(linter->list); i++) {
    const TrustListRecord *record = trust_list_get_record(linter->list, i);
    g_autoptr(GBytes) host =
        trust_list_record_get_function(record) == FUNCTION_CAPF ? record_dup_host_key(record) : NULL;
    if (host == NULL || g_hash_table_contains(hosts, host))
      continue;
    g_autofree char *name = record_dup_host(record);
    linter_add(linter, LINT_SERVER_WITHOUT_TFTP, i,
               _("%s has a CAPF record but none as CCM+TFTP, so phones may not trust it as a call manager"),
               name);
    g_hash_table_add(hosts, g_steal_pointer(&host));
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

/* The function followed by the parts; NULL parts count as empty. */
static GBytes *
make_key(guint function, GBytes *first, GBytes *second)
{
  GByteArray *key = g_byte_array_new();
  GBytes *const parts[] = {first, second};
  g_byte_array_append(key, (const guint8 *)&function, sizeof function);
  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
    gsize len = 0;
    const guint8 *data = parts[i] != NULL ? g_bytes_get_data(parts[i], &len) : NULL;
    g_byte_array_append(key, (const guint8 *)&len, sizeof len);
    if (len > 0)
      g_byte_array_append(key, data, (guint)len);
  }
  return g_byte_array_free_to_bytes(key);
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

/* The same certificate with the same function twice (where hosts are named: for the same host), or two
 * certificates with the same function for one host. */
static void
check_duplicate(Linter *linter, guint index, GHashTable *by_certificate, GHashTable *by_host)
{
  const TrustListRecord *record = trust_list_get_record(linter->list, index);
  guint function = trust_list_record_get_function(record);
  gboolean token = function == FUNCTION_SAST;
  g_autoptr(GBytes) certificate = record_dup_certificate_key(record);
  g_autoptr(GBytes) host = token ? NULL : record_dup_host_key(record);
  if (certificate == NULL && host == NULL)
    return;
  guint same = find_or_add(by_certificate, make_key(function, certificate, host), index);
  guint near = host != NULL ? find_or_add(by_host, make_key(function, host, NULL), index) : 0;
  if (same != 0)
    linter_add(linter, LINT_DUPLICATE_RECORD, index, _("The record says the same as record %u"), same);
  else if (near != 0)
    linter_add(linter, LINT_DUPLICATE_RECORD, index,
               _("The record has the function and the address of record %u, but another certificate"), near);
}

void
linter_check_duplicates(Linter *linter)
{
  g_autoptr(GHashTable) by_certificate = new_key_table();
  g_autoptr(GHashTable) by_host = new_key_table();
  for (guint i = 0; i < trust_list_get_n_records(linter->list); i++)
    check_duplicate(linter, i, by_certificate, by_host);
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
