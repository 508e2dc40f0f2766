/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/nodes/node-logins.h"

#include "app/base/text.h"
#include "app/publisher/ssh/shown-host-key.h"
#include "app/workflow/nodes/node-prompt.h"

#include <glib/gi18n.h>

#define DEFAULT_PORT 22

/* --- the keys --- */

typedef struct {
  const NodeLogin *logins;
  ShownHostKey **shown; /* for each node, or NULL */
} Look;

static gboolean
look_at_node(const NodeTurn *turn, gpointer user_data, GError **error)
{
  const Look *look = user_data;
  const NodeLogin *where = &look->logins[turn->index];
  look->shown[turn->index] =
      shown_host_key_ask(where->address, where->login, turn->prompt, turn->cancellable);
  return TRUE;
}

static gboolean
is_same_server(const PublisherAddress *a, const PublisherAddress *b)
{
  return a->port == b->port && g_ascii_strcasecmp(a->host, b->host) == 0;
}

/* A server that several nodes are is asked once. */
static gboolean
is_asked_before(const NodeLogin *logins, const gboolean *left_out, guint index)
{
  for (guint i = 0; i < index; i++)
    if (!left_out[i] && is_same_server(logins[i].address, logins[index].address))
      return TRUE;
  return FALSE;
}

static gboolean
is_looked_at(const NodeRound *round, const NodeLogin *logins, const gboolean *left_out, guint index)
{
  const NodeLogin *where = &logins[index];
  return where->address != NULL && (round->left_out == NULL || !round->left_out[index]) &&
         !is_asked_before(logins, left_out, index) && shown_host_key_is_unknown(where->address, where->login);
}

/* LEFT_OUT gets all others. How many there are to look at. */
static guint
choose_nodes(const NodeRound *round, const NodeLogin *logins, gboolean *left_out, guint n_nodes)
{
  guint n_unknown = 0;
  for (guint i = 0; i < n_nodes; i++) {
    left_out[i] = !is_looked_at(round, logins, left_out, i);
    n_unknown += left_out[i] ? 0 : 1;
  }
  return n_unknown;
}

/* The keys (of ShownHostKey) that nobody knows, in the order of the nodes; none when a single node may have
 * one. */
static GPtrArray *
look_at_keys(const NodeRound *round, const NodeLogin *logins, guint n_nodes)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func((GDestroyNotify)shown_host_key_free);
  g_autofree gboolean *left_out = g_new0(gboolean, n_nodes);
  g_autofree ShownHostKey **shown = g_new0(ShownHostKey *, n_nodes);
  const NodeRound own = {.prompt = round->prompt, .cancellable = round->cancellable, .left_out = left_out};
  if (choose_nodes(round, logins, left_out, n_nodes) < 2)
    return keys;
  Look look = {logins, shown};
  GError **errors = g_new0(GError *, n_nodes);
  progress_step(round->progress, _("Asking the nodes for their host keys"));
  node_round_run(&own, n_nodes, look_at_node, &look, errors);
  node_errors_free(errors, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    if (shown[i] != NULL)
      g_ptr_array_add(keys, shown[i]);
  return keys;
}

/* --- the question --- */

static char *
describe_key(const ShownHostKey *key)
{
  g_autofree char *host = text_for_people(key->address->host);
  if (key->address->port == DEFAULT_PORT)
    return g_strdup_printf("%s %s %s", host, key->type, key->fingerprint);
  return g_strdup_printf("[%s]:%u %s %s", host, key->address->port, key->type, key->fingerprint);
}

static char *
describe_keys(const GPtrArray *keys)
{
  GString *text = g_string_new(_("The host keys of these nodes are not known yet:"));
  for (guint i = 0; i < keys->len; i++) {
    g_autofree char *line = describe_key(g_ptr_array_index(keys, i));
    g_string_append_printf(text, "\n%s", line);
  }
  g_string_append_printf(
      text, "\n%s",
      _("Compare each with the fingerprint that the administrator of the node gives you, and say yes only if "
        "all are right. After a no none is kept, and nobody logs in to these nodes; a key that is right can "
        "be given by itself, with --host-key or with the saved publisher."));
  for (guint i = 0; i < keys->len; i++) {
    const GPtrArray *damage = ((const ShownHostKey *)g_ptr_array_index(keys, i))->damage;
    for (guint j = 0; j < damage->len; j++) {
      g_autofree char *sentence = text_for_people(g_ptr_array_index(damage, j));
      g_string_append_printf(text, "\n%s.", sentence);
    }
  }
  return g_string_free(text, FALSE);
}

/* FALSE when nobody could be asked. */
static gboolean
ask_about(const GPtrArray *keys, CtlPrompt *prompt, gboolean *yes, GCancellable *cancellable)
{
  g_autoptr(GPtrArray) hosts = g_ptr_array_new_null_terminated(keys->len, NULL, TRUE);
  g_autoptr(GPtrArray) fingerprints = g_ptr_array_new_null_terminated(keys->len, NULL, TRUE);
  for (guint i = 0; i < keys->len; i++) {
    const ShownHostKey *key = g_ptr_array_index(keys, i);
    g_ptr_array_add(hosts, key->address->host);
    g_ptr_array_add(fingerprints, key->fingerprint);
  }
  g_autofree char *subject = g_strjoinv(", ", (char **)hosts->pdata);
  g_autofree char *detail = describe_keys(keys);
  g_autofree char *message = /* TRANSLATORS: a question; the question mark is added. */
      g_strdup_printf(ngettext("Is this the host key of the %u node",
                               "Are these the host keys of the %u nodes", keys->len),
                      keys->len);
  const PromptQuestion question = {.kind = PROMPT_HOST_KEY,
                                   .subject = subject,
                                   .message = message,
                                   .detail = detail,
                                   .fingerprints = (const char *const *)fingerprints->pdata};
  return prompt_confirm(prompt, &question, yes, cancellable, NULL);
}

/* What was answered is not asked again in the nodes' turns. A key that is right and cannot be kept is tried
 * there once more, which tells why. */
static void
confirm_keys(const GPtrArray *keys, CtlNodePrompt *prompt, GCancellable *cancellable)
{
  gboolean yes = FALSE;
  if (keys->len < 2 || !ask_about(keys, CTL_PROMPT(prompt), &yes, cancellable))
    return;
  for (guint i = 0; i < keys->len; i++) {
    const ShownHostKey *key = g_ptr_array_index(keys, i);
    if (!yes || !shown_host_key_keep(key, cancellable, NULL))
      node_prompt_answer_host_key(prompt, key->address->host, key->fingerprint, yes);
  }
}

void
node_logins_run(const NodeRound *round, const NodeLogin *logins, guint n_nodes, NodeFunc func,
                gpointer user_data, GError **errors)
{
  g_autoptr(CtlNodePrompt) prompt = round->prompt != NULL ? node_prompt_new(round->prompt) : NULL;
  NodeRound own = *round;
  if (prompt != NULL) {
    own.prompt = CTL_PROMPT(prompt);
    g_autoptr(GPtrArray) keys = look_at_keys(&own, logins, n_nodes);
    confirm_keys(keys, prompt, round->cancellable);
  }
  node_round_run(&own, n_nodes, func, user_data, errors);
}
