/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/wanted-token.h"

#include <string.h>

void
wanted_token_read(WantedToken *wanted, GVariant *body)
{
  g_variant_get(body, "(@ay(&s&s&s&s)&s)", NULL, &wanted->label, &wanted->serial, &wanted->manufacturer,
                &wanted->model, &wanted->name);
}

static gboolean
is_wanted(const WantedToken *wanted, const TokenInfo *info)
{
  return g_str_equal(info->serial, wanted->serial) && g_str_equal(info->label, wanted->label) &&
         g_str_equal(info->manufacturer, wanted->manufacturer) && g_str_equal(info->model, wanted->model);
}

/* It may also be there and fail, so what could not be read is told as well. */
static void
set_not_found(const WantedToken *wanted, const GPtrArray *failures, GError **error)
{
  const GError *failure = failures->len > 0 ? g_ptr_array_index(failures, 0) : NULL;
  g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, "Token %s is no longer plugged in%s%s", wanted->name,
              failure != NULL ? "; " : "", failure != NULL ? failure->message : "");
}

TokenInfo *
wanted_token_find(const WantedToken *wanted, const Module *module, GError **error)
{
  g_autoptr(GPtrArray) failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  g_autoptr(GPtrArray) infos = token_info_list(module, failures, error);
  if (infos == NULL)
    return NULL;
  for (guint i = 0; i < infos->len; i++) {
    if (is_wanted(wanted, g_ptr_array_index(infos, i)))
      return g_ptr_array_steal_index(infos, i);
  }
  set_not_found(wanted, failures, error);
  return NULL;
}

gboolean
wanted_token_ask(const Channel *channel, const TokenInfo *info, GError **error)
{
  return message_send(
      channel, MESSAGE_LOGIN,
      g_variant_new("(uuu)", info->password_state, info->password_len_min, info->password_len_max), error);
}

gboolean
wanted_token_receive_password(const Channel *channel, Secret **password, GError **error)
{
  MessageKind kind = 0;
  g_autoptr(GVariant) body = NULL;
  if (!message_receive(channel, &kind, &body, password, error))
    return FALSE;
  gsize len = 0;
  if (kind == MESSAGE_ON_READER || (kind == MESSAGE_PASSWORD && strlen(secret_peek(*password, &len)) == len))
    return TRUE;
  g_clear_pointer(password, secret_free);
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_FAILED, "The token helper was given no password");
  return FALSE;
}
