/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/error.h"

#include <libp11.h>
#include <p11-kit/pkcs11.h>

/* The one PKCS#11 module that this process loads: through libp11, which also initialises it, and beside that
 * its own function list. With that a session is tried before each call of libp11 that would open one, because
 * libp11 0.4.12 waits for ever when a module's C_OpenSession fails. */
typedef struct {
  char *path;
  char *name; /* "PKCS#11 module /usr/lib/x.so", the beginning of messages */
  void *library;
  CK_FUNCTION_LIST *functions;
  PKCS11_CTX *context;
  gboolean initialised;
} Module;

/* Errors: CTL_ERROR_TOKEN; the message says whether the file is missing, no library or no PKCS#11 module. */
Module *module_load(const char *path, GError **error);
void module_free(Module *module);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Module, module_free)

/* TRUE when a session with the token in SLOT can be opened. WHAT as in ckr_set_error(). */
gboolean module_probe(const Module *module, CK_SLOT_ID slot, const char *what, GError **error);
