/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/der-reader.h"

enum {
  DER_INTEGER = 0x02,
  DER_BIT_STRING = 0x03,
  DER_OBJECT_IDENTIFIER = 0x06,
  DER_SEQUENCE = 0x30,
  DER_VERSION = 0xA0, /* [0] */
};

/* AlgorithmIdentifier rsaEncryption with NULL parameters (RFC 3279, 2.3.1). */
static const guint8 rsa_encryption[] = {0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7,
                                        0x0D, 0x01, 0x01, 0x01, 0x05, 0x00};

/* id-ecPublicKey (RFC 5480, 2.1.1). */
static const guint8 ec_public_key[] = {0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01};

/* What an uncompressed point begins with (SEC 1, 2.3.3). */
#define UNCOMPRESSED 4

/* A length below 128 is its own byte; else the byte says how many bytes of length follow. */
static gboolean
take_length(TlvReader *reader, gsize *len)
{
  guint8 first = 0;
  TlvReader bytes = {NULL, 0};
  if (!tlv_reader_u8(reader, &first))
    return FALSE;
  *len = first;
  if (first < 0x80)
    return TRUE;
  if (first == 0x80 || first > 0x83 || !tlv_reader_take(reader, first & 0x7F, &bytes) || bytes.data[0] == 0)
    return FALSE;
  *len = 0;
  for (gsize i = 0; i < bytes.len; i++)
    *len = *len << 8 | bytes.data[i];
  return *len >= 0x80;
}

gboolean
der_reader_take(TlvReader *reader, guint8 tag, TlvReader *value)
{
  TlvReader rest = *reader;
  guint8 found = 0;
  gsize len = 0;
  if (!tlv_reader_u8(&rest, &found) || found != tag || !take_length(&rest, &len) ||
      !tlv_reader_take(&rest, len, value))
    return FALSE;
  *reader = rest;
  return TRUE;
}

gboolean
der_reader_skip(TlvReader *reader, guint8 tag)
{
  TlvReader value = {NULL, 0};
  return der_reader_take(reader, tag, &value);
}

/* TBSCertificate: version, serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo ... */
static gboolean
take_public_key_info(TlvReader body, TlvReader *info)
{
  der_reader_skip(&body, DER_VERSION); /* absent in version 1 */
  return der_reader_skip(&body, DER_INTEGER) && der_reader_skip(&body, DER_SEQUENCE) &&
         der_reader_skip(&body, DER_SEQUENCE) && der_reader_skip(&body, DER_SEQUENCE) &&
         der_reader_skip(&body, DER_SEQUENCE) && der_reader_take(&body, DER_SEQUENCE, info);
}

static gboolean
take_key(TlvReader certificate, TlvReader *algorithm, TlvReader *key)
{
  TlvReader parts = {NULL, 0};
  TlvReader body = {NULL, 0};
  TlvReader info = {NULL, 0};
  TlvReader bits = {NULL, 0};
  guint8 n_unused_bits = 0;
  if (!der_reader_take(&certificate, DER_SEQUENCE, &parts) || certificate.len > 0 ||
      !der_reader_take(&parts, DER_SEQUENCE, &body) || !der_reader_skip(&parts, DER_SEQUENCE) ||
      !der_reader_skip(&parts, DER_BIT_STRING) || parts.len > 0)
    return FALSE;
  if (!take_public_key_info(body, &info) || !der_reader_take(&info, DER_SEQUENCE, algorithm) ||
      !der_reader_take(&info, DER_BIT_STRING, &bits) || info.len > 0)
    return FALSE;
  if (!tlv_reader_u8(&bits, &n_unused_bits) || n_unused_bits != 0)
    return FALSE;
  *key = bits;
  return TRUE;
}

gboolean
der_certificate_get_key(TlvReader certificate, TlvReader *key)
{
  TlvReader algorithm = {NULL, 0};
  return take_key(certificate, &algorithm, key);
}

gboolean
der_certificate_get_rsa_key(TlvReader certificate, TlvReader *key)
{
  const TlvReader rsa = {rsa_encryption, sizeof rsa_encryption};
  TlvReader algorithm = {NULL, 0};
  TlvReader found = {NULL, 0};
  if (!take_key(certificate, &algorithm, &found) || !tlv_reader_equal(algorithm, rsa))
    return FALSE;
  *key = found;
  return TRUE;
}

gboolean
der_certificate_has_odd_curve(TlvReader certificate)
{
  const TlvReader curve = {ec_public_key, sizeof ec_public_key};
  TlvReader algorithm = {NULL, 0};
  TlvReader point = {NULL, 0};
  TlvReader start = {NULL, 0};
  if (!take_key(certificate, &algorithm, &point) || !tlv_reader_take(&algorithm, curve.len, &start) ||
      !tlv_reader_equal(start, curve))
    return FALSE;
  return !der_reader_skip(&algorithm, DER_OBJECT_IDENTIFIER) || algorithm.len > 0 || point.len == 0 ||
         point.data[0] != UNCOMPRESSED;
}
