/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define CRYPTOKI_EXPORTS 1
#include "pkcs11/helper/slot-view.h"

#include <string.h>

/* Far more than any attribute of a key or certificate on a token. */
#define ATTRIBUTE_LEN_MAX (64 * 1024)

static struct {
  CK_FUNCTION_LIST *real;
  CK_FUNCTION_LIST functions;
  CK_ULONG n_slots;
  CK_SLOT_ID slot;
  CK_FLAGS flags;            /* of the token */
  CK_SESSION_HANDLE session; /* libp11 has not asked for it yet */
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
  *session = view.session;
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

static CK_RV
view_find_objects_init(CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG n_attributes)
{
  return session == CK_INVALID_HANDLE ? view.open_rv
                                      : view.real->C_FindObjectsInit(session, attributes, n_attributes);
}

static CK_RV
view_find_objects(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG room, CK_ULONG *n_objects)
{
  CK_RV rv = view.real->C_FindObjects(session, objects, room, n_objects);
  return rv == CKR_OK && *n_objects > room ? CKR_GENERAL_ERROR : rv;
}

/* TRUE when the module tells no length that libp11 must not believe. */
static int
is_bearable(const CK_ATTRIBUTE *attribute, CK_ULONG room)
{
  if (attribute->ulValueLen == CK_UNAVAILABLE_INFORMATION)
    return 1;
  return attribute->ulValueLen <= (attribute->pValue != NULL ? room : ATTRIBUTE_LEN_MAX);
}

/* libp11 0.4.12 crashes when it cannot read the exponent (found by tests/faults), and needs it for nothing:
 * it is the token that signs. What made the reading fail shows at the next call. */
static CK_RV
give_usual_exponent(CK_ATTRIBUTE *attribute, CK_ULONG room)
{
  static const unsigned char exponent[] = {1, 0, 1};
  attribute->ulValueLen = sizeof exponent;
  if (attribute->pValue == NULL)
    return CKR_OK;
  if (room < sizeof exponent)
    attribute->ulValueLen = room;
  memcpy(attribute->pValue, exponent, attribute->ulValueLen);
  return CKR_OK;
}

static CK_RV
view_get_attribute_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes,
                         CK_ULONG n_attributes)
{
  if (session == CK_INVALID_HANDLE)
    return view.open_rv;
  CK_ULONG room = n_attributes == 1 ? attributes->ulValueLen : ATTRIBUTE_LEN_MAX; /* libp11 asks one by one */
  CK_RV rv = view.real->C_GetAttributeValue(session, object, attributes, n_attributes);
  for (CK_ULONG i = 0; i < n_attributes; i++) {
    if (!is_bearable(&attributes[i], room)) {
      attributes[i].ulValueLen = 0;
      rv = CKR_GENERAL_ERROR;
    }
  }
  return rv != CKR_OK && attributes->type == CKA_PUBLIC_EXPONENT ? give_usual_exponent(attributes, room) : rv;
}

static CK_RV
view_sign_init(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key)
{
  return session == CK_INVALID_HANDLE ? view.open_rv : view.real->C_SignInit(session, mechanism, key);
}

static CK_RV
view_sign(CK_SESSION_HANDLE session, unsigned char *data, CK_ULONG len, unsigned char *signature,
          CK_ULONG *signature_len)
{
  CK_ULONG room = *signature_len;
  CK_RV rv = view.real->C_Sign(session, data, len, signature, signature_len);
  return rv == CKR_OK && *signature_len != room ? CKR_SIGNATURE_LEN_RANGE : rv;
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
  view.functions.C_FindObjectsInit = view_find_objects_init;
  view.functions.C_FindObjects = view_find_objects;
  view.functions.C_GetAttributeValue = view_get_attribute_value;
  view.functions.C_SignInit = view_sign_init;
  view.functions.C_Sign = view_sign;
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
