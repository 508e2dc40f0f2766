/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of the steps: TN118893, "From Tokenless Solution to Hardware eTokens". */
#include "app/workflow/update/update-private.h"

#include "app/base/clock.h"
#include "app/base/error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

static const struct {
  const char *word;
  const char *title;
  gboolean (*run)(Update *, UpdateStep *, const UpdateRun *, GError **);
} STEPS[UPDATE_N_STEPS] = {
    [UPDATE_CLUSTER] = {"cluster", N_("Check the cluster and its list"), update_check_cluster},
    [UPDATE_TOKENS] = {"tokens", N_("Find the tokens"), update_check_tokens},
    [UPDATE_EXPORT] = {"export", N_("Export the certificates of the tokens"), update_export},
    [UPDATE_TRUST] = {"trust", N_("Wait until TVS trusts the tokens"), update_ask_tvs},
    [UPDATE_SIGN] = {"sign", N_("Make the new list and sign it"), update_sign},
    [UPDATE_PUSH] = {"push", N_("Put the list on every node"), update_push},
    [UPDATE_VERIFY] = {"verify", N_("Check what every node holds"), update_verify},
    [UPDATE_RESTART] = {"restart", N_("Restart the services"), update_restart},
    [UPDATE_PHONES] = {"phones", N_("See it on a phone"), update_tell_phones},
};

static const char *const STATE_WORDS[] = {"to-do", "waiting", "done"};

const char *
update_step_get_word(UpdateStepId id)
{
  return STEPS[id].word;
}

const char *
update_step_title(UpdateStepId id)
{
  return _(STEPS[id].title);
}

const char *
update_state_get_word(UpdateState state)
{
  return STATE_WORDS[state];
}

char *
update_path(const Update *update, const char *name)
{
  return g_build_filename(update->folder, name, NULL);
}

static void
do_again_until_signed(Update *update)
{
  for (guint i = 0; i < UPDATE_SIGN; i++)
    update->steps[i].state = UPDATE_TO_DO;
}

/* Until something is signed everything is looked at anew in each run: days may have passed, and the list that
 * is built upon has to be the one that the cluster has. */
static void
forget_checks(Update *update)
{
  gboolean all_done = update_get_next(update) == UPDATE_N_STEPS;
  if (all_done && update->setup->kind == UPDATE_TO_PLAN)
    update_forget(update, UPDATE_CLUSTER); /* that was another one */
  else if (all_done)
    return;
  update->steps[UPDATE_CLUSTER].state = UPDATE_TO_DO;
  if (update->steps[UPDATE_SIGN].state == UPDATE_DONE)
    return;
  do_again_until_signed(update);
}

/* --- the job --- */

Update *
update_open(const char *folder, const UpdateSetup *setup, GError **error)
{
  g_autoptr(Update) update = g_new0(Update, 1);
  update->setup = setup;
  update->folder = g_strdup(folder);
  update->restarted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  update->awaited = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  update->settled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  update->tokens = g_ptr_array_new_with_free_func(g_free);
  update->uploads = sast_certificates_new();
  update->signers = g_ptr_array_new_with_free_func(g_free);
  update->findings = findings_new();
  for (guint i = 0; i < UPDATE_N_STEPS; i++)
    update->steps[i].id = (UpdateStepId)i;
  if (!setup->trial && g_mkdir_with_parents(folder, 0700) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Folder %s cannot be made: %s"), folder,
                g_strerror(errno));
    return NULL;
  }
  if (!update_load_state(update, error))
    return NULL;
  update_use_nodes(update);
  forget_checks(update);
  return g_steal_pointer(&update);
}

static void
clear_texts(UpdateStep *step)
{
  g_clear_pointer(&step->found, g_free);
  g_clear_pointer(&step->to_do, g_free);
}

void
update_free(Update *update)
{
  if (update == NULL)
    return;
  for (guint i = 0; i < UPDATE_N_STEPS; i++)
    clear_texts(&update->steps[i]);
  g_clear_pointer(&update->entry, address_book_entry_free);
  g_clear_pointer(&update->nodes, g_ptr_array_unref);
  g_clear_pointer(&update->cli_nodes, g_ptr_array_unref);
  g_strfreev(update->others);
  g_hash_table_unref(update->restarted);
  g_hash_table_unref(update->awaited);
  g_hash_table_unref(update->settled);
  g_ptr_array_unref(update->tokens);
  g_ptr_array_unref(update->uploads);
  g_ptr_array_unref(update->signers);
  g_ptr_array_unref(update->findings);
  consent_free(update->consent);
  g_free(update->version);
  g_clear_pointer(&update->status, cluster_status_free);
  g_clear_pointer(&update->today, trust_list_unref);
  g_clear_pointer(&update->plan, plan_free);
  g_clear_pointer(&update->tvs, tvs_identity_unref);
  g_clear_pointer(&update->state, g_bytes_unref);
  g_free(update->by_hand);
  g_free(update->old_sha256);
  g_free(update->new_sha256);
  g_strfreev(update->replaceable);
  g_strfreev(update->read);
  g_free(update->folder);
  g_free(update);
}

const UpdateStep *
update_get_step(const Update *update, UpdateStepId id)
{
  return &update->steps[id];
}

UpdateStepId
update_get_next(const Update *update)
{
  for (guint i = 0; i < UPDATE_N_STEPS; i++)
    if (update->steps[i].state != UPDATE_DONE)
      return (UpdateStepId)i;
  return UPDATE_N_STEPS;
}

gboolean
update_is_unfinished(const Update *update)
{
  gboolean is_signed = update->steps[UPDATE_SIGN].state == UPDATE_DONE;
  return update->replaced || (is_signed && update_get_next(update) != UPDATE_N_STEPS);
}

/* A clock that was set back tells nothing. */
gboolean
update_look_again(Update *update)
{
  gint64 idle_s = clock_unix_time() - update->ran_at;
  gboolean fresh = !update->waited && idle_s >= 0 && idle_s <= UPDATE_FRESH_S;
  if (fresh || update_get_next(update) != UPDATE_SIGN)
    return FALSE;
  update->waited = FALSE;
  do_again_until_signed(update);
  return TRUE;
}

/* What the administrator does before a list can be made changes the cluster. */
static void
look_again_after_stop(Update *update)
{
  if (update->steps[UPDATE_TOKENS].state == UPDATE_WAITING)
    do_again_until_signed(update);
}

static void
note_run(Update *update, const UpdateStep *step)
{
  update->ran_at = clock_unix_time();
  update->waited = update->waited || (step->id == UPDATE_TRUST && step->state == UPDATE_WAITING);
}

gboolean
update_run_next(Update *update, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                GError **error)
{
  const UpdateRun run = {prompt, progress, cancellable};
  update_look_again(update);
  look_again_after_stop(update);
  update_use_nodes(update);
  UpdateStepId id = update_get_next(update);
  if (id == UPDATE_N_STEPS)
    return TRUE;
  g_autoptr(FileLock) lock = NULL;
  if (!update_begin_work(update, &lock, cancellable, error))
    return FALSE;
  UpdateStep *step = &update->steps[id];
  step->state = UPDATE_TO_DO;
  clear_texts(step);
  g_ptr_array_set_size(update->findings, 0);
  gboolean done = STEPS[id].run(update, step, &run, error);
  note_run(update, step);
  if (!done)
    return FALSE;
  if (update_save(update, error))
    return TRUE;
  step->state = UPDATE_TO_DO; /* nobody would know of it after the next start, nor could take it back */
  return FALSE;
}

gboolean
update_confirm(const UpdateRun *run, const char *message, const char *detail, GError **error)
{
  gboolean yes = FALSE;
  PromptQuestion question = {.kind = PROMPT_STEP, .subject = "", .message = message, .detail = detail};
  if (!prompt_confirm(run->prompt, &question, &yes, run->cancellable, error))
    return FALSE;
  if (!yes)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_CANCELLED,
                        _("Stopped; the same command goes on from here"));
  return yes;
}

void
update_forget_job(Update *update)
{
  g_autofree char *state = update_path(update, UPDATE_STATE_FILE);
  g_unlink(state);
  update_drop_list(update, UPDATE_NEW_LIST);
  update_drop_list(update, UPDATE_OLD_LIST);
  for (guint i = 0; i < UPDATE_N_STEPS; i++) {
    clear_texts(&update->steps[i]);
    update->steps[i].state = UPDATE_TO_DO;
  }
  g_hash_table_remove_all(update->restarted);
  g_hash_table_remove_all(update->awaited);
  g_hash_table_remove_all(update->settled);
  update->replaced = FALSE;
  update->has_before = FALSE;
  update->is_first = FALSE;
  update->begun = FALSE;
  g_clear_pointer(&update->replaceable, g_strfreev);
  g_clear_pointer(&update->read, g_strfreev);
  g_clear_pointer(&update->by_hand, g_free);
  update_remember_state(update);
}

gboolean
update_start_anew(Update *update, GCancellable *cancellable, GError **error)
{
  g_autoptr(FileLock) lock = NULL;
  if (!update_begin_work(update, &lock, cancellable, error))
    return FALSE;
  update_forget_job(update);
  return TRUE;
}

const GPtrArray *
update_get_tokens(const Update *update)
{
  return update->tokens;
}

const GPtrArray *
update_get_uploads(const Update *update)
{
  return update->uploads;
}

const GPtrArray *
update_get_signers(const Update *update)
{
  return update->signers;
}

void
update_begin_judgement(Update *update, JudgeRule rule)
{
  g_ptr_array_set_size(update->findings, 0);
  consent_free(update->consent);
  update->consent = consent_copy(update->setup->consent);
  if (rule != JUDGE_N_RULES)
    consent_accept_rule(update->consent, rule);
}

const Consent *
update_get_consent(const Update *update)
{
  return update->consent;
}

const GPtrArray *
update_get_findings(const Update *update)
{
  return update->findings;
}

const Plan *
update_get_plan(const Update *update)
{
  return update->plan;
}

const ClusterStatus *
update_get_status(const Update *update)
{
  return update->status;
}

TrustList *
update_get_today(const Update *update)
{
  return update->today;
}
