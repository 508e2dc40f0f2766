/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/publish/publish-job.h"

#include "app/base/error.h"
#include "app/publisher/settings/cluster-login.h"
#include "ui/widgets/keep-password.h"

/* Until the window has closed: nodes that failed may be tried again. It rests between the jobs. */
static void
add_target(PublishTargets *targets, const AddressBookEntry *entry)
{
  ClusterLogin *kept = cluster_login_begin(entry);
  const PublisherLogin login = cluster_login_get(kept, entry);
  cluster_login_pause(kept);
  g_ptr_array_add(targets->logins, kept);
  publish_nodes_add(targets->nodes, entry, &login);
}

PublishTargets *
publish_targets_load(GError **error)
{
  PublishTargets *targets = g_atomic_rc_box_new0(PublishTargets);
  g_autofree char *path = address_book_default_path();
  targets->nodes = publish_nodes_new();
  targets->damage = g_ptr_array_new_with_free_func(g_free);
  targets->logins = g_ptr_array_new_with_free_func((GDestroyNotify)cluster_login_end);
  targets->entries = address_book_load(path, targets->damage, error);
  for (guint i = 0; targets->entries != NULL && i < targets->entries->len; i++)
    add_target(targets, g_ptr_array_index(targets->entries, i));
  return targets;
}

PublishTargets *
publish_targets_ref(PublishTargets *targets)
{
  return g_atomic_rc_box_acquire(targets);
}

static void
clear_targets(gpointer data)
{
  PublishTargets *targets = data;
  publish_nodes_free(targets->nodes);
  g_ptr_array_unref(targets->logins);
  g_clear_pointer(&targets->entries, g_ptr_array_unref);
  g_ptr_array_unref(targets->damage);
}

void
publish_targets_unref(PublishTargets *targets)
{
  g_atomic_rc_box_release_full(targets, clear_targets);
}

void
publish_targets_begin_job(PublishTargets *targets)
{
  for (guint i = 0; i < targets->logins->len; i++)
    cluster_login_resume(g_ptr_array_index(targets->logins, i));
}

void
publish_targets_end_job(PublishTargets *targets)
{
  for (guint i = 0; i < targets->logins->len; i++)
    cluster_login_pause(g_ptr_array_index(targets->logins, i));
}

PublishJobInput *
publish_job_input_new(PublishTargets *targets, TrustList *list, Consent *consent, gboolean dry_run)
{
  PublishJobInput *input = g_new0(PublishJobInput, 1);
  input->targets = publish_targets_ref(targets);
  input->list = trust_list_ref(list);
  input->consent = consent;
  input->dry_run = dry_run;
  return input;
}

void
publish_job_input_free(PublishJobInput *input)
{
  publish_targets_unref(input->targets);
  trust_list_unref(input->list);
  consent_free(input->consent);
  g_free(input);
}

void
publish_news_free(PublishNews *news)
{
  g_free(news->step);
  g_free(news);
}

static void
on_node(guint index, const char *step, gpointer context)
{
  PublishNews *news = g_new0(PublishNews, 1);
  news->index = index;
  news->step = g_strdup(step);
  job_tell(context, news);
}

gpointer
publish_job_run(const JobContext *context, GError **error)
{
  const PublishJobInput *input = context->input;
  PublishNodes *nodes = input->targets->nodes;
  const PublishOrder order = {.list = input->list, .consent = input->consent, .dry_run = input->dry_run};
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GError) worst = NULL;
  publish_targets_begin_job(input->targets);
  publish_nodes_watch(nodes, on_node, (gpointer)context);
  publish_nodes_run(nodes, &order, warnings, context->prompt, context->progress, context->cancellable,
                    &worst);
  publish_nodes_watch(nodes, NULL, NULL);
  publish_targets_end_job(input->targets);
  for (guint i = 0; i < input->targets->entries->len; i++)
    keep_password_as_wanted(context, g_ptr_array_index(input->targets->entries, i));
  if (!publish_nodes_refused_list(nodes))
    return g_steal_pointer(&warnings);
  g_propagate_error(error, g_steal_pointer(&worst));
  return NULL;
}
