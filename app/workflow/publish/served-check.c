/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: TN200119, files are served by TFTP and HTTP, and after a restart of Cisco Tftp. */
#include "app/workflow/publish/served-check.h"

#include "app/base/error.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/nodes/node-round.h"

#include <glib/gi18n.h>

typedef struct {
  GPtrArray *served;     /* of ServedNode */
  GPtrArray *publishers; /* of const AddressBookEntry, one for each */
  const char *md5;
} Asking;

static void
served_node_free(gpointer data)
{
  ServedNode *node = data;
  served_list_clear(&node->list);
  g_free(node->host);
  g_free(node);
}

static void
add_node(Asking *asking, const PublisherAddress *address, const AddressBookEntry *entry)
{
  ServedNode *served = g_new0(ServedNode, 1);
  served->host = g_strdup(address->host);
  served->state = SERVED_UNKNOWN;
  g_ptr_array_add(asking->served, served);
  g_ptr_array_add(asking->publishers, (gpointer)entry);
}

static const AddressBookEntry *
find_entry(const GPtrArray *entries, const char *name)
{
  for (guint i = 0; i < entries->len; i++) {
    const AddressBookEntry *entry = g_ptr_array_index(entries, i);
    if (g_strcmp0(entry->name, name) == 0)
      return entry;
  }
  return NULL;
}

static void
add_published(Asking *asking, const PublishNodes *nodes, const GPtrArray *entries)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    const AddressBookEntry *entry = find_entry(entries, node->publisher);
    if (node->stage == PUBLISH_STAGE_DONE && entry != NULL)
      add_node(asking, node->address, entry);
  }
}

/* That neither HTTP nor TFTP answers is no failure. */
static gboolean
on_node(const NodeTurn *turn, gpointer user_data, GError **error)
{
  const Asking *asking = user_data;
  ServedNode *node = g_ptr_array_index(asking->served, turn->index);
  served_list_ask(&node->list, g_ptr_array_index(asking->publishers, turn->index), node->host,
                  turn->cancellable);
  if (node->list.by != NULL)
    node->state = g_strcmp0(node->list.md5, asking->md5) == 0 ? SERVED_NEW : SERVED_OTHER;
  return TRUE;
}

/* The nodes that were asked; NULL when cancelled. ASKING's arrays are given away. */
static GPtrArray *
ask(Asking *asking, const Progress *progress, GCancellable *cancellable, GError **error)
{
  const NodeRound round = {.cancellable = cancellable};
  g_autoptr(GPtrArray) served = asking->served;
  g_autoptr(GPtrArray) publishers G_GNUC_UNUSED = asking->publishers;
  GError **errors = g_new0(GError *, served->len);
  progress_step(progress, _("Reading what the nodes serve to phones"));
  node_round_run(&round, served->len, on_node, asking, errors);
  node_errors_free(errors, served->len);
  return ctl_cancelled(cancellable, error) ? NULL : g_steal_pointer(&served);
}

static Asking
asking_new(const char *md5)
{
  return (Asking){.served = g_ptr_array_new_with_free_func(served_node_free),
                  .publishers = g_ptr_array_new(),
                  .md5 = md5};
}

GPtrArray *
served_check(const PublishNodes *nodes, const GPtrArray *entries, GBytes *bytes, const Progress *progress,
             GCancellable *cancellable, GError **error)
{
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(bytes, &md5, &sha1);
  Asking asking = asking_new(md5);
  add_published(&asking, nodes, entries);
  return ask(&asking, progress, cancellable, error);
}

GPtrArray *
served_check_cluster(const AddressBookEntry *entry, const GPtrArray *addresses, const char *md5,
                     const Progress *progress, GCancellable *cancellable, GError **error)
{
  Asking asking = asking_new(md5);
  for (guint i = 0; i < addresses->len; i++)
    add_node(&asking, g_ptr_array_index(addresses, i), entry);
  return ask(&asking, progress, cancellable, error);
}

char *
served_node_describe(const ServedNode *node)
{
  const char *by = g_strcmp0(node->list.by, "tftp") == 0 ? "TFTP" : "HTTP";
  switch (node->state) {
  case SERVED_NEW:
    return g_strdup_printf(_("%s: phones get this list (asked by %s)."), node->host, by);
  case SERVED_OTHER:
    return g_strdup_printf(
        _("%s: phones still get another list (asked by %s; its MD5 is %s). Restart Cisco Tftp there."),
        node->host, by, node->list.md5);
  case SERVED_UNKNOWN:
    break;
  }
  return g_strdup_printf(_("%s: what phones get is not known, neither HTTP nor TFTP answers. If Cisco Tftp "
                           "runs there, restart it, then ask again."),
                         node->host);
}
