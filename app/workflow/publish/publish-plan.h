/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-difference.h"
#include "app/workflow/publish/publish-nodes.h"

/* A push in two runs, for the desktop program: first all chosen nodes are looked at, then all of them get the
 * list. What failed is tried again. */

typedef enum {
  PUBLISH_NEXT_CHOOSE, /* no node is chosen */
  PUBLISH_NEXT_CHECK,  /* a node was not looked at yet, or could not be: a dry run */
  PUBLISH_NEXT_ANSWER, /* a node's phones would not take the list: it is left out, or forced, or looked at
                        * again when something was done about it */
  PUBLISH_NEXT_PUSH,   /* all chosen nodes are ready */
  PUBLISH_NEXT_FINISH, /* all chosen nodes have got the list */
} PublishNext;

/* What to do next. */
PublishNext publish_plan_next(const PublishNodes *nodes);

/* TRUE when a node is chosen that has failed, so that what comes next is another try. */
gboolean publish_plan_is_retry(const PublishNodes *nodes);

/* What is known of NODE after a run that did not fail there, as sentences, a line each: what became of it or,
 * after a DRY_RUN, what would; what phones do; warnings. The caller frees it. */
char *publish_node_describe(const PublishNode *node, gboolean dry_run);

/* The warnings of a node that failed or was refused, a line each, or NULL when there are none. The caller
 * frees it. */
char *publish_node_describe_warnings(const PublishNode *node);

/* TRUE when NODE was found to hold another list that can be read. */
gboolean publish_node_can_compare(const PublishNode *node);

/* What LIST changes in that list. The caller frees it; NULL when there is none. */
ListDifference *publish_node_compare(const PublishNode *node, TrustList *list);

/* TRUE when a node has got the list. */
gboolean publish_plan_is_published(const PublishNodes *nodes);

/* TRUE when a node of PUBLISHER has got it. */
gboolean publish_plan_holds(const PublishNodes *nodes, const char *publisher);

/* What has to be done now that LIST was put on nodes: sentences. The caller frees it. */
char *publish_plan_next_steps(const PublishNodes *nodes, TrustList *list);

/* The names of the publishers of which a node has got it, separated by commas, or NULL. The caller frees it.
 */
char *publish_plan_list_published(const PublishNodes *nodes);

/* Which publishers hold the list now, which of their nodes do not, and what the push to them leaves to be
 * known, MORE (of char *) with it; a sentence a line, "" for none. The caller frees it. */
char *publish_plan_describe(const PublishNodes *nodes, const GPtrArray *more);
