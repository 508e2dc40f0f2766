/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/module.h"

/* The objects of a token, asked of the module itself: libp11 knows certificates and keys only by attributes
 * that not every token has. */

/* The value of the attribute TYPE of OBJECT, empty when it has none or one longer than MAX_LEN. */
CK_RV object_read(const Module *module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
                  CK_ATTRIBUTE_TYPE type, gsize max_len, GByteArray *value);

/* The objects of CLASS. *N_OBJECTS is the room in OBJECTS, then how many there are. */
CK_RV objects_find(const Module *module, CK_SESSION_HANDLE session, CK_OBJECT_CLASS class,
                   CK_OBJECT_HANDLE *objects, CK_ULONG *n_objects);

/* TRUE when RV, which a call for one object returned, says that the token or the session is gone: then it
 * says nothing of the object. */
gboolean object_token_is_gone(CK_RV rv);
