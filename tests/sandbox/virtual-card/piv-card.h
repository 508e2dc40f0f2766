/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <openssl/evp.h>

/* A smart card as OpenSC knows it: a PIV card with one RSA key (9A), its certificate and a password that
 * locks after three wrong tries. Source of all byte values: NIST SP 800-73-4, parts 1 and 2. It lives in a
 * folder:
 *
 *   key.pem certificate.der   what it holds
 *   password tries            the password and how many tries are left; written by the card, and by who wants
 * to unplug-at                 an instruction in hexadecimal; the card is pulled when it comes (once) */
typedef struct {
  char *folder;
  EVP_PKEY *key;
  GByteArray *certificate;
  gboolean selected;
  gboolean verified;
  GByteArray *chain;   /* of a command that comes in parts */
  GByteArray *pending; /* of an answer that goes in parts */
} PivCard;

/* Ends the program when the folder holds no card. */
PivCard *piv_card_new(const char *folder);

/* The answer to reset. The caller frees it. */
GByteArray *piv_card_reset(PivCard *card);

/* The card after it was powered off. */
void piv_card_forget(PivCard *card);

/* The answer to a command, with its status word. The caller frees it. */
GByteArray *piv_card_answer(PivCard *card, const guint8 *command, gsize len);

/* TRUE when the command INSTRUCTION comes while the card is being pulled. */
gboolean piv_card_is_pulled(PivCard *card, guint8 instruction);

/* The password of COMMAND must not get into a log. */
gboolean piv_card_is_secret(const guint8 *command, gsize len);
