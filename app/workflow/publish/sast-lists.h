/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/nodes/node-round.h"
#include "app/workflow/publish/sast-upload.h"

/* Looks at the lists of the nodes, what they serve and what their platform CLIs say that they hold, and sets
 * "listed" of CERTIFICATES (of SastCertificate): TVS may know a token from the list of its own node
 * (TN118893). A list that cannot be read counts as one with the token: one that is not served, too. The
 * warnings of UPLOAD tell of such nodes. Errors: those that served_error_is_final() means. */
gboolean sast_look_at_lists(const SastUpload *upload, const GPtrArray *certificates, const NodeRound *round,
                            GError **error);
