/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <p11-kit/pkcs11.h>

/* clang-format off */
/* What the faulty module is to do, by the key file $FAULTS_FILE, read anew at each call:
 *
 *   [calls]               what a call does, by its name; "load" is the loading of the library
 *   C_Sign=crash          crash | hang | remove (the tokens are gone from now on) | lose (the same, told as
 *                         CKR_GENERAL_ERROR) | close (all sessions are closed, then the call goes on) |
 *                         the CKR it returns
 *   [nth]                 the same at the n-th call of the process, whichever it is
 *   n=12
 *   do=remove
 *   [delays]              milliseconds before the call; "all" is every call
 *   C_Sign=200
 *   [lengths]             what the call says of a length instead of the truth: zero | huge | longer |
 *   C_Sign=longer         shorter | unavailable; C_GetAttributeValue.length when it is only asked for the
 *                         length; C_GetSlotList=grow says fewer at first
 *   [attributes]          what an attribute is, by the hexadecimal numbers of CKO_ and CKA_, and of the
 *   3.120=0x12            CKA_ID when only one object is meant (3.120.01): garbage | the CKR
 *   [list]                what C_GetFunctionList gives: null | empty | old | a CKR
 *   functions=empty
 *   [tokens]              by label: gone | broken (its C_GetTokenInfo fails) | nul-padded (its label) |
 *   SAST-ADN0054f509=gone flags to add, as a number
 *   [slots]               the look at the slots (C_GetSlotList without room for them) of this number shows
 *   forgotten=2           no token, until the next look
 *   [reader]              the password that is typed when C_Login gets none
 *   password=Cisco123
 *
 * Each call becomes a line of $FAULTS_LOG: its name and the number of the process. */
/* clang-format on */

/* The rule KEY of GROUP, or NULL. The caller frees it. */
char *faulty_rule(const char *group, const char *key);

/* Logs CALL and does what the rules say; CKR_OK lets it go on. REAL may be NULL. */
CK_RV faulty_enter(CK_FUNCTION_LIST *real, const char *call);

/* TRUE after a "remove" or "lose". */
gboolean faulty_all_removed(void);

/* What RULE makes of the true LEN. */
CK_ULONG faulty_length(const char *rule, CK_ULONG len);
