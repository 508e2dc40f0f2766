/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/publish-nodes.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/workflow/judge/judge-list.h"
#include "app/workflow/nodes/node-logins.h"
#include "app/workflow/publish/publish-private.h"

#include <glib/gi18n.h>

/* A node with what is needed to work on it. */
typedef struct {
  PublishNode node; /* first: a pointer to it is one to this */
  PublisherAddress *cli;
  PublisherLogin login;
  PublishTvs *tvs;
  guint keep_old;
  guint http_port, tftp_port;
  gboolean is_awaited;   /* a person was to put the list there in an earlier run, when ... */
  PublishResult awaited; /* ... this was what it would become */
  gboolean is_alone;     /* its entry has no other node: it may be a server that phones do not ask */
  gboolean is_checked;   /* the node's consent is to what was found then, and only that is replaced */
  GBytes *checked_bytes; /* the list that it held then, or NULL: none */
} NodeJob;

struct _PublishNodes {
  GPtrArray *nodes;     /* of NodeJob */
  GPtrArray *passwords; /* of SharedPassword, one for each entry */
  GPtrArray *tvs;       /* of PublishTvs, one for each entry */
  GPtrArray *findings;  /* of Finding: against the list, of the last run */
  gboolean refused;     /* the list was, then */

  /* of the running push */
  const PublishOrder *order;
  PublishRecord *record;
  NodeWatch watch;
  gpointer watch_data;
};

static void
node_job_free(gpointer data)
{
  NodeJob *job = data;
  publisher_address_free(job->node.address);
  publisher_address_free(job->cli);
  g_clear_error(&job->node.error);
  g_ptr_array_unref(job->node.warnings);
  publish_found_clear(&job->node.found);
  g_clear_pointer(&job->checked_bytes, g_bytes_unref);
  consent_free(job->node.consent);
  g_free(job->node.publisher);
  g_free(job->node.url);
  g_free(job);
}

PublishNodes *
publish_nodes_new(void)
{
  PublishNodes *nodes = g_new0(PublishNodes, 1);
  nodes->nodes = g_ptr_array_new_with_free_func(node_job_free);
  nodes->passwords = g_ptr_array_new_with_free_func((GDestroyNotify)shared_password_free);
  nodes->tvs = g_ptr_array_new_with_free_func((GDestroyNotify)publish_tvs_free);
  nodes->findings = findings_new();
  return nodes;
}

void
publish_nodes_free(PublishNodes *nodes)
{
  if (nodes == NULL)
    return;
  g_ptr_array_unref(nodes->nodes);
  g_ptr_array_unref(nodes->passwords);
  g_ptr_array_unref(nodes->tvs);
  g_ptr_array_unref(nodes->findings);
  g_free(nodes);
}

const GPtrArray *
publish_nodes_get(const PublishNodes *nodes)
{
  return nodes->nodes;
}

static gboolean
holds_url(const PublishNodes *nodes, const char *url)
{
  for (guint i = 0; i < nodes->nodes->len; i++)
    if (g_str_equal(((PublishNode *)g_ptr_array_index(nodes->nodes, i))->url, url))
      return TRUE;
  return FALSE;
}

static void
add_node(PublishNodes *nodes, const AddressBookEntry *entry, guint index, const PublisherLogin *login,
         PublishTvs *tvs)
{
  NodeJob *job = g_new0(NodeJob, 1);
  const ClusterSettings *cluster = entry->cluster;
  job->node.publisher = g_strdup(entry->name);
  job->node.address = address_book_entry_dup_node(entry, index, &job->node.role);
  job->cli = address_book_entry_dup_cli_node(entry, index, NULL);
  job->node.url = publisher_address_to_url(job->node.address);
  job->node.warnings = g_ptr_array_new_with_free_func(g_free);
  job->login = *login;
  job->tvs = tvs;
  job->is_alone = address_book_entry_get_n_nodes(entry) == 1;
  job->keep_old = cluster != NULL ? cluster->keep_old : 0;
  job->http_port = cluster != NULL ? cluster->http_port : 0;
  job->tftp_port = cluster != NULL ? cluster->tftp_port : 0;
  if (holds_url(nodes, job->node.url))
    node_job_free(job);
  else
    g_ptr_array_add(nodes->nodes, job);
}

void
publish_nodes_add(PublishNodes *nodes, const AddressBookEntry *entry, const PublisherLogin *login)
{
  PublisherLogin own = login != NULL ? *login : address_book_entry_get_login(entry);
  if (own.shared_password == NULL) {
    own.shared_password = shared_password_new();
    g_ptr_array_add(nodes->passwords, own.shared_password);
  }
  PublishTvs *tvs = publish_tvs_new(entry);
  g_ptr_array_add(nodes->tvs, tvs);
  for (guint i = 0; i < address_book_entry_get_n_nodes(entry); i++)
    add_node(nodes, entry, i, &own, tvs);
}

PublishReach
publish_node_get_reach(const PublishNode *node)
{
  const NodeJob *job = (const NodeJob *)node;
  return (PublishReach){job->cli, &job->login, job->http_port, job->tftp_port};
}

static gboolean
fits(const PublishNode *node, const char *name)
{
  return g_ascii_strcasecmp(node->address->host, name) == 0 ||
         g_ascii_strcasecmp(node_role_get_word(node->role), name) == 0;
}

static gboolean
fits_one_of(const PublishNode *node, const char *const *names)
{
  for (; *names != NULL; names++)
    if (fits(node, *names))
      return TRUE;
  return FALSE;
}

static gboolean
fits_a_node(const PublishNodes *nodes, const char *name)
{
  for (guint i = 0; i < nodes->nodes->len; i++)
    if (fits(g_ptr_array_index(nodes->nodes, i), name))
      return TRUE;
  return FALSE;
}

gboolean
publish_nodes_select(PublishNodes *nodes, const char *const *names, GError **error)
{
  for (const char *const *name = names; *name != NULL; name++) {
    if (fits_a_node(nodes, *name))
      continue;
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("There is no node %s; a node is named by its host or role"), *name);
    return FALSE;
  }
  for (guint i = nodes->nodes->len; i > 0; i--)
    if (!fits_one_of(g_ptr_array_index(nodes->nodes, i - 1), names))
      g_ptr_array_remove_index(nodes->nodes, i - 1);
  return TRUE;
}

/* What is left of an earlier run. */
static void
forget_last_run(PublishNode *node)
{
  g_clear_error(&node->error);
  g_ptr_array_set_size(node->warnings, 0);
  publish_found_clear(&node->found);
}

static gboolean
was_rejected(const PublishNode *node)
{
  return g_error_matches(node->error, CTL_ERROR, CTL_ERROR_REJECTED) ||
         g_error_matches(node->error, CTL_ERROR, CTL_ERROR_UNACCEPTABLE);
}

const char *
publish_node_describe_result(const PublishNode *node, gboolean dry_run)
{
  gboolean is_told =
      node->state == PUBLISH_HELD || (node->result == PUBLISH_UNCHANGED && node->state == PUBLISH_SERVED);
  if (!dry_run && node->error == NULL && node->state == PUBLISH_NOT_REACHED)
    return _("does not serve this list yet"); /* a person has to put it there */
  return dry_run || is_told ? publish_describe_result(node->result, dry_run)
                            : publish_state_describe(node->state);
}

static gboolean
is_unfinished(const PublishNode *node)
{
  const NodeJob *job = (const NodeJob *)node;
  return node->state == PUBLISH_UPLOADED || node->state == PUBLISH_NOT_REACHED ||
         (node->state == PUBLISH_HELD && !job->is_alone);
}

gboolean
publish_nodes_are_unfinished(const PublishNodes *nodes)
{
  for (guint i = 0; i < nodes->nodes->len; i++) {
    const PublishNode *node = g_ptr_array_index(nodes->nodes, i);
    if (node->error == NULL && is_unfinished(node))
      return TRUE;
  }
  return FALSE;
}

char *
publish_nodes_describe_unseen(const PublishNodes *nodes)
{
  g_autoptr(GString) hosts = g_string_new(NULL);
  for (guint i = 0; i < nodes->nodes->len; i++) {
    const PublishNode *node = g_ptr_array_index(nodes->nodes, i);
    if (node->error == NULL && node->stage == PUBLISH_STAGE_DONE && node->state == PUBLISH_HELD)
      g_string_append_printf(hosts, "%s%s", hosts->len > 0 ? ", " : "", node->address->host);
  }
  if (hosts->len == 0)
    return NULL;
  return g_strdup_printf(
      _("Neither HTTP nor TFTP answers there: %s. The list lies there, and what phones get was not seen."),
      hosts->str);
}

gboolean
publish_node_is_refused(const PublishNode *node)
{
  return was_rejected(node) && node->found.judgement != NULL &&
         !consent_check(node->consent, node->found.judgement->findings, NULL);
}

static void
forget_check(NodeJob *job)
{
  job->is_checked = FALSE;
  g_clear_pointer(&job->checked_bytes, g_bytes_unref);
}

static void
set_checked(NodeJob *job)
{
  GBytes *bytes = job->node.found.old_bytes;
  forget_check(job);
  job->node.stage = PUBLISH_STAGE_CHECKED;
  job->is_checked = TRUE;
  job->checked_bytes = bytes != NULL ? g_bytes_ref(bytes) : NULL;
}

/* A list that was changed between the judgement and the push has to be judged again, and what was overruled
 * was so for the other one. */
static void
set_new(NodeJob *job)
{
  forget_check(job);
  job->node.stage = PUBLISH_STAGE_NEW;
  g_clear_pointer(&job->node.consent, consent_free);
}

/* When a person has put the list there meanwhile, it becomes what was seen before that. */
static void
note_awaited(NodeJob *job)
{
  PublishNode *node = &job->node;
  if (node->state == PUBLISH_NOT_REACHED) {
    job->is_awaited = TRUE;
    job->awaited = node->result;
  } else if (job->is_awaited && node->result == PUBLISH_UNCHANGED) {
    node->result = job->awaited;
  }
}

static void
set_stage(NodeJob *job, gboolean dry_run)
{
  PublishNode *node = &job->node;
  if (node->error == NULL && !dry_run)
    node->was_put = node->was_put || node->result != PUBLISH_UNCHANGED;
  if (node->error == NULL && !dry_run && node->state != PUBLISH_NOT_REACHED)
    node->stage = PUBLISH_STAGE_DONE;
  else if (node->error == NULL || publish_node_is_refused(node))
    set_checked(job);
  else if (dry_run || was_rejected(node) || g_error_matches(node->error, CTL_ERROR, CTL_ERROR_CHANGED))
    set_new(job);
}

static gboolean
is_wanted(const PublishNode *node)
{
  return !node->left_out && node->stage != PUBLISH_STAGE_DONE;
}

/* Another look may find something else, unless something was overruled that was found before. */
static gboolean
is_bound(const NodeJob *job, gboolean dry_run)
{
  return job->is_checked && (!dry_run || job->node.consent != NULL);
}

static gboolean
was_read(const PublishOrder *order, const char *host)
{
  return order->read != NULL && g_strv_contains(order->read, host);
}

/* What earlier runs have told of the node. */
static void
add_told(PublishRequest *request, const PublishOrder *order)
{
  const char *host = request->address->host;
  gpointer state = NULL;
  request->is_awaited = order->awaited != NULL && g_hash_table_contains(order->awaited, host);
  request->is_settled =
      order->settled != NULL && g_hash_table_lookup_extended(order->settled, host, NULL, &state);
  request->settled = (PublishState)GPOINTER_TO_INT(state);
}

static gboolean
run_node(const NodeTurn *turn, gpointer data, GError **error)
{
  const PublishNodes *nodes = data;
  const PublishOrder *order = nodes->order;
  NodeJob *job = g_ptr_array_index(nodes->nodes, turn->index);
  PublishNode *node = &job->node;
  g_autoptr(Consent) consent = consent_copy(order->consent);
  consent_extend(consent, node->consent);
  PublishRequest request = {.address = node->address,
                            .login = &job->login,
                            .consent = consent,
                            .dry_run = order->dry_run,
                            .name = node->publisher,
                            .keep_old = job->keep_old,
                            .take_over = order->take_over || node->take_over,
                            .tvs = job->tvs,
                            .expected = order->expected,
                            .was_read = was_read(order, node->address->host),
                            .version = order->version,
                            .is_checked = is_bound(job, order->dry_run),
                            .checked_bytes = job->checked_bytes,
                            .warnings = node->warnings,
                            .found = &node->found,
                            .state = &node->state,
                            .http_port = job->http_port,
                            .tftp_port = job->tftp_port};
  add_told(&request, order);
  publish_tvs_set_login(job->tvs, &job->login, turn->prompt);
  publish_to_node(order->list, &request, &node->result, nodes->record, turn->prompt, turn->progress,
                  turn->cancellable, &node->error);
  if (node->error == NULL && !order->dry_run)
    note_awaited(job);
  set_stage(job, order->dry_run);
  if (node->error != NULL)
    g_propagate_error(error, g_error_copy(node->error));
  return node->error == NULL;
}

/* What is left of the last run goes; TVS may have learnt something since. The nodes that are left out. */
static gboolean *
prepare(PublishNodes *nodes)
{
  gboolean *left_out = g_new0(gboolean, nodes->nodes->len);
  for (guint i = 0; i < nodes->nodes->len; i++) {
    PublishNode *node = g_ptr_array_index(nodes->nodes, i);
    left_out[i] = !is_wanted(node);
    if (!left_out[i])
      forget_last_run(node);
  }
  for (guint i = 0; i < nodes->tvs->len; i++)
    publish_tvs_forget(g_ptr_array_index(nodes->tvs, i));
  return left_out;
}

static NodeLogin *
list_logins(const PublishNodes *nodes)
{
  NodeLogin *logins = g_new0(NodeLogin, nodes->nodes->len);
  for (guint i = 0; i < nodes->nodes->len; i++) {
    const NodeJob *job = g_ptr_array_index(nodes->nodes, i);
    if (job->node.address->way == DELIVER_BY_SFTP)
      logins[i] = (NodeLogin){job->node.address, &job->login};
  }
  return logins;
}

/* Nodes whose turn came after the cancellation have got no more than that. */
static void
keep_cancelled(PublishNodes *nodes, GError **errors)
{
  for (guint i = 0; i < nodes->nodes->len; i++) {
    NodeJob *job = g_ptr_array_index(nodes->nodes, i);
    if (errors[i] == NULL || job->node.error != NULL)
      continue;
    job->node.error = g_error_copy(errors[i]);
    job->node.state = PUBLISH_NOT_REACHED;
    set_stage(job, nodes->order->dry_run);
    if (nodes->watch != NULL)
      nodes->watch(i, NULL, nodes->watch_data);
  }
}

/* The prompt is that of one run. */
static void
forget_logins(PublishNodes *nodes)
{
  for (guint i = 0; i < nodes->tvs->len; i++)
    publish_tvs_set_login(g_ptr_array_index(nodes->tvs, i), NULL, NULL);
}

void
publish_nodes_set_tvs_identity(PublishNodes *nodes, TvsIdentity *identity)
{
  for (guint i = 0; i < nodes->tvs->len; i++)
    publish_tvs_set_identity(g_ptr_array_index(nodes->tvs, i), identity);
}

void
publish_nodes_watch(PublishNodes *nodes, NodeWatch func, gpointer user_data)
{
  nodes->watch = func;
  nodes->watch_data = user_data;
}

gboolean
publish_nodes_refused_list(const PublishNodes *nodes)
{
  return nodes->refused;
}

const GPtrArray *
publish_nodes_get_findings(const PublishNodes *nodes)
{
  return nodes->findings;
}

GPtrArray *
publish_judge_list(const TrustList *list)
{
  const ListCase question = {.list = list, .is_signed = TRUE, .now = clock_unix_time()};
  return judge_list(&question);
}

static gboolean
check_list(PublishNodes *nodes, const PublishOrder *order, GError **error)
{
  g_ptr_array_unref(nodes->findings);
  nodes->findings = publish_judge_list(order->list);
  nodes->refused = !consent_check(order->consent, nodes->findings, error);
  return !nodes->refused;
}

gboolean
publish_nodes_run(PublishNodes *nodes, const PublishOrder *order, GPtrArray *warnings, CtlPrompt *prompt,
                  const Progress *progress, GCancellable *cancellable, GError **error)
{
  if (!check_list(nodes, order, error))
    return FALSE;
  g_autoptr(PublishRecord) record = publish_record_new(
      order->dry_run ? NULL : trust_list_get_bytes(order->list), "push", nodes->findings, warnings);
  guint n_nodes = nodes->nodes->len;
  g_autofree gboolean *left_out = prepare(nodes);
  const NodeRound round = {.prompt = prompt,
                           .progress = progress,
                           .cancellable = cancellable,
                           .left_out = left_out,
                           .watch = nodes->watch,
                           .watch_data = nodes->watch_data};
  GError **errors = g_new0(GError *, n_nodes);
  nodes->order = order;
  nodes->record = record;
  g_autofree NodeLogin *logins = list_logins(nodes);
  node_logins_run(&round, logins, n_nodes, run_node, nodes, errors);
  keep_cancelled(nodes, errors);
  forget_logins(nodes);
  const GError *worst = node_errors_find_worst((const GError *const *)errors, n_nodes);
  if (worst != NULL && error != NULL)
    *error = g_error_copy(worst);
  gboolean done = worst == NULL;
  node_errors_free(errors, n_nodes);
  return done;
}
