/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/nodes/node-round.h"
#include "app/workflow/publish/tvs-identity.h"

/* Does TVS on every node of a cluster know the certificates of tokens as those of System Administrator
 * Security Tokens? */

/* All of it is borrowed. */
typedef struct {
  const GPtrArray *nodes;        /* of PublisherAddress */
  const GPtrArray *certificates; /* of X509 */
  const TvsIdentity *identity;
  guint tvs_port;
  gboolean old_tls;
} SastQuestion;

typedef struct _SastAnswer SastAnswer;

/* Asks all nodes at the same time. WARNINGS (may be NULL) gets what the user should know of the connections,
 * sentences (char *) in the order of the nodes. Errors: CTL_ERROR_CANCELLED only, see sast_answer_check(). */
SastAnswer *sast_ask(const SastQuestion *question, GPtrArray *warnings, const NodeRound *round,
                     GError **error);
void sast_answer_free(SastAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SastAnswer, sast_answer_free)

/* FALSE when TVS on a node could not be asked, see node_errors_check(). */
gboolean sast_answer_check(const SastAnswer *answer, GError **error);

/* TRUE when TVS on NODE knows CERTIFICATE, by their places in the question; FALSE also where it could not be
 * asked. */
gboolean sast_answer_knows(const SastAnswer *answer, guint node, guint certificate);
