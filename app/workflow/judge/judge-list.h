/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/judge/consent.h"

#include <openssl/x509.h>

/* A list that is to be signed or published. All is borrowed. */
typedef struct {
  const TrustList *list;   /* signed, or the preview of a draft */
  gboolean is_signed;      /* FALSE: a preview */
  const char *file_name;   /* of the file on disk, without folder; or NULL */
  const TrustList *source; /* the list that its records were taken from, or NULL */
  X509 *signer;            /* of a preview: who is to sign it; NULL where that is not known yet */
  gboolean non_secure;     /* it is meant for a cluster in non-secure mode */
  gint64 now;              /* seconds since 1970 */
} ListCase;

/* All that speaks against signing or publishing the list, wherever it goes: the rules of trust_list_lint(),
 * where its records come from, and who signs it. Of a preview, not what only a signature gives it. Returns
 * Findings; the caller frees them. Pure. */
GPtrArray *judge_list(const ListCase *question);

/* The part of it that concerns the token that is to sign a preview. A person chooses the token last, so a
 * window asks for it apart. Returns Findings; the caller frees them. Pure. */
GPtrArray *judge_signer(const ListCase *question);
