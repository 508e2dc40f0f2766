/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/compare.h"

#include "app/trustlist/record-identity.h"

#define ARROW " \xe2\x86\x92 " /* an arrow to the right */

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
    return g_strdup_printf("Record %u of the old list, %s", change->old_index + 1, label);
  if (change->old_index == RECORD_NONE || change->old_index == change->new_index)
    return g_strdup_printf("Record %u, %s", change->new_index + 1, label);
  return g_strdup_printf("Record %u (it was %u), %s", change->new_index + 1, change->old_index + 1, label);
}

static char *
details_text(const ListChange *change)
{
  if (change->new_value == NULL)
    return g_strdup("its entries stand in another order");
  return g_strdup_printf("other entries changed (%s)", change->new_value);
}

/* What happened to a record, after its name. */
static char *
record_change_text(const ListComparison *comparison, const ListChange *change)
{
  const char *old_value = change->old_value != NULL ? change->old_value : "none";
  const char *new_value = change->new_value != NULL ? change->new_value : "none";
  switch (change->kind) {
  case LIST_CHANGE_RECORD_REMOVED:
    return g_strdup("removed");
  case LIST_CHANGE_RECORD_ADDED: {
    g_autofree char *serial =
        record_dup_serial(trust_list_get_record(comparison->new_list, change->new_index));
    return serial != NULL ? g_strdup_printf("added (serial %s)", serial) : g_strdup("added");
  }
  case LIST_CHANGE_CERTIFICATE_RENEWED: {
    const char *bare = g_str_has_prefix(new_value, "serial ") && g_str_has_prefix(old_value, "serial ")
                           ? new_value + sizeof "serial"
                           : new_value;
    return g_strdup_printf("the certificate was renewed (%s" ARROW "%s)", old_value, bare);
  }
  case LIST_CHANGE_CERTIFICATE_REMOVED:
    return g_strdup_printf("the certificate was taken out (%s), as for a non-secure cluster", old_value);
  case LIST_CHANGE_CERTIFICATE_ADDED:
    return g_strdup_printf("a certificate was put in (%s)", new_value);
  case LIST_CHANGE_ADDRESS:
    return g_strdup_printf("the address changed (%s" ARROW "%s)", old_value, new_value);
  case LIST_CHANGE_FUNCTION:
    return g_strdup_printf("the function changed (%s" ARROW "%s)", old_value, new_value);
  default:
    return details_text(change);
  }
}

static const char *
list_change_title(ListChangeKind kind)
{
  switch (kind) {
  case LIST_CHANGE_ORDER:
    return "The order of the records changed (numbers of the old list)";
  case LIST_CHANGE_SIGNER:
    return "The signer changed";
  case LIST_CHANGE_DIGEST:
    return "The digest algorithm changed";
  case LIST_CHANGE_VERSION:
    return "The version changed";
  case LIST_CHANGE_FILENAME:
    return "The name that the list gives itself changed";
  case LIST_CHANGE_TIMESTAMP:
    return "The list was signed at another time";
  default:
    return NULL;
  }
}

char *
list_change_dup_what(const ListComparison *comparison, const ListChange *change)
{
  if (change->kind == LIST_CHANGE_ENCODING)
    return g_strdup("Both lists say the same, but their headers or signatures are other bytes");
  const char *title = list_change_title(change->kind);
  if (title != NULL)
    return g_strdup_printf("%s: %s" ARROW "%s", title, change->old_value, change->new_value);
  return record_change_text(comparison, change);
}

char *
list_change_to_text(const ListComparison *comparison, const ListChange *change)
{
  g_autofree char *record = list_change_dup_record(comparison, change);
  g_autofree char *what = list_change_dup_what(comparison, change);
  return record != NULL ? g_strdup_printf("%s: %s", record, what) : g_steal_pointer(&what);
}
