/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/publish-record.h"

/* One node's part of a push, for a list that was found to verify. Any thread. */
gboolean publish_to_node(const TrustList *list, const PublishRequest *request, PublishResult *result,
                         PublishRecord *record, Prompt *prompt, const Progress *progress,
                         GCancellable *cancellable, GError **error);

/* Adds the session's warnings to WARNINGS, which may be NULL. */
void publish_copy_warnings(const PublisherSession *session, GPtrArray *warnings);
