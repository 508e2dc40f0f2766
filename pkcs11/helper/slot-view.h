/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <p11-kit/pkcs11.h>

/* What libp11 sees of the module: the one slot of the job, and answers that it can bear. libp11 0.4.12 gives
 * up all slots because of one token that fails, and waits for ever when C_OpenSession fails (by its source).
 * It logs in and out; objects are asked of the module itself (objects.h). So it loads this process as its
 * module, whose C_GetFunctionList gives out the real functions with a few in front. One view a process, since
 * PKCS#11 has no place for user data. */

/* The file name by which libp11's dlopen() finds this program itself. Source: dlopen(3), glibc takes "" for
 * NULL. */
#define SLOT_VIEW_MODULE ""

/* From now on libp11 gets at the functions of REAL, and sees no slot. */
void slot_view_set_module(CK_FUNCTION_LIST *real);
/* From now on libp11 sees SLOT, with a token of these FLAGS (of CK_TOKEN_INFO) and a session that is opened
 * now. */
CK_RV slot_view_open(CK_SLOT_ID slot, CK_FLAGS flags);
/* The session that libp11 has, and that its login is for. */
CK_SESSION_HANDLE slot_view_get_session(void);
