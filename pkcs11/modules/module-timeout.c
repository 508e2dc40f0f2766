/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/modules/module-timeout.h"

static guint usual_s = MODULE_TIMEOUT_DEFAULT_S;

void
module_timeout_set_s(guint seconds)
{
  g_atomic_int_set(&usual_s, seconds);
}

guint
module_timeout_or_usual_ms(guint timeout_ms)
{
  return timeout_ms > 0 ? timeout_ms : 1000 * (guint)g_atomic_int_get(&usual_s);
}
