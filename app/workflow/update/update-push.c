/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/nodes/node-round.h"
#include "app/workflow/publish/publish-nodes.h"
#include "app/workflow/update/update-private.h"

#include <glib/gi18n.h>

/* What the last round has found against the list and on the nodes, each once. */
static void
keep_findings(Update *update, const PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  g_ptr_array_set_size(update->findings, 0);
  findings_extend(update->findings, publish_nodes_get_findings(nodes));
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (node->found.judgement != NULL)
      findings_extend(update->findings, node->found.judgement->findings);
  }
}

void
update_add_warnings(Update *update, const GPtrArray *warnings)
{
  for (guint i = 0; i < warnings->len; i++) {
    const char *sentence = g_ptr_array_index(warnings, i);
    if (!g_ptr_array_find_with_equal_func(update->setup->warnings, sentence, g_str_equal, NULL))
      g_ptr_array_add(update->setup->warnings, g_strdup(sentence));
  }
}

static void
keep_warnings(Update *update, const PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  for (guint i = 0; i < all->len; i++)
    update_add_warnings(update, ((const PublishNode *)g_ptr_array_index(all, i))->warnings);
}

/* FALSE when a node failed; ERROR tells of all that did. */
static gboolean
check_nodes(const PublishNodes *nodes, GError **error)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  g_autofree const GError **errors = g_new0(const GError *, all->len);
  for (guint i = 0; i < all->len; i++)
    errors[i] = ((const PublishNode *)g_ptr_array_index(all, i))->error;
  return node_errors_check(errors, all->len, error);
}

/* A node that cannot be reached does not hold up the others; TRUE when one was refused, which does. */
static gboolean
leave_out_failed(PublishNodes *nodes)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  gboolean refused = FALSE;
  for (guint i = 0; i < all->len; i++) {
    PublishNode *node = g_ptr_array_index(all, i);
    refused = refused || publish_node_is_refused(node);
    node->left_out = node->error != NULL;
  }
  return refused;
}

/* FALSE when the list itself is refused; what becomes of the nodes stands with them. */
static gboolean
run(Update *update, PublishNodes *nodes, const PublishOrder *order, const UpdateRun *how, GError **error)
{
  g_autoptr(GError) why = NULL;
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  publish_nodes_run(nodes, order, warnings, how->prompt, how->progress, how->cancellable, &why);
  update_add_warnings(update, warnings);
  keep_findings(update, nodes);
  if (!publish_nodes_refused_list(nodes))
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}

/* All nodes are looked at before anything is written to one of them. */
static gboolean
push_to_all(Update *update, PublishNodes *nodes, PublishOrder *order, const UpdateRun *how, GError **error)
{
  order->dry_run = TRUE;
  if (!run(update, nodes, order, how, error))
    return FALSE;
  if (leave_out_failed(nodes))
    return check_nodes(nodes, error);
  order->dry_run = FALSE;
  return run(update, nodes, order, how, error) && !ctl_cancelled(how->cancellable, error) &&
         check_nodes(nodes, error);
}

/* Today's list, and what nodes serve that is the list which they hold (of TrustList): the plan has told of
 * each that is another one. */
static GPtrArray *
list_held(const Update *update)
{
  const ClusterStatus *status = update->status;
  GPtrArray *held = g_ptr_array_new_with_free_func((GDestroyNotify)trust_list_unref);
  if (update->today != NULL)
    g_ptr_array_add(held, trust_list_ref(update->today));
  for (guint i = 0; status != NULL && i < status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(status->nodes, i);
    gboolean is_held = node->served.bytes != NULL &&
                       platform_list_facts_match(&node->ctl, node->served.md5, node->served.sha1);
    TrustList *list = is_held ? trust_list_parse(node->served.bytes, NULL) : NULL;
    if (list != NULL)
      g_ptr_array_add(held, list);
  }
  return held;
}

/* The list of before and the new one, where they are there and whole (of TrustList). */
static GPtrArray *
list_of_job(const Update *update, GCancellable *cancellable)
{
  static const char *const names[] = {UPDATE_OLD_LIST, UPDATE_NEW_LIST};
  GPtrArray *lists = g_ptr_array_new_with_free_func((GDestroyNotify)trust_list_unref);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    TrustList *known = update_load_list(update, names[i], cancellable, NULL);
    if (known != NULL)
      g_ptr_array_add(lists, known);
  }
  return lists;
}

static char *
sha256_of(const TrustList *list)
{
  return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, trust_list_get_bytes(list));
}

/* One of the lists that are known, or none. */
static gboolean
is_list_known(const NodeStatus *node, const GPtrArray *known)
{
  gboolean is_known = !node->ctl.found;
  for (guint i = 0; i < known->len && !is_known; i++) {
    g_autofree char *md5 = NULL;
    g_autofree char *sha1 = NULL;
    list_checksums(trust_list_get_bytes(g_ptr_array_index(known, i)), &md5, &sha1);
    is_known = platform_list_facts_match(&node->ctl, md5, sha1);
  }
  return is_known && node->error == NULL;
}

static void
note_read(Update *update, const GPtrArray *held)
{
  g_autoptr(GStrvBuilder) hosts = g_strv_builder_new();
  g_autoptr(GPtrArray) known = list_of_job(update, NULL);
  for (guint i = 0; i < held->len; i++)
    g_ptr_array_add(known, trust_list_ref(g_ptr_array_index(held, i)));
  for (guint i = 0; update->status != NULL && i < update->status->nodes->len; i++) {
    const NodeStatus *node = g_ptr_array_index(update->status->nodes, i);
    if (is_list_known(node, known))
      g_strv_builder_add(hosts, node->host);
  }
  g_strfreev(update->read);
  update->read = g_strv_builder_end(hosts);
}

void
update_allow_replacement(Update *update)
{
  g_autoptr(GPtrArray) held = list_held(update);
  g_strfreev(update->replaceable);
  update->replaceable = g_new0(char *, held->len + 1);
  for (guint i = 0; i < held->len; i++)
    update->replaceable[i] = sha256_of(g_ptr_array_index(held, i));
  note_read(update, held);
  g_hash_table_remove_all(update->settled); /* it may be another one */
}

gboolean
update_may_replace(const Update *update, const TrustList *list)
{
  g_autofree char *sha256 = sha256_of(list);
  return update->replaceable != NULL && g_strv_contains((const char *const *)update->replaceable, sha256);
}

static void
add_replaceable(GPtrArray *expected, const Update *update)
{
  g_autoptr(GPtrArray) held = list_held(update);
  for (guint i = 0; i < held->len; i++)
    if (update_may_replace(update, g_ptr_array_index(held, i)))
      g_ptr_array_add(expected, trust_list_ref(g_ptr_array_index(held, i)));
}

static gboolean
waits_by_hand(const PublishNode *node)
{
  return node->error == NULL && !node->left_out && node->address->way == DELIVER_BY_HAND &&
         node->state == PUBLISH_NOT_REACHED;
}

/* A list that a person has put there since the nodes were looked at is another one as well. */
static gboolean
has_been_given(const Update *update, const PublishNode *node, const TrustList *list)
{
  const char *host = node->address->host;
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  if (g_hash_table_contains(update->awaited, host))
    return TRUE;
  list_checksums(trust_list_get_bytes(list), &md5, &sha1);
  for (guint i = 0; update->status != NULL && i < update->status->nodes->len; i++) {
    const NodeStatus *before = g_ptr_array_index(update->status->nodes, i);
    if (g_str_equal(before->host, host))
      return !platform_list_facts_match(&before->ctl, md5, sha1);
  }
  return FALSE;
}

/* A node that has got another list has to be restarted, whether it was before or not. */
static void
note_replaced(Update *update, const PublishNodes *nodes, const TrustList *list)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (waits_by_hand(node))
      g_hash_table_add(update->awaited, g_strdup(node->address->host));
    if (node->stage != PUBLISH_STAGE_DONE ||
        (node->result == PUBLISH_UNCHANGED && !has_been_given(update, node, list)))
      continue;
    update->replaced = TRUE;
    update->put_now = TRUE;
    g_hash_table_remove(update->restarted, node->address->host);
    g_hash_table_remove(update->awaited, node->address->host);
  }
}

/* The new list is there, and was recorded; that of before may be put there next. */
static void
note_settled(Update *update, const PublishNodes *nodes, const char *name)
{
  const GPtrArray *all = publish_nodes_get(nodes);
  if (!g_str_equal(name, UPDATE_NEW_LIST))
    g_hash_table_remove_all(update->settled);
  for (guint i = 0; g_str_equal(name, UPDATE_NEW_LIST) && i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (node->stage == PUBLISH_STAGE_DONE)
      g_hash_table_insert(update->settled, g_strdup(node->address->host), GINT_TO_POINTER(node->state));
  }
}

/* Where a person puts the file the last of the warnings says what to do. NAME is the file's. */
static void
note_by_hand(Update *update, const PublishNodes *nodes, const char *name)
{
  g_autofree char *path = update_path(update, name);
  const GPtrArray *all = publish_nodes_get(nodes);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < all->len; i++) {
    const PublishNode *node = g_ptr_array_index(all, i);
    if (waits_by_hand(node) && node->warnings->len > 0)
      g_string_append_printf(text, "%s%s.", text->len > 0 ? "\n" : "",
                             (const char *)g_ptr_array_index(node->warnings, node->warnings->len - 1));
  }
  g_free(update->by_hand);
  update->by_hand = NULL;
  if (text->len > 0)
    update->by_hand = g_strdup_printf(_("The file is %s.\n%s"), path, text->str);
}

gboolean
update_push_list(Update *update, const char *name, const UpdateRun *run, GError **error)
{
  g_autoptr(TrustList) list = update_load_list(update, name, run->cancellable, error);
  if (list == NULL)
    return FALSE;
  g_autoptr(GPtrArray) expected = list_of_job(update, run->cancellable);
  add_replaceable(expected, update);
  g_autoptr(PublishNodes) nodes = publish_nodes_new();
  publish_nodes_add(nodes, update->entry, update->setup->login);
  publish_nodes_set_tvs_identity(nodes, update->tvs); /* who it was in the step that asked it */
  PublishOrder order = {.list = list,
                        .consent = update->consent,
                        .expected = expected,
                        .read = (const char *const *)update->read,
                        .awaited = update->awaited,
                        .settled = g_str_equal(name, UPDATE_NEW_LIST) ? update->settled : NULL,
                        .version = update->version,
                        .take_over = update->setup->take_over};
  gboolean done = push_to_all(update, nodes, &order, run, error);
  keep_warnings(update, nodes);
  note_replaced(update, nodes, list);
  note_settled(update, nodes, name);
  note_by_hand(update, nodes, name);
  if (!done)
    update_save(update, NULL); /* other nodes may have got it */
  return done;
}
