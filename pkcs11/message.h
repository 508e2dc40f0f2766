/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/secret.h"
#include "pkcs11/channel.h"

/* What a program and its token helper say to each other. A frame is the length of the body (4 bytes, most
 * significant first), the kind (1 byte) and the body: a serialised GVariant whose type the kind fixes, or,
 * for a password, its bytes as they are. Neither side trusts the other: a frame that is too long, of an
 * unknown kind or not in normal form is refused. */
typedef enum {
  /* From the program: a job. The next one may follow when it is done; all are for the module of the first. */
  MESSAGE_LIST = 1,   /* (ay): the module's file name, with a NUL */
  MESSAGE_LIST_BRIEF, /* the same, but the identities are for the helper alone, and no states are told */
  MESSAGE_SIGN,       /* MESSAGE_SIGN_TYPE */
  MESSAGE_REVEAL,     /* MESSAGE_WANTED_TYPE: show the token once more, after a login */
  MESSAGE_CHANGE,     /* MESSAGE_WANTED_TYPE: change the token's password */
  MESSAGE_WATCH,      /* (ay): the module's file name, with a NUL */
  /* From the helper: the tokens, then the end. */
  MESSAGE_TOKEN,      /* MESSAGE_TOKEN_TYPE */
  MESSAGE_UNREADABLE, /* (s): a sentence about a token or certificate that cannot be read */
  MESSAGE_DONE,       /* () */
  /* The helper is ready to log in, the program gives the password or the word to read it, and gets the
     signature, the token, or the end. Nothing of that, but the signature or the token at once, when the job
     before has logged in to the same token. To change the password it gives the old one, then the new one. */
  MESSAGE_LOGIN, /* (uuu): the TokenPasswordState now, fewest and most bytes of a password (0: not known) */
  MESSAGE_PASSWORD,  /* the bytes of the password */
  MESSAGE_ON_READER, /* (): let the user type it on the reader */
  MESSAGE_SIGNATURE, /* (ay) */
  /* From the helper, instead of any answer; the job ends with it. */
  MESSAGE_ERROR, /* (us): a CtlError and the whole sentence */
  /* Watching: the job lists the tokens as MESSAGE_LIST does, and again whenever the program asks for it. */
  MESSAGE_RESCAN,    /* (): from the program */
  MESSAGE_UNCHANGED, /* (): instead of a list that would be the same as the last one */
  MESSAGE_NO_SLOTS,  /* (): before either, when the module shows no slot, with a token or without */
} MessageKind;

/* Label, serial, manufacturer, model: together they are the identity of a token. */
#define MESSAGE_IDENTITY_TYPE "(ssss)"
/* Each certificate (DER) with its CKA_ID and CKA_LABEL, which may be empty. */
#define MESSAGE_CERTIFICATES_TYPE "a(ayays)"
/* The identity, the TokenPasswordState, whether it may show more after a login, the certificates. */
#define MESSAGE_TOKEN_TYPE "(" MESSAGE_IDENTITY_TYPE "ub" MESSAGE_CERTIFICATES_TYPE ")"
/* The module's file name, the identity, the token's name for messages. */
#define MESSAGE_WANTED_TYPE "(ay" MESSAGE_IDENTITY_TYPE "s)"
#define MESSAGE_WANTED_FORMAT "(^ay" MESSAGE_IDENTITY_TYPE "s)"
/* The same, then the certificate's CKA_ID (may be empty) and public key (SubjectPublicKeyInfo), the digest's
 * name, the digest. */
#define MESSAGE_SIGN_TYPE "(" MESSAGE_WANTED_TYPE "ayaysay)"

/* Bounds that both sides keep. */
#define MESSAGE_BODY_MAX (1024 * 1024)
#define MESSAGE_TOKENS_MAX 128
#define MESSAGE_CERTIFICATES_MAX 32
#define MESSAGE_CERTIFICATE_LEN_MAX (16 * 1024)
#define MESSAGE_KEY_ID_LEN_MAX 255
#define MESSAGE_PUBLIC_KEY_LEN_MAX 4096
#define MESSAGE_LABEL_LEN_MAX 255
#define MESSAGE_SIGNATURE_LEN_MAX 1024

/* Sends a message of any kind but MESSAGE_PASSWORD. BODY is consumed when floating, and has to be of the
 * kind's type. Errors: those of channel_write(). */
gboolean message_send(const Channel *channel, MessageKind kind, GVariant *body, GError **error);

/* Sends SECRET as MESSAGE_PASSWORD, with no copy in ordinary memory. */
gboolean message_send_password(const Channel *channel, const Secret *secret, GError **error);

/* Waits for the next message and sets *BODY (the caller unrefs it), or *PASSWORD when it is one. NULL for
 * PASSWORD refuses passwords. Errors: those of channel_read(), G_IO_ERROR_INVALID_DATA. */
gboolean message_receive(const Channel *channel, MessageKind *kind, GVariant **body, Secret **password,
                         GError **error);

/* The bytes of VALUE, which is an "ay", as a GBytes of its own; NULL when there are none or more than
 * MAX_LEN.
 */
GBytes *message_dup_bytes(GVariant *value, gsize max_len);
/* A GVariant "ay" of BYTES. Floating. */
GVariant *message_bytes_variant(GBytes *bytes);
