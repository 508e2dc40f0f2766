/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/publish/publish-nodes.h"
#include "app/workflow/publish/publish-record.h"
#include "app/workflow/publish/served-confirmed.h"

/* One node's part of a push, for a list that judge_list() has nothing against that was not accepted. What is
 * there is read and judged by judge_node(), with TVS where phones would ask it; an error that REQUEST's
 * consent does not overrule stops before anything is written. What an earlier push left when it was cut off
 * is put right. Both lists are kept in the history. Any thread. Errors: those of consent_check(),
 * publisher_session_open() and publisher_replace_file(). */
gboolean publish_to_node(const TrustList *list, const PublishRequest *request, PublishResult *result,
                         PublishRecord *record, CtlPrompt *prompt, const Progress *progress,
                         GCancellable *cancellable, GError **error);

/* The same for a node that takes files by OS Administration. What it serves to phones is read before and
 * after, by HTTP or TFTP. Errors: those of consent_check(), served_file_read() and web_upload_run();
 * CTL_ERROR_REMOTE when the node refuses the file, CTL_ERROR_UNREACHABLE when it does not say what became of
 * it. */
gboolean publish_by_web(const TrustList *list, const PublishRequest *request, PublishResult *result,
                        PublishRecord *record, CtlPrompt *prompt, const Progress *progress,
                        GCancellable *cancellable, GError **error);

/* The same for a node where a person puts the file, whom a sentence of REQUEST's warnings tells what to do:
 * it looks at what the node serves, and changes nothing. */
gboolean publish_by_hand(const TrustList *list, const PublishRequest *request, PublishResult *result,
                         PublishRecord *record, CtlPrompt *prompt, const Progress *progress,
                         GCancellable *cancellable, GError **error);

/* What a node has that takes no SFTP. */
typedef struct {
  GBytes *served; /* what HTTP or TFTP gives, or NULL: nothing */
  HeldState state;
  PlatformListFacts held; /* what the node says that it holds, unless that is not known */
} PublishedThere;

void published_there_clear(PublishedThere *there);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PublishedThere, published_there_clear)

/* Fills THERE, which has to be empty. Errors: those of served_file_read() and served_file_ask_held(). */
gboolean publish_look_there(PublishedThere *there, const PublishRequest *request, CtlPrompt *prompt,
                            const Progress *progress, GCancellable *cancellable, GError **error);

/* TRUE when BYTES are what the node serves; when they lie there and wait for the restart of Cisco Tftp. */
gboolean published_there_serves(const PublishedThere *there, GBytes *bytes);
gboolean published_there_waits(const PublishedThere *there, GBytes *bytes);

/* May what is there be replaced, for all that is known of it? A list that waits there unseen may be
 * anybody's. Errors: CTL_ERROR_CHANGED; CTL_ERROR_REMOTE when it is not known whether there is a list. */
gboolean publish_check_there(const PublishedThere *there, const PublishRequest *request, GError **error);

/* What the node serves to phones: served_file_read(). */
gboolean publish_read_served(const PublishRequest *request, GBytes **bytes, GCancellable *cancellable,
                             GError **error);

/* A person has agreed to replace what was there, not what has come since. Errors: CTL_ERROR_CHANGED. */
gboolean publish_check_unchanged(GBytes *old_bytes, const PublishRequest *request, GError **error);

/* May LIST be put where OLD_BYTES (NULL: nothing) are? Errors: those of consent_check(), CTL_ERROR_CANCELLED.
 */
gboolean publish_check_node(const TrustList *list, GBytes *old_bytes, const PublishRequest *request,
                            const Progress *progress, GCancellable *cancellable, GError **error);

/* How a node of PublishNodes is reached besides; borrowed from it. */
typedef struct {
  const PublisherAddress *cli; /* with the user of its platform CLI */
  const PublisherLogin *login;
  guint http_port;
  guint tftp_port;
} PublishReach;

PublishReach publish_node_get_reach(const PublishNode *node);

/* Adds the session's warnings to WARNINGS, which may be NULL. */
void publish_copy_warnings(const PublisherSession *session, GPtrArray *warnings);
