/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/modules/module-kind.h"

gboolean
module_is_of_maker(const char *module)
{
  g_autofree char *base = g_path_get_basename(module);
  return g_str_has_prefix(base, "libeToken") || g_str_has_prefix(base, "libeTPkcs11") ||
         g_str_has_prefix(base, "libIDPrimePKCS11");
}

gboolean
module_is_proxy(const char *module)
{
  g_autofree char *base = g_path_get_basename(module);
  return g_str_has_prefix(base, "p11-kit-proxy");
}

gboolean
module_is_soft(const char *module)
{
  g_autofree char *base = g_path_get_basename(module);
  return g_str_has_prefix(base, "libsofthsm");
}
