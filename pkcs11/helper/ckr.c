/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/ckr.h"

#include <glib/gi18n.h>
#include <libp11.h>
#include <openssl/err.h>

/* The functions that some values make sense of. */
#define READ "C_GetAttributeValue C_FindObjectsInit C_FindObjects"
#define PASSWORD "C_Login C_SetPIN"
#define SIGN "C_SignInit C_Sign"

/* The return values that a user can meet, in the order of their numbers. Source: PKCS#11 2.40. */
#define ROW_OF(calls, name, code, cause)                                                                     \
  {                                                                                                          \
    name, #name, calls, code, cause                                                                          \
  }
/* Not by the other, which would be given the number for the name. */
#define ROW(name, code, cause)                                                                               \
  {                                                                                                          \
    name, #name, NULL, code, cause                                                                           \
  }
static const struct {
  CK_RV rv;
  const char *name;
  const char *calls; /* that it makes sense of; NULL: any */
  CtlError code;
  const char *cause;
} rows[] = {
    ROW(CKR_HOST_MEMORY, CTL_ERROR_TOKEN, N_("the PKCS#11 module has no memory left")),
    ROW(CKR_SLOT_ID_INVALID, CTL_ERROR_TOKEN_REMOVED, N_("the reader was removed")),
    ROW(CKR_GENERAL_ERROR, CTL_ERROR_TOKEN, N_("the PKCS#11 module failed without saying why")),
    ROW(CKR_FUNCTION_FAILED, CTL_ERROR_TOKEN, N_("the PKCS#11 module failed without saying why")),
    ROW(CKR_ARGUMENTS_BAD, CTL_ERROR_TOKEN, N_("the PKCS#11 module did not understand the call")),
    ROW(CKR_NEED_TO_CREATE_THREADS, CTL_ERROR_TOKEN, N_("the PKCS#11 module needs threads of its own")),
    ROW(CKR_CANT_LOCK, CTL_ERROR_TOKEN, N_("the PKCS#11 module cannot lock")),
    ROW_OF(READ, CKR_ATTRIBUTE_SENSITIVE, CTL_ERROR_TOKEN, N_("the token keeps back what has to be read")),
    ROW_OF(READ, CKR_ATTRIBUTE_TYPE_INVALID, CTL_ERROR_TOKEN, N_("the token lacks what has to be read")),
    ROW_OF(READ, CKR_ATTRIBUTE_VALUE_INVALID, CTL_ERROR_TOKEN,
           N_("the PKCS#11 module did not understand the call")),
    ROW_OF(SIGN, CKR_DATA_INVALID, CTL_ERROR_TOKEN, N_("the token cannot sign this digest")),
    ROW_OF(SIGN, CKR_DATA_LEN_RANGE, CTL_ERROR_TOKEN, N_("the token cannot sign a digest of this length")),
    ROW(CKR_DEVICE_ERROR, CTL_ERROR_TOKEN, N_("the token reports an error of its own")),
    ROW(CKR_DEVICE_MEMORY, CTL_ERROR_TOKEN, N_("the token has no memory left")),
    ROW(CKR_DEVICE_REMOVED, CTL_ERROR_TOKEN_REMOVED, N_("it was removed")),
    ROW_OF(PASSWORD " " SIGN, CKR_FUNCTION_CANCELED, CTL_ERROR_CANCELLED, N_("cancelled on the reader")),
    ROW(CKR_FUNCTION_NOT_SUPPORTED, CTL_ERROR_TOKEN, N_("the PKCS#11 module cannot do this")),
    ROW_OF(SIGN, CKR_KEY_HANDLE_INVALID, CTL_ERROR_TOKEN, N_("the private key is no longer there")),
    ROW_OF(SIGN, CKR_KEY_SIZE_RANGE, CTL_ERROR_TOKEN, N_("the private key has no length that can be used")),
    ROW_OF(SIGN, CKR_KEY_TYPE_INCONSISTENT, CTL_ERROR_TOKEN, N_("the private key is no RSA key")),
    ROW_OF(SIGN, CKR_KEY_FUNCTION_NOT_PERMITTED, CTL_ERROR_TOKEN, N_("the private key may not sign")),
    ROW_OF(SIGN, CKR_MECHANISM_INVALID, CTL_ERROR_TOKEN, N_("the token cannot sign with RSA PKCS #1")),
    ROW_OF(SIGN, CKR_MECHANISM_PARAM_INVALID, CTL_ERROR_TOKEN, N_("the token cannot sign with RSA PKCS #1")),
    ROW_OF(READ, CKR_OBJECT_HANDLE_INVALID, CTL_ERROR_TOKEN, N_("what was to be read is no longer there")),
    ROW(CKR_OPERATION_ACTIVE, CTL_ERROR_TOKEN, N_("another operation is still running")),
    ROW(CKR_OPERATION_NOT_INITIALIZED, CTL_ERROR_TOKEN, N_("the PKCS#11 module forgot what it was doing")),
    ROW_OF(PASSWORD, CKR_PIN_INCORRECT, CTL_ERROR_WRONG_PIN, N_("the password is wrong")),
    ROW_OF(PASSWORD, CKR_PIN_INVALID, CTL_ERROR_WRONG_PIN,
           N_("the password has characters that the token does not allow")),
    ROW_OF(PASSWORD, CKR_PIN_LEN_RANGE, CTL_ERROR_WRONG_PIN,
           N_("the password is shorter or longer than the token allows")),
    ROW(CKR_PIN_EXPIRED, CTL_ERROR_TOKEN, N_("the password has to be changed first")),
    ROW(CKR_PIN_LOCKED, CTL_ERROR_PIN_LOCKED, N_("it is locked for good, after too many wrong passwords")),
    ROW(CKR_SESSION_CLOSED, CTL_ERROR_TOKEN_REMOVED, N_("it was removed")),
    ROW(CKR_SESSION_COUNT, CTL_ERROR_TOKEN, N_("too many programs are using it")),
    ROW(CKR_SESSION_HANDLE_INVALID, CTL_ERROR_TOKEN_REMOVED, N_("it was removed")),
    ROW(CKR_SESSION_PARALLEL_NOT_SUPPORTED, CTL_ERROR_TOKEN,
        N_("the PKCS#11 module did not understand the call")),
    ROW_OF("C_SetPIN", CKR_SESSION_READ_ONLY, CTL_ERROR_TOKEN, N_("it can only be read")),
    ROW(CKR_SESSION_READ_ONLY_EXISTS, CTL_ERROR_TOKEN, N_("another program has it open for reading only")),
    ROW(CKR_SESSION_READ_WRITE_SO_EXISTS, CTL_ERROR_TOKEN, N_("its administrator is logged in")),
    ROW_OF(SIGN, CKR_SIGNATURE_LEN_RANGE, CTL_ERROR_TOKEN,
           N_("the signature has not the length that the key makes")),
    ROW(CKR_TOKEN_NOT_PRESENT, CTL_ERROR_TOKEN_REMOVED, N_("it was removed")),
    ROW(CKR_TOKEN_NOT_RECOGNIZED, CTL_ERROR_TOKEN, N_("the PKCS#11 module does not know this kind of token")),
    ROW_OF("C_SetPIN C_OpenSession", CKR_TOKEN_WRITE_PROTECTED, CTL_ERROR_TOKEN, N_("it can only be read")),
    ROW(CKR_USER_ALREADY_LOGGED_IN, CTL_ERROR_TOKEN, N_("somebody is logged in already")),
    ROW(CKR_USER_NOT_LOGGED_IN, CTL_ERROR_TOKEN, N_("the token forgot the login")),
    ROW_OF(PASSWORD, CKR_USER_TYPE_INVALID, CTL_ERROR_TOKEN, N_("the token knows no ordinary users")),
    ROW_OF(PASSWORD, CKR_USER_PIN_NOT_INITIALIZED, CTL_ERROR_TOKEN, N_("it has no password yet")),
    ROW(CKR_USER_ANOTHER_ALREADY_LOGGED_IN, CTL_ERROR_TOKEN, N_("its administrator is logged in")),
    ROW_OF(PASSWORD, CKR_USER_TOO_MANY_TYPES, CTL_ERROR_TOKEN, N_("too many users are logged in")),
    ROW(CKR_BUFFER_TOO_SMALL, CTL_ERROR_TOKEN, N_("the PKCS#11 module wants more room than is usual")),
    ROW(CKR_CRYPTOKI_NOT_INITIALIZED, CTL_ERROR_TOKEN, N_("the PKCS#11 module forgot its state")),
    ROW_OF(PASSWORD " " SIGN, CKR_FUNCTION_REJECTED, CTL_ERROR_CANCELLED, N_("refused on the reader")),
};
#undef ROW
#undef ROW_OF

static gboolean
makes_sense(const char *calls, const char *call)
{
  g_auto(GStrv) names = calls != NULL ? g_strsplit(calls, " ", -1) : NULL;
  return names == NULL || g_strv_contains((const char *const *)names, call);
}

gboolean
ckr_set_error(GError **error, const char *call, CK_RV rv, const char *what)
{
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    if (rows[i].rv != rv)
      continue;
    if (makes_sense(rows[i].calls, call))
      g_set_error(error, CTL_ERROR, (int)rows[i].code, _("%s: %s (%s)"), what, _(rows[i].cause),
                  rows[i].name);
    else
      g_set_error(error, CTL_ERROR, CTL_ERROR_TOKEN, _("%s: the PKCS#11 module failed in %s (%s)"), what,
                  call, rows[i].name);
    return FALSE;
  }
  g_set_error(error, CTL_ERROR, CTL_ERROR_TOKEN, _("%s: the PKCS#11 module failed in %s (CKR 0x%lx)"), what,
              call, rv);
  return FALSE;
}

/* libp11 puts the CKR as reason under a library number of its own, which is given out at run time. OpenSSL
 * adds its own errors on top, so the CKR can stand anywhere in the queue. *OTHER is the first that is none.
 */
static CK_RV
empty_queue(unsigned long *other)
{
  CK_RV rv = CKR_OK;
  *other = 0;
  for (unsigned long code = ERR_get_error(); code != 0; code = ERR_get_error()) {
    if (ERR_GET_LIB(code) == ERR_get_CKR_code())
      rv = (CK_RV)ERR_GET_REASON(code);
    else if (*other == 0)
      *other = code;
  }
  return rv;
}

CK_RV
ckr_from_queue(void)
{
  unsigned long other = 0;
  CK_RV rv = empty_queue(&other);
  return rv != CKR_OK ? rv : CKR_FUNCTION_FAILED;
}

gboolean
ckr_set_error_from_queue(GError **error, const char *call, const char *what)
{
  unsigned long other = 0;
  CK_RV rv = empty_queue(&other);
  const char *reason = other != 0 ? ERR_reason_error_string(other) : NULL;
  if (rv != CKR_OK || reason == NULL)
    return ckr_set_error(error, call, rv != CKR_OK ? rv : CKR_FUNCTION_FAILED, what);
  g_set_error(error, CTL_ERROR, CTL_ERROR_TOKEN, _("%s: %s"), what, reason);
  return FALSE;
}
