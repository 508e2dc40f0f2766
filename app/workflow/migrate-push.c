/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/trustlist/verify.h"
#include "app/workflow/migrate-nodes.h"
#include "app/workflow/publish-private.h"

#include <glib/gi18n.h>

/* What the nodes' threads share. */
typedef struct {
  const TrustList *list;
  const PublisherLogin *login;
  const char *name;    /* of the publisher, for the history */
  TrustList *known[2]; /* the list of before the job and the new one, or NULL */
  PublishRecord *record;
} Push;

static PublishRequest
make_request(const MigrateNode *node, const Push *push)
{
  return (PublishRequest){.address = node->address,
                          .login = push->login,
                          .name = push->name,
                          .force = TRUE,
                          .warnings = node->warnings};
}

/* Nobody else's list is replaced: what NODE has is the list of before the job, the new one, or none. */
static gboolean
check_untouched(const MigrateNode *node, const MigrateRun *run, gpointer user_data, GError **error)
{
  const Push *push = user_data;
  PublishRequest request = make_request(node, push);
  g_autoptr(GError) why = NULL;
  g_autoptr(GBytes) bytes = publish_fetch(&request, NULL, run->prompt, run->progress, run->cancellable, &why);
  if (bytes == NULL && !g_error_matches(why, CTL_ERROR, CTL_ERROR_REMOTE)) {
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  }
  for (gsize i = 0; bytes != NULL && i < G_N_ELEMENTS(push->known); i++)
    if (push->known[i] != NULL && g_bytes_equal(trust_list_get_bytes(push->known[i]), bytes))
      return TRUE;
  if (bytes != NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_REJECTED,
                _("The list on %s is neither the one of before this migration nor the new one; somebody else "
                  "has replaced it"),
                node->address->host);
  return bytes == NULL;
}

static gboolean
push_to_node(const MigrateNode *node, const MigrateRun *run, gpointer user_data, GError **error)
{
  const Push *push = user_data;
  PublishRequest request = make_request(node, push);
  PublishResult result = PUBLISH_UNCHANGED;
  return publish_to_node(push->list, &request, &result, push->record, run->prompt, run->progress,
                         run->cancellable, error);
}

/* All nodes are looked at before anything is written to one of them. */
static gboolean
push_to_all(Push *push, const Migration *migration, const MigrateRun *run, GError **error)
{
  g_autoptr(MigrateNodes) nodes = migrate_nodes_new(migration, run);
  migrate_nodes_run(nodes, check_untouched, push);
  if (!migrate_nodes_check_rejected(nodes, error))
    return FALSE;
  migrate_nodes_run(nodes, push_to_node, push);
  return migrate_nodes_check(nodes, error);
}

gboolean
migration_push_list(Migration *migration, const TrustList *list, const MigrateRun *run, GError **error)
{
  if (!trust_list_verify(list, NULL, error))
    return FALSE;
  g_autoptr(TrustList) old_list = migration_load_list(migration, MIGRATE_OLD_LIST, run->cancellable, NULL);
  g_autoptr(TrustList) new_list = migration_load_list(migration, MIGRATE_NEW_LIST, run->cancellable, NULL);
  g_autoptr(PublishRecord) record =
      publish_record_new(trust_list_get_bytes(list), "push", migration->setup->warnings);
  Push push = {.list = list,
               .login = migration->setup->login,
               .name = migration->setup->publisher->name,
               .known = {old_list, new_list},
               .record = record};
  return push_to_all(&push, migration, run, error);
}
