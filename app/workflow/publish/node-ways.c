/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: OS Administration knows the users of the platform CLI, and is the way to put a file into a stock
 * node: TN200119. */
#include "app/workflow/publish/node-ways.h"

#include "app/base/error.h"
#include "app/publisher/sftp/ssh-look.h"
#include "app/publisher/web/web-upload.h"
#include "app/workflow/nodes/node-logins.h"
#include "app/workflow/publish/publish-state.h"
#include "app/workflow/publish/served-read.h"
#include "app/workflow/publish/web-vouch.h"

#include <glib/gi18n.h>

/* What the threads share. */
typedef struct {
  const AddressBookEntry *entry;
  const PublisherLogin *login;
  GPtrArray *nodes;             /* of NodeWays */
  gboolean wanted[N_NODE_WAYS]; /* what is tried on each node besides its own way */
  int is_refused;               /* a password was; atomic */
} Looking;

static void
node_ways_free(gpointer data)
{
  NodeWays *node = data;
  for (gsize i = 0; i < N_NODE_WAYS; i++)
    g_clear_error(&node->ways[i].why);
  publisher_address_free(node->address);
  g_ptr_array_unref(node->warnings);
  g_free(node);
}

static GPtrArray *
new_nodes(const AddressBookEntry *entry)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func(node_ways_free);
  for (guint i = 0; i < address_book_entry_get_n_nodes(entry); i++) {
    NodeWays *node = g_new0(NodeWays, 1);
    node->address = address_book_entry_dup_node(entry, i, &node->role);
    node->warnings = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(nodes, node);
  }
  return nodes;
}

/* --- one way --- */

static gboolean
is_wanted(const Looking *looking, const NodeWays *node, NodeWay way)
{
  return looking->wanted[way] || way == NODE_WAY_SERVED || &node->ways[way] == node_ways_get_own(node);
}

/* Whoever could not be asked has said nothing of the way. */
static WayState
state_of(const GError *why)
{
  if (why == NULL)
    return WAY_WORKS;
  if (g_error_matches(why, CTL_ERROR, CTL_ERROR_USAGE) ||
      g_error_matches(why, CTL_ERROR, CTL_ERROR_CANCELLED))
    return WAY_NOT_TRIED;
  return publish_state_of_error(why) == PUBLISH_NOT_REACHED ? WAY_NOT_REACHED : WAY_REFUSED;
}

/* A refusal without a password (the server takes keys only, or no more sessions) says nothing of one. */
static void
note(Looking *looking, NodeWays *node, NodeWay way, const GError *why)
{
  WayFound *found = &node->ways[way];
  g_clear_error(&found->why);
  found->why = why != NULL ? g_error_copy(why) : NULL;
  found->state = state_of(why);
  if (g_error_matches(why, CTL_ERROR, CTL_ERROR_LOGIN_REFUSED) &&
      shared_password_was_refused(looking->login->shared_password))
    g_atomic_int_set(&looking->is_refused, TRUE);
}

static void
note_not_tried(NodeWays *node, NodeWay way)
{
  WayFound *found = &node->ways[way];
  if (found->state != WAY_NOT_TRIED || found->why != NULL)
    return;
  found->why = g_error_new(CTL_ERROR, CTL_ERROR_LOGIN_REFUSED,
                           _("Publisher %s: a password was refused before, and none is sent any more"),
                           node->address->host);
}

/* FALSE when nobody may log in; the reason is noted for the ways from FIRST to LAST that are wanted. */
static gboolean
may_log_in(Looking *looking, NodeWays *node, NodeWay first, NodeWay last, const NodeTurn *turn)
{
  if (g_cancellable_is_cancelled(turn->cancellable))
    return FALSE;
  if (!g_atomic_int_get(&looking->is_refused))
    return TRUE;
  for (NodeWay way = first; way <= last; way++)
    if (is_wanted(looking, node, way))
      note_not_tried(node, way);
  return FALSE;
}

/* --- SSH --- */

static GError *
new_no_cli(const PublisherAddress *address)
{
  return g_error_new(CTL_ERROR, CTL_ERROR_REMOTE, _("Publisher %s: %s gets no platform CLI"), address->host,
                     address->user);
}

/* One login, for SFTP, the platform CLI, or both. */
static void
look_by_ssh(Looking *looking, NodeWays *node, const PublisherAddress *address, gboolean sftp, gboolean cli,
            const NodeTurn *turn)
{
  g_auto(SshLook) look = {0};
  g_autoptr(GError) why = NULL;
  if (!may_log_in(looking, node, NODE_WAY_SFTP, NODE_WAY_CLI, turn))
    return;
  gboolean in = ssh_look_run(&look, address, looking->login, node->warnings, turn->prompt, turn->progress,
                             turn->cancellable, &why);
  g_autoptr(GError) no_cli = !look.has_cli ? new_no_cli(address) : NULL;
  if (sftp)
    note(looking, node, NODE_WAY_SFTP, in ? look.sftp : why);
  if (cli)
    note(looking, node, NODE_WAY_CLI, in ? no_cli : why);
}

static void
look_for_ssh(Looking *looking, NodeWays *node, const PublisherAddress *cli_address, const NodeTurn *turn)
{
  g_autoptr(PublisherAddress) address = publisher_address_copy(node->address);
  gboolean sftp = is_wanted(looking, node, NODE_WAY_SFTP);
  gboolean cli = is_wanted(looking, node, NODE_WAY_CLI);
  publisher_address_set_way(address, DELIVER_BY_SFTP);
  gboolean is_same = g_str_equal(address->user, cli_address->user);
  if (sftp || (cli && is_same))
    look_by_ssh(looking, node, address, sftp, cli && is_same, turn);
  if (cli && !is_same)
    look_by_ssh(looking, node, cli_address, FALSE, TRUE, turn);
}

/* --- OS Administration, and what phones get --- */

static void
look_for_web(Looking *looking, NodeWays *node, const PublisherAddress *cli_address, const NodeTurn *turn)
{
  g_autoptr(PublisherAddress) address =
      publisher_address_copy(node->address->way == DELIVER_BY_WEB ? node->address : cli_address);
  WebUploadOutcome outcome = WEB_UPLOAD_UNSURE;
  g_autofree char *said = NULL;
  g_autoptr(GError) why = NULL;
  if (!is_wanted(looking, node, NODE_WAY_WEB) || !may_log_in(looking, node, NODE_WAY_WEB, NODE_WAY_WEB, turn))
    return;
  publisher_address_set_way(address, DELIVER_BY_WEB);
  const WebUpload job = {.address = address, .login = looking->login, .vouch = web_vouch_by_cli};
  web_upload_run(&job, &outcome, &said, node->warnings, turn->prompt, turn->progress, turn->cancellable,
                 &why);
  note(looking, node, NODE_WAY_WEB, why);
}

static void
look_at_served(Looking *looking, NodeWays *node, const NodeTurn *turn)
{
  const ClusterSettings *cluster = looking->entry->cluster;
  g_autoptr(PublisherAddress) address = publisher_address_copy(node->address);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) why = NULL;
  publisher_address_set_way(address, DELIVER_BY_HAND); /* where phones ask for it */
  const ServedFile file = {
      .address = address, .http_port = cluster->http_port, .tftp_port = cluster->tftp_port};
  progress_step(turn->progress, _("Reading the list that %s serves now"), address->host);
  served_file_read(&file, &bytes, turn->cancellable, &why);
  note(looking, node, NODE_WAY_SERVED, why);
}

/* --- the nodes --- */

static gboolean
on_node(const NodeTurn *turn, gpointer data, GError **error)
{
  Looking *looking = data;
  NodeWays *node = g_ptr_array_index(looking->nodes, turn->index);
  g_autoptr(PublisherAddress) cli_address =
      address_book_entry_dup_cli_node(looking->entry, turn->index, NULL);
  look_for_ssh(looking, node, cli_address, turn);
  look_for_web(looking, node, cli_address, turn);
  look_at_served(looking, node, turn);
  return TRUE;
}

static gboolean
has_login(const NodeWays *node)
{
  for (NodeWay way = NODE_WAY_SFTP; way <= NODE_WAY_WEB; way++)
    if (node->ways[way].state == WAY_WORKS)
      return TRUE;
  return FALSE;
}

/* What works there is tried on the others. */
static void
keep_what_worked(Looking *looking, const NodeWays *node)
{
  for (NodeWay way = NODE_WAY_SFTP; way <= NODE_WAY_WEB; way++)
    looking->wanted[way] = node->ways[way].state == WAY_WORKS;
}

/* WHY nobody looked at NODE: its host key was not confirmed. */
static void
note_untold(Looking *looking, NodeWays *node, const GError *why)
{
  for (NodeWay way = NODE_WAY_SFTP; way <= NODE_WAY_WEB; way++)
    if (is_wanted(looking, node, way))
      note(looking, node, way, why);
}

/* Those that LEFT_OUT leaves. Their host keys are asked for together where somebody logs in over SSH. */
static void
look_at_nodes(Looking *looking, NodeRound *round, const gboolean *left_out)
{
  guint n_nodes = looking->nodes->len;
  gboolean is_ssh = (looking->wanted[NODE_WAY_SFTP] || looking->wanted[NODE_WAY_CLI]) && !looking->is_refused;
  g_autoptr(GPtrArray) addresses = address_book_entry_list_cli_nodes(looking->entry, NULL);
  g_autofree NodeLogin *logins = g_new0(NodeLogin, n_nodes);
  GError **errors = g_new0(GError *, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    logins[i] = (NodeLogin){is_ssh ? g_ptr_array_index(addresses, i) : NULL, looking->login};
  round->left_out = left_out;
  node_logins_run(round, logins, n_nodes, on_node, looking, errors);
  for (guint i = 0; i < n_nodes; i++)
    if (errors[i] != NULL)
      note_untold(looking, g_ptr_array_index(looking->nodes, i), errors[i]);
  node_errors_free(errors, n_nodes);
}

/* Node INDEX alone. TRUE when a way worked there. */
static gboolean
look_at_one(Looking *looking, NodeRound *round, guint index)
{
  g_autofree gboolean *left_out = g_new0(gboolean, looking->nodes->len);
  for (guint i = 0; i < looking->nodes->len; i++)
    left_out[i] = i != index;
  look_at_nodes(looking, round, left_out);
  const NodeWays *node = g_ptr_array_index(looking->nodes, index);
  gboolean works = has_login(node);
  if (works)
    keep_what_worked(looking, node);
  return works;
}

/* Of the nodes with SFTP, which are logged in to unless a password is refused. The caller unrefs the prompt.
 */
static CtlPrompt *
confirm_host_keys(const NodeRound *round, const GPtrArray *nodes, const PublisherLogin *login)
{
  g_autofree NodeLogin *logins = g_new0(NodeLogin, nodes->len);
  for (guint i = 0; i < nodes->len; i++) {
    const NodeWays *node = g_ptr_array_index(nodes, i);
    if (node->address->way == DELIVER_BY_SFTP)
      logins[i] = (NodeLogin){node->address, login};
  }
  return node_logins_confirm(round, logins, nodes->len);
}

GPtrArray *
node_ways_look(const AddressBookEntry *entry, const PublisherLogin *login, CtlPrompt *prompt,
               const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) nodes = new_nodes(entry);
  g_autofree gboolean *done = g_new0(gboolean, nodes->len);
  Looking looking = {.entry = entry, .login = login, .nodes = nodes, .wanted = {TRUE, TRUE, TRUE, TRUE}};
  NodeRound round = {.prompt = prompt, .progress = progress, .cancellable = cancellable};
  g_autoptr(CtlPrompt) confirmed = confirm_host_keys(&round, nodes, login);
  gboolean works = FALSE;
  round.prompt = confirmed;
  for (guint i = 0; i < nodes->len && !works && !looking.is_refused; i++) {
    works = look_at_one(&looking, &round, i);
    done[i] = TRUE;
  }
  look_at_nodes(&looking, &round, done);
  return ctl_cancelled(cancellable, error) ? NULL : g_steal_pointer(&nodes);
}
