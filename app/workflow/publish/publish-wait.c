/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: a node serves a file that was put there once Cisco Tftp was restarted: TN200119. */
#include "app/workflow/publish/publish-wait.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/workflow/publish/publish-private.h"

#include <glib/gi18n.h>

static gboolean
is_waiting(const PublishNode *node)
{
  return !node->left_out && node->error == NULL &&
         (node->state == PUBLISH_NOT_REACHED || node->state == PUBLISH_UPLOADED);
}

char *
publish_nodes_list_waiting(const PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  g_autoptr(GString) hosts = g_string_new(NULL);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (is_waiting(node))
      g_string_append_printf(hosts, "%s%s", hosts->len > 0 ? ", " : "", node->address->host);
  }
  return hosts->len > 0 ? g_strdup(hosts->str) : NULL;
}

static gboolean
serves(const PublishNode *node, GBytes *bytes, GCancellable *cancellable)
{
  const PublishReach reach = publish_node_get_reach(node);
  const ServedFile file = {
      .address = node->address, .http_port = reach.http_port, .tftp_port = reach.tftp_port};
  g_autoptr(GBytes) now = NULL;
  return served_file_read(&file, &now, cancellable, NULL) && now != NULL && g_bytes_equal(now, bytes);
}

/* One that was taken before is known; where a person has put it, the node is worked on once more. TRUE when
 * that has to be done. */
static gboolean
look_at(PublishNode *node, GBytes *bytes, GCancellable *cancellable)
{
  if (!is_waiting(node) || !serves(node, bytes, cancellable))
    return FALSE;
  if (node->state == PUBLISH_NOT_REACHED)
    return TRUE;
  node->state = PUBLISH_SERVED;
  return FALSE;
}

/* The nodes that CHOSEN leaves, as if they were the only ones. */
static gboolean
run_again(PublishNodes *nodes, const gboolean *chosen, const PublishOrder *order, GPtrArray *warnings,
          CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable, GError **error)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  g_autofree gboolean *left_out = g_new0(gboolean, all->len);
  for (guint i = 0; i < all->len; i++) {
    PublishNode *node = g_ptr_array_index(all, i);
    left_out[i] = node->left_out;
    node->left_out = !chosen[i];
  }
  gboolean done = publish_nodes_run(nodes, order, warnings, prompt, progress, cancellable, error);
  for (guint i = 0; i < all->len; i++)
    ((PublishNode *)g_ptr_array_index(all, i))->left_out = left_out[i];
  return done;
}

static gboolean
look(PublishNodes *nodes, const PublishOrder *order, GPtrArray *warnings, CtlPrompt *prompt,
     const Progress *progress, GCancellable *cancellable, GError **error)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  g_autofree gboolean *chosen = g_new0(gboolean, all->len);
  gboolean any = FALSE;
  for (guint i = 0; i < all->len; i++) {
    chosen[i] = look_at(g_ptr_array_index(all, i), trust_list_get_bytes(order->list), cancellable);
    any = any || chosen[i];
  }
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  return !any || run_again(nodes, chosen, order, warnings, prompt, progress, cancellable, error);
}

gboolean
publish_nodes_wait(PublishNodes *nodes, const PublishOrder *order, gint64 until_us, GPtrArray *warnings,
                   CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable, GError **error)
{
  for (;;) {
    g_autofree char *hosts = publish_nodes_list_waiting(nodes);
    if (hosts == NULL)
      return TRUE;
    progress_step(progress, _("Waiting until the list is served by: %s"), hosts);
    if (!look(nodes, order, warnings, prompt, progress, cancellable, error))
      return FALSE;
    if (clock_now_us() >= until_us)
      return TRUE;
    if (!clock_sleep(MIN(clock_in_ms(PUBLISH_POLL_S * 1000), until_us), cancellable))
      return !ctl_cancelled(cancellable, error);
  }
}
