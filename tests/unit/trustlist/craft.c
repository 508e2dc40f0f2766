/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "craft.h"

#include "app/trustlist/tags.h"
#include "app/trustlist/tlv-writer.h"

#include <arpa/inet.h>
#include <string.h>

static void
put_gbytes(TlvWriter *writer, guint8 tag, GBytes *bytes)
{
  gsize len = 0;
  const void *data = g_bytes_get_data(bytes, &len);
  tlv_writer_bytes(writer, tag, data, len);
}

static void
put_serial(TlvWriter *writer, const CraftRecord *record)
{
  if (record->serial == NULL) {
    g_autoptr(GBytes) serial = certificate_get_serial(record->identity->certificate);
    put_gbytes(writer, RECORD_SERIAL_NUMBER, serial);
    return;
  }
  guint8 bytes[32] = {0};
  gsize len = strlen(record->serial) / 2;
  for (gsize i = 0; i < len; i++)
    bytes[i] = (guint8)(g_ascii_xdigit_value(record->serial[2 * i]) << 4 |
                        g_ascii_xdigit_value(record->serial[2 * i + 1]));
  tlv_writer_bytes(writer, RECORD_SERIAL_NUMBER, bytes, len);
}

static void
put_certificate(TlvWriter *writer, const CraftRecord *record)
{
  g_autoptr(GBytes) der = certificate_to_der(record->identity->certificate);
  if (record->no_certificate || record->hash)
    return;
  if (record->certificate != NULL)
    tlv_writer_text(writer, RECORD_CERTIFICATE, record->certificate);
  else
    put_gbytes(writer, RECORD_CERTIFICATE, der);
}

static void
put_hash(TlvWriter *writer, const CraftRecord *record)
{
  static const guint8 sha1[] = {1};
  g_autoptr(GBytes) der = certificate_to_der(record->identity->certificate);
  guint8 hash[EVP_MAX_MD_SIZE];
  unsigned int len = 0;
  g_assert_cmpint(
      EVP_Digest(g_bytes_get_data(der, NULL), g_bytes_get_size(der), hash, &len, EVP_sha1(), NULL), ==, 1);
  tlv_writer_bytes(writer, RECORD_CERT_HASH, hash, len);
  tlv_writer_bytes(writer, RECORD_HASH_ALGORITHM, sha1, 1);
}

static void
put_identity(TlvWriter *writer, const CraftRecord *record)
{
  X509 *certificate = record->identity->certificate;
  NameStyle style = record->function == FUNCTION_SAST ? NAME_STYLE_TOKEN : NAME_STYLE_SERVER;
  g_autofree char *subject = name_text_from_subject(certificate, style);
  g_autofree char *issuer = name_text_from_issuer(certificate, style);
  const Identity *key_of = record->key_of != NULL ? record->key_of : record->identity;
  g_autoptr(GBytes) key = certificate_get_public_key(key_of->certificate);
  tlv_writer_text(writer, RECORD_SUBJECT_NAME, record->subject != NULL ? record->subject : subject);
  tlv_writer_u16(writer, RECORD_FUNCTION, (guint16)record->function);
  tlv_writer_text(writer, RECORD_ISSUER_NAME, record->issuer != NULL ? record->issuer : issuer);
  put_serial(writer, record);
  if (!record->no_public_key)
    put_gbytes(writer, RECORD_PUBLIC_KEY, key);
  put_certificate(writer, record);
}

static void
put_address(TlvWriter *writer, const CraftRecord *record)
{
  guint8 address[4] = {0};
  const char *text = record->address != NULL ? record->address : record->host;
  if (text != NULL)
    inet_pton(AF_INET, text, address);
  tlv_writer_bytes(writer, RECORD_IP_ADDRESS, address, sizeof address);
}

static void
put_record(TlvWriter *writer, const CraftRecord *record)
{
  gsize start = tlv_writer_get_len(writer);
  tlv_writer_u16(writer, RECORD_LENGTH, 0);
  if (record->address_first)
    put_address(writer, record);
  tlv_writer_text(writer, RECORD_DNS_NAME, record->host != NULL ? record->host : "");
  if (record->identity != NULL)
    put_identity(writer, record);
  else
    tlv_writer_u16(writer, RECORD_FUNCTION, (guint16)record->function);
  if (!record->no_address && !record->address_first)
    put_address(writer, record);
  if (record->identity != NULL && record->hash)
    put_hash(writer, record);
  if (record->extra_tag != 0)
    tlv_writer_u16(writer, record->extra_tag, 0x2a);
  tlv_writer_patch_u16(writer, start + 3, tlv_writer_get_len(writer) - start);
}

static void
put_signer(TlvWriter *writer, const CraftHeader *header)
{
  X509 *certificate = header->signer->certificate;
  g_autofree char *subject = name_text_from_subject(certificate, header->style);
  g_autofree char *issuer = name_text_from_issuer(certificate, header->style);
  g_autoptr(GBytes) serial = certificate_get_serial(certificate);
  gsize mark = tlv_writer_begin(writer, HEADER_SIGNER_ID);
  tlv_writer_text(writer, HEADER_SIGNER_NAME, header->name != NULL ? header->name : subject);
  put_gbytes(writer, HEADER_SERIAL_NUMBER, serial);
  tlv_writer_text(writer, HEADER_CA_NAME, issuer);
  tlv_writer_end(writer, mark);
}

static void
put_signature_info(TlvWriter *writer, DigestAlgorithm digest, int signature_len)
{
  guint8 modulus = 0;
  while (64 << modulus < signature_len)
    modulus++;
  gsize info = tlv_writer_begin(writer, HEADER_SIGNATURE_INFO);
  tlv_writer_u8(writer, HEADER_DIGEST_ALGORITHM, (guint8)digest);
  gsize algorithm = tlv_writer_begin(writer, HEADER_SIGNATURE_ALGO_INFO);
  tlv_writer_u8(writer, HEADER_SIGNATURE_ALGORITHM, SIGNATURE_ALGORITHM_RSA);
  tlv_writer_u8(writer, HEADER_SIGNATURE_MODULUS, modulus);
  tlv_writer_end(writer, algorithm);
  tlv_writer_end(writer, info);
}

/* Everything but the signature. */
static void
put_header(TlvWriter *writer, const CraftHeader *header, gsize *signature_offset)
{
  int signature_len = EVP_PKEY_get_size(header->signer->key);
  g_autofree guint8 *zeros = g_malloc0((gsize)signature_len);
  tlv_writer_u16(writer, HEADER_VERSION, (guint16)(0x100 | (header->version != 0 ? header->version : 2)));
  tlv_writer_u16(writer, HEADER_LENGTH, 0);
  put_signer(writer, header);
  put_signature_info(writer, header->digest != 0 ? header->digest : DIGEST_SHA1, signature_len);
  *signature_offset = tlv_writer_get_len(writer) + 3;
  tlv_writer_bytes(writer, HEADER_SIGNATURE, zeros, (gsize)signature_len);
  tlv_writer_text(writer, HEADER_FILENAME, header->filename != NULL ? header->filename : "CTLFile.tlv");
  tlv_writer_u32(writer, HEADER_TIMESTAMP, header->timestamp != 0 ? header->timestamp : 1425678813);
  while (tlv_writer_get_len(writer) % 4 != 0)
    tlv_writer_raw(writer, &(guint8){HEADER_PADDING}, 1);
  tlv_writer_patch_u16(writer, 8, tlv_writer_get_len(writer));
}

static TrustList *
parse(GBytes *bytes)
{
  g_autoptr(GError) error = NULL;
  g_assert_nonnull(bytes);
  TrustList *list = trust_list_parse(bytes, &error);
  g_assert_no_error(error);
  return list;
}

/* The signature of an unsigned list. */
static GBytes *
sign(const TrustList *draft, const Identity *signer, DigestAlgorithm algorithm)
{
  const TrustListHeader *header = trust_list_get_header(draft);
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int len = 0;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  EVP_DigestInit_ex(context, digest_get_md(algorithm), NULL);
  EVP_DigestUpdate(context, header->signed_before.data, header->signed_before.len);
  EVP_DigestUpdate(context, header->signed_after.data, header->signed_after.len);
  EVP_DigestFinal_ex(context, digest, &len);
  EVP_MD_CTX_free(context);
  g_autoptr(GBytes) bytes = g_bytes_new(digest, len);
  return signer->signer.sign(algorithm, bytes, signer->signer.user_data, NULL, NULL);
}

TrustList *
craft_list(const CraftHeader *header, const CraftRecord *records, gsize n_records)
{
  gsize offset = 0;
  g_autoptr(TlvWriter) writer = tlv_writer_new();
  put_header(writer, header, &offset);
  for (gsize i = 0; i < n_records; i++)
    put_record(writer, &records[i]);
  g_autoptr(GBytes) unsigned_bytes = tlv_writer_finish(writer);
  g_autoptr(TrustList) draft = parse(unsigned_bytes);
  g_autoptr(GBytes) signature =
      sign(draft, header->signer, header->digest != 0 ? header->digest : DIGEST_SHA1);
  g_autoptr(TlvWriter) copy = tlv_writer_new();
  tlv_writer_raw(copy, g_bytes_get_data(unsigned_bytes, NULL), g_bytes_get_size(unsigned_bytes));
  tlv_writer_patch(copy, offset, g_bytes_get_data(signature, NULL), g_bytes_get_size(signature));
  g_autoptr(GBytes) bytes = tlv_writer_finish(copy);
  return parse(bytes);
}

TrustList *
craft_flip(const TrustList *list, gsize offset)
{
  gsize len = 0;
  g_autofree guint8 *data = g_bytes_unref_to_data(g_bytes_ref(trust_list_get_bytes(list)), &len);
  g_assert_cmpuint(offset, <, len);
  data[offset] ^= 0xff;
  g_autoptr(GBytes) bytes = g_bytes_new(data, len);
  return parse(bytes);
}
