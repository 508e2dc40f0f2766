/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: TN118892 and "Security By Default" (7900 models show MD5), 8800 Series Administration Guide
 * (SHA-1); that files are served after a restart of Cisco Tftp: TN200119. */
#include "app/base/error.h"
#include "app/workflow/list-file.h"
#include "app/workflow/migrate-nodes.h"
#include "app/workflow/served-check.h"

#include <glib/gi18n.h>

/* The last step: what phones are served, and what to see on one (TN118893, from tokenless to tokens: phones
 * are reset, and their checksum is compared, MD5 or SHA-1 by model; "Mixed Mode to Non-Secure Mode",
 * TN118892: where the page is; TN200119: files are served anew after Cisco Tftp was restarted). */

/* What the nodes' threads share. */
typedef struct {
  const AddressBookEntry *publisher;
  const char *md5;
  ServedNode *served; /* one for each node */
} Asking;

static gboolean
ask_node(const MigrateNode *node, const MigrateRun *run, gpointer user_data, GError **error)
{
  const Asking *asking = user_data;
  ServedNode *served = &asking->served[node->index];
  served->host = g_strdup(node->address->host);
  served_list_ask(&served->list, asking->publisher, served->host, run->cancellable);
  if (served->list.by == NULL)
    served->state = SERVED_UNKNOWN;
  else
    served->state = g_strcmp0(served->list.md5, asking->md5) == 0 ? SERVED_NEW : SERVED_OTHER;
  return !ctl_cancelled(run->cancellable, error);
}

/* Appends what was found to TEXT. *OLD is set where phones still get another list. */
static void
tell_served(const ServedNode *served, guint n_nodes, GString *text, gboolean *old)
{
  for (guint i = 0; i < n_nodes; i++) {
    g_autofree char *words = served_node_describe(&served[i]);
    g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", words);
    *old = *old || served[i].state == SERVED_OTHER;
  }
}

static void
clear_served(ServedNode *served, guint n_nodes)
{
  for (guint i = 0; i < n_nodes; i++) {
    served_list_clear(&served[i].list);
    g_free(served[i].host);
  }
}

/* All nodes at the same time; a node that serves nothing to this computer is no failure. */
static gboolean
check_served(const Migration *migration, const char *md5, GString *text, gboolean *old, const MigrateRun *run,
             GError **error)
{
  guint n_nodes = migration->setup->nodes->len;
  g_autofree ServedNode *served = g_new0(ServedNode, n_nodes);
  Asking asking = {.publisher = migration->setup->publisher, .md5 = md5, .served = served};
  g_autoptr(MigrateNodes) nodes = migrate_nodes_new(migration, run);
  progress_step(run->progress, _("Reading what the nodes serve to phones"));
  migrate_nodes_run(nodes, ask_node, &asking);
  gboolean done = migrate_nodes_check(nodes, error);
  if (done)
    tell_served(served, n_nodes, text, old);
  clear_served(served, n_nodes);
  return done;
}

static void
tell_checksums(GString *text, const char *md5, const char *sha1)
{
  g_string_append_c(text, '\n');
  g_string_append_printf(
      text,
      _("Reset all phones. A phone has the new list when its page Settings > Security Configuration > Trust "
        "List > CTL File shows MD5 %s or SHA-1 %s, whichever its model shows."),
      md5, sha1);
}

gboolean
migrate_tell_phones(Migration *migration, MigrateStep *step, const MigrateRun *run, GError **error)
{
  gboolean old = FALSE;
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  g_autoptr(GString) text = g_string_new(NULL);
  g_autoptr(TrustList) list = migration_load_list(migration, MIGRATE_NEW_LIST, run->cancellable, error);
  if (list == NULL)
    return FALSE;
  list_checksums(trust_list_get_bytes(list), &md5, &sha1);
  if (!check_served(migration, md5, text, &old, run, error))
    return FALSE;
  if (!old)
    tell_checksums(text, md5, sha1);
  step->found = g_strdup(text->str);
  step->to_do = old ? g_strdup(_("Restart Cisco Tftp on the nodes that still serve another list.")) : NULL;
  step->state = old ? MIGRATE_WAITING : MIGRATE_DONE;
  return TRUE;
}
