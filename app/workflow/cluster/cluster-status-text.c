/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of how phones get lists: TN200119 (TFTP, and HTTP on port 6970). */
#include "app/workflow/cluster/cluster-status-text.h"

#include "app/workflow/cluster/node-facts-text.h"
#include "app/workflow/nodes/advice.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *
state_of(const ClusterStatus *status, const NodeStatus *node)
{
  if (node->error != NULL)
    /* TRANSLATORS: stands after the name of a node and a colon, as "has no list" and the like do. */
    return _("could not be asked");
  if (!node->ctl.found)
    return _("has no list");
  if (!node_status_knows_list(node))
    return _("holds a list of which it does not say which");
  if (node->stale)
    return _("serves another list to phones than it holds");
  if (node->differs)
    return _("differs from the first node");
  return status->nodes->len > 1 ? _("holds the same list as the first node") : _("holds a list");
}

char *
node_status_headline(const ClusterStatus *status, const NodeStatus *node)
{
  const NodeStatus *first = g_ptr_array_index(status->nodes, 0);
  gboolean is_first =
      node == first && node->error == NULL && node->ctl.found && !node->stale && node_status_knows_list(node);
  return g_strdup_printf(_("%s: %s"), node->host, is_first ? _("holds a list") : state_of(status, node));
}

static void
add_mode(GString *text, const NodeStatus *node)
{
  const char *mode = cluster_mode_text(node->mode);
  if (node->mode == CLUSTER_MODE_UNKNOWN && node->version != NULL)
    g_string_append_printf(text, _("The security mode is not known, the release is %s."), node->version);
  else if (node->mode == CLUSTER_MODE_UNKNOWN)
    g_string_append(text, _("The security mode is not known."));
  else if (node->version != NULL)
    g_string_append_printf(text, _("The cluster is in %s mode, the release is %s."), mode, node->version);
  else
    g_string_append_printf(text, _("The cluster is in %s mode."), mode);
}

/* The common name in what `show ctl` says of the signer, cn="SAST-ADN008580ef        ";ou=IPCBU;..., or all
 * of it where it has none. The caller frees it. */
static char *
short_signer(const char *signer)
{
  static const char begin[] = "cn=\"";
  const char *name = strstr(signer, begin);
  const char *end = name != NULL ? strchr(name + strlen(begin), '"') : NULL;
  if (end == NULL)
    return g_strdup(signer);
  name += strlen(begin);
  return g_strstrip(g_strndup(name, (gsize)(end - name)));
}

static void
add_list(GString *text, const PlatformListFacts *ctl)
{
  if (!ctl->found)
    return;
  guint len = (guint)ctl->len;
  g_string_append_c(text, '\n');
  /* TRANSLATORS: begins a sentence; ", was changed on %s", ", was signed by %s" and one of ", and does not
   * verify." and ", and the node has verified it." follow, in this order. */
  g_string_append_printf(text, ngettext("The list has %u byte", "The list has %u bytes", len), len);
  if (ctl->modified != NULL)
    g_string_append_printf(text, _(", was changed on %s"), ctl->modified);
  if (ctl->signer != NULL) {
    g_autofree char *signer = short_signer(ctl->signer);
    g_string_append_printf(text, _(", was signed by %s"), signer);
  }
  g_string_append(text, ctl->verified ? _(", and the node has verified it.") : _(", and does not verify."));
}

static void
add_served(GString *text, const NodeStatus *node)
{
  const char *by = g_strcmp0(node->served.by, "tftp") == 0 ? "TFTP" : "HTTP";
  if (!node->ctl.found)
    return;
  g_string_append_c(text, '\n');
  if (node->served.by == NULL)
    g_string_append(text, _("What phones get is not known: neither HTTP nor TFTP answers."));
  else if (node->stale)
    /* TRANSLATORS: the first %s is HTTP or TFTP. */
    g_string_append_printf(text, _("Phones get another list (asked by %s); its MD5 is %s."), by,
                           node->served.md5);
  else
    g_string_append_printf(text, _("Phones get this list (asked by %s)."), by);
}

static char *
describe_error(const GError *error)
{
  const char *advice = advice_for_error(error);
  return g_strdup_printf("%s.%s%s", error->message, advice != NULL ? "\n" : "", advice != NULL ? advice : "");
}

/* TEXT is taken. */
static void
add_fact(GString *text, const char *name, char *fact)
{
  g_autofree char *owned = fact;
  g_string_append_printf(text, "\n%s: %s.", name, owned);
}

static void
add_node_facts(GString *text, const NodeStatus *node)
{
  if (node->facts.ports == NULL)
    return; /* they were not asked for */
  add_fact(text, _("Services"), node_facts_describe_services(&node->facts));
  add_fact(text, _("Ports"), node_facts_describe_ports(&node->facts));
  add_fact(text, _("ITL"), node_facts_describe_itl(&node->facts));
  if (node->is_publisher)
    add_fact(text, _("Rollback"), node_facts_describe_rollback(&node->facts));
}

char *
node_status_facts(const NodeStatus *node)
{
  if (node->error != NULL)
    return describe_error(node->error);
  g_autoptr(GString) text = g_string_new(NULL);
  add_mode(text, node);
  add_list(text, &node->ctl);
  add_served(text, node);
  add_node_facts(text, node);
  if (node->warnings != NULL)
    g_string_append_printf(text, "\n%s.", node->warnings);
  return g_strdup(text->str);
}

char *
node_status_checksums(const NodeStatus *node)
{
  if (node->error != NULL || !node->ctl.found)
    return NULL;
  const char *unknown = C_("fact of a list", "unknown");
  return g_strdup_printf("MD5   %s\nSHA-1 %s", node->ctl.md5 != NULL ? node->ctl.md5 : unknown,
                         node->ctl.sha1 != NULL ? node->ctl.sha1 : unknown);
}

const char *
cluster_status_agreement(const ClusterStatus *status)
{
  if (!status->same || status->nodes->len < 2)
    return NULL;
  const NodeStatus *node = g_ptr_array_index(status->nodes, 0);
  if (cluster_status_is_whole(status))
    return node->ctl.found ? _("All nodes have the same list.") : _("No node has a list.");
  return node->ctl.found ? _("The nodes that were asked have the same list.")
                         : _("No node that was asked has a list.");
}

char *
cluster_status_summary(const ClusterStatus *status)
{
  g_autoptr(GPtrArray) advice = cluster_status_get_advice(status);
  const char *agreement = cluster_status_agreement(status);
  if (advice->len == 0)
    return g_strdup(agreement != NULL ? agreement : _("Nothing was found that would have to be done."));
  g_ptr_array_add(advice, NULL);
  return g_strjoinv("\n", (char **)advice->pdata);
}
