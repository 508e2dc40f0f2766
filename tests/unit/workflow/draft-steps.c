/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "draft-steps.h"

#include <arpa/inet.h>

/* Names are not looked up. */
ServerRecord *
draft_step_server(const DraftStep *step)
{
  ServerRecord *server = g_new0(ServerRecord, 1);
  server->function = step->function;
  server->host = g_strdup(step->host);
  inet_pton(AF_INET, step->host, server->address);
  server->certificate = X509_dup(sample_server(step->which)->certificate);
  return server;
}

static gboolean
take(ListDraft *draft, const DraftStep *step, GError **error)
{
  if (step->kind == STEP_TOKEN)
    return list_draft_add_token(draft, sample_token(step->which)->certificate, error);
  if (step->kind == STEP_REMOVE)
    return list_draft_remove(draft, step->which, error);
  if (step->kind == STEP_SERVER) {
    g_autoptr(ServerRecord) server = draft_step_server(step);
    return list_draft_add_server(draft, server, error);
  }
  list_draft_make_non_secure(draft);
  return TRUE;
}

void
draft_take_steps(ListDraft *draft, const DraftStep *steps)
{
  for (; steps->kind != STEP_END; steps++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *before = draft_describe(draft);
    gboolean taken = take(draft, steps, &error);
    if (!steps->refused) {
      g_assert_no_error(error);
      g_assert_true(taken);
      continue;
    }
    g_autofree char *after = draft_describe(draft);
    g_assert_false(taken);
    g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
    g_assert_cmpstr(after, ==, before);
  }
}

ListDraft *
draft_from_steps(TrustList *old, const DraftStep *steps)
{
  ListDraft *draft = list_draft_new(old);
  draft_take_steps(draft, steps);
  return draft;
}

char *
draft_describe(const ListDraft *draft)
{
  static const char origins[] = {[DRAFT_KEPT] = '=', [DRAFT_ADDED] = '+', [DRAFT_REPLACED] = '~'};
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    guint number = list_draft_get_old_number(draft, i);
    g_string_append_printf(text, "%s%s%c", i > 0 ? " " : "",
                           function_get_name(trust_list_record_get_function(&record)),
                           origins[list_draft_get_origin(draft, i)]);
    if (number != 0)
      g_string_append_printf(text, "%u", number);
  }
  return g_strdup(text->str);
}
