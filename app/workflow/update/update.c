/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of the steps: TN118893, "From Tokenless Solution to Hardware eTokens". */
#include "app/workflow/update/update-private.h"

#include "app/base/error.h"
#include "app/base/file-lock.h"
#include "app/base/file.h"
#include "app/base/key-file.h"
#include "app/trustlist/certificate.h"
#include "app/workflow/list/list-file.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define GROUP "Migration"
#define MAX_STATE_LEN (1024 * 1024)

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

/* The commands that run a job of this kind. */
static const char *const KIND_WORDS[] = {[UPDATE_TO_PLAN] = "update", [UPDATE_MIGRATE] = "migrate"};
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

/* --- the state's file --- */

static void
read_step(GKeyFile *file, UpdateStep *step)
{
  const char *word = update_step_get_word(step->id);
  g_autofree char *key = g_strconcat(word, "-found", NULL);
  g_autofree char *state = g_key_file_get_string(file, GROUP, word, NULL);
  step->state = g_strcmp0(state, STATE_WORDS[UPDATE_DONE]) == 0 ? UPDATE_DONE : UPDATE_TO_DO;
  if (step->state == UPDATE_DONE)
    step->found = g_key_file_get_string(file, GROUP, key, NULL);
}

/* What was written before "restarted-found" was has the hosts only. */
static void
read_restarted(Update *update, GKeyFile *file)
{
  gsize n_hosts = 0;
  gsize n_done = 0;
  g_auto(GStrv) hosts = g_key_file_get_string_list(file, GROUP, "restarted", &n_hosts, NULL);
  g_auto(GStrv) done = g_key_file_get_string_list(file, GROUP, "restarted-found", &n_done, NULL);
  for (gsize i = 0; i < n_hosts; i++)
    g_hash_table_insert(update->restarted, g_strdup(hosts[i]), g_strdup(i < n_done ? done[i] : hosts[i]));
}

/* What the list is made for: another run that names other tokens wants another list. The caller frees it. */
static char *
describe_wish(const UpdateSetup *setup)
{
  g_autoptr(GString) text = g_string_new(plan_goal_get_word(setup->goal));
  for (const char *const *name = setup->tokens; name != NULL && *name != NULL; name++)
    g_string_append_printf(text, ";%s", *name);
  for (guint i = 0; setup->certificates != NULL && i < setup->certificates->len; i++) {
    g_autoptr(GBytes) der = certificate_to_der(g_ptr_array_index(setup->certificates, i));
    g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, der);
    g_string_append_printf(text, ";%s", sha256);
  }
  return g_strdup(text->str);
}

static UpdateKind
read_kind(GKeyFile *file)
{
  g_autofree char *word = g_key_file_get_string(file, GROUP, "kind", NULL);
  return g_strcmp0(word, KIND_WORDS[UPDATE_TO_PLAN]) == 0 ? UPDATE_TO_PLAN : UPDATE_MIGRATE;
}

/* Version 0.1 wrote few of the keys: there, what is missing follows from whether the list was signed. */
static gboolean
read_flag(const Update *update, GKeyFile *file, const char *key)
{
  return g_key_file_has_key(file, GROUP, key, NULL) ? g_key_file_get_boolean(file, GROUP, key, NULL)
                                                    : update->steps[UPDATE_SIGN].state == UPDATE_DONE;
}

static void
read_state(Update *update, GKeyFile *file)
{
  for (guint i = 0; i < UPDATE_N_STEPS; i++)
    read_step(file, &update->steps[i]);
  gboolean all_done = update_get_next(update) == UPDATE_N_STEPS;
  if (!all_done) /* else nothing is owed any more */
    read_restarted(update, file);
  update->replaced = !all_done && read_flag(update, file, "replaced");
  update->has_before = read_flag(update, file, "has-before");
  update->replaceable = g_key_file_get_string_list(file, GROUP, "replaceable", NULL, NULL);
  update->begun = !all_done && read_flag(update, file, "begun");
}

void
update_forget(Update *update, UpdateStepId first)
{
  for (guint i = first; i < UPDATE_N_STEPS; i++)
    update->steps[i].state = UPDATE_TO_DO;
}

/* One job for a cluster at a time: two would take each other's list for a stranger's. */
static gboolean
check_kind(Update *update, GKeyFile *file, GError **error)
{
  UpdateKind kind = read_kind(file);
  if (kind == update->setup->kind || !g_key_file_has_group(file, GROUP))
    return TRUE;
  if (!update->begun) {
    update_forget(update, UPDATE_CLUSTER);
    return TRUE;
  }
  const char *name = update->setup->entry->name;
  const char *step = update_step_get_word(update_get_next(update));
  if (update->has_before)
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_IN_USE,
        _("The list of %s is being changed by \"etoken-ctl %s\", which has come to the step %s; go on "
          "with it, or take it back with --back"),
        name, KIND_WORDS[kind], step);
  else
    g_set_error(
        error, CTL_ERROR, CTL_ERROR_IN_USE,
        _("The list of %s is being changed by \"etoken-ctl %s\", which has come to the step %s; go on "
          "with it"),
        name, KIND_WORDS[kind], step);
  return FALSE;
}

static void
check_wish(Update *update, GKeyFile *file)
{
  g_autofree char *wish = describe_wish(update->setup);
  g_autofree char *then = g_key_file_get_string(file, GROUP, "for", NULL);
  if (update->setup->kind == UPDATE_TO_PLAN && g_strcmp0(wish, then) != 0)
    update_forget(update, UPDATE_CLUSTER);
}

/* NULL where there is none, or none that can be read. */
static GBytes *
read_file_of_state(const Update *update)
{
  g_autofree char *path = update_path(update, UPDATE_STATE_FILE);
  return file_read(path, MAX_STATE_LEN, NULL, NULL, NULL);
}

static void
remember_state(Update *update)
{
  g_clear_pointer(&update->state, g_bytes_unref);
  update->state = read_file_of_state(update);
}

/* Another run of the program may have gone on with the job since: what is known here is not true any more. */
static gboolean
check_state(const Update *update, GError **error)
{
  g_autoptr(GBytes) now = read_file_of_state(update);
  GBytes *known = update->state;
  if (now != NULL && known != NULL ? g_bytes_equal(now, known) : now == known)
    return TRUE;
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_IN_USE,
      _("Another program has gone on with the job in %s meanwhile; begin again from what it has done"),
      update->folder);
  return FALSE;
}

gboolean
update_begin_work(const Update *update, FileLock **lock, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = update_path(update, "work");
  if (!update->setup->trial) /* which makes no folder */
    *lock = file_lock_new(path, cancellable, error);
  return (*lock != NULL || update->setup->trial) && check_state(update, error);
}

static gboolean
load_state(Update *update, GError **error)
{
  g_autofree char *path = update_path(update, UPDATE_STATE_FILE);
  g_autoptr(GKeyFile) file = key_file_load(path, error);
  if (file == NULL)
    return FALSE;
  read_state(update, file);
  if (!check_kind(update, file, error))
    return FALSE;
  check_wish(update, file);
  remember_state(update);
  return TRUE;
}

static void
write_restarted(const Update *update, GKeyFile *file)
{
  guint n = 0;
  g_autofree const char **hosts = (const char **)g_hash_table_get_keys_as_array(update->restarted, &n);
  g_autofree const char **done = g_new0(const char *, n + 1);
  for (guint i = 0; i < n; i++)
    done[i] = g_hash_table_lookup(update->restarted, hosts[i]);
  g_key_file_set_string_list(file, GROUP, "restarted", hosts, n);
  g_key_file_set_string_list(file, GROUP, "restarted-found", done, n);
}

gboolean
update_save(Update *update, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  if (update->setup->trial)
    return TRUE;
  for (guint i = 0; i < UPDATE_N_STEPS; i++) {
    const UpdateStep *step = &update->steps[i];
    g_autofree char *key = g_strconcat(update_step_get_word(step->id), "-found", NULL);
    g_key_file_set_string(file, GROUP, update_step_get_word(step->id), STATE_WORDS[step->state]);
    if (step->state == UPDATE_DONE && step->found != NULL)
      g_key_file_set_string(file, GROUP, key, step->found);
  }
  write_restarted(update, file);
  g_autofree char *wish = describe_wish(update->setup);
  g_key_file_set_string(file, GROUP, "kind", KIND_WORDS[update->setup->kind]);
  g_key_file_set_string(file, GROUP, "for", wish);
  g_key_file_set_boolean(file, GROUP, "replaced", update->replaced);
  g_key_file_set_boolean(file, GROUP, "has-before", update->has_before);
  g_key_file_set_boolean(file, GROUP, "begun", update->begun);
  if (update->replaceable != NULL)
    g_key_file_set_string_list(file, GROUP, "replaceable", (const char *const *)update->replaceable,
                               g_strv_length(update->replaceable));
  g_autofree char *path = update_path(update, UPDATE_STATE_FILE);
  gboolean stored = key_file_store(path, file, error);
  remember_state(update);
  return stored;
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
  for (guint i = 0; i < UPDATE_SIGN; i++)
    update->steps[i].state = UPDATE_TO_DO;
}

/* --- the job --- */

char *
update_default_folder(const char *publisher)
{
  g_autofree char *part = g_uri_escape_string(publisher, NULL, FALSE);
  return g_build_filename(g_get_user_data_dir(), "etoken-ctl", "migrations", part, NULL);
}

Update *
update_open(const char *folder, const UpdateSetup *setup, GError **error)
{
  g_autoptr(Update) update = g_new0(Update, 1);
  update->setup = setup;
  update->folder = g_strdup(folder);
  update->restarted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  update->tokens = g_ptr_array_new_with_free_func(g_free);
  update->findings = findings_new();
  for (guint i = 0; i < UPDATE_N_STEPS; i++)
    update->steps[i].id = (UpdateStepId)i;
  if (!setup->trial && g_mkdir_with_parents(folder, 0700) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Folder %s cannot be made: %s"), folder,
                g_strerror(errno));
    return NULL;
  }
  if (!load_state(update, error))
    return NULL;
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
  g_hash_table_unref(update->restarted);
  g_ptr_array_unref(update->tokens);
  g_ptr_array_unref(update->findings);
  consent_free(update->consent);
  g_free(update->version);
  g_clear_pointer(&update->status, cluster_status_free);
  g_clear_pointer(&update->today, trust_list_unref);
  g_clear_pointer(&update->plan, plan_free);
  g_clear_pointer(&update->tvs, tvs_identity_unref);
  g_clear_pointer(&update->state, g_bytes_unref);
  g_clear_pointer(&update->difference, list_difference_free);
  g_free(update->by_hand);
  g_strfreev(update->replaceable);
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

gboolean
update_run_next(Update *update, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                GError **error)
{
  const UpdateRun run = {prompt, progress, cancellable};
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
  if (!STEPS[id].run(update, step, &run, error))
    return FALSE;
  if (update_save(update, error))
    return TRUE;
  step->state = UPDATE_TO_DO; /* nobody would know of it after the next start, nor could take it back */
  return FALSE;
}

TrustList *
update_load_list(const Update *update, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = update_path(update, name);
  g_autoptr(GBytes) bytes = file_read(path, 16 * 1024 * 1024, NULL, cancellable, error);
  return bytes != NULL ? trust_list_parse(bytes, error) : NULL;
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
update_start_anew(Update *update)
{
  static const char *const names[] = {UPDATE_STATE_FILE, UPDATE_NEW_LIST, UPDATE_OLD_LIST};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = update_path(update, names[i]);
    g_unlink(path);
  }
  for (guint i = 0; i < UPDATE_N_STEPS; i++) {
    clear_texts(&update->steps[i]);
    update->steps[i].state = UPDATE_TO_DO;
  }
  g_hash_table_remove_all(update->restarted);
  update->replaced = FALSE;
  update->has_before = FALSE;
  update->begun = FALSE;
  g_clear_pointer(&update->replaceable, g_strfreev);
  g_clear_pointer(&update->by_hand, g_free);
  remember_state(update);
}

const GPtrArray *
update_get_tokens(const Update *update)
{
  return update->tokens;
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

const ListDifference *
update_get_difference(const Update *update)
{
  return update->difference;
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
