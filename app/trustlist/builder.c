/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/builder.h"

#include "app/base/error.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/name-text.h"
#include "app/trustlist/rsa-key.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/tlv-writer.h"
#include "app/trustlist/verify.h"

#include <glib/gi18n.h>
#include <string.h>

#define LIST_VERSION 0x0102 /* printed as 1.2 */
#define HEADER_ALIGNMENT 4
#define PREVIEW_SIGNATURE_LEN 128 /* of an eToken */
#define RECORD_LENGTH_OFFSET 3    /* of RECORDLENGTH's value, after its tag and length field */

struct _TrustListBuilder {
  GPtrArray *records; /* of GBytes */
  guint8 signer_version[2];
};

TrustListBuilder *
trust_list_builder_new(void)
{
  TrustListBuilder *builder = g_new0(TrustListBuilder, 1);
  builder->records = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  return builder;
}

void
trust_list_builder_free(TrustListBuilder *builder)
{
  g_ptr_array_unref(builder->records);
  g_free(builder);
}

void
trust_list_builder_set_signer_version(TrustListBuilder *builder, const guint8 version[2])
{
  memcpy(builder->signer_version, version, sizeof builder->signer_version);
}

static void
put_gbytes(TlvWriter *writer, guint8 tag, GBytes *bytes)
{
  gsize len = 0;
  const void *data = g_bytes_get_data(bytes, &len);
  tlv_writer_bytes(writer, tag, data, len);
}

/* What a record is made of. */
typedef struct {
  ListFunction function;
  const char *host;
  const guint8 *address;
  X509 *certificate;
  NameStyle style;
} RecordParts;

static GBytes *
write_record(const RecordParts *parts, GError **error)
{
  g_autoptr(GBytes) public_key = certificate_get_public_key(parts->certificate);
  g_autofree char *subject = name_text_from_subject(parts->certificate, parts->style);
  g_autofree char *issuer = name_text_from_issuer(parts->certificate, parts->style);
  if (public_key == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED,
                _("The certificate of %s has a key that no phone can use"), subject);
    return NULL;
  }
  g_autoptr(GBytes) serial = certificate_get_serial(parts->certificate);
  g_autoptr(GBytes) der = certificate_to_der(parts->certificate);
  gboolean fits = g_bytes_get_size(der) <= TRUST_LIST_MAX_CERTIFICATE_LEN;

  g_autoptr(TlvWriter) writer = tlv_writer_new();
  tlv_writer_u16(writer, RECORD_LENGTH, 0);
  tlv_writer_text(writer, RECORD_DNS_NAME, parts->host);
  tlv_writer_text(writer, RECORD_SUBJECT_NAME, subject);
  tlv_writer_u16(writer, RECORD_FUNCTION, (guint16)parts->function);
  tlv_writer_text(writer, RECORD_ISSUER_NAME, issuer);
  put_gbytes(writer, RECORD_SERIAL_NUMBER, serial);
  put_gbytes(writer, RECORD_PUBLIC_KEY, public_key);
  put_gbytes(writer, RECORD_CERTIFICATE, der);
  tlv_writer_bytes(writer, RECORD_IP_ADDRESS, parts->address, 4);
  tlv_writer_patch_u16(writer, RECORD_LENGTH_OFFSET, tlv_writer_get_len(writer));
  GBytes *record = fits ? tlv_writer_finish(writer) : NULL;
  if (record == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("The certificate of %s is too large for a trust list"),
                subject);
  return record;
}

static gboolean
add_record(TrustListBuilder *builder, const RecordParts *parts, GError **error)
{
  GBytes *record = write_record(parts, error);
  if (record == NULL)
    return FALSE;
  g_ptr_array_add(builder->records, record);
  return TRUE;
}

gboolean
trust_list_builder_add_token(TrustListBuilder *builder, X509 *certificate, GError **error)
{
  static const guint8 no_address[4] = {0};
  RecordParts parts = {FUNCTION_SAST, "", no_address, certificate, NAME_STYLE_TOKEN};
  return add_record(builder, &parts, error);
}

gboolean
trust_list_builder_add_server(TrustListBuilder *builder, ListFunction function, const char *host,
                              const guint8 address[4], X509 *certificate, GError **error)
{
  RecordParts parts = {function, host, address, certificate, NAME_STYLE_SERVER};
  return add_record(builder, &parts, error);
}

void
trust_list_builder_add_record(TrustListBuilder *builder, const TrustListRecord *record)
{
  g_ptr_array_add(builder->records, g_bytes_new(record->bytes.data, record->bytes.len));
}

void
trust_list_builder_replace_by_last(TrustListBuilder *builder, guint index)
{
  GBytes *last = g_ptr_array_steal_index(builder->records, builder->records->len - 1);
  g_bytes_unref(g_ptr_array_index(builder->records, index));
  g_ptr_array_index(builder->records, index) = last;
}

void
trust_list_builder_remove(TrustListBuilder *builder, guint index)
{
  g_ptr_array_remove_index(builder->records, index);
}

void
trust_list_builder_empty_record(TrustListBuilder *builder, guint index)
{
  static const guint8 kept[] = {RECORD_DNS_NAME, RECORD_FUNCTION, RECORD_IP_ADDRESS};
  TrustListRecord record = trust_list_builder_get_record(builder, index);
  g_autoptr(TlvWriter) writer = tlv_writer_new();
  tlv_writer_u16(writer, RECORD_LENGTH, 0);
  for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
    TlvReader value = {0};
    if (trust_list_record_get(&record, kept[i], &value))
      tlv_writer_bytes(writer, kept[i], value.data, value.len);
  }
  tlv_writer_patch_u16(writer, RECORD_LENGTH_OFFSET, tlv_writer_get_len(writer));
  g_ptr_array_add(builder->records, tlv_writer_finish(writer));
  trust_list_builder_replace_by_last(builder, index);
}

guint
trust_list_builder_get_n_records(const TrustListBuilder *builder)
{
  return builder->records->len;
}

TrustListRecord
trust_list_builder_get_record(const TrustListBuilder *builder, guint index)
{
  TrustListRecord record = {0};
  record.bytes.data = g_bytes_get_data(g_ptr_array_index(builder->records, index), &record.bytes.len);
  return record;
}

/* The SAST record that holds this very certificate. */
static gboolean
find_token_record(const TrustListBuilder *builder, X509 *certificate, TrustListRecord *found)
{
  g_autoptr(GBytes) der = certificate_to_der(certificate);
  for (guint i = 0; i < builder->records->len; i++) {
    *found = trust_list_builder_get_record(builder, i);
    if (trust_list_record_get_function(found) == FUNCTION_SAST && trust_list_record_holds(found, der))
      return TRUE;
  }
  return FALSE;
}

gboolean
trust_list_builder_has_token(const TrustListBuilder *builder, X509 *certificate)
{
  TrustListRecord record = {0};
  return find_token_record(builder, certificate, &record);
}

static void
put_of_record(TlvWriter *writer, guint8 tag, const TrustListRecord *record, guint8 record_tag)
{
  TlvReader value = {0};
  trust_list_record_get(record, record_tag, &value);
  tlv_writer_bytes(writer, tag, value.data, value.len);
}

/* Behind HEADERLENGTH, where third-party lists have it. */
static void
write_signer_version(TlvWriter *writer, const guint8 version[2])
{
  if (version[0] != 0 || version[1] != 0)
    tlv_writer_bytes(writer, HEADER_SIGNER_VERSION, version, 2);
}

/* A preview has no signer yet. */
static void
write_no_signer_id(TlvWriter *writer)
{
  gsize mark = tlv_writer_begin(writer, HEADER_SIGNER_ID);
  tlv_writer_text(writer, HEADER_SIGNER_NAME, "");
  tlv_writer_bytes(writer, HEADER_SERIAL_NUMBER, NULL, 0);
  tlv_writer_text(writer, HEADER_CA_NAME, "");
  tlv_writer_end(writer, mark);
}

/* Phones look for a record with these very bytes, however whoever wrote it spelt them. */
static void
write_signer_id(TlvWriter *writer, const TrustListRecord *record)
{
  gsize mark = tlv_writer_begin(writer, HEADER_SIGNER_ID);
  put_of_record(writer, HEADER_SIGNER_NAME, record, RECORD_SUBJECT_NAME);
  put_of_record(writer, HEADER_SERIAL_NUMBER, record, RECORD_SERIAL_NUMBER);
  put_of_record(writer, HEADER_CA_NAME, record, RECORD_ISSUER_NAME);
  tlv_writer_end(writer, mark);
}

static void
write_signature_info(TlvWriter *writer, DigestAlgorithm digest, int modulus)
{
  gsize info = tlv_writer_begin(writer, HEADER_SIGNATURE_INFO);
  tlv_writer_u8(writer, HEADER_DIGEST_ALGORITHM, (guint8)digest);
  gsize algorithm = tlv_writer_begin(writer, HEADER_SIGNATURE_ALGO_INFO);
  tlv_writer_u8(writer, HEADER_SIGNATURE_ALGORITHM, SIGNATURE_ALGORITHM_RSA);
  tlv_writer_u8(writer, HEADER_SIGNATURE_MODULUS, (guint8)modulus);
  tlv_writer_end(writer, algorithm);
  tlv_writer_end(writer, info);
}

/* Counted beforehand: a writer whose values did not fit does not get any longer. */
static void
pad_header(TlvWriter *writer)
{
  static const guint8 padding[HEADER_ALIGNMENT] = {HEADER_PADDING, HEADER_PADDING, HEADER_PADDING,
                                                   HEADER_PADDING};
  gsize over = tlv_writer_get_len(writer) % HEADER_ALIGNMENT;
  if (over > 0)
    tlv_writer_raw(writer, padding, HEADER_ALIGNMENT - over);
}

/* The whole list with a signature of zeros, SIGNATURE_LEN bytes, for which there is an
 * rsa_key_modulus_code(); HEADERLENGTH has its final value. SIGNER is the signer's record, or NULL.
 * *SIGNATURE_OFFSET gets where the signature's value stands. */
static GBytes *
write_list(const TrustListBuilder *builder, const TrustListRecord *signer, gsize signature_len,
           const TrustListStamp *stamp, gsize *signature_offset, GError **error)
{
  g_autofree guint8 *zeros = g_malloc0(signature_len);
  g_autoptr(TlvWriter) writer = tlv_writer_new();
  tlv_writer_u16(writer, HEADER_VERSION, LIST_VERSION);
  gsize len_offset = tlv_writer_get_len(writer) + 3;
  tlv_writer_u16(writer, HEADER_LENGTH, 0);
  write_signer_version(writer, builder->signer_version);
  if (signer != NULL)
    write_signer_id(writer, signer);
  else
    write_no_signer_id(writer);
  write_signature_info(writer, stamp->digest, rsa_key_modulus_code((int)signature_len * 8));
  *signature_offset = tlv_writer_get_len(writer) + 3;
  tlv_writer_bytes(writer, HEADER_SIGNATURE, zeros, signature_len);
  tlv_writer_text(writer, HEADER_FILENAME, stamp->filename);
  tlv_writer_u32(writer, HEADER_TIMESTAMP, stamp->timestamp);
  pad_header(writer);
  tlv_writer_patch_u16(writer, len_offset, tlv_writer_get_len(writer));
  for (guint i = 0; i < builder->records->len; i++) {
    TrustListRecord record = trust_list_builder_get_record(builder, i);
    tlv_writer_raw(writer, record.bytes.data, record.bytes.len);
  }
  GBytes *bytes = tlv_writer_finish(writer);
  if (bytes == NULL)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("The header is too long for a trust list"));
  return bytes;
}

static GBytes *
write_unsigned(const TrustListBuilder *builder, X509 *certificate, const TrustListStamp *stamp,
               gsize *signature_offset, GError **error)
{
  TrustListRecord record = {0};
  EVP_PKEY *key = X509_get0_pubkey(certificate);
  if (!find_token_record(builder, certificate, &record)) {
    g_autofree char *name = name_text_from_subject(certificate, NAME_STYLE_TOKEN);
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_USAGE,
        _("The signer, %s, is in no SAST record of the list, so nobody could verify the list; add its "
          "token, or sign with another one"),
        name);
    return NULL;
  }
  int signature_len = key != NULL && EVP_PKEY_is_a(key, "RSA") ? EVP_PKEY_get_size(key) : 0;
  if (rsa_key_modulus_code(signature_len * 8) < 0) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_DAMAGED,
                        _("The signer's key is not RSA of 512, 1024, 2048 or 4096 bits"));
    return NULL;
  }
  return write_list(builder, &record, (gsize)signature_len, stamp, signature_offset, error);
}

TrustList *
trust_list_builder_preview(const TrustListBuilder *builder, DigestAlgorithm digest, GError **error)
{
  const TrustListStamp stamp = {.digest = digest, .filename = "CTLFile.tlv"};
  gsize offset = 0;
  g_autoptr(GBytes) bytes = write_list(builder, NULL, PREVIEW_SIGNATURE_LEN, &stamp, &offset, error);
  return bytes != NULL ? trust_list_parse(bytes, error) : NULL;
}

static GBytes *
digest_of_list(const TrustList *list, DigestAlgorithm algorithm)
{
  const TrustListHeader *header = trust_list_get_header(list);
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int len = 0;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  gboolean ok = EVP_DigestInit_ex(context, digest_get_md(algorithm), NULL) == 1 &&
                EVP_DigestUpdate(context, header->signed_before.data, header->signed_before.len) == 1 &&
                EVP_DigestUpdate(context, header->signed_after.data, header->signed_after.len) == 1 &&
                EVP_DigestFinal_ex(context, digest, &len) == 1;
  EVP_MD_CTX_free(context);
  return ok ? g_bytes_new(digest, len) : NULL;
}

/* UNSIGNED_BYTES with the signature put in its place. */
static GBytes *
insert_signature(GBytes *unsigned_bytes, gsize offset, gsize expected_len, GBytes *signature, GError **error)
{
  gsize signature_len = 0;
  const void *data = g_bytes_get_data(signature, &signature_len);
  if (signature_len != expected_len) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_SIGNATURE,
                _("The token's signature has %zu bytes instead of %zu"), signature_len, expected_len);
    return NULL;
  }
  gsize len = 0;
  g_autoptr(TlvWriter) writer = tlv_writer_new();
  const void *unsigned_data = g_bytes_get_data(unsigned_bytes, &len);
  tlv_writer_raw(writer, unsigned_data, len);
  tlv_writer_patch(writer, offset, data, signature_len);
  return tlv_writer_finish(writer);
}

/* What anybody who has nothing but the list would find out: that it is right, and signed by CERTIFICATE. */
static gboolean
verifies_as_signed_by(const TrustList *list, X509 *certificate, GError **error)
{
  guint signer = 0;
  if (!trust_list_verify(list, &signer, error))
    return FALSE;
  g_autoptr(GBytes) der = certificate_to_der(certificate);
  if (trust_list_record_holds(trust_list_get_record(list, signer), der))
    return TRUE;
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_SIGNATURE,
      _("The list would be taken for one that was signed by record %u, which holds another certificate "
        "than the signer's"),
      signer + 1);
  return FALSE;
}

TrustList *
trust_list_builder_sign(TrustListBuilder *builder, const Signer *signer, const TrustListStamp *stamp,
                        GCancellable *cancellable, GError **error)
{
  gsize offset = 0;
  g_autoptr(GBytes) unsigned_bytes = write_unsigned(builder, signer->certificate, stamp, &offset, error);
  g_autoptr(TrustList) draft = unsigned_bytes != NULL ? trust_list_parse(unsigned_bytes, error) : NULL;
  if (draft == NULL)
    return NULL;
  g_autoptr(GBytes) digest = digest_of_list(draft, stamp->digest);
  if (digest == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("OpenSSL cannot make a %s digest here"),
                digest_get_name(stamp->digest));
    return NULL;
  }
  g_autoptr(GBytes) signature = signer->sign(stamp->digest, digest, signer->user_data, cancellable, error);
  if (signature == NULL)
    return NULL;
  gsize expected_len = trust_list_get_header(draft)->signature.len;
  g_autoptr(GBytes) bytes = insert_signature(unsigned_bytes, offset, expected_len, signature, error);
  g_autoptr(TrustList) list = bytes != NULL ? trust_list_parse(bytes, error) : NULL;
  if (list == NULL || !verifies_as_signed_by(list, signer->certificate, error))
    return NULL;
  return g_steal_pointer(&list);
}
