/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/module.h"

#include "pkcs11/helper/ckr.h"

#include <dlfcn.h>
#include <string.h>

/* What the loader says, without the file name that it often begins with. */
static const char *
loader_cause(const char *path)
{
  const char *cause = dlerror();
  if (cause == NULL)
    return "the loader does not say why";
  gsize len = strlen(path);
  return strncmp(cause, path, len) == 0 && g_str_has_prefix(cause + len, ": ") ? cause + len + 2 : cause;
}

/* libp11 would say "Unable to load PKCS#11 module" in every case; the loader knows more. */
static gboolean
load_library(Module *module, GError **error)
{
  module->library = dlopen(module->path, RTLD_NOW | RTLD_LOCAL);
  if (module->library == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_TOKEN, "%s cannot be loaded: %s", module->name,
                loader_cause(module->path));
    return FALSE;
  }
  CK_C_GetFunctionList get_functions = (CK_C_GetFunctionList)dlsym(module->library, "C_GetFunctionList");
  if (get_functions == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_TOKEN,
                "%s cannot be loaded: the file is a library, but no PKCS#11 module", module->name);
    return FALSE;
  }
  CK_RV rv = get_functions(&module->functions);
  if (rv == CKR_OK && module->functions == NULL)
    rv = CKR_GENERAL_ERROR;
  return rv == CKR_OK || ckr_set_error(error, rv, module->name);
}

Module *
module_load(const char *path, GError **error)
{
  g_autoptr(Module) module = g_new0(Module, 1);
  module->path = g_strdup(path);
  module->name = g_strdup_printf("PKCS#11 module %s", path);
  if (!load_library(module, error))
    return NULL;
  module->context = PKCS11_CTX_new();
  if (module->context == NULL || PKCS11_CTX_load(module->context, path) != 0) {
    ckr_set_error_from_queue(error, module->name);
    return NULL;
  }
  module->initialised = TRUE;
  return g_steal_pointer(&module);
}

void
module_free(Module *module)
{
  if (module->initialised)
    PKCS11_CTX_unload(module->context);
  if (module->context != NULL)
    PKCS11_CTX_free(module->context);
  if (module->library != NULL)
    dlclose(module->library);
  g_free(module->name);
  g_free(module->path);
  g_free(module);
}

gboolean
module_probe(const Module *module, CK_SLOT_ID slot, const char *what, GError **error)
{
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  CK_RV rv = module->functions->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session);
  if (rv == CKR_SESSION_COUNT)
    return TRUE; /* the token is there; libp11 goes on with the session it has */
  if (rv != CKR_OK)
    return ckr_set_error(error, rv, what);
  module->functions->C_CloseSession(session);
  return TRUE;
}
