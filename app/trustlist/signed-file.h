/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/trustlist/record-match.h"

/* A file that a node has signed for phones (….sgn, ….enc.sgn, ….sha512): the header of a trust list, then the
 * content. The signature covers both, and the node signs with its CallManager certificate, which the file
 * does not hold: phones look for the signer in the lists that they hold. Immutable, reference counted.
 * Sources: "Security By Default" (the header, and where phones look), certutils (encrypted configurations).
 */
typedef struct _SignedFile SignedFile;

/* Larger than any configuration, ring list or locale; firmware can be larger, and is not checked. */
#define SIGNED_FILE_MAX_LEN (32u * 1024 * 1024)

/* The name of the signed file that BYTES begin with the header of, or empty when it is none. Borrowed. */
TlvReader signed_file_find_name(GBytes *bytes);

/* Errors: CTL_ERROR_DAMAGED, saying what. */
SignedFile *signed_file_parse(GBytes *bytes, GError **error);
SignedFile *signed_file_ref(SignedFile *file);
void signed_file_unref(SignedFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SignedFile, signed_file_unref)

/* All of it is borrowed from FILE. */
const TrustListHeader *signed_file_get_header(const SignedFile *file);
TlvReader signed_file_get_content(const SignedFile *file);

/* TRUE when the content is encrypted for one phone: the name ends with ".enc.sgn". */
gboolean signed_file_is_encrypted(const SignedFile *file);

typedef enum {
  SIGNED_FILE_TRUSTED,     /* a record of a list that is held is the signer's, and the signature is right */
  SIGNED_FILE_WRONG,       /* such a record's key does not fit */
  SIGNED_FILE_NOT_CHECKED, /* this machine cannot check it */
  SIGNED_FILE_UNKNOWN,     /* no list that is held has the signer with the function CCM+TFTP */
} SignedFileVerdict;

/* What a phone that holds CTL and ITL (either may be NULL) finds out about FILE. */
typedef struct {
  SignedFileVerdict verdict;
  const TrustList *list;  /* where the record stands that decided; NULL where none did. Borrowed */
  guint record;           /* from 0, RECORD_NONE where none did */
  const TrustList *other; /* UNKNOWN: a list that has the signer with another function, or NULL. Borrowed */
  guint other_record;     /* and which record that is */
  GError *why;            /* WRONG and NOT_CHECKED: as a sentence */
} SignedFileCheck;

void signed_file_check_clear(SignedFileCheck *check);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SignedFileCheck, signed_file_check_clear)

/* Phones look in the CTL, then in the ITL, for the signer's issuer and serial number; those with Security by
 * Default then ask TVS, which is not asked here. A right signature counts wherever its record stands. */
void signed_file_check(const SignedFile *file, const TrustList *ctl, const TrustList *itl,
                       SignedFileCheck *check);

/* "trusted", "wrong", "not-checked", "unknown". Static. */
const char *signed_file_verdict_get_word(SignedFileVerdict verdict);
