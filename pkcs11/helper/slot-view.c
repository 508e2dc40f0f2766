/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define CRYPTOKI_EXPORTS 1
#include "pkcs11/helper/slot-view.h"

#include <string.h>

static struct {
  CK_FUNCTION_LIST *real;
  CK_FUNCTION_LIST functions;
  CK_ULONG n_slots;
  CK_SLOT_ID slot;
  CK_FLAGS flags;            /* of the token */
  CK_SESSION_HANDLE session; /* libp11 has not asked for it yet */
  CK_SESSION_HANDLE given;   /* to libp11 */
  CK_RV open_rv;             /* why there is no session */
} view;

static CK_RV
view_get_slot_list(unsigned char present, CK_SLOT_ID *slots, CK_ULONG *n_slots)
{
  CK_ULONG room = *n_slots;
  *n_slots = view.n_slots;
  if (slots == NULL || view.n_slots == 0)
    return CKR_OK;
  if (room == 0)
    return CKR_BUFFER_TOO_SMALL;
  slots[0] = view.slot;
  return CKR_OK;
}

/* What the next two tell is known already: to ask again costs a smart card two commands, and libp11 0.4.12
 * leaks the slot when one of them fails (found by tests/faults). */
static CK_RV
view_get_slot_info(CK_SLOT_ID slot, CK_SLOT_INFO *info)
{
  memset(info, 0, sizeof *info);
  info->flags = CKF_TOKEN_PRESENT;
  return CKR_OK;
}

static CK_RV
view_get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
  memset(info, 0, sizeof *info);
  info->flags = view.flags;
  return CKR_OK;
}

static CK_RV
open_session(void)
{
  view.session = CK_INVALID_HANDLE;
  view.open_rv = view.real->C_OpenSession(view.slot, CKF_SERIAL_SESSION, NULL, NULL, &view.session);
  if (view.open_rv == CKR_OK && view.session == CK_INVALID_HANDLE)
    view.open_rv = CKR_GENERAL_ERROR;
  if (view.open_rv != CKR_OK)
    view.session = CK_INVALID_HANDLE;
  return view.open_rv;
}

CK_RV
slot_view_open(CK_SLOT_ID slot, CK_FLAGS flags)
{
  view.n_slots = 1;
  view.slot = slot;
  view.flags = flags;
  return open_session();
}

/* A failure becomes a session that no call can use; that call then reports it. */
static CK_RV
view_open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                  CK_SESSION_HANDLE *session)
{
  if (view.session == CK_INVALID_HANDLE)
    open_session();
  *session = view.given = view.session;
  view.session = CK_INVALID_HANDLE;
  return CKR_OK;
}

/* libp11 only wants to know whether to forget the session, and with it the keys that are in use. */
static CK_RV
view_get_session_info(CK_SESSION_HANDLE session, CK_SESSION_INFO *info)
{
  memset(info, 0, sizeof *info);
  return CKR_OK;
}

static CK_RV
view_login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG pin_len)
{
  return session == CK_INVALID_HANDLE ? view.open_rv : view.real->C_Login(session, user, pin, pin_len);
}

static CK_RV
view_logout(CK_SESSION_HANDLE session)
{
  return session == CK_INVALID_HANDLE ? view.open_rv : view.real->C_Logout(session);
}

void
slot_view_set_module(CK_FUNCTION_LIST *real)
{
  view.real = real;
  view.n_slots = 0;
  view.functions = *real;
  view.functions.C_GetFunctionList = C_GetFunctionList;
  view.functions.C_GetSlotList = view_get_slot_list;
  view.functions.C_GetSlotInfo = view_get_slot_info;
  view.functions.C_GetTokenInfo = view_get_token_info;
  view.functions.C_OpenSession = view_open_session;
  view.functions.C_GetSessionInfo = view_get_session_info;
  view.functions.C_Login = view_login;
  view.functions.C_Logout = view_logout;
}

CK_SESSION_HANDLE
slot_view_get_session(void)
{
  return view.given;
}

/* Found by libp11 through dlsym(). */
CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **list)
{
  if (view.real == NULL)
    return CKR_GENERAL_ERROR;
  *list = &view.functions;
  return CKR_OK;
}
