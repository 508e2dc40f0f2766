/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/lint/lint-private.h"

#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tag-name.h"
#include "app/trustlist/tags.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define MAX_SERIAL_LEN 20 /* RFC 5280, 4.1.2.2 */

/* CUCM writes 1 to 12 as they are counted, others 1 3 5 6 4 7 8 9 (the format page). */
static const guint8 other_order[] = {RECORD_LENGTH,        RECORD_SUBJECT_NAME, RECORD_ISSUER_NAME,
                                     RECORD_SERIAL_NUMBER, RECORD_FUNCTION,     RECORD_PUBLIC_KEY,
                                     RECORD_SIGNATURE,     RECORD_CERTIFICATE};

static guint
other_rank(guint8 tag)
{
  const guint8 *found = memchr(other_order, tag, sizeof other_order);
  return found != NULL ? (guint)(found - other_order) : tag + (guint)sizeof other_order;
}

static void
check_name(Linter *linter, guint index, const Tlv *tlv)
{
  if (tlv->tag == RECORD_DNS_NAME || tlv->tag == RECORD_SUBJECT_NAME || tlv->tag == RECORD_ISSUER_NAME)
    linter_check_name_bytes(linter, index, record_tag_get_name(tlv->tag), tlv->value);
}

static void
check_entries(Linter *linter, guint index)
{
  TlvReader rest = trust_list_get_record(linter->list, index)->bytes;
  Tlv tlv = {0};
  guint last_tag = 0;
  guint last_rank = 0;
  guint n_unknown = 0;
  gboolean as_cucm = TRUE;
  gboolean as_others = TRUE;
  while (tlv_reader_next(&rest, &tlv)) {
    check_name(linter, index, &tlv);
    if (record_tag_get_name(tlv.tag) == NULL) {
      if (n_unknown++ == 0)
        linter_add(linter, LINT_UNKNOWN_ENTRY, index, _("The record has an entry %u, which nobody knows"),
                   tlv.tag);
      continue;
    }
    as_cucm &= tlv.tag > last_tag;
    as_others &= other_rank(tlv.tag) >= last_rank;
    last_tag = tlv.tag;
    last_rank = other_rank(tlv.tag);
  }
  if (!as_cucm && !as_others)
    linter_add(linter, LINT_RECORD_ORDER, index,
               _("The record's entries stand in an order that nobody writes"));
}

static gboolean
is_host_name(TlvReader name)
{
  for (gsize i = 0; i < name.len; i++)
    if (!g_ascii_isalnum(name.data[i]) && strchr("-._:", name.data[i]) == NULL)
      return FALSE;
  return name.len <= HOST_MAX_LEN;
}

/* The four bytes of a dotted address. */
static gboolean
read_dotted(TlvReader name, guint8 address[4])
{
  g_autofree char *text = g_strndup((const char *)name.data, name.len);
  g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string(text);
  if (parsed == NULL || g_inet_address_get_family(parsed) != G_SOCKET_FAMILY_IPV4)
    return FALSE;
  memcpy(address, g_inet_address_to_bytes(parsed), 4);
  return TRUE;
}

/* In a CTL, servers of a cluster have a name or an address; ITL files name no hosts. */
static gboolean
needs_host(const Linter *linter, const TrustListRecord *record)
{
  switch (trust_list_record_get_function(record)) {
  case FUNCTION_CCM:
  case FUNCTION_CCM_TFTP:
  case FUNCTION_TFTP:
  case FUNCTION_CAPF:
    return !linter->itl;
  default:
    return FALSE;
  }
}

static void
check_host(Linter *linter, guint index)
{
  const TrustListRecord *record = trust_list_get_record(linter->list, index);
  TlvReader name = trust_list_record_get_text(record, RECORD_DNS_NAME);
  TlvReader address = {NULL, 0};
  guint8 dotted[4] = {0};
  if (!record_traits_have_node(linter_get_traits(linter, index)) && needs_host(linter, record))
    linter_add(linter, LINT_HOST_SHAPE, index, _("The record names no host and no address"));
  if (name.len == 0)
    return;
  g_autofree char *safe = name_dup_short(name);
  if (!is_host_name(name))
    linter_add(linter, LINT_HOST_SHAPE, index, _("DNSNAME is no name of a host: \"%s\""), safe);
  else if (trust_list_record_get(record, RECORD_IP_ADDRESS, &address) && read_dotted(name, dotted) &&
           memcmp(address.data, dotted, sizeof dotted) != 0)
    linter_add(linter, LINT_ADDRESS_MISMATCH, index, _("DNSNAME is %s, but IPADDRESS is %u.%u.%u.%u"), safe,
               address.data[0], address.data[1], address.data[2], address.data[3]);
}

/* What a record says is compared with its certificate's elsewhere. */
static void
check_serial(Linter *linter, guint index)
{
  TlvReader serial = {NULL, 0};
  X509 *certificate = linter_get_certificate(linter, index);
  trust_list_record_get(trust_list_get_record(linter->list, index), RECORD_SERIAL_NUMBER, &serial);
  if (certificate != NULL && X509_get0_serialNumber(certificate)->type == V_ASN1_NEG_INTEGER)
    linter_add(linter, LINT_SERIAL_UNUSUAL, index, _("The certificate's serial number is negative"));
  if (serial.len > MAX_SERIAL_LEN)
    linter_add(linter, LINT_SERIAL_UNUSUAL, index, _("The serial number has %zu bytes; %d are the most"),
               serial.len, MAX_SERIAL_LEN);
  if (certificate == NULL && serial.len > 1 && serial.data[0] == 0)
    linter_add(linter, LINT_SERIAL_UNUSUAL, index, _("The serial number begins with a zero byte"));
}

static void
check_function(Linter *linter, guint index)
{
  guint function = trust_list_record_get_function(trust_list_get_record(linter->list, index));
  if (function_get_name(function) == NULL)
    linter_add(linter, LINT_UNKNOWN_FUNCTION, index, _("Function %u is not known"), function);
}

void
linter_check_shape(Linter *linter, guint index)
{
  check_entries(linter, index);
  check_host(linter, index);
  check_serial(linter, index);
  check_function(linter, index);
}
