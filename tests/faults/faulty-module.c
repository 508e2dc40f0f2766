/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A PKCS#11 module for tests: SoftHSM's, but with the faults that faulty-rules.h describes. */

#include "faulty-rules.h"

#include <dlfcn.h>
#include <glib.h>
#include <p11-kit/pkcs11.h>
#include <string.h>

static CK_FUNCTION_LIST *real;
static CK_FUNCTION_LIST faulty;

static char *
token_rule(CK_SLOT_ID slot)
{
  CK_TOKEN_INFO info;
  if (faulty_all_removed())
    return g_strdup("gone");
  if (real->C_GetTokenInfo(slot, &info) != CKR_OK)
    return NULL;
  g_autofree char *label = g_strchomp(g_strndup((const char *)info.label, sizeof info.label));
  return *label != '\0' ? faulty_rule("tokens", label) : NULL;
}

static gboolean
is_gone(CK_SLOT_ID slot)
{
  g_autofree char *rule = token_rule(slot);
  return g_strcmp0(rule, "gone") == 0;
}

static CK_RV
faulty_enter_session(const char *call, CK_SESSION_HANDLE session)
{
  CK_RV rv = faulty_enter(real, call);
  CK_SESSION_INFO info;
  if (rv == CKR_OK && real->C_GetSessionInfo(session, &info) == CKR_OK && is_gone(info.slotID))
    return CKR_DEVICE_REMOVED;
  return rv;
}

static CK_RV
faulty_initialize(void *args)
{
  CK_RV rv = faulty_enter(real, "C_Initialize");
  return rv != CKR_OK ? rv : real->C_Initialize(args);
}

static CK_RV
faulty_finalize(void *reserved)
{
  CK_RV rv = faulty_enter(real, "C_Finalize");
  return rv != CKR_OK ? rv : real->C_Finalize(reserved);
}

static CK_RV
faulty_get_info(CK_INFO *info)
{
  CK_RV rv = faulty_enter(real, "C_GetInfo");
  return rv != CKR_OK ? rv : real->C_GetInfo(info);
}

/* TRUE from the look at the slots that forgets the tokens to the next one. */
static gboolean
forgets_tokens(gboolean is_look)
{
  static guint n_looks;
  g_autofree char *rule = faulty_rule("slots", "forgotten");
  n_looks += is_look;
  return rule != NULL && n_looks == g_ascii_strtoull(rule, NULL, 10);
}

/* With a token more at the second call than was told at the first. */
static CK_RV
faulty_get_slot_list(unsigned char present, CK_SLOT_ID *slots, CK_ULONG *n_slots)
{
  CK_RV rv = faulty_enter(real, "C_GetSlotList");
  g_autofree char *rule = faulty_rule("lengths", "C_GetSlotList");
  if (rv != CKR_OK)
    return rv;
  if (g_strcmp0(rule, "huge") == 0) {
    *n_slots = (CK_ULONG)1 << 40;
    return CKR_OK;
  }
  rv = real->C_GetSlotList(present, slots, n_slots);
  if (g_strcmp0(rule, "grow") == 0 && slots == NULL && *n_slots > 0)
    *n_slots = 1;
  if (forgets_tokens(slots == NULL))
    *n_slots = 0;
  return rv;
}

static CK_RV
faulty_close_session(CK_SESSION_HANDLE session)
{
  CK_RV rv = faulty_enter(real, "C_CloseSession");
  return rv != CKR_OK ? rv : real->C_CloseSession(session);
}

static CK_RV
faulty_close_all_sessions(CK_SLOT_ID slot)
{
  CK_RV rv = faulty_enter(real, "C_CloseAllSessions");
  return rv != CKR_OK ? rv : real->C_CloseAllSessions(slot);
}

static CK_RV
faulty_get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
  CK_RV rv = faulty_enter(real, "C_GetTokenInfo");
  if (rv == CKR_OK)
    rv = real->C_GetTokenInfo(slot, info);
  g_autofree char *rule = rv == CKR_OK ? token_rule(slot) : NULL;
  if (rule == NULL)
    return rv;
  if (g_str_equal(rule, "gone"))
    return CKR_TOKEN_NOT_PRESENT;
  if (g_str_equal(rule, "broken"))
    return CKR_DEVICE_ERROR;
  if (g_str_equal(rule, "nul-padded")) {
    for (gsize i = sizeof info->label; i > 0 && info->label[i - 1] == ' '; i--)
      info->label[i - 1] = '\0';
    return CKR_OK;
  }
  info->flags |= g_ascii_strtoull(rule, NULL, 0);
  return CKR_OK;
}

static CK_RV
faulty_open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                    CK_SESSION_HANDLE *session)
{
  CK_RV rv = faulty_enter(real, "C_OpenSession");
  if (rv == CKR_OK && is_gone(slot))
    rv = CKR_TOKEN_NOT_PRESENT;
  return rv != CKR_OK ? rv : real->C_OpenSession(slot, flags, application, notify, session);
}

static CK_RV
faulty_get_session_info(CK_SESSION_HANDLE session, CK_SESSION_INFO *info)
{
  CK_RV rv = faulty_enter_session("C_GetSessionInfo", session);
  return rv != CKR_OK ? rv : real->C_GetSessionInfo(session, info);
}

static CK_RV
faulty_login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG pin_len)
{
  CK_RV rv = faulty_enter_session("C_Login", session);
  g_autofree char *typed = pin == NULL ? faulty_rule("reader", "password") : NULL;
  if (rv != CKR_OK)
    return rv;
  return typed != NULL ? real->C_Login(session, user, (unsigned char *)typed, strlen(typed))
                       : real->C_Login(session, user, pin, pin_len);
}

static CK_RV
faulty_logout(CK_SESSION_HANDLE session)
{
  CK_RV rv = faulty_enter_session("C_Logout", session);
  return rv != CKR_OK ? rv : real->C_Logout(session);
}

static CK_RV
faulty_find_objects_init(CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG n_attributes)
{
  CK_RV rv = faulty_enter_session("C_FindObjectsInit", session);
  return rv != CKR_OK ? rv : real->C_FindObjectsInit(session, attributes, n_attributes);
}

/* Counts more objects than there was room for. */
static CK_RV
faulty_find_objects(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG room, CK_ULONG *n_objects)
{
  CK_RV rv = faulty_enter_session("C_FindObjects", session);
  g_autofree char *rule = faulty_rule("lengths", "C_FindObjects");
  if (rv == CKR_OK)
    rv = real->C_FindObjects(session, objects, room, n_objects);
  if (rule != NULL && *n_objects > 0)
    *n_objects = faulty_length(rule, room);
  return rv;
}

static CK_RV
faulty_find_objects_final(CK_SESSION_HANDLE session)
{
  CK_RV rv = faulty_enter_session("C_FindObjectsFinal", session);
  return rv != CKR_OK ? rv : real->C_FindObjectsFinal(session);
}

/* The rule for the attribute TYPE of OBJECT: of that with its CKA_ID, else of all of its class. */
static char *
attribute_rule(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
  CK_OBJECT_CLASS class = 0;
  unsigned char id[8] = {0};
  CK_ATTRIBUTE asked[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, id, sizeof id}};
  real->C_GetAttributeValue(session, object, asked, G_N_ELEMENTS(asked));
  g_autofree char *of_class = g_strdup_printf("%lx.%lx", class, type);
  g_autofree char *of_object = g_strdup_printf("%s.%02x", of_class, id[0]);
  char *rule = faulty_rule("attributes", of_object);
  return rule != NULL ? rule : faulty_rule("attributes", of_class);
}

static CK_RV
faulty_get_attribute_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes,
                           CK_ULONG n_attributes)
{
  CK_RV rv = faulty_enter_session("C_GetAttributeValue", session);
  g_autofree char *rule = faulty_rule("lengths", attributes->pValue == NULL ? "C_GetAttributeValue.length"
                                                                            : "C_GetAttributeValue");
  g_autofree char *of_attribute = rv == CKR_OK ? attribute_rule(session, object, attributes->type) : NULL;
  gboolean garbage = g_strcmp0(of_attribute, "garbage") == 0;
  if (of_attribute != NULL && !garbage)
    return (CK_RV)g_ascii_strtoull(of_attribute, NULL, 0);
  if (rv == CKR_OK)
    rv = real->C_GetAttributeValue(session, object, attributes, n_attributes);
  if (rv == CKR_OK && garbage && attributes->pValue != NULL)
    memset(attributes->pValue, 0xff, attributes->ulValueLen);
  if (rule != NULL)
    attributes->ulValueLen = faulty_length(rule, attributes->ulValueLen);
  return rv;
}

static CK_RV
faulty_sign_init(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key)
{
  CK_RV rv = faulty_enter_session("C_SignInit", session);
  return rv != CKR_OK ? rv : real->C_SignInit(session, mechanism, key);
}

static CK_RV
faulty_sign(CK_SESSION_HANDLE session, unsigned char *data, CK_ULONG len, unsigned char *signature,
            CK_ULONG *signature_len)
{
  CK_RV rv = faulty_enter_session("C_Sign", session);
  g_autofree char *rule = faulty_rule("lengths", "C_Sign");
  if (rv == CKR_OK)
    rv = real->C_Sign(session, data, len, signature, signature_len);
  if (rule != NULL)
    *signature_len = faulty_length(rule, *signature_len);
  return rv;
}

static CK_RV
faulty_set_pin(CK_SESSION_HANDLE session, unsigned char *old, CK_ULONG old_len, unsigned char *new,
               CK_ULONG new_len)
{
  CK_RV rv = faulty_enter_session("C_SetPIN", session);
  return rv != CKR_OK ? rv : real->C_SetPIN(session, old, old_len, new, new_len);
}

static void
replace_calls(void)
{
  faulty = *real;
  faulty.C_GetFunctionList = C_GetFunctionList;
  faulty.C_Initialize = faulty_initialize;
  faulty.C_Finalize = faulty_finalize;
  faulty.C_GetInfo = faulty_get_info;
  faulty.C_GetSlotList = faulty_get_slot_list;
  faulty.C_GetTokenInfo = faulty_get_token_info;
  faulty.C_OpenSession = faulty_open_session;
  faulty.C_CloseSession = faulty_close_session;
  faulty.C_CloseAllSessions = faulty_close_all_sessions;
  faulty.C_GetSessionInfo = faulty_get_session_info;
  faulty.C_Login = faulty_login;
  faulty.C_Logout = faulty_logout;
  faulty.C_SetPIN = faulty_set_pin;
  faulty.C_FindObjectsInit = faulty_find_objects_init;
  faulty.C_FindObjects = faulty_find_objects;
  faulty.C_FindObjectsFinal = faulty_find_objects_final;
  faulty.C_GetAttributeValue = faulty_get_attribute_value;
  faulty.C_SignInit = faulty_sign_init;
  faulty.C_Sign = faulty_sign;
}

/* Function lists that are none. */
static CK_RV
give_bad_list(const char *rule, CK_FUNCTION_LIST **list)
{
  static CK_FUNCTION_LIST empty = {.version = {2, 40}};
  static CK_FUNCTION_LIST old = {.version = {1, 0}};
  *list = g_str_equal(rule, "empty") ? &empty : g_str_equal(rule, "old") ? &old : NULL;
  return g_str_has_prefix(rule, "0x") ? (CK_RV)g_ascii_strtoull(rule, NULL, 0) : CKR_OK;
}

CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **list)
{
  g_autofree char *rule = faulty_rule("list", "functions");
  if (rule != NULL)
    return give_bad_list(rule, list);
  if (real == NULL) {
    void *library = dlopen(SOFTHSM_MODULE, RTLD_NOW | RTLD_LOCAL);
    CK_C_GetFunctionList get =
        library != NULL ? (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList") : NULL;
    if (get == NULL || get(&real) != CKR_OK)
      return CKR_GENERAL_ERROR;
    replace_calls();
  }
  *list = &faulty;
  return CKR_OK;
}

__attribute__((constructor)) static void
loaded(void)
{
  faulty_enter(NULL, "load");
}
