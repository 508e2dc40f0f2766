/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/function.h"

static const struct {
  ListFunction function;
  const char *name;
  const char *title;
} functions[] = {
    {FUNCTION_SAST, "SAST", "System Administrator Security Token"},
    {FUNCTION_CCM, "CCM", "CCM"},
    {FUNCTION_CCM_TFTP, "CCM+TFTP", "CCM+TFTP"},
    {FUNCTION_TFTP, "TFTP", "TFTP"},
    {FUNCTION_CAPF, "CAPF", "CAPF"},
    {FUNCTION_APPLICATION_SERVER, "APP", "Application Server"},
    {FUNCTION_TVS, "TVS", "TVS"},
};

const char *
function_get_title(guint function)
{
  for (gsize i = 0; i < G_N_ELEMENTS(functions); i++)
    if (functions[i].function == function)
      return functions[i].title;
  return NULL;
}

const char *
function_get_name(guint function)
{
  for (gsize i = 0; i < G_N_ELEMENTS(functions); i++)
    if (functions[i].function == function)
      return functions[i].name;
  return NULL;
}

gboolean
function_from_name(const char *name, ListFunction *function)
{
  for (gsize i = 0; i < G_N_ELEMENTS(functions); i++)
    if (g_ascii_strcasecmp(functions[i].name, name) == 0) {
      *function = functions[i].function;
      return TRUE;
    }
  return FALSE;
}
