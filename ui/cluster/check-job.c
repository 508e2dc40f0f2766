/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/cluster/check-job.h"

#include "app/publisher/settings/cluster-login.h"
#include "app/workflow/publish/node-ways.h"
#include "app/workflow/publish/publisher-check.h"
#include "ui/widgets/keep-password.h"

#include <glib/gi18n.h>

void
check_result_free(CheckResult *result)
{
  g_free(result->text);
  g_free(result);
}

/* The way that fits better than the one that is saved; NULL: none is known. Static text. */
static const char *
describe_better_way(const AddressBookEntry *entry, const GPtrArray *nodes)
{
  DeliveryWay way = DELIVER_BY_SFTP;
  if (!node_ways_propose(nodes, &way) || way == entry->address->way)
    return NULL;
  switch (way) {
  case DELIVER_BY_SFTP:
    return _("SFTP works there: choose it as Way under Edit");
  case DELIVER_BY_WEB:
    return _("OS Administration takes files there: choose it as Way under Edit");
  case DELIVER_BY_HAND:
    return _("Neither SFTP nor OS Administration takes files there: choose By hand as Way under Edit, or "
             "another user");
  }
  return NULL;
}

/* Does the publisher's own way work? With what would, where it does not. */
static gboolean
check_publisher(const AddressBookEntry *entry, const GPtrArray *nodes, GError **error)
{
  g_autoptr(GPtrArray) publisher = g_ptr_array_new();
  gboolean all = FALSE;
  g_ptr_array_add(publisher, g_ptr_array_index(nodes, 0));
  if (node_ways_check(publisher, &all, error))
    return TRUE;
  const char *better = describe_better_way(entry, nodes);
  if (better != NULL && error != NULL) {
    g_autofree char *message = g_steal_pointer(&(*error)->message);
    (*error)->message = g_strdup_printf("%s. %s", message, better);
  }
  return FALSE;
}

/* A line for each other node. TRUE when its way works on all of them. */
static gboolean
add_others(GString *text, const GPtrArray *nodes)
{
  gboolean good = TRUE;
  for (guint i = 1; i < nodes->len; i++) {
    const NodeWays *node = g_ptr_array_index(nodes, i);
    const WayFound *own = node_ways_get_own(node);
    g_string_append_printf(text, "\n%s: %s", node->address->host, way_state_describe(own->state));
    g_string_append_printf(text, own->why != NULL ? " (%s)." : "%s.",
                           own->why != NULL ? own->why->message : "");
    good = good && own->state == WAY_WORKS;
  }
  return good;
}

static CheckResult *
check(const AddressBookEntry *entry, const PublisherLogin *login, const GPtrArray *nodes,
      const JobContext *context, GError **error)
{
  const PublishRequest request = {.address = entry->address,
                                  .login = login,
                                  .http_port = entry->cluster->http_port,
                                  .tftp_port = entry->cluster->tftp_port};
  gboolean good = FALSE;
  if (!check_publisher(entry, nodes, error))
    return NULL;
  g_autofree char *list =
      publisher_check(&request, &good, context->prompt, context->progress, context->cancellable, error);
  if (list == NULL)
    return NULL;
  g_autoptr(GString) text = g_string_new(list);
  gboolean all = add_others(text, nodes);
  CheckResult *result = g_new0(CheckResult, 1);
  result->text = g_strdup(text->str);
  result->good = good && all;
  return result;
}

gpointer
check_job_run(const JobContext *context, GError **error)
{
  const AddressBookEntry *entry = context->input;
  g_autoptr(ClusterLogin) kept = cluster_login_begin(entry);
  PublisherLogin login = cluster_login_get(kept, entry);
  g_autoptr(SessionKeeper) keeper =
      session_keeper_new(); /* not those of before: to log in is what is tested */
  login.keeper = keeper;
  g_autoptr(GPtrArray) nodes =
      node_ways_look(entry, &login, context->prompt, context->progress, context->cancellable, error);
  CheckResult *result = nodes != NULL ? check(entry, &login, nodes, context, error) : NULL;
  keep_password_as_wanted(context, entry);
  return result;
}

/* "SFTP: refused; platform CLI: works" and so on. */
static char *
describe_ways(const NodeWays *node)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (NodeWay way = NODE_WAY_SFTP; way <= NODE_WAY_SERVED; way++)
    g_string_append_printf(text, "%s%s: %s", way > NODE_WAY_SFTP ? "; " : "", node_way_get_title(way),
                           way_state_describe(node->ways[way].state));
  g_string_append_c(text, '.');
  return g_strdup(text->str);
}

gpointer
ways_job_run(const JobContext *context, GError **error)
{
  const AddressBookEntry *entry = context->input;
  PublisherLogin login = address_book_entry_get_login(entry);
  g_autoptr(SharedPassword) shared = shared_password_new();
  login.shared_password = shared;
  login.keyring_of = NULL; /* nothing is saved yet */
  g_autoptr(GPtrArray) nodes =
      node_ways_look(entry, &login, context->prompt, context->progress, context->cancellable, error);
  if (nodes == NULL)
    return NULL;
  CheckResult *result = g_new0(CheckResult, 1);
  result->good = node_ways_propose(nodes, &result->way);
  result->text = describe_ways(g_ptr_array_index(nodes, 0));
  return result;
}
