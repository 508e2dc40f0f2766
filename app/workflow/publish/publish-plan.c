/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what phones do: those of app/workflow/judge. */
#include "app/workflow/publish/publish-plan.h"

#include "app/base/error.h"
#include "app/workflow/nodes/cluster-services.h"

#include <glib/gi18n.h>

static PublishNext
next_of(const PublishNode *node)
{
  if (node->left_out)
    return PUBLISH_NEXT_CHOOSE;
  if (node->stage == PUBLISH_STAGE_DONE)
    return PUBLISH_NEXT_FINISH;
  /* a changed host key needs a person to look into it, also in the middle of a push */
  if (node->stage == PUBLISH_STAGE_NEW || g_error_matches(node->error, CTL_ERROR, CTL_ERROR_HOST_KEY_CHANGED))
    return PUBLISH_NEXT_CHECK;
  return publish_node_is_refused(node) ? PUBLISH_NEXT_ANSWER : PUBLISH_NEXT_PUSH;
}

/* What one node needs before the others can go on. */
PublishNext
publish_plan_next(const PublishNodes *nodes)
{
  static const PublishNext order[] = {PUBLISH_NEXT_CHECK, PUBLISH_NEXT_ANSWER, PUBLISH_NEXT_PUSH,
                                      PUBLISH_NEXT_FINISH};
  const GPtrArray *all = publish_nodes_get(nodes);
  for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
    for (guint j = 0; j < all->len; j++)
      if (next_of(g_ptr_array_index(all, j)) == order[i])
        return order[i];
  return PUBLISH_NEXT_CHOOSE;
}

/* A refusal is a question, also when it has been answered. */
static gboolean
has_failed(const PublishNode *node)
{
  return node->error != NULL && !(node->stage == PUBLISH_STAGE_CHECKED &&
                                  g_error_matches(node->error, CTL_ERROR, CTL_ERROR_REJECTED));
}

gboolean
publish_plan_is_retry(const PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (!node->left_out && has_failed(node))
      return TRUE;
  }
  return FALSE;
}

static void
add_line(GString *text, GHashTable *told, const char *sentence)
{
  if (g_hash_table_add(told, (gpointer)sentence))
    g_string_append_printf(text, "%s%s.", text->len > 0 ? "\n" : "", sentence);
}

/* What was found against the list that does not stand in the way, and what there is to know of the
 * connection. What phones do is told for itself. */
static void
add_warnings(GString *text, GHashTable *told, const PublishNode *node)
{
  const NodeJudgement *judgement = node->found.judgement;
  for (guint i = 0; judgement != NULL && i < judgement->findings->len; i++) {
    const Finding *finding = g_ptr_array_index(judgement->findings, i);
    if (finding->rule->severity != LINT_INFO && !finding_is_obstacle(finding))
      add_line(text, told, finding->text);
  }
  for (guint i = 0; i < node->warnings->len; i++)
    add_line(text, told, g_ptr_array_index(node->warnings, i));
}

static void
add_phones(GString *text, GHashTable *told, const NodeJudgement *judgement)
{
  if (judgement->verdict == PHONES_SAFE)
    add_line(text, told, _("All phones that hold the old list will take this one"));
  for (guint i = 0; judgement->verdict != PHONES_SAFE && i < judgement->phones->len; i++)
    add_line(text, told, ((const JudgedPhones *)g_ptr_array_index(judgement->phones, i))->text);
}

char *
publish_node_describe(const PublishNode *node, gboolean dry_run)
{
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree char *result =
      g_strdup_printf("%s %s", node->address->host, publish_node_describe_result(node, dry_run));
  add_line(text, told, result);
  if (node->found.judgement != NULL)
    add_phones(text, told, node->found.judgement);
  add_warnings(text, told, node);
  return g_strdup(text->str);
}

char *
publish_node_describe_warnings(const PublishNode *node)
{
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GString) text = g_string_new(NULL);
  add_warnings(text, told, node);
  return text->len > 0 ? g_strdup(text->str) : NULL;
}

gboolean
publish_node_can_compare(const PublishNode *node)
{
  return node->found.judgement != NULL && node->found.judgement->verdict != PHONES_NOT_JUDGED;
}

ListDifference *
publish_node_compare(const PublishNode *node, TrustList *list)
{
  GBytes *bytes = node->found.old_bytes;
  g_autoptr(TrustList) old_list = bytes != NULL ? trust_list_parse(bytes, NULL) : NULL;
  return old_list != NULL ? list_difference_of_lists(old_list, list) : NULL;
}

gboolean
publish_plan_is_published(const PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  for (guint i = 0; i < all->len; i++)
    if (((const PublishNode *)g_ptr_array_index(all, i))->stage == PUBLISH_STAGE_DONE)
      return TRUE;
  return FALSE;
}

/* The publishers with a node that is done, in their order (of const char *, borrowed). */
static GPtrArray *
find_published(const PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  GPtrArray *names = g_ptr_array_new();
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (node->stage == PUBLISH_STAGE_DONE &&
        !g_ptr_array_find_with_equal_func(names, node->publisher, g_str_equal, NULL))
      g_ptr_array_add(names, node->publisher);
  }
  return names;
}

gboolean
publish_plan_holds(const PublishNodes *nodes, const char *publisher)
{
  g_autoptr(GPtrArray) names = find_published(nodes);
  return g_ptr_array_find_with_equal_func(names, publisher, g_str_equal, NULL);
}

char *
publish_plan_list_published(const PublishNodes *nodes)
{
  g_autoptr(GPtrArray) names = find_published(nodes);
  gboolean any = names->len > 0;
  g_ptr_array_add(names, NULL);
  return any ? g_strjoinv(", ", (char **)names->pdata) : NULL;
}

static gboolean
is_missing(const PublishNode *node)
{
  return node->stage != PUBLISH_STAGE_DONE;
}

/* It took the list, and serves another one. */
static gboolean
is_waiting(const PublishNode *node)
{
  return node->stage == PUBLISH_STAGE_DONE && node->state == PUBLISH_UPLOADED;
}

/* It lies there, and what phones get was not seen. */
static gboolean
is_unseen(const PublishNode *node)
{
  return node->stage == PUBLISH_STAGE_DONE && node->state == PUBLISH_HELD;
}

/* The hosts of PUBLISHER of which IS is TRUE, separated by commas, or NULL. */
static char *
list_hosts(const PublishNodes *nodes, const char *publisher, gboolean (*is)(const PublishNode *))
{
  const GPtrArray *all = publish_nodes_get(nodes);
  g_autoptr(GString) hosts = g_string_new(NULL);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (is(node) && g_str_equal(node->publisher, publisher))
      g_string_append_printf(hosts, "%s%s", hosts->len > 0 ? ", " : "", node->address->host);
  }
  return hosts->len > 0 ? g_strdup(hosts->str) : NULL;
}

/* Those without it, and those that do not serve it yet. */
static void
add_publisher(GString *text, const PublishNodes *nodes, const char *name)
{
  g_autofree char *missing = list_hosts(nodes, name, is_missing);
  g_autofree char *waiting = list_hosts(nodes, name, is_waiting);
  g_autofree char *unseen = list_hosts(nodes, name, is_unseen);
  if (missing != NULL)
    g_string_append_printf(text, _("Publisher %s holds this list now, but not on all nodes; without it: %s."),
                           name, missing);
  if (missing != NULL && waiting != NULL)
    g_string_append_c(text, '\n');
  if (waiting != NULL)
    g_string_append_printf(
        text, _("Publisher %s took this list; it serves it once Cisco Tftp was restarted on: %s."), name,
        waiting);
  if (missing == NULL && waiting == NULL)
    g_string_append_printf(text,
                           unseen != NULL ? _("Publisher %s holds this list now.")
                                          : _("Publisher %s serves this list now."),
                           name);
}

static void
add_published(GString *text, const PublishNodes *nodes)
{
  g_autoptr(GPtrArray) names = find_published(nodes);
  for (guint i = 0; i < names->len; i++) {
    g_string_append(text, i > 0 ? "\n" : "");
    add_publisher(text, nodes, g_ptr_array_index(names, i));
  }
}

/* Nodes of a cluster say the same. */
static void
add_note(GString *text, GHashTable *told, char *warning)
{
  if (!g_hash_table_add(told, warning))
    return;
  g_string_append(text, text->len > 0 ? "\n" : "");
  g_string_append_printf(text, _("Warning: %s."), warning);
}

/* What was overruled stands there too. */
static void
add_findings(GString *text, GHashTable *told, const GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding->rule->severity != LINT_INFO)
      add_note(text, told, finding->text);
  }
}

static void
add_notes(GString *text, GHashTable *told, const GPtrArray *warnings)
{
  for (guint i = 0; i < warnings->len; i++)
    add_note(text, told, g_ptr_array_index(warnings, i));
}

char *
publish_plan_describe(const PublishNodes *nodes, const GPtrArray *more)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GString) text = g_string_new(NULL);
  add_published(text, nodes);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (node->stage != PUBLISH_STAGE_DONE)
      continue;
    if (node->found.judgement != NULL)
      add_findings(text, told, node->found.judgement->findings);
    add_notes(text, told, node->warnings);
  }
  add_notes(text, told, more);
  return g_strdup(text->str);
}

static RenewedCertificates
renewed_on(const PublishNode *node, TrustList *list)
{
  if (node->stage != PUBLISH_STAGE_DONE || node->result != PUBLISH_REPLACED || node->found.old_bytes == NULL)
    return 0;
  g_autoptr(TrustList) old = trust_list_parse(node->found.old_bytes, NULL);
  return old != NULL ? cluster_services_renewed(old, list) : 0;
}

/* A node that held and served the list before owes nothing for it. */
static gboolean
is_owed(const PublishNode *node)
{
  return node->was_put || node->tftp_is_done ||
         (node->stage == PUBLISH_STAGE_DONE && node->state != PUBLISH_SERVED);
}

char *
publish_plan_next_steps(const PublishNodes *nodes, TrustList *list)
{
  RenewedCertificates renewed = 0;
  gboolean any = FALSE, tftp_is_done = TRUE;
  const GPtrArray *all = publish_nodes_get(nodes);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (!is_owed(node))
      continue;
    any = TRUE;
    tftp_is_done = tftp_is_done && node->tftp_is_done;
    renewed |= renewed_on(node, list);
  }
  return any ? cluster_services_next_steps(renewed, tftp_is_done)
             : g_strdup(_("Nothing has to be restarted: each node served this list already."));
}
