/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/update/update-private.h"

#include "app/base/error.h"
#include "app/trustlist/show.h"
#include "app/workflow/history/history.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/nodes/cluster-services.h"

#include <glib/gi18n.h>

/* The way back: the list that was there before the job. */

/* A push that was interrupted may have reached some nodes, so that signing is enough. */
gboolean
update_can_go_back(const Update *update)
{
  gboolean is_signed = update->steps[UPDATE_SIGN].state == UPDATE_DONE || update->begun;
  return update->has_before && (update->setup->kind == UPDATE_TO_PLAN || is_signed);
}

char *
update_describe_back(void)
{
  g_autofree char *steps = cluster_services_next_steps(0, FALSE);
  return g_strdup_printf("%s\n%s", steps, _(HISTORY_OLDER_LIST));
}

char *
update_describe_back_rest(const Update *update)
{
  const char *const *host = update->setup->without;
  g_autoptr(GString) text = g_string_new(update->by_hand);
  for (; host != NULL && *host != NULL; host++) {
    g_string_append(text, text->len > 0 ? "\n" : "");
    g_string_append_printf(text, _("%s was left out and keeps the list that it has."), *host);
  }
  return text->len > 0 ? g_strdup(text->str) : NULL;
}

/* Which list it is, for a person to know it by. The caller frees it. */
static char *
describe_list(const TrustList *list)
{
  const TrustListHeader *header = trust_list_get_header(list);
  g_autofree char *signer = trust_list_safe_text(header->signer_name);
  g_autofree char *date = trust_list_date_text(header->timestamp);
  g_autofree char *md5 = NULL;
  g_autofree char *sha1 = NULL;
  list_checksums(trust_list_get_bytes(list), &md5, &sha1);
  /* TRANSLATORS: a name, a date, and a checksum */
  return g_strdup_printf(_("It was signed by %s on %s and has the MD5 checksum %s."), signer, date, md5);
}

static gboolean
confirm_back(const Update *update, const TrustList *list, const UpdateRun *run, GError **error)
{
  guint n_nodes = update->nodes->len;
  g_autofree char *detail = describe_list(list);
  g_autofree char *message =
      /* TRANSLATORS: a question; the question mark is added. */
      g_strdup_printf(ngettext("Put the list of before on %u node again",
                               "Put the list of before on %u nodes again", n_nodes),
                      n_nodes);
  return update_confirm(run, message, detail, error);
}

/* The job is remembered until all nodes have the list of before. */
static gboolean
end_back(Update *update, GError **error)
{
  g_autofree char *rest = update_describe_back_rest(update);
  if (rest != NULL)
    return update_save(update, error);
  update_forget_job(update);
  return TRUE;
}

gboolean
update_go_back(Update *update, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
               GError **error)
{
  const UpdateRun run = {prompt, progress, cancellable};
  if (!update_can_go_back(update)) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        update->is_first
                            ? _("The nodes had no list before, so there is none to put there again")
                            : _("No list was put on the nodes of this publisher by such a job, so there is "
                                "nothing to take back"));
    return FALSE;
  }
  update_use_nodes(update);
  g_autoptr(FileLock) lock = NULL;
  if (!update_begin_work(update, &lock, cancellable, error))
    return FALSE;
  g_autoptr(TrustList) list = update_load_list(update, UPDATE_OLD_LIST, cancellable, error);
  update_begin_judgement(update, JUDGE_PHONES_REJECT);   /* to go back is to overrule what phones hold, */
  consent_accept_rule(update->consent, JUDGE_NODE_LOST); /* and that the new list knew more nodes */
  return list != NULL && confirm_back(update, list, &run, error) &&
         update_push_list(update, UPDATE_OLD_LIST, &run, error) && end_back(update, error);
}
