/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/compare.h"

#include "app/trustlist/record-identity.h"

#include <glib/gi18n.h>
#include <string.h>

#define SERIAL_PREFIX "serial " /* of a value */

const char *
list_change_get_word(ListChangeKind kind)
{
  static const char *const words[] = {
      [LIST_CHANGE_RECORD_REMOVED] = "record-removed",
      [LIST_CHANGE_RECORD_ADDED] = "record-added",
      [LIST_CHANGE_CERTIFICATE_RENEWED] = "certificate-renewed",
      [LIST_CHANGE_CERTIFICATE_REMOVED] = "certificate-removed",
      [LIST_CHANGE_CERTIFICATE_ADDED] = "certificate-added",
      [LIST_CHANGE_ADDRESS] = "address-changed",
      [LIST_CHANGE_FUNCTION] = "function-changed",
      [LIST_CHANGE_DETAILS] = "details-changed",
      [LIST_CHANGE_ORDER] = "order-changed",
      [LIST_CHANGE_SIGNER] = "signer-changed",
      [LIST_CHANGE_DIGEST] = "digest-changed",
      [LIST_CHANGE_VERSION] = "version-changed",
      [LIST_CHANGE_SIGNER_VERSION] = "signer-version-changed",
      [LIST_CHANGE_FILENAME] = "filename-changed",
      [LIST_CHANGE_TIMESTAMP] = "timestamp-changed",
      [LIST_CHANGE_ENCODING] = "encoding-changed",
  };
  return words[kind];
}

char *
list_change_dup_record(const ListComparison *comparison, const ListChange *change)
{
  gboolean removed = change->new_index == RECORD_NONE;
  if (removed && change->old_index == RECORD_NONE)
    return NULL;
  const TrustListRecord *record = removed ? trust_list_get_record(comparison->old_list, change->old_index)
                                          : trust_list_get_record(comparison->new_list, change->new_index);
  g_autofree char *label = record_dup_label(record);
  if (removed)
    return g_strdup_printf(_("Record %u of the old list, %s"), change->old_index + 1, label);
  if (change->old_index == RECORD_NONE || change->old_index == change->new_index)
    return g_strdup_printf(_("Record %u, %s"), change->new_index + 1, label);
  return g_strdup_printf(_("Record %u (it was %u), %s"), change->new_index + 1, change->old_index + 1, label);
}

static char *
details_text(const ListChange *change)
{
  if (change->new_text == NULL)
    return g_strdup(_("its entries stand in another order"));
  return g_strdup_printf(_("other entries changed (%s)"), change->new_text);
}

static char *
renewal_text(const ListChange *change)
{
  gboolean by_serial = g_str_has_prefix(change->old_value, SERIAL_PREFIX) &&
                       g_str_has_prefix(change->new_value, SERIAL_PREFIX);
  if (by_serial)
    return g_strdup_printf(_("the certificate was renewed (serial %s → %s)"),
                           change->old_value + strlen(SERIAL_PREFIX),
                           change->new_value + strlen(SERIAL_PREFIX));
  return g_strdup_printf(_("the certificate was renewed (%s → %s)"), change->old_text, change->new_text);
}

/* What happened to a record, after its name. */
static char *
record_change_text(const ListComparison *comparison, const ListChange *change)
{
  /* TRANSLATORS: stands for a value that a record does not have: "the address changed (none → 10.0.0.1)" */
  const char *none = C_("value of a record", "none");
  const char *old_text = change->old_text != NULL ? change->old_text : none;
  const char *new_text = change->new_text != NULL ? change->new_text : none;
  switch (change->kind) {
  case LIST_CHANGE_RECORD_REMOVED:
    return g_strdup(C_("record of a list", "removed"));
  case LIST_CHANGE_RECORD_ADDED: {
    g_autofree char *serial =
        record_dup_serial(trust_list_get_record(comparison->new_list, change->new_index));
    return serial != NULL ? g_strdup_printf(C_("record of a list", "added (serial %s)"), serial)
                          : g_strdup(C_("record of a list", "added"));
  }
  case LIST_CHANGE_CERTIFICATE_RENEWED:
    return renewal_text(change);
  case LIST_CHANGE_CERTIFICATE_REMOVED:
    return g_strdup_printf(_("the certificate was taken out (%s), as for a non-secure cluster"), old_text);
  case LIST_CHANGE_CERTIFICATE_ADDED:
    return g_strdup_printf(_("a certificate was put in (%s)"), new_text);
  case LIST_CHANGE_ADDRESS:
    return g_strdup_printf(_("the address changed (%s → %s)"), old_text, new_text);
  case LIST_CHANGE_FUNCTION:
    return g_strdup_printf(_("the function changed (%s → %s)"), old_text, new_text);
  default:
    return details_text(change);
  }
}

/* What happened to the list as a whole, or NULL. */
static char *
header_change_text(const ListChange *change)
{
  const char *old_text = change->old_text;
  const char *new_text = change->new_text;
  switch (change->kind) {
  case LIST_CHANGE_ORDER:
    return g_strdup_printf(_("The order of the records changed (numbers of the old list): %s → %s"), old_text,
                           new_text);
  case LIST_CHANGE_SIGNER:
    return g_strdup_printf(_("The signer changed: %s → %s"), old_text, new_text);
  case LIST_CHANGE_DIGEST:
    return g_strdup_printf(_("The digest algorithm changed: %s → %s"), old_text, new_text);
  case LIST_CHANGE_VERSION:
    return g_strdup_printf(_("The version changed: %s → %s"), old_text, new_text);
  case LIST_CHANGE_SIGNER_VERSION:
    return g_strdup_printf(_("SIGNERVERSION changed: %s → %s (0.0: none)"), old_text, new_text);
  case LIST_CHANGE_FILENAME:
    return g_strdup_printf(_("The name that the list gives itself changed: %s → %s"), old_text, new_text);
  case LIST_CHANGE_TIMESTAMP:
    return g_strdup_printf(_("The list was signed at another time: %s → %s"), old_text, new_text);
  default:
    return NULL;
  }
}

char *
list_change_dup_what(const ListComparison *comparison, const ListChange *change)
{
  if (change->kind == LIST_CHANGE_ENCODING)
    return g_strdup(_("Both lists say the same, but their headers or signatures are other bytes"));
  char *header_text = header_change_text(change);
  return header_text != NULL ? header_text : record_change_text(comparison, change);
}

char *
list_change_to_text(const ListComparison *comparison, const ListChange *change)
{
  g_autofree char *record = list_change_dup_record(comparison, change);
  g_autofree char *what = list_change_dup_what(comparison, change);
  return record != NULL ? g_strdup_printf(_("%s: %s"), record, what) : g_steal_pointer(&what);
}
