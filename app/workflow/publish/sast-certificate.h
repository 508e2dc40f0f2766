/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/x509.h>

/* A token's certificate that is uploaded as Phone-SAST-trust, and what became of it. */

typedef enum {
  SAST_NOT_UPLOADED, /* the publisher was given nothing */
  SAST_REFUSED,      /* it says no, and TVS does not know it on every node */
  SAST_UPLOADED,     /* and not yet known to TVS on every node, or nothing proves it */
  SAST_KNOWN,        /* to TVS on every node */
} SastState;

/* "not-uploaded", "refused", "uploaded", "known". Static. */
const char *sast_state_get_word(SastState state);

typedef struct {
  X509 *certificate;
  char *name;      /* of the token */
  char *file_name; /* that the publisher is told */
  SastState state;
  gboolean sent;      /* in this run */
  gboolean is_unsure; /* no whole answer came then */
  gboolean is_no;     /* the page said no then: for one that is there already, too */
  char *said;         /* the page's own words after that, made harmless, or NULL */
  GPtrArray *missing; /* hosts (char *) of nodes whose TVS does not know it, or could not be asked */
  GPtrArray *listed;  /* hosts (char *) of nodes whose TVS may have known it before from a list that they
                       * serve or hold, or of which that is not known: there its answer is no proof */
} SastCertificate;

/* That of the token NAME; its file is called as an exported one. */
SastCertificate *sast_certificate_new(X509 *certificate, const char *name);
void sast_certificate_free(SastCertificate *certificate);

/* An array for them. */
GPtrArray *sast_certificates_new(void);

/* Those of TOKENS (of Token, each with a certificate). The caller frees the array. */
GPtrArray *sast_certificates_of_tokens(const GPtrArray *tokens);

/* TRUE when one of CERTIFICATES has this state. */
gboolean sast_certificates_have_state(const GPtrArray *certificates, SastState state);

/* What TVS says now: MISSING (of char *, hosts) is taken; IS_THERE when that of the publisher knows it. Sets
 * the state. */
void sast_certificate_take_answer(SastCertificate *certificate, GPtrArray *missing, gboolean is_there);

/* What is known of it, a sentence without a full stop. The caller frees it. */
char *sast_certificate_describe(const SastCertificate *certificate);
