/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/brief-token.h"

#include "pkcs11/helper/certificates.h"
#include "pkcs11/helper/ckr.h"

#include <glib/gi18n.h>

/* Longer than any real serial number, which has 16 bytes. */
#define SERIAL_PREFIX "certificates:"

static char *
dup_serial(GVariant *certificates)
{
  g_autofree char *checksum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, g_variant_get_data(certificates),
                                                          g_variant_get_size(certificates));
  return g_strconcat(SERIAL_PREFIX, checksum, NULL);
}

TokenInfo *
brief_token_read(const Module *module, CK_SLOT_ID slot, GVariant **certificates, GPtrArray *failures,
                 GError **error)
{
  const char *call = NULL;
  CK_RV rv = certificates_read(module, slot, module->name, certificates, failures, &call);
  if (rv == CKR_TOKEN_NOT_PRESENT || rv == CKR_TOKEN_NOT_RECOGNIZED)
    return NULL;
  if (rv != CKR_OK) {
    g_autofree char *what = g_strdup_printf(_("%s cannot read one of its tokens"), module->name);
    ckr_set_error(error, call, rv, what);
    return NULL;
  }
  g_variant_ref_sink(*certificates);
  TokenInfo *info = g_new0(TokenInfo, 1);
  info->slot = slot;
  info->label = g_strdup("");
  info->serial = dup_serial(*certificates);
  info->manufacturer = g_strdup("");
  info->model = g_strdup("");
  return info;
}

gboolean
brief_token_is_serial(const char *serial)
{
  return g_str_has_prefix(serial, SERIAL_PREFIX);
}
