/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/sast-ask.h"

#include "app/base/error.h"
#include "app/publisher/settings/address.h"
#include "app/workflow/publish/tvs-check.h"

#include <glib/gi18n.h>

/* What one node has said. */
typedef struct {
  gboolean *known;     /* for each certificate */
  GPtrArray *warnings; /* of char * */
} NodeAnswer;

struct _SastAnswer {
  guint n_nodes;
  NodeAnswer *nodes;
  GError **errors;
};

/* What the nodes' threads share; each writes its own node's part of ANSWER. */
typedef struct {
  const SastQuestion *question;
  SastAnswer *answer;
} Work;

static SastAnswer *
answer_new(const SastQuestion *question)
{
  SastAnswer *answer = g_new0(SastAnswer, 1);
  answer->n_nodes = question->nodes->len;
  answer->nodes = g_new0(NodeAnswer, answer->n_nodes);
  answer->errors = g_new0(GError *, answer->n_nodes);
  for (guint i = 0; i < answer->n_nodes; i++) {
    answer->nodes[i].known = g_new0(gboolean, question->certificates->len);
    answer->nodes[i].warnings = g_ptr_array_new_with_free_func(g_free);
  }
  return answer;
}

void
sast_answer_free(SastAnswer *answer)
{
  if (answer == NULL)
    return;
  for (guint i = 0; i < answer->n_nodes; i++) {
    g_free(answer->nodes[i].known);
    g_clear_pointer(&answer->nodes[i].warnings, g_ptr_array_unref);
  }
  g_free(answer->nodes);
  node_errors_free(answer->errors, answer->n_nodes);
  g_free(answer);
}

static gboolean
ask_about(const Work *work, const NodeTurn *turn, guint certificate, GError **error)
{
  const SastQuestion *question = work->question;
  const PublisherAddress *node = g_ptr_array_index(question->nodes, turn->index);
  NodeAnswer *answer = &work->answer->nodes[turn->index];
  const TvsCheckRequest request = {
      .target = {.host = node->host, .port = question->tvs_port, .old_algorithms = question->old_tls},
      .identity = question->identity};
  g_auto(TvsCheck) check = {0};
  if (!tvs_check_certificate(g_ptr_array_index(question->certificates, certificate), &request, &check,
                             turn->progress, turn->cancellable, error))
    return FALSE;
  if (check.old_algorithms != NULL)
    g_ptr_array_add(answer->warnings, g_strdup_printf(_("TVS on %s: the connection uses old algorithms: %s"),
                                                      node->host, check.old_algorithms));
  answer->known[certificate] = check.accepts_signer;
  return TRUE;
}

static gboolean
ask_node(const NodeTurn *turn, gpointer user_data, GError **error)
{
  const Work *work = user_data;
  for (guint i = 0; i < work->question->certificates->len; i++)
    if (!ask_about(work, turn, i, error))
      return FALSE;
  return TRUE;
}

SastAnswer *
sast_ask(const SastQuestion *question, GPtrArray *warnings, const NodeRound *round, GError **error)
{
  g_autoptr(SastAnswer) answer = answer_new(question);
  Work work = {question, answer};
  node_round_run(round, answer->n_nodes, ask_node, &work, answer->errors);
  for (guint i = 0; warnings != NULL && i < answer->n_nodes; i++)
    g_ptr_array_extend_and_steal(warnings, g_steal_pointer(&answer->nodes[i].warnings));
  return ctl_cancelled(round->cancellable, error) ? NULL : g_steal_pointer(&answer);
}

gboolean
sast_answer_check(const SastAnswer *answer, GError **error)
{
  return node_errors_check((const GError *const *)answer->errors, answer->n_nodes, error);
}

gboolean
sast_answer_knows(const SastAnswer *answer, guint node, guint certificate)
{
  return answer->errors[node] == NULL && answer->nodes[node].known[certificate];
}
