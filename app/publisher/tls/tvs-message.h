/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* The messages of the Trust Verification Service. Which there are is shown by the traces of phones and of TVS
 * in "Communications Manager Security By Default and ITL Operation and Troubleshooting", Phone Contacts TVS
 * for Unknown Certificate, and in "CUCM Mixed Mode with Tokenless CTL", From Tokenless Solution to Hardware
 * eTokens; their bytes no document at hand describes. Pure functions. */

#define TVS_HEADER_LEN 10
#define TVS_MAX_ROLES 64

/* What TVS says of a certificate. */
typedef struct {
  gboolean trusted;
  guint8 roles[TVS_MAX_ROLES]; /* numbered as a record's FUNCTION: 0 SAST, 3 TFTP */
  guint n_roles;
  guint32 ttl_s; /* how long a phone may remember the answer; 0 where it is not said */
} TvsAnswer;

/* The request that a phone named DEVICE ("CP-7975-SEP001122334455") makes about CERTIFICATE (DER). The caller
 * owns it. Errors: CTL_ERROR_DAMAGED when the certificate is too long for a message. */
GBytes *tvs_request_build(guint32 session_id, const char *device, GBytes *certificate, GError **error);

/* Reads the answer's header, TVS_HEADER_LEN bytes; *BODY_LEN bytes follow. Errors: CTL_ERROR_REMOTE when it
 * is no answer to the request SESSION_ID. */
gboolean tvs_header_parse(const guint8 *header, guint32 session_id, gsize *body_len, GError **error);

/* Reads the body of the answer about CERTIFICATE (DER). Errors: CTL_ERROR_REMOTE when it is damaged, says
 * something twice, has no status, or names another certificate. */
gboolean tvs_body_parse(const guint8 *body, gsize len, GBytes *certificate, TvsAnswer *answer,
                        GError **error);

gboolean tvs_answer_has_role(const TvsAnswer *answer, guint8 role);
