/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/publish/publish-record.h"

/* One node's part of a push, for a list that judge_list() has nothing against that was not accepted. What is
 * there is read and judged by judge_node(), with TVS where phones would ask it; an error that REQUEST's
 * consent does not overrule stops before anything is written. What an earlier push left when it was cut off
 * is put right. Both lists are kept in the history. Any thread. Errors: those of consent_check(),
 * publisher_session_open() and publisher_replace_file(). */
gboolean publish_to_node(const TrustList *list, const PublishRequest *request, PublishResult *result,
                         PublishRecord *record, CtlPrompt *prompt, const Progress *progress,
                         GCancellable *cancellable, GError **error);

/* Adds the session's warnings to WARNINGS, which may be NULL. */
void publish_copy_warnings(const PublisherSession *session, GPtrArray *warnings);
