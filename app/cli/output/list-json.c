/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/list-json.h"

#include "app/cli/output/json-output.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/digest.h"
#include "app/trustlist/function.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tag-name.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/list-file.h"

static void
add_text(JsonBuilder *builder, const char *name, TlvReader text)
{
  g_autofree char *safe = trust_list_safe_text(text);
  json_add_string(builder, name, safe);
}

static void
add_hex(JsonBuilder *builder, const char *name, const guint8 *data, gsize len)
{
  static const char digits[] = "0123456789ABCDEF";
  GString *hex = g_string_sized_new(len * 2);
  for (gsize i = 0; i < len; i++) {
    g_string_append_c(hex, digits[data[i] >> 4]);
    g_string_append_c(hex, digits[data[i] & 0x0F]);
  }
  json_add_string(builder, name, hex->str);
  g_string_free(hex, TRUE);
}

static void
add_version(JsonBuilder *builder, const char *name, const guint8 version[2])
{
  g_autofree char *text = g_strdup_printf("%u.%u", version[0], version[1]);
  json_add_string(builder, name, text);
}

static void
add_serial(JsonBuilder *builder, const char *name, TlvReader serial)
{
  g_autofree char *text = serial_to_text(serial.data, serial.len);
  json_add_string(builder, name, text);
}

static void
add_time(JsonBuilder *builder, const char *name, gint64 time)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time);
  g_autofree char *text = date != NULL ? g_date_time_format_iso8601(date) : NULL;
  json_add_string(builder, name, text);
}

static void
add_certificate(JsonBuilder *builder, const TrustListRecord *record)
{
  TlvReader der = {NULL, 0};
  if (!trust_list_record_get(record, RECORD_CERTIFICATE, &der))
    return;
  g_autofree char *sha1 = g_compute_checksum_for_data(G_CHECKSUM_SHA1, der.data, der.len);
  json_builder_set_member_name(builder, "certificate");
  json_builder_begin_object(builder);
  json_add_int(builder, "length", (gint64)der.len);
  json_add_string(builder, "sha1", sha1);
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(record);
  json_add_boolean(builder, "readable", certificate != NULL);
  if (certificate != NULL) {
    add_time(builder, "not_before", certificate_time(X509_get0_notBefore(certificate)));
    add_time(builder, "not_after", certificate_time(X509_get0_notAfter(certificate)));
  }
  g_autofree char *base64 = g_base64_encode(der.data, der.len);
  json_add_string(builder, "der_base64", base64);
  json_builder_end_object(builder);
}

static void
add_address(JsonBuilder *builder, const TrustListRecord *record)
{
  g_autofree char *text = trust_list_record_dup_address(record);
  if (text != NULL)
    json_add_string(builder, "ip_address", text);
}

static void
add_optional_hex(JsonBuilder *builder, const char *name, const TrustListRecord *record, guint8 tag)
{
  TlvReader value = {NULL, 0};
  if (trust_list_record_get(record, tag, &value))
    add_hex(builder, name, value.data, value.len);
}

/* An entry as it stands in the file. */
static void
add_entry(JsonBuilder *builder, const Tlv *tlv, const char *name, gsize len)
{
  json_builder_begin_object(builder);
  json_add_int(builder, "tag", tlv->tag);
  json_add_string(builder, "name", name);
  json_add_int(builder, "length", (gint64)len);
  add_hex(builder, "value", tlv->value.data, tlv->value.len);
  json_builder_end_object(builder);
}

static void
add_record_entries(JsonBuilder *builder, const TrustListRecord *record)
{
  json_builder_set_member_name(builder, "tags");
  json_builder_begin_array(builder);
  TlvReader rest = record->bytes;
  Tlv tlv = {0};
  while (tlv_reader_next(&rest, &tlv))
    add_entry(builder, &tlv, record_tag_get_name(tlv.tag), tlv.value.len);
  json_builder_end_array(builder);
}

static void
add_header_entries(JsonBuilder *builder, const TrustListHeader *header)
{
  json_builder_set_member_name(builder, "header_tags");
  json_builder_begin_array(builder);
  TlvReader rest = {header->signed_before.data, header->len};
  Tlv tlv = {0};
  guint16 declared = 0;
  while (list_header_next(&rest, &tlv, &declared))
    add_entry(builder, &tlv, header_tag_get_name(tlv.tag), declared);
  json_builder_end_array(builder);
}

static void
add_hash_algorithm(JsonBuilder *builder, const TrustListRecord *record)
{
  TlvReader value = {NULL, 0};
  guint8 algorithm = 0;
  if (trust_list_record_get(record, RECORD_HASH_ALGORITHM, &value) && tlv_reader_u8(&value, &algorithm))
    json_add_int(builder, "hash_algorithm", algorithm);
}

void
json_add_record(JsonBuilder *builder, const TrustList *list, guint index, guint signer)
{
  const TrustListRecord *record = trust_list_get_record(list, index);
  guint function = trust_list_record_get_function(record);
  TlvReader serial = {NULL, 0};
  trust_list_record_get(record, RECORD_SERIAL_NUMBER, &serial);

  json_builder_begin_object(builder);
  json_add_int(builder, "number", index + 1);
  json_add_int(builder, "length", (gint64)record->bytes.len);
  json_add_int(builder, "function", function);
  json_add_string(builder, "function_name", function_get_name(function));
  add_text(builder, "dns_name", trust_list_record_get_text(record, RECORD_DNS_NAME));
  add_text(builder, "subject", trust_list_record_get_text(record, RECORD_SUBJECT_NAME));
  add_text(builder, "issuer", trust_list_record_get_text(record, RECORD_ISSUER_NAME));
  add_serial(builder, "serial", serial);
  add_optional_hex(builder, "public_key", record, RECORD_PUBLIC_KEY);
  add_optional_hex(builder, "signature", record, RECORD_SIGNATURE);
  add_certificate(builder, record);
  add_address(builder, record);
  add_optional_hex(builder, "certificate_hash", record, RECORD_CERT_HASH);
  add_hash_algorithm(builder, record);
  json_add_boolean(builder, "signed_the_list", trust_list_record_did_sign(list, record, signer));
  add_record_entries(builder, record);
  json_builder_end_object(builder);
}

static void
add_signer(JsonBuilder *builder, const TrustListHeader *header)
{
  json_builder_set_member_name(builder, "signer");
  json_builder_begin_object(builder);
  add_text(builder, "subject", header->signer_name);
  add_text(builder, "issuer", header->signer_ca_name);
  add_serial(builder, "serial", header->signer_serial);
  json_builder_end_object(builder);
}

void
json_add_file_facts(JsonBuilder *builder, GBytes *bytes)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(bytes, &md5, &sha1);
  json_add_int(builder, "length", (gint64)g_bytes_get_size(bytes));
  json_add_string(builder, "md5", md5);
  json_add_string(builder, "sha1", sha1);
}

void
json_add_header(JsonBuilder *builder, const TrustListHeader *header)
{
  add_version(builder, "version", header->version);
  add_version(builder, "signer_version", header->signer_version);
  json_add_int(builder, "header_length", header->len);
  add_signer(builder, header);
  json_add_string(builder, "digest", digest_get_name(header->digest));
  json_add_int(builder, "digest_algorithm", header->digest);
  json_add_int(builder, "signature_algorithm", header->signature_algorithm);
  json_add_int(builder, "signature_modulus", header->signature_modulus);
  add_hex(builder, "signature", header->signature.data, header->signature.len);
  add_text(builder, "filename", header->filename);
  add_time(builder, "timestamp", header->timestamp);
  add_header_entries(builder, header);
}

void
json_add_list_facts(JsonBuilder *builder, const TrustList *list)
{
  json_add_string(builder, "kind", trust_list_is_itl(list) ? "ITL" : "CTL");
  json_add_header(builder, trust_list_get_header(list));
}

void
json_add_list(JsonBuilder *builder, const TrustList *list)
{
  guint signer = RECORD_NONE;
  trust_list_verify(list, &signer, NULL);
  json_add_list_facts(builder, list);
  json_builder_set_member_name(builder, "records");
  json_builder_begin_array(builder);
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    json_add_record(builder, list, i, signer);
  json_builder_end_array(builder);
}
