/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/module.h"

#include "pkcs11/helper/ckr.h"
#include "pkcs11/helper/library-check.h"
#include "pkcs11/helper/slot-view.h"

#include <dlfcn.h>
#include <glib/gi18n.h>
#include <string.h>

/* What the loader says, without the file name that it often begins with. */
static const char *
loader_cause(const char *path)
{
  const char *cause = dlerror();
  if (cause == NULL)
    return _("the loader does not say why");
  gsize len = strlen(path);
  return strncmp(cause, path, len) == 0 && g_str_has_prefix(cause + len, ": ") ? cause + len + 2 : cause;
}

/* libp11 would say "Unable to load PKCS#11 module" in every case; the loader knows more. */
static gboolean
load_library(Module *module, GError **error)
{
  g_autofree char *architecture = library_dup_other_architecture(module->path);
  if (architecture != NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_MODULE_FOREIGN,
                _("%s cannot be loaded: it is a library for %s, which this program is not"), module->name,
                architecture);
    return FALSE;
  }
  module->library = dlopen(module->path, RTLD_NOW | RTLD_LOCAL);
  if (module->library != NULL)
    return TRUE;
  const char *cause = loader_cause(module->path);
  /* Of the loader's causes this one is never translated. */
  gboolean unfit = strstr(cause, "undefined symbol") != NULL;
  g_set_error(error, CTL_ERROR, unfit ? CTL_ERROR_MODULE_UNFIT : CTL_ERROR_MODULE_NOT_LOADED,
              _("%s cannot be loaded: %s"), module->name, cause);
  return FALSE;
}

/* TRUE when FUNCTIONS has all that this program and libp11 call. */
static gboolean
is_complete(const CK_FUNCTION_LIST *functions)
{
  return functions->C_Initialize != NULL && functions->C_Finalize != NULL && functions->C_GetInfo != NULL &&
         functions->C_GetSlotList != NULL && functions->C_GetTokenInfo != NULL &&
         functions->C_OpenSession != NULL && functions->C_CloseSession != NULL &&
         functions->C_CloseAllSessions != NULL && functions->C_Login != NULL && functions->C_Logout != NULL &&
         functions->C_SetPIN != NULL && functions->C_FindObjectsInit != NULL &&
         functions->C_FindObjects != NULL && functions->C_FindObjectsFinal != NULL &&
         functions->C_GetAttributeValue != NULL && functions->C_SignInit != NULL && functions->C_Sign != NULL;
}

static gboolean
load_functions(Module *module, GError **error)
{
  CK_C_GetFunctionList get_functions = (CK_C_GetFunctionList)dlsym(module->library, "C_GetFunctionList");
  if (get_functions == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_MODULE,
                _("%s cannot be loaded: the file is a library, but no PKCS#11 module"), module->name);
    return FALSE;
  }
  CK_RV rv = get_functions(&module->functions);
  if (rv != CKR_OK)
    return ckr_set_error(error, "C_GetFunctionList", rv, module->name);
  if (module->functions != NULL &&
      (module->functions->version.major == 2 || module->functions->version.major == 3) &&
      is_complete(module->functions))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_NO_MODULE,
              _("%s cannot be used: it does not offer the functions of PKCS#11"), module->name);
  return FALSE;
}

Module *
module_load(const char *path, GError **error)
{
  g_autoptr(Module) module = g_new0(Module, 1);
  module->path = g_strdup(path);
  module->name = g_strdup_printf(_("PKCS#11 module %s"), path);
  if (!load_library(module, error) || !load_functions(module, error))
    return NULL;
  slot_view_set_module(module->functions);
  module->context = PKCS11_CTX_new();
  if (module->context == NULL || PKCS11_CTX_load(module->context, SLOT_VIEW_MODULE) != 0) {
    ckr_set_error_from_queue(error, "C_Initialize", module->name);
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
