/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/wanted-token.h"

#include "pkcs11/helper/brief-token.h"

#include <glib/gi18n.h>
#include <string.h>

void
wanted_token_read(WantedToken *wanted, GVariant *body)
{
  g_variant_get(body, "(@ay(&s&s&s&s)&s)", NULL, &wanted->label, &wanted->serial, &wanted->manufacturer,
                &wanted->model, &wanted->name);
}

gboolean
wanted_token_is(const WantedToken *wanted, const TokenInfo *info)
{
  return g_str_equal(info->serial, wanted->serial) && g_str_equal(info->label, wanted->label) &&
         g_str_equal(info->manufacturer, wanted->manufacturer) && g_str_equal(info->model, wanted->model);
}

/* It may also be there and fail, so what could not be read is told as well. */
static void
set_not_found(const WantedToken *wanted, const GPtrArray *failures, GError **error)
{
  const GError *failure = failures->len > 0 ? g_ptr_array_index(failures, 0) : NULL;
  if (failure != NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, _("Token %s is no longer plugged in; %s"), wanted->name,
                failure->message);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, _("Token %s is no longer plugged in"), wanted->name);
}

/* Puts the slot where the token was to the front. */
static void
put_known_first(const WantedToken *wanted, const GPtrArray *known, CK_SLOT_ID *slots, CK_ULONG n_slots)
{
  for (guint i = 0; known != NULL && i < known->len; i++) {
    const TokenInfo *info = g_ptr_array_index(known, i);
    for (CK_ULONG j = 0; wanted_token_is(wanted, info) && j < n_slots; j++) {
      if (slots[j] != info->slot)
        continue;
      slots[j] = slots[0];
      slots[0] = info->slot;
      return;
    }
  }
}

/* The token in SLOT when it is the wanted one, also when that is known by its certificates alone. */
static TokenInfo *
try_slot(const WantedToken *wanted, const Module *module, CK_SLOT_ID slot, GPtrArray *failures)
{
  if (brief_token_is_serial(wanted->serial)) {
    g_autoptr(GVariant) certificates = NULL;
    g_autoptr(GError) failure = NULL;
    g_autoptr(TokenInfo) brief = brief_token_read(module, slot, &certificates, failures, &failure);
    if (failure != NULL)
      g_ptr_array_add(failures, g_steal_pointer(&failure));
    return brief != NULL && wanted_token_is(wanted, brief) ? token_info_try(module, slot, failures) : NULL;
  }
  g_autoptr(TokenInfo) info = token_info_try(module, slot, failures);
  return info != NULL && wanted_token_is(wanted, info) ? g_steal_pointer(&info) : NULL;
}

TokenInfo *
wanted_token_find(const WantedToken *wanted, const Module *module, const GPtrArray *known, GError **error)
{
  g_autoptr(GPtrArray) failures = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
  CK_SLOT_ID slots[MESSAGE_TOKENS_MAX] = {0};
  CK_ULONG n_slots = MESSAGE_TOKENS_MAX;
  if (!token_info_slots(module, slots, &n_slots, error))
    return NULL;
  put_known_first(wanted, known, slots, n_slots);
  for (CK_ULONG i = 0; i < n_slots; i++) {
    TokenInfo *info = try_slot(wanted, module, slots[i], failures);
    if (info != NULL)
      return info;
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
  g_clear_pointer(password, secret_unref);
  g_set_error_literal(error, CTL_ERROR, CTL_ERROR_FAILED, "The token helper was given no password");
  return FALSE;
}
