/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "pkcs11/helper/module.h"

/* What a module says of a token. Texts are without padding, valid UTF-8 and without control characters,
 * whatever the token holds. */
typedef struct {
  CK_SLOT_ID slot;
  CK_FLAGS flags; /* as the module tells them */
  char *label;
  char *serial;
  char *manufacturer;
  char *model;
  guint password_state;   /* TokenPasswordState */
  guint password_len_min; /* in bytes; 0: the module does not say */
  guint password_len_max;
  gboolean needs_login; /* there may be objects that show only after a login */
} TokenInfo;

void token_info_free(TokenInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenInfo, token_info_free)

/* The text of LEN BYTES as a token stores it: without padding, as text_for_people() shows it. */
char *token_text_dup(const guint8 *bytes, gsize len);

/* Asks the token in SLOT anew. *RV is what the module returned when the answer is NULL; CKR_OK then stands
 * for a token that was never initialised. */
TokenInfo *token_info_read(const Module *module, CK_SLOT_ID slot, CK_RV *rv);

/* The same; NULL also for a token that cannot be read, which becomes a GError in FAILURES. */
TokenInfo *token_info_try(const Module *module, CK_SLOT_ID slot, GPtrArray *failures);

/* The slots of MODULE that hold a token, at most MESSAGE_TOKENS_MAX: *N_SLOTS is the room in SLOTS, then how
 * many there are. Their number is believed when it is said twice: the library of pcscd 2.5 takes a message
 * that the use of some card has changed for a part of the answer that it waits for, and says of a reader that
 * it is not there, so that OpenSC leaves out its token (seen with pcsc-lite 2.5.2 and OpenSC 0.27.1; the next
 * answer is right). */
gboolean token_info_slots(const Module *module, CK_SLOT_ID *slots, CK_ULONG *n_slots, GError **error);

/* All tokens (of TokenInfo) of MODULE. A token that cannot be read is left out and becomes a GError in
 * FAILURES; libp11 0.4.12 would give up all slots because of one. */
GPtrArray *token_info_list(const Module *module, GPtrArray *failures, GError **error);
