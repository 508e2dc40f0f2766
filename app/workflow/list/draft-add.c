/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tokens and servers are put into a draft: in the place of the old record that is the same thing, or behind
 * the others. */
#include "app/workflow/list/draft-private.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/record-traits.h"

#include <glib/gi18n.h>

/* Where a new record goes. */
#define PLACE_NONE G_MAXUINT

/* Something that was put in before is not replaced by what comes next, but for a record that was emptied. */
static gboolean
can_be_replaced(const ListDraft *draft, guint index, const RecordTraits *traits)
{
  return draft_entry_at(draft, index)->origin == DRAFT_KEPT || traits->certificate == NULL;
}

static gboolean
same_bytes(const ListDraft *draft, guint a, guint b)
{
  TrustListRecord one = list_draft_get_record(draft, a);
  TrustListRecord two = list_draft_get_record(draft, b);
  return tlv_reader_equal(one.bytes, two.bytes);
}

static RecordRelation
relate(const ListDraft *draft, guint index, const RecordTraits *traits, gboolean *free)
{
  g_auto(RecordTraits) other = {0};
  TrustListRecord record = list_draft_get_record(draft, index);
  record_traits_init(&other, &record);
  *free = can_be_replaced(draft, index, &other);
  return record_traits_relate(&other, traits);
}

static gboolean
is_named_twice(const ListDraft *draft, const RecordTraits *traits)
{
  for (guint i = 0; i < draft->entries->len; i++) {
    gboolean free = FALSE;
    if (relate(draft, i, traits, &free) == RECORDS_EQUAL && !free)
      return TRUE;
  }
  return FALSE;
}

/* Of records that say the very same, the first is enough. */
static void
add_places(GArray *places, const ListDraft *draft, const RecordTraits *traits, RecordRelation relation)
{
  for (guint i = 0; i < draft->entries->len; i++) {
    gboolean free = FALSE;
    if (relate(draft, i, traits, &free) == relation && free &&
        (places->len == 0 || !same_bytes(draft, i, g_array_index(places, guint, 0))))
      g_array_append_val(places, i);
  }
}

/* The records that the one of TRAITS could replace: those with the same certificate, or else older ones. */
static GArray *
find_places(const ListDraft *draft, const RecordTraits *traits)
{
  GArray *places = g_array_new(FALSE, FALSE, sizeof(guint));
  add_places(places, draft, traits, RECORDS_EQUAL);
  if (places->len == 0)
    add_places(places, draft, traits, RECORDS_RENEW);
  return places;
}

static void
refuse_several(const ListDraft *draft, const GArray *places, const char *label, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < places->len; i++) {
    g_autofree char *place = list_draft_describe_record(draft, g_array_index(places, guint, i));
    const char *between = i == 0 ? "" : i + 1 < places->len ? ", " : C_("records", " or ");
    g_string_append_printf(text, "%s%s", between, place);
  }
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s could take the place of %s; say which one"), label,
              text->str);
}

/* The record that a person named. */
static gboolean
find_named_place(const ListDraft *draft, const RecordTraits *traits, guint number, guint *place,
                 GError **error)
{
  if (!draft_find_number(draft, number, place)) {
    g_autofree char *text = g_strdup_printf("%u", number);
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("The list has no record \"%s\""), text);
    return FALSE;
  }
  TrustListRecord record = list_draft_get_record(draft, *place);
  g_autofree char *label = record_dup_label(&record);
  if (trust_list_record_get_function(&record) != traits->function)
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("Record %u, %s, has another function, so the new record cannot take its place"), number,
                label);
  else if (draft_entry_at(draft, *place)->origin != DRAFT_KEPT)
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("Record %u, %s, was replaced before"), number, label);
  else
    return TRUE;
  return FALSE;
}

/* The only record that could be replaced, or none. */
static gboolean
find_only_place(const ListDraft *draft, const RecordTraits *traits, const char *label, guint *place,
                GError **error)
{
  g_autoptr(GArray) places = find_places(draft, traits);
  *place = places->len > 0 ? g_array_index(places, guint, 0) : PLACE_NONE;
  if (places->len > 1)
    refuse_several(draft, places, label, error);
  return places->len <= 1;
}

/* Where RECORD goes: *PLACE. NUMBER as in ServerRecord. */
static gboolean
find_place(const ListDraft *draft, const TrustListRecord *record, guint number, guint *place, GError **error)
{
  g_auto(RecordTraits) traits = {0};
  record_traits_init(&traits, record);
  g_autofree char *label = record_dup_label(record);
  *place = PLACE_NONE;
  if (is_named_twice(draft, &traits)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s is named twice with the same certificate"), label);
    return FALSE;
  }
  if (number == RECORD_REPLACES_NONE)
    return TRUE;
  return number != 0 ? find_named_place(draft, &traits, number, place, error)
                     : find_only_place(draft, &traits, label, place, error);
}

/* The builder's last record, which has no entry yet, is put in its place. */
static void
put_last(ListDraft *draft, guint place)
{
  if (place == PLACE_NONE) {
    DraftEntry entry = {DRAFT_ADDED, 0};
    g_array_append_val(draft->entries, entry);
    return;
  }
  trust_list_builder_replace_by_last(draft->builder, place);
  DraftEntry *entry = draft_entry_at(draft, place);
  entry->origin = entry->old_number != 0 ? DRAFT_REPLACED : DRAFT_ADDED;
}

/* Finds the place of the builder's last record, or takes the record out again. */
static gboolean
place_last(ListDraft *draft, guint number, guint *place, GError **error)
{
  guint last = trust_list_builder_get_n_records(draft->builder) - 1;
  TrustListRecord record = trust_list_builder_get_record(draft->builder, last);
  if (find_place(draft, &record, number, place, error))
    return TRUE;
  trust_list_builder_remove(draft->builder, last);
  return FALSE;
}

gboolean
list_draft_put_token(ListDraft *draft, X509 *certificate, guint replaces, GError **error)
{
  guint place = PLACE_NONE;
  if (trust_list_builder_has_token(draft->builder, certificate)) {
    g_autofree char *text = certificate_serial_text(certificate);
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("The token with the serial number %s is in the list already"), text);
    return FALSE;
  }
  if (!trust_list_builder_add_token(draft->builder, certificate, error) ||
      !place_last(draft, replaces, &place, error))
    return FALSE;
  put_last(draft, place);
  return TRUE;
}

gboolean
list_draft_add_token(ListDraft *draft, X509 *certificate, GError **error)
{
  return list_draft_put_token(draft, certificate, 0, error);
}

gboolean
list_draft_has_token(const ListDraft *draft, X509 *certificate)
{
  return trust_list_builder_has_token(draft->builder, certificate);
}

/* IPADDRESS of the record that is to be replaced. */
static gboolean
get_address(const ListDraft *draft, guint place, guint8 address[4])
{
  if (place == PLACE_NONE)
    return FALSE;
  g_auto(RecordTraits) traits = {0};
  TrustListRecord record = list_draft_get_record(draft, place);
  record_traits_init(&traits, &record);
  for (guint i = 0; i < 4; i++)
    address[i] = (guint8)(traits.address >> (24 - 8 * i));
  return traits.address != 0;
}

static gboolean
add_with_address(ListDraft *draft, const ServerRecord *server, const guint8 address[4], GError **error)
{
  return trust_list_builder_add_server(draft->builder, server->function, server->host, address,
                                       server->certificate, error);
}

/* The builder's last record gets the address of the one that it replaces. */
static gboolean
borrow_address(ListDraft *draft, const ServerRecord *server, guint place, GError **error)
{
  guint8 address[4] = {0};
  trust_list_builder_remove(draft->builder, trust_list_builder_get_n_records(draft->builder) - 1);
  if (get_address(draft, place, address))
    return add_with_address(draft, server, address, error);
  g_propagate_error(error, g_error_copy(server->no_address));
  return FALSE;
}

gboolean
list_draft_add_server(ListDraft *draft, const ServerRecord *server, GError **error)
{
  guint place = PLACE_NONE;
  if (!add_with_address(draft, server, server->address, error) ||
      !place_last(draft, server->replaces, &place, error))
    return FALSE;
  if (server->no_address != NULL && !borrow_address(draft, server, place, error))
    return FALSE;
  put_last(draft, place);
  return TRUE;
}

/* What a record of SERVER would stand for. It borrows from BUILDER, which is empty. */
static gboolean
make_traits(TrustListBuilder *builder, const ServerRecord *server, RecordTraits *traits)
{
  if (!trust_list_builder_add_server(builder, server->function, server->host, server->address,
                                     server->certificate, NULL))
    return FALSE;
  TrustListRecord record = trust_list_builder_get_record(builder, 0);
  record_traits_init(traits, &record);
  return TRUE;
}

GArray *
list_draft_find_places(const ListDraft *draft, const ServerRecord *server)
{
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_auto(RecordTraits) traits = {0};
  return make_traits(builder, server, &traits) ? find_places(draft, &traits)
                                               : g_array_new(FALSE, FALSE, sizeof(guint));
}

GArray *
list_draft_find_token_places(const ListDraft *draft, X509 *certificate)
{
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_auto(RecordTraits) traits = {0};
  if (!trust_list_builder_add_token(builder, certificate, NULL))
    return g_array_new(FALSE, FALSE, sizeof(guint));
  TrustListRecord record = trust_list_builder_get_record(builder, 0);
  record_traits_init(&traits, &record);
  return find_places(draft, &traits);
}

gboolean
list_draft_has_server(const ListDraft *draft, ListFunction function, const char *host, X509 *certificate)
{
  const ServerRecord server = {.function = function, .host = (char *)host, .certificate = certificate};
  gboolean one_host = !certificate_names_several_hosts(certificate);
  g_autoptr(TrustListBuilder) builder = trust_list_builder_new();
  g_auto(RecordTraits) traits = {0};
  if (!make_traits(builder, &server, &traits))
    return FALSE;
  for (guint i = 0; i < draft->entries->len; i++) {
    g_auto(RecordTraits) other = {0};
    TrustListRecord record = list_draft_get_record(draft, i);
    record_traits_init(&other, &record);
    if (record_traits_relate(&other, &traits) == RECORDS_EQUAL ||
        (one_host && other.function == traits.function && record_traits_same_certificate(&other, &traits)))
      return TRUE;
  }
  return FALSE;
}
