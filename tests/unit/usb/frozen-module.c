/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A PKCS#11 module for tests: SoftHSM's, but like some of the field it knows only the tokens that were there
 * when it was initialised: those whose labels then stand in the file $FROZEN_TOKENS. */

#include <dlfcn.h>
#include <glib.h>
#include <p11-kit/pkcs11.h>
#include <string.h>

static CK_FUNCTION_LIST *real;
static CK_FUNCTION_LIST frozen;
static char **labels;

static CK_RV
frozen_initialize(void *args)
{
  g_autofree char *text = NULL;
  g_file_get_contents(g_getenv("FROZEN_TOKENS"), &text, NULL, NULL);
  labels = g_strsplit(text != NULL ? text : "", "\n", -1);
  return real->C_Initialize(args);
}

static gboolean
is_known(CK_SLOT_ID slot)
{
  CK_TOKEN_INFO info;
  if (labels == NULL || real->C_GetTokenInfo(slot, &info) != CKR_OK)
    return FALSE;
  g_autofree char *label = g_strchomp(g_strndup((const char *)info.label, sizeof info.label));
  return g_strv_contains((const char *const *)labels, label);
}

static CK_RV
frozen_get_slot_list(unsigned char present, CK_SLOT_ID *slots, CK_ULONG *n_slots)
{
  CK_SLOT_ID all[64] = {0};
  CK_ULONG n_all = G_N_ELEMENTS(all);
  CK_ULONG n = 0;
  CK_RV rv = real->C_GetSlotList(present, NULL, &n);
  if (rv == CKR_OK)
    rv = real->C_GetSlotList(present, all, &n_all);
  n = 0;
  for (CK_ULONG i = 0; rv == CKR_OK && i < n_all; i++) {
    if (!is_known(all[i]))
      continue;
    if (slots != NULL && n < *n_slots)
      slots[n] = all[i];
    n++;
  }
  *n_slots = n;
  return rv;
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
    frozen = *real;
    frozen.C_GetFunctionList = C_GetFunctionList;
    frozen.C_Initialize = frozen_initialize;
    frozen.C_GetSlotList = frozen_get_slot_list;
  }
  *list = &frozen;
  return CKR_OK;
}
