/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/error.h"

#include <libp11.h>
#include <p11-kit/pkcs11.h>

/* The one PKCS#11 module that this process loads: its function list for what it does itself, and libp11 on
 * top of it for logging in and signing, which sees it through slot-view.h and also initialises it. */
typedef struct {
  char *path;
  char *name; /* "PKCS#11 module /usr/lib/x.so", the beginning of messages */
  void *library;
  CK_FUNCTION_LIST *functions;
  PKCS11_CTX *context;
  gboolean initialised;
} Module;

/* Errors: CTL_ERROR_MODULE_FOREIGN, _MODULE_NOT_LOADED, _MODULE_UNFIT, CTL_ERROR_NO_MODULE, and what the
 * module itself answers. */
Module *module_load(const char *path, GError **error);
void module_free(Module *module);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Module, module_free)
