/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/certificate-der.h"

GBytes *
certificate_to_der(X509 *certificate)
{
  guint8 *der = NULL;
  int len = i2d_X509(certificate, &der);
  GBytes *bytes = g_bytes_new(der, len > 0 ? (gsize)len : 0);
  OPENSSL_free(der);
  return bytes;
}
