/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/certificates.h"

#include "pkcs11/helper/ckr.h"
#include "pkcs11/helper/objects.h"
#include "pkcs11/helper/token-info.h"
#include "pkcs11/message.h"

#include <glib/gi18n.h>
#include <openssl/x509.h>

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

static GError *
make_failure(const char *what, CK_RV rv)
{
  g_autofree char *text = g_strdup_printf(_("%s: one of its certificates cannot be read"), what);
  GError *failure = NULL;
  if (rv != CKR_OK)
    ckr_set_error(&failure, "C_GetAttributeValue", rv, text);
  else
    g_set_error_literal(&failure, CTL_ERROR, CTL_ERROR_TOKEN, text);
  return failure;
}

/* The value of an attribute that a certificate can do without. */
static CK_RV
read_other(const Module *module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type,
           gsize max_len, GByteArray *value)
{
  CK_RV rv = object_read(module, session, object, type, max_len, value);
  return object_token_is_gone(rv) ? rv : CKR_OK;
}

static gboolean
is_x509(const GByteArray *der)
{
  const unsigned char *data = der->data;
  X509 *certificate = d2i_X509(NULL, &data, (long)der->len);
  gboolean parsed = certificate != NULL;
  X509_free(certificate);
  return parsed;
}

/* One certificate that cannot be read hides neither the others nor the token. */
static CK_RV
add_certificate(GVariantBuilder *builder, GPtrArray *failures, const char *what, const Module *module,
                CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object)
{
  g_autoptr(GByteArray) der = g_byte_array_new();
  g_autoptr(GByteArray) id = g_byte_array_new();
  g_autoptr(GByteArray) label = g_byte_array_new();
  CK_RV rv = object_read(module, session, object, CKA_VALUE, MESSAGE_CERTIFICATE_LEN_MAX, der);
  if (object_token_is_gone(rv))
    return rv;
  if (rv != CKR_OK || !is_x509(der)) {
    g_ptr_array_add(failures, make_failure(what, rv));
    return CKR_OK;
  }
  rv = read_other(module, session, object, CKA_ID, MESSAGE_KEY_ID_LEN_MAX, id);
  if (rv == CKR_OK)
    rv = read_other(module, session, object, CKA_LABEL, MESSAGE_LABEL_LEN_MAX, label);
  if (rv == CKR_OK)
    g_variant_builder_add(builder, "(@ay@ay@s)", bytes_variant(der), bytes_variant(id), label_variant(label));
  return rv;
}

static CK_RV
read_all(GVariantBuilder *builder, GPtrArray *failures, const char *what, const Module *module,
         CK_SESSION_HANDLE session)
{
  CK_OBJECT_HANDLE objects[MESSAGE_CERTIFICATES_MAX] = {0};
  CK_ULONG n_objects = MESSAGE_CERTIFICATES_MAX;
  CK_RV rv = objects_find(module, session, CKO_CERTIFICATE, objects, &n_objects);
  for (CK_ULONG i = 0; rv == CKR_OK && i < n_objects; i++)
    rv = add_certificate(builder, failures, what, module, session, objects[i]);
  return rv;
}

CK_RV
certificates_read(const Module *module, CK_SLOT_ID slot, const char *what, GVariant **certificates,
                  GPtrArray *failures, const char **call)
{
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  CK_RV rv = module->functions->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session);
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE(MESSAGE_CERTIFICATES_TYPE));
  *call = rv == CKR_OK ? "C_FindObjects" : "C_OpenSession";
  if (rv == CKR_OK) {
    rv = read_all(&builder, failures, what, module, session);
    module->functions->C_CloseSession(session);
  }
  if (rv == CKR_OK)
    *certificates = g_variant_builder_end(&builder);
  return rv;
}
