/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/name-parse.h"

#include "app/base/x509-name.h"

#include <openssl/err.h>
#include <string.h>

/* Of a type in a name. OpenSSL's reader of dotted numbers slows down with the square of their length. */
#define MAX_TYPE_LEN 80

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ASN1_OBJECT, ASN1_OBJECT_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ASN1_TYPE, ASN1_TYPE_free)

/* The types' names in RFC 4514, and "S" and "E" of Windows. In any case. */
static const struct {
  const char *key;
  int nid;
} types[] = {
    {"CN", NID_commonName},
    {"L", NID_localityName},
    {"ST", NID_stateOrProvinceName},
    {"S", NID_stateOrProvinceName},
    {"O", NID_organizationName},
    {"OU", NID_organizationalUnitName},
    {"C", NID_countryName},
    {"STREET", NID_streetAddress},
    {"DC", NID_domainComponent},
    {"UID", NID_userId},
    {"E", NID_pkcs9_emailAddress},
    {"emailAddress", NID_pkcs9_emailAddress},
    {"serialNumber", NID_serialNumber},
};

static ASN1_OBJECT *
read_type(const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
    if (g_ascii_strcasecmp(key, types[i].key) == 0)
      return OBJ_nid2obj(types[i].nid);
  gboolean has_prefix = g_ascii_strncasecmp(key, "OID.", 4) == 0;
  ASN1_OBJECT *type = OBJ_txt2obj(has_prefix ? key + 4 : key, 0);
  ERR_clear_error();
  return type;
}

/* Takes TYPE's number and VALUE together. */
static GBytes *
make_attribute(const ASN1_OBJECT *type, const char *value, gsize len)
{
  char dotted[256];
  while (len > 0 && g_ascii_isspace(*value)) {
    value++;
    len--;
  }
  while (len > 0 && g_ascii_isspace(value[len - 1]))
    len--;
  OBJ_obj2txt(dotted, sizeof dotted, type, TRUE);
  GString *text = g_string_new(dotted);
  g_string_append_c(text, '=');
  g_string_append_len(text, value, (gssize)len);
  return g_string_free_to_bytes(text);
}

/* What is no text counts by its bytes. */
static GBytes *
make_attribute_from_asn1(const ASN1_OBJECT *type, const ASN1_STRING *value)
{
  gsize len = 0;
  g_autofree char *text = asn1_string_dup_text(value, &len);
  if (text == NULL)
    return make_attribute(type, (const char *)ASN1_STRING_get0_data(value), (gsize)ASN1_STRING_length(value));
  return make_attribute(type, text, len);
}

static gboolean
peek(const TlvReader *text, char *character)
{
  if (text->len == 0)
    return FALSE;
  *character = (char)*text->data;
  return TRUE;
}

static gboolean
take(TlvReader *text, char *character)
{
  guint8 byte = 0;
  if (!tlv_reader_u8(text, &byte))
    return FALSE;
  *character = (char)byte;
  return TRUE;
}

static void
skip_blanks(TlvReader *text)
{
  char character = 0;
  while (peek(text, &character) && g_ascii_isspace(character))
    take(text, &character);
}

static gboolean
is_separator(char character)
{
  return character == ',' || character == ';' || character == '+';
}

/* A type and the equals sign behind it. */
static ASN1_OBJECT *
take_type(TlvReader *text)
{
  g_autoptr(GString) key = g_string_new(NULL);
  char character = 0;
  while (take(text, &character) && character != '=' && key->len <= MAX_TYPE_LEN)
    g_string_append_c(key, character);
  return character == '=' ? read_type(g_strstrip(key->str)) : NULL;
}

/* Two hex digits as a byte. */
static gboolean
take_hex(TlvReader *text, char *byte)
{
  TlvReader digits = {NULL, 0};
  TlvReader rest = *text;
  if (!tlv_reader_take(&rest, 2, &digits) || !g_ascii_isxdigit(digits.data[0]) ||
      !g_ascii_isxdigit(digits.data[1]))
    return FALSE;
  *byte =
      (char)(g_ascii_xdigit_value((char)digits.data[0]) << 4 | g_ascii_xdigit_value((char)digits.data[1]));
  *text = rest;
  return TRUE;
}

/* What stands behind a backslash: a byte as two hex digits, or the character itself. */
static gboolean
take_escaped(TlvReader *text, GString *value)
{
  char character = 0;
  if (!take_hex(text, &character) && !take(text, &character))
    return FALSE;
  g_string_append_c(value, character);
  return TRUE;
}

/* Up to the separator, which stays. */
static gboolean
take_plain(TlvReader *text, GString *value)
{
  char character = 0;
  while (peek(text, &character) && !is_separator(character)) {
    take(text, &character);
    if (character != '\\')
      g_string_append_c(value, character);
    else if (!take_escaped(text, value))
      return FALSE;
  }
  return TRUE;
}

/* After the opening quote; at the text's end the closing one may be missing. */
static gboolean
take_quoted(TlvReader *text, GString *value)
{
  char character = 0;
  while (take(text, &character) && character != '"') {
    if (character != '\\')
      g_string_append_c(value, character);
    else if (!take_escaped(text, value))
      return FALSE;
  }
  skip_blanks(text);
  return !peek(text, &character) || is_separator(character);
}

/* After the "#": the value in DER. */
static GBytes *
take_der(TlvReader *text, const ASN1_OBJECT *type)
{
  g_autoptr(GByteArray) der = g_byte_array_new();
  char byte = 0;
  while (take_hex(text, &byte))
    g_byte_array_append(der, (const guint8 *)&byte, 1);
  skip_blanks(text);
  if (der->len == 0 || (peek(text, &byte) && !is_separator(byte)))
    return NULL;
  const guint8 *end = der->data;
  g_autoptr(ASN1_TYPE) value = d2i_ASN1_TYPE(NULL, &end, (long)der->len);
  ERR_clear_error();
  if (value == NULL || end != der->data + der->len || value->type == V_ASN1_NULL ||
      value->type == V_ASN1_BOOLEAN || value->type == V_ASN1_OBJECT)
    return NULL;
  return make_attribute_from_asn1(type, value->value.asn1_string);
}

static GBytes *
take_attribute(TlvReader *text)
{
  g_autoptr(ASN1_OBJECT) type = take_type(text);
  g_autoptr(GString) value = g_string_new(NULL);
  char first = 0;
  char character = 0;
  if (type == NULL)
    return NULL;
  skip_blanks(text);
  if (peek(text, &first) && (first == '#' || first == '"'))
    take(text, &character);
  if (first == '#')
    return take_der(text, type);
  gboolean is_whole = first == '"' ? take_quoted(text, value) : take_plain(text, value);
  return is_whole ? make_attribute(type, value->str, value->len) : NULL;
}

static int
compare_attributes(gconstpointer a, gconstpointer b)
{
  return g_bytes_compare(*(GBytes *const *)a, *(GBytes *const *)b);
}

static GPtrArray *
attributes_new(void)
{
  return g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
}

GPtrArray *
name_parse(TlvReader text, guint max)
{
  g_autoptr(GPtrArray) attributes = attributes_new();
  char separator = ',';
  while (is_separator(separator)) {
    GBytes *attribute = attributes->len < max ? take_attribute(&text) : NULL;
    if (attribute == NULL)
      return NULL;
    g_ptr_array_add(attributes, attribute);
    separator = '\0';
    take(&text, &separator);
  }
  g_ptr_array_sort(attributes, compare_attributes);
  return g_steal_pointer(&attributes);
}

static void
add_entry(GPtrArray *attributes, const X509_NAME *name, int index)
{
  X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, index);
  g_ptr_array_add(attributes, make_attribute_from_asn1(X509_NAME_ENTRY_get_object(entry),
                                                       X509_NAME_ENTRY_get_data(entry)));
}

GPtrArray *
name_get_attributes(const X509_NAME *name, const int *nids, gsize n_nids)
{
  GPtrArray *attributes = attributes_new();
  for (gsize i = 0; i < n_nids; i++) {
    int index = X509_NAME_get_index_by_NID(name, nids[i], -1);
    if (index >= 0)
      add_entry(attributes, name, index);
  }
  for (int i = 0; nids == NULL && i < X509_NAME_entry_count(name); i++)
    add_entry(attributes, name, i);
  g_ptr_array_sort(attributes, compare_attributes);
  return attributes;
}

gboolean
name_attributes_equal(const GPtrArray *a, const GPtrArray *b)
{
  gboolean equal = a->len == b->len;
  for (guint i = 0; equal && i < a->len; i++)
    equal = g_bytes_equal(g_ptr_array_index(a, i), g_ptr_array_index(b, i));
  return equal;
}
