/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A PKCS#11 module for tests: SoftHSM's, but with the faults that the key file $FAULTS_FILE describes at the
 * moment of each call:
 *
 *   [calls]               what a call does, by its name; "load" is the loading of the library
 *   C_Sign=crash          crash | hang | remove (the tokens are gone from now on) | the CKR it returns
 *   [delays]              milliseconds before the call
 *   C_Sign=200
 *   [tokens]              by label
 *   SAST-ADN0054f509=gone gone | broken (its C_GetTokenInfo fails) | flags to add, as a number
 *   [reader]              the password that is typed when C_Login gets none
 *   password=Cisco123
 *
 * Each call becomes a line of $FAULTS_LOG: its name and the number of the process. */

#include <dlfcn.h>
#include <glib.h>
#include <p11-kit/pkcs11.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static CK_FUNCTION_LIST *real;
static CK_FUNCTION_LIST faulty;
static gboolean all_removed;

static char *
read_rule(const char *group, const char *key)
{
  const char *path = g_getenv("FAULTS_FILE");
  g_autoptr(GKeyFile) rules = g_key_file_new();
  if (path == NULL || !g_key_file_load_from_file(rules, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_key_file_get_string(rules, group, key, NULL);
}

static void
log_call(const char *call)
{
  const char *path = g_getenv("FAULTS_LOG");
  FILE *log = path != NULL ? fopen(path, "ae") : NULL;
  if (log == NULL)
    return;
  fprintf(log, "%s %d\n", call, getpid());
  fclose(log);
}

/* What CALL is to do by the rules; CKR_OK lets it go on. */
static CK_RV
enter(const char *call)
{
  log_call(call);
  g_autofree char *delay = read_rule("delays", call);
  if (delay != NULL)
    g_usleep(g_ascii_strtoull(delay, NULL, 0) * 1000);
  g_autofree char *rule = read_rule("calls", call);
  if (rule == NULL)
    return CKR_OK;
  if (g_str_equal(rule, "crash")) {
    signal(SIGSEGV, SIG_DFL); /* a sanitizer would turn it into an exit */
    raise(SIGSEGV);
  }
  while (g_str_equal(rule, "hang"))
    pause();
  if (g_str_equal(rule, "remove")) {
    all_removed = TRUE;
    return CKR_DEVICE_REMOVED;
  }
  return (CK_RV)g_ascii_strtoull(rule, NULL, 0);
}

static char *
token_rule(CK_SLOT_ID slot)
{
  CK_TOKEN_INFO info;
  if (all_removed)
    return g_strdup("gone");
  if (real->C_GetTokenInfo(slot, &info) != CKR_OK)
    return NULL;
  g_autofree char *label = g_strchomp(g_strndup((const char *)info.label, sizeof info.label));
  return *label != '\0' ? read_rule("tokens", label) : NULL;
}

static gboolean
is_gone(CK_SLOT_ID slot)
{
  g_autofree char *rule = token_rule(slot);
  return g_strcmp0(rule, "gone") == 0;
}

static CK_RV
enter_session(const char *call, CK_SESSION_HANDLE session)
{
  CK_RV rv = enter(call);
  CK_SESSION_INFO info;
  if (rv == CKR_OK && real->C_GetSessionInfo(session, &info) == CKR_OK && is_gone(info.slotID))
    return CKR_DEVICE_REMOVED;
  return rv;
}

static CK_RV
faulty_initialize(void *args)
{
  CK_RV rv = enter("C_Initialize");
  return rv != CKR_OK ? rv : real->C_Initialize(args);
}

static CK_RV
faulty_finalize(void *reserved)
{
  CK_RV rv = enter("C_Finalize");
  return rv != CKR_OK ? rv : real->C_Finalize(reserved);
}

static CK_RV
faulty_get_slot_list(unsigned char present, CK_SLOT_ID *slots, CK_ULONG *n_slots)
{
  CK_RV rv = enter("C_GetSlotList");
  return rv != CKR_OK ? rv : real->C_GetSlotList(present, slots, n_slots);
}

static CK_RV
faulty_get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
  CK_RV rv = enter("C_GetTokenInfo");
  if (rv == CKR_OK)
    rv = real->C_GetTokenInfo(slot, info);
  g_autofree char *rule = rv == CKR_OK ? token_rule(slot) : NULL;
  if (rule == NULL)
    return rv;
  if (g_str_equal(rule, "gone"))
    return CKR_TOKEN_NOT_PRESENT;
  if (g_str_equal(rule, "broken"))
    return CKR_DEVICE_ERROR;
  info->flags |= g_ascii_strtoull(rule, NULL, 0);
  return CKR_OK;
}

static CK_RV
faulty_open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                    CK_SESSION_HANDLE *session)
{
  CK_RV rv = enter("C_OpenSession");
  if (rv == CKR_OK && is_gone(slot))
    rv = CKR_TOKEN_NOT_PRESENT;
  return rv != CKR_OK ? rv : real->C_OpenSession(slot, flags, application, notify, session);
}

static CK_RV
faulty_get_session_info(CK_SESSION_HANDLE session, CK_SESSION_INFO *info)
{
  CK_RV rv = enter_session("C_GetSessionInfo", session);
  return rv != CKR_OK ? rv : real->C_GetSessionInfo(session, info);
}

static CK_RV
faulty_login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG pin_len)
{
  CK_RV rv = enter_session("C_Login", session);
  g_autofree char *typed = pin == NULL ? read_rule("reader", "password") : NULL;
  if (rv != CKR_OK)
    return rv;
  return typed != NULL ? real->C_Login(session, user, (unsigned char *)typed, strlen(typed))
                       : real->C_Login(session, user, pin, pin_len);
}

static CK_RV
faulty_logout(CK_SESSION_HANDLE session)
{
  CK_RV rv = enter_session("C_Logout", session);
  return rv != CKR_OK ? rv : real->C_Logout(session);
}

static CK_RV
faulty_find_objects_init(CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG n_attributes)
{
  CK_RV rv = enter_session("C_FindObjectsInit", session);
  return rv != CKR_OK ? rv : real->C_FindObjectsInit(session, attributes, n_attributes);
}

static CK_RV
faulty_get_attribute_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes,
                           CK_ULONG n_attributes)
{
  CK_RV rv = enter_session("C_GetAttributeValue", session);
  return rv != CKR_OK ? rv : real->C_GetAttributeValue(session, object, attributes, n_attributes);
}

static CK_RV
faulty_sign_init(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key)
{
  CK_RV rv = enter_session("C_SignInit", session);
  return rv != CKR_OK ? rv : real->C_SignInit(session, mechanism, key);
}

static CK_RV
faulty_sign(CK_SESSION_HANDLE session, unsigned char *data, CK_ULONG len, unsigned char *signature,
            CK_ULONG *signature_len)
{
  CK_RV rv = enter_session("C_Sign", session);
  return rv != CKR_OK ? rv : real->C_Sign(session, data, len, signature, signature_len);
}

static void
replace_calls(void)
{
  faulty = *real;
  faulty.C_GetFunctionList = C_GetFunctionList;
  faulty.C_Initialize = faulty_initialize;
  faulty.C_Finalize = faulty_finalize;
  faulty.C_GetSlotList = faulty_get_slot_list;
  faulty.C_GetTokenInfo = faulty_get_token_info;
  faulty.C_OpenSession = faulty_open_session;
  faulty.C_GetSessionInfo = faulty_get_session_info;
  faulty.C_Login = faulty_login;
  faulty.C_Logout = faulty_logout;
  faulty.C_FindObjectsInit = faulty_find_objects_init;
  faulty.C_GetAttributeValue = faulty_get_attribute_value;
  faulty.C_SignInit = faulty_sign_init;
  faulty.C_Sign = faulty_sign;
}

CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **list)
{
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
  enter("load");
}
