/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/objects.h"

CK_RV
object_read(const Module *module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type,
            gsize max_len, GByteArray *value)
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

CK_RV
objects_find(const Module *module, CK_SESSION_HANDLE session, CK_OBJECT_CLASS class,
             CK_OBJECT_HANDLE *objects, CK_ULONG *n_objects)
{
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

gboolean
object_token_is_gone(CK_RV rv)
{
  switch (rv) {
  case CKR_SLOT_ID_INVALID:
  case CKR_DEVICE_REMOVED:
  case CKR_TOKEN_NOT_PRESENT:
  case CKR_SESSION_CLOSED:
  case CKR_SESSION_HANDLE_INVALID:
  case CKR_CRYPTOKI_NOT_INITIALIZED:
    return TRUE;
  default:
    return FALSE;
  }
}
