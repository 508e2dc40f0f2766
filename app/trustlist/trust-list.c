/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/trust-list.h"

#include "app/base/error.h"
#include "app/trustlist/file-kind.h"
#include "app/trustlist/function.h"
#include "app/trustlist/signed-file.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>
#include <string.h>

struct _TrustList {
  GBytes *bytes;
  TrustListHeader header;
  GArray *records; /* of TrustListRecord */
  GArray *signers; /* of guint: which of them the header names */
};

static gboolean
damaged(GError **error, const char *what)
{
  g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("The list is damaged: %s"), what);
  return FALSE;
}

/* Whether a record is the signer's is asked while its bytes are still in the processor's cache. */
static gboolean
parse_records(TrustList *list, TlvReader *reader, GError **error)
{
  while (reader->len > 0) {
    guint index = list->records->len;
    if (index == TRUST_LIST_MAX_RECORDS)
      return damaged(error, _("it has more records than any cluster"));
    TrustListRecord record = {0};
    if (!trust_list_record_read(&record, reader, index + 1, error))
      return FALSE;
    g_array_append_val(list->records, record);
    if (trust_list_record_is_signer(list, &record))
      g_array_append_val(list->signers, index);
  }
  return TRUE;
}

static TrustList *
parse_file(GBytes *bytes, GError **error)
{
  g_autoptr(TrustList) list = g_atomic_rc_box_new0(TrustList);
  list->bytes = g_bytes_ref(bytes);
  list->records = g_array_new(FALSE, FALSE, sizeof(TrustListRecord));
  list->signers = g_array_new(FALSE, FALSE, sizeof(guint));
  TlvReader reader = {0};
  reader.data = g_bytes_get_data(bytes, &reader.len);
  if (reader.len == 0) {
    damaged(error, _("the file is empty"));
    return NULL;
  }
  if (reader.len > TRUST_LIST_MAX_LEN) {
    damaged(error, _("the file is larger than any trust list"));
    return NULL;
  }
  const char *why = NULL;
  if (!list_header_read(&list->header, &reader, &why)) {
    damaged(error, why);
    return NULL;
  }
  if (!parse_records(list, &reader, error))
    return NULL;
  return g_steal_pointer(&list);
}

TrustList *
trust_list_parse(GBytes *bytes, GError **error)
{
  TrustList *list = signed_file_find_name(bytes).len == 0 ? parse_file(bytes, error) : NULL;
  g_autofree char *kind = list == NULL && error != NULL ? file_kind_describe(bytes) : NULL;
  if (kind != NULL) {
    g_clear_error(error);
    g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("The file is no trust list: %s"), kind);
  }
  return list;
}

TrustList *
trust_list_ref(TrustList *list)
{
  return g_atomic_rc_box_acquire(list);
}

static void
trust_list_clear(gpointer data)
{
  TrustList *list = data;
  g_array_unref(list->records);
  g_array_unref(list->signers);
  g_bytes_unref(list->bytes);
}

void
trust_list_unref(TrustList *list)
{
  g_atomic_rc_box_release_full(list, trust_list_clear);
}

GBytes *
trust_list_get_bytes(const TrustList *list)
{
  return list->bytes;
}

const TrustListHeader *
trust_list_get_header(const TrustList *list)
{
  return &list->header;
}

guint
trust_list_get_n_records(const TrustList *list)
{
  return list->records->len;
}

const TrustListRecord *
trust_list_get_record(const TrustList *list, guint index)
{
  g_return_val_if_fail(index < list->records->len, NULL);
  return &g_array_index(list->records, TrustListRecord, index);
}

const guint *
trust_list_get_signers(const TrustList *list, guint *n_signers)
{
  *n_signers = list->signers->len;
  return (const guint *)(gconstpointer)list->signers->data;
}

static gboolean
filename_is_itl(TlvReader name)
{
  return name.len >= 3 && g_ascii_strncasecmp((const char *)name.data, "ITL", 3) == 0;
}

gboolean
trust_list_is_itl(const TrustList *list)
{
  return filename_is_itl(list->header.filename);
}

gboolean
trust_list_bytes_are_itl(GBytes *bytes, const char *name)
{
  TlvReader rest = {0};
  rest.data = g_bytes_get_data(bytes, &rest.len);
  Tlv tlv = {0};
  guint16 declared = 0;
  while (list_header_next(&rest, &tlv, &declared))
    if (tlv.tag == HEADER_FILENAME)
      return filename_is_itl(name_bytes_to_text(tlv.value));
  return name != NULL && filename_is_itl((TlvReader){(const guint8 *)name, strlen(name)});
}

gboolean
trust_list_record_is_signer(const TrustList *list, const TrustListRecord *record)
{
  return trust_list_record_get_function(record) == FUNCTION_SAST && list_header_names(&list->header, record);
}
