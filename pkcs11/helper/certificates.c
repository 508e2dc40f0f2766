/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/certificates.h"

#include "pkcs11/helper/token-info.h"
#include "pkcs11/message.h"

/* The value of the attribute TYPE of OBJECT, empty when it has none or one longer than MAX_LEN. */
static CK_RV
read_attribute(const Module *module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
               CK_ATTRIBUTE_TYPE type, gsize max_len, GByteArray *value)
{
  CK_ATTRIBUTE attribute = {.type = type};
  g_byte_array_set_size(value, 0);
  CK_RV rv = module->functions->C_GetAttributeValue(session, object, &attribute, 1);
  if (rv == CKR_ATTRIBUTE_TYPE_INVALID || rv == CKR_ATTRIBUTE_SENSITIVE)
    return CKR_OK;
  if (rv != CKR_OK || attribute.ulValueLen == 0 || attribute.ulValueLen > max_len)
    return rv;
  g_byte_array_set_size(value, (guint)attribute.ulValueLen);
  attribute.pValue = value->data;
  rv = module->functions->C_GetAttributeValue(session, object, &attribute, 1);
  if (rv == CKR_OK && attribute.ulValueLen > value->len)
    rv = CKR_GENERAL_ERROR; /* it claims to have written more than there is room for */
  g_byte_array_set_size(value, rv == CKR_OK ? (guint)attribute.ulValueLen : 0);
  return rv;
}

static GVariant *
bytes_variant(const GByteArray *value)
{
  return g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, value->data, value->len, 1);
}

/* Texts are checked by token_text_dup(). */
static GVariant *
label_variant(const GByteArray *value)
{
  return g_variant_new_take_string(token_text_dup(value->data, value->len));
}

static CK_RV
add_certificate(GVariantBuilder *builder, const Module *module, CK_SESSION_HANDLE session,
                CK_OBJECT_HANDLE object)
{
  g_autoptr(GByteArray) der = g_byte_array_new();
  g_autoptr(GByteArray) id = g_byte_array_new();
  g_autoptr(GByteArray) label = g_byte_array_new();
  CK_RV rv = read_attribute(module, session, object, CKA_VALUE, MESSAGE_CERTIFICATE_LEN_MAX, der);
  if (rv == CKR_OK)
    rv = read_attribute(module, session, object, CKA_ID, MESSAGE_KEY_ID_LEN_MAX, id);
  if (rv == CKR_OK)
    rv = read_attribute(module, session, object, CKA_LABEL, MESSAGE_LABEL_LEN_MAX, label);
  if (rv == CKR_OK && der->len > 0)
    g_variant_builder_add(builder, "(@ay@ay@s)", bytes_variant(der), bytes_variant(id), label_variant(label));
  return rv;
}

static CK_RV
find_objects(const Module *module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG *n_objects)
{
  CK_OBJECT_CLASS class = CKO_CERTIFICATE;
  CK_ATTRIBUTE wanted = {.type = CKA_CLASS, .pValue = &class, .ulValueLen = sizeof class};
  CK_RV rv = module->functions->C_FindObjectsInit(session, &wanted, 1);
  CK_ULONG n = 0;
  CK_ULONG room = *n_objects;
  *n_objects = 0;
  while (rv == CKR_OK && *n_objects < room) {
    rv = module->functions->C_FindObjects(session, objects + *n_objects, room - *n_objects, &n);
    if (rv != CKR_OK || n == 0 || n > room - *n_objects)
      break;
    *n_objects += n;
  }
  module->functions->C_FindObjectsFinal(session);
  return rv;
}

static CK_RV
read_all(GVariantBuilder *builder, const Module *module, CK_SESSION_HANDLE session)
{
  CK_OBJECT_HANDLE objects[MESSAGE_CERTIFICATES_MAX] = {0};
  CK_ULONG n_objects = MESSAGE_CERTIFICATES_MAX;
  CK_RV rv = find_objects(module, session, objects, &n_objects);
  for (CK_ULONG i = 0; rv == CKR_OK && i < n_objects; i++)
    rv = add_certificate(builder, module, session, objects[i]);
  return rv;
}

CK_RV
certificates_read(const Module *module, CK_SLOT_ID slot, GVariant **certificates)
{
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  CK_RV rv = module->functions->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session);
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE(MESSAGE_CERTIFICATES_TYPE));
  if (rv == CKR_OK) {
    rv = read_all(&builder, module, session);
    module->functions->C_CloseSession(session);
  }
  if (rv == CKR_OK)
    *certificates = g_variant_builder_end(&builder);
  return rv;
}
