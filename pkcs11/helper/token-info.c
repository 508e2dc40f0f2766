/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/token-info.h"

#include "app/base/secret.h"
#include "app/base/text.h"
#include "pkcs11/helper/ckr.h"
#include "pkcs11/message.h"
#include "pkcs11/token.h"

#include <glib/gi18n.h>

/* How often a module is asked for its slots that says each time that they are others. */
#define LOOKS_MAX 3

static const struct {
  CK_FLAGS flag;
  TokenPasswordState state;
} states[] = {
    {CKF_USER_PIN_COUNT_LOW, TOKEN_PASSWORD_COUNT_LOW},
    {CKF_USER_PIN_FINAL_TRY, TOKEN_PASSWORD_LAST_TRY},
    {CKF_USER_PIN_LOCKED, TOKEN_PASSWORD_LOCKED},
    {CKF_USER_PIN_TO_BE_CHANGED, TOKEN_PASSWORD_TO_BE_CHANGED},
    {CKF_PROTECTED_AUTHENTICATION_PATH, TOKEN_PASSWORD_ON_READER},
};

static guint
password_state(CK_FLAGS flags)
{
  guint state = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
    if (flags & states[i].flag)
      state |= states[i].state;
  }
  return state;
}

/* Modules say 0, -1 or nonsense when they do not know. */
static guint
password_len(CK_ULONG len)
{
  return len <= SECRET_MAX ? (guint)len : 0;
}

/* Some modules pad with NULs rather than blanks. */
char *
token_text_dup(const guint8 *bytes, gsize len)
{
  while (len > 0 && (bytes[len - 1] == ' ' || bytes[len - 1] == '\0'))
    len--;
  return text_for_people_from(bytes, len);
}

void
token_info_free(TokenInfo *info)
{
  g_free(info->label);
  g_free(info->serial);
  g_free(info->manufacturer);
  g_free(info->model);
  g_free(info);
}

TokenInfo *
token_info_read(const Module *module, CK_SLOT_ID slot, CK_RV *rv)
{
  CK_TOKEN_INFO raw = {0};
  *rv = module->functions->C_GetTokenInfo(slot, &raw);
  if (*rv != CKR_OK || !(raw.flags & CKF_TOKEN_INITIALIZED))
    return NULL;
  TokenInfo *info = g_new0(TokenInfo, 1);
  info->slot = slot;
  info->flags = raw.flags;
  info->label = token_text_dup(raw.label, sizeof raw.label);
  info->serial = token_text_dup(raw.serialNumber, sizeof raw.serialNumber);
  info->manufacturer = token_text_dup(raw.manufacturerID, sizeof raw.manufacturerID);
  info->model = token_text_dup(raw.model, sizeof raw.model);
  info->password_state = password_state(raw.flags);
  info->password_len_max = password_len(raw.ulMaxPinLen);
  info->password_len_min = password_len(raw.ulMinPinLen);
  if (info->password_len_max > 0 && info->password_len_min > info->password_len_max)
    info->password_len_min = info->password_len_max = 0;
  info->needs_login = (raw.flags & CKF_LOGIN_REQUIRED) != 0;
  return info;
}

TokenInfo *
token_info_try(const Module *module, CK_SLOT_ID slot, GPtrArray *failures)
{
  CK_RV rv = CKR_OK;
  TokenInfo *info = token_info_read(module, slot, &rv);
  if (info == NULL && rv != CKR_OK && rv != CKR_TOKEN_NOT_PRESENT) {
    g_autofree char *what = g_strdup_printf(_("%s cannot read one of its tokens"), module->name);
    GError *failure = NULL;
    ckr_set_error(&failure, "C_GetTokenInfo", rv, what);
    g_ptr_array_add(failures, failure);
  }
  return info;
}

/* One look. The first call, without room, is what makes modules look at their readers anew (PKCS#11 2.40,
 * C_GetSlotList). */
static CK_RV
look_at_slots(const Module *module, CK_SLOT_ID *slots, CK_ULONG *n_slots)
{
  CK_ULONG n = 0;
  CK_ULONG room = *n_slots;
  CK_RV rv = module->functions->C_GetSlotList(CK_TRUE, NULL, &n);
  if (rv == CKR_OK)
    rv = module->functions->C_GetSlotList(CK_TRUE, slots, n_slots);
  *n_slots = MIN(*n_slots, room);
  return rv;
}

static gboolean
is_said_again(const Module *module, CK_ULONG n_slots)
{
  CK_ULONG n = 0;
  return module->functions->C_GetSlotList(CK_TRUE, NULL, &n) == CKR_OK && n == n_slots;
}

gboolean
token_info_slots(const Module *module, CK_SLOT_ID *slots, CK_ULONG *n_slots, GError **error)
{
  CK_ULONG room = *n_slots;
  CK_RV rv = look_at_slots(module, slots, n_slots);
  for (guint i = 1; i < LOOKS_MAX && rv == CKR_OK && !is_said_again(module, *n_slots); i++) {
    *n_slots = room;
    rv = look_at_slots(module, slots, n_slots);
  }
  if (rv != CKR_BUFFER_TOO_SMALL)
    return rv == CKR_OK || ckr_set_error(error, "C_GetSlotList", rv, module->name);
  g_set_error(error, CTL_ERROR, CTL_ERROR_TOKEN, _("%s: it shows more than %d tokens"), module->name,
              MESSAGE_TOKENS_MAX);
  return FALSE;
}

GPtrArray *
token_info_list(const Module *module, GPtrArray *failures, GError **error)
{
  CK_SLOT_ID slots[MESSAGE_TOKENS_MAX] = {0};
  CK_ULONG n_slots = MESSAGE_TOKENS_MAX;
  if (!token_info_slots(module, slots, &n_slots, error))
    return NULL;
  GPtrArray *infos = g_ptr_array_new_with_free_func((GDestroyNotify)token_info_free);
  for (CK_ULONG i = 0; i < n_slots; i++) {
    TokenInfo *info = token_info_try(module, slots[i], failures);
    if (info != NULL)
      g_ptr_array_add(infos, info);
  }
  return infos;
}
