/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: a file that was uploaded is served after a restart of Cisco Tftp: TN200119. */
#include "app/workflow/publish/publish-restart.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/workflow/nodes/service-restart.h"
#include "app/workflow/publish/publish-private.h"
#include "app/workflow/publish/served-read.h"

#include <glib/gi18n.h>

#define SERVE_LIMIT_MS (2 * 60 * 1000) /* how long a service that was started may take until it serves */
#define SERVE_POLL_MS 2000

/* WHY gets why it is not known what the node serves; NULL when it is. */
static gboolean
serves(const PublishNode *node, const PublishReach *reach, GBytes *bytes, GCancellable *cancellable,
       GError **why)
{
  const ServedFile file = {
      .address = node->address, .http_port = reach->http_port, .tftp_port = reach->tftp_port};
  g_autoptr(GBytes) now = NULL;
  g_clear_error(why);
  return served_file_read(&file, &now, cancellable, why) && now != NULL && g_bytes_equal(now, bytes);
}

/* WHY is NULL when another list is served, or none. */
static gboolean
fail_to_serve(const PublishNode *node, const GError *why, GError **error)
{
  if (why == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
                _("Node %s does not serve this list to phones, although Cisco Tftp was restarted there"),
                node->address->host);
    return FALSE;
  }
  g_propagate_prefixed_error(error, g_error_copy(why), "%s",
                             _("Cisco Tftp was restarted, but whether phones get this list is not known. "));
  return FALSE;
}

static gboolean
wait_until_served(PublishNode *node, const PublishReach *reach, GBytes *bytes, const Progress *progress,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) why = NULL;
  gint64 limit = clock_in_ms(SERVE_LIMIT_MS);
  progress_step(progress, _("Waiting until %s serves the list"), node->address->host);
  while (!serves(node, reach, bytes, cancellable, &why)) {
    if (ctl_cancelled(cancellable, error))
      return FALSE;
    if (clock_now_us() >= limit)
      return fail_to_serve(node, why, error);
    clock_sleep(clock_in_ms(SERVE_POLL_MS), cancellable);
  }
  node->state = PUBLISH_SERVED;
  return TRUE;
}

static gboolean
restart_node(PublishNode *node, GBytes *bytes, GPtrArray *told, CtlPrompt *prompt, const Progress *progress,
             GCancellable *cancellable, GError **error)
{
  char *services[] = {(char *)"Cisco Tftp", NULL};
  gboolean restarted = FALSE;
  const PublishReach reach = publish_node_get_reach(node);
  const ServiceRestart restart = {
      .node = reach.cli, .login = reach.login, .services = services, .restarted = &restarted};
  char *done = service_restart_run(&restart, prompt, progress, cancellable, error);
  if (done == NULL)
    return FALSE;
  g_ptr_array_add(told, done);
  node->tftp_is_done = restarted;
  if (restarted)
    return wait_until_served(node, &reach, bytes, progress, cancellable, error);
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE,
              _("Cisco Tftp is not activated on %s, or not known there, so it was not restarted, and phones "
                "do not get this list from there"),
              node->address->host);
  return FALSE;
}

static gboolean
needs_restart(const PublishNode *node)
{
  return node->error == NULL && node->state == PUBLISH_UPLOADED;
}

gboolean
publish_restart_is_needed(const PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  for (guint i = 0; i < all->len; i++)
    if (needs_restart(g_ptr_array_index(all, i)))
      return TRUE;
  return FALSE;
}

gboolean
publish_restart_nodes(const PublishNodes *nodes, const TrustList *list, GPtrArray *told, CtlPrompt *prompt,
                      const Progress *progress, GCancellable *cancellable, GError **error)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  for (guint i = 0; i < all->len; i++) {
    PublishNode *node = g_ptr_array_index(all, i);
    if (needs_restart(node) &&
        !restart_node(node, trust_list_get_bytes(list), told, prompt, progress, cancellable, error))
      return FALSE;
  }
  return TRUE;
}
