/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of the steps: TN118893, "From Tokenless Solution to Hardware eTokens". */
#include "app/workflow/migrate/migrate-private.h"

#include "app/base/error.h"
#include "app/base/file-lock.h"
#include "app/base/file.h"
#include "app/base/key-file.h"
#include "app/workflow/history/history.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/nodes/cluster-services.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define GROUP "Migration"
#define MAX_STATE_LEN (1024 * 1024)

static const struct {
  const char *word;
  const char *title;
  gboolean (*run)(Migration *, MigrateStep *, const MigrateRun *, GError **);
} STEPS[MIGRATE_N_STEPS] = {
    [MIGRATE_CLUSTER] = {"cluster", N_("Check the cluster and its list"), migrate_check_cluster},
    [MIGRATE_TOKENS] = {"tokens", N_("Find the tokens"), migrate_check_tokens},
    [MIGRATE_EXPORT] = {"export", N_("Export the certificates of the tokens"), migrate_export},
    [MIGRATE_TRUST] = {"trust", N_("Wait until TVS trusts the tokens"), migrate_ask_tvs},
    [MIGRATE_SIGN] = {"sign", N_("Make the new list and sign it"), migrate_sign},
    [MIGRATE_PUSH] = {"push", N_("Put the list on every node"), migrate_push},
    [MIGRATE_VERIFY] = {"verify", N_("Check what every node holds"), migrate_verify},
    [MIGRATE_RESTART] = {"restart", N_("Restart the services"), migrate_restart},
    [MIGRATE_PHONES] = {"phones", N_("See it on a phone"), migrate_tell_phones},
};

static const char *const STATE_WORDS[] = {"to-do", "waiting", "done"};

const char *
migrate_step_get_word(MigrateStepId id)
{
  return STEPS[id].word;
}

const char *
migrate_step_title(MigrateStepId id)
{
  return _(STEPS[id].title);
}

const char *
migrate_state_get_word(MigrateState state)
{
  return STATE_WORDS[state];
}

char *
migrate_path(const Migration *migration, const char *name)
{
  return g_build_filename(migration->folder, name, NULL);
}

/* --- the state's file --- */

static void
read_step(GKeyFile *file, MigrateStep *step)
{
  const char *word = migrate_step_get_word(step->id);
  g_autofree char *key = g_strconcat(word, "-found", NULL);
  g_autofree char *state = g_key_file_get_string(file, GROUP, word, NULL);
  step->state = g_strcmp0(state, STATE_WORDS[MIGRATE_DONE]) == 0 ? MIGRATE_DONE : MIGRATE_TO_DO;
  if (step->state == MIGRATE_DONE)
    step->found = g_key_file_get_string(file, GROUP, key, NULL);
}

/* What was written before "restarted-found" was has the hosts only. */
static void
read_restarted(Migration *migration, GKeyFile *file)
{
  gsize n_hosts = 0;
  gsize n_done = 0;
  g_auto(GStrv) hosts = g_key_file_get_string_list(file, GROUP, "restarted", &n_hosts, NULL);
  g_auto(GStrv) done = g_key_file_get_string_list(file, GROUP, "restarted-found", &n_done, NULL);
  for (gsize i = 0; i < n_hosts; i++)
    g_hash_table_insert(migration->restarted, g_strdup(hosts[i]), g_strdup(i < n_done ? done[i] : hosts[i]));
}

static void
read_state(Migration *migration, GKeyFile *file)
{
  for (guint i = 0; i < MIGRATE_N_STEPS; i++)
    read_step(file, &migration->steps[i]);
  read_restarted(migration, file);
}

/* NULL where there is none, or none that can be read. */
static GBytes *
read_file_of_state(const Migration *migration)
{
  g_autofree char *path = migrate_path(migration, MIGRATE_STATE_FILE);
  return file_read(path, MAX_STATE_LEN, NULL, NULL, NULL);
}

static void
remember_state(Migration *migration)
{
  g_clear_pointer(&migration->state, g_bytes_unref);
  migration->state = read_file_of_state(migration);
}

/* Another run of the program may have gone on with the job since: what is known here is not true any more. */
static gboolean
check_state(const Migration *migration, GError **error)
{
  g_autoptr(GBytes) now = read_file_of_state(migration);
  GBytes *known = migration->state;
  if (now != NULL && known != NULL ? g_bytes_equal(now, known) : now == known)
    return TRUE;
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_IN_USE,
      _("Another program has gone on with the migration in %s meanwhile; begin again from what it has "
        "done"),
      migration->folder);
  return FALSE;
}

/* One step at a time, and by one program. The caller frees the lock. */
static FileLock *
begin_work(const Migration *migration, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = migrate_path(migration, "work");
  g_autoptr(FileLock) lock = file_lock_new(path, cancellable, error);
  return lock != NULL && check_state(migration, error) ? g_steal_pointer(&lock) : NULL;
}

static gboolean
load_state(Migration *migration, GError **error)
{
  g_autofree char *path = migrate_path(migration, MIGRATE_STATE_FILE);
  g_autoptr(GKeyFile) file = key_file_load(path, error);
  if (file != NULL)
    read_state(migration, file);
  remember_state(migration);
  return file != NULL;
}

static void
write_restarted(const Migration *migration, GKeyFile *file)
{
  guint n = 0;
  g_autofree const char **hosts = (const char **)g_hash_table_get_keys_as_array(migration->restarted, &n);
  g_autofree const char **done = g_new0(const char *, n + 1);
  for (guint i = 0; i < n; i++)
    done[i] = g_hash_table_lookup(migration->restarted, hosts[i]);
  g_key_file_set_string_list(file, GROUP, "restarted", hosts, n);
  g_key_file_set_string_list(file, GROUP, "restarted-found", done, n);
}

gboolean
migrate_save(Migration *migration, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  for (guint i = 0; i < MIGRATE_N_STEPS; i++) {
    const MigrateStep *step = &migration->steps[i];
    g_autofree char *key = g_strconcat(migrate_step_get_word(step->id), "-found", NULL);
    g_key_file_set_string(file, GROUP, migrate_step_get_word(step->id), STATE_WORDS[step->state]);
    if (step->state == MIGRATE_DONE && step->found != NULL)
      g_key_file_set_string(file, GROUP, key, step->found);
  }
  write_restarted(migration, file);
  g_autofree char *path = migrate_path(migration, MIGRATE_STATE_FILE);
  gboolean stored = key_file_store(path, file, error);
  remember_state(migration);
  return stored;
}

/* Until something is signed everything is looked at anew in each run: days may have passed, and the list that
 * is built upon has to be the one that the cluster has. */
static void
forget_checks(Migration *migration)
{
  if (migration->steps[MIGRATE_SIGN].state == MIGRATE_DONE)
    return;
  for (guint i = 0; i < MIGRATE_SIGN; i++)
    migration->steps[i].state = MIGRATE_TO_DO;
}

/* --- the job --- */

char *
migrate_default_folder(const char *publisher)
{
  g_autofree char *part = g_uri_escape_string(publisher, NULL, FALSE);
  return g_build_filename(g_get_user_data_dir(), "etoken-ctl", "migrations", part, NULL);
}

Migration *
migrate_open(const char *folder, const MigrateSetup *setup, GError **error)
{
  g_autoptr(Migration) migration = g_new0(Migration, 1);
  migration->setup = setup;
  migration->folder = g_strdup(folder);
  migration->restarted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  migration->tokens = g_ptr_array_new_with_free_func(g_free);
  migration->findings = findings_new();
  for (guint i = 0; i < MIGRATE_N_STEPS; i++)
    migration->steps[i].id = (MigrateStepId)i;
  if (g_mkdir_with_parents(folder, 0700) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Folder %s cannot be made: %s"), folder,
                g_strerror(errno));
    return NULL;
  }
  if (!load_state(migration, error))
    return NULL;
  forget_checks(migration);
  return g_steal_pointer(&migration);
}

static void
clear_texts(MigrateStep *step)
{
  g_clear_pointer(&step->found, g_free);
  g_clear_pointer(&step->to_do, g_free);
}

void
migrate_free(Migration *migration)
{
  if (migration == NULL)
    return;
  for (guint i = 0; i < MIGRATE_N_STEPS; i++)
    clear_texts(&migration->steps[i]);
  g_hash_table_unref(migration->restarted);
  g_ptr_array_unref(migration->tokens);
  g_ptr_array_unref(migration->findings);
  consent_free(migration->consent);
  g_free(migration->version);
  g_clear_pointer(&migration->tvs, tvs_identity_unref);
  g_clear_pointer(&migration->state, g_bytes_unref);
  g_clear_pointer(&migration->difference, list_difference_free);
  g_free(migration->folder);
  g_free(migration);
}

const MigrateStep *
migrate_get_step(const Migration *migration, MigrateStepId id)
{
  return &migration->steps[id];
}

MigrateStepId
migrate_get_next(const Migration *migration)
{
  for (guint i = 0; i < MIGRATE_N_STEPS; i++)
    if (migration->steps[i].state != MIGRATE_DONE)
      return (MigrateStepId)i;
  return MIGRATE_N_STEPS;
}

gboolean
migrate_run_next(Migration *migration, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                 GError **error)
{
  const MigrateRun run = {prompt, progress, cancellable};
  MigrateStepId id = migrate_get_next(migration);
  if (id == MIGRATE_N_STEPS)
    return TRUE;
  g_autoptr(FileLock) lock = begin_work(migration, cancellable, error);
  if (lock == NULL)
    return FALSE;
  MigrateStep *step = &migration->steps[id];
  step->state = MIGRATE_TO_DO;
  clear_texts(step);
  g_ptr_array_set_size(migration->findings, 0);
  if (!STEPS[id].run(migration, step, &run, error))
    return FALSE;
  if (migrate_save(migration, error))
    return TRUE;
  step->state = MIGRATE_TO_DO; /* nobody would know of it after the next start, nor could take it back */
  return FALSE;
}

TrustList *
migrate_load_list(const Migration *migration, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = migrate_path(migration, name);
  g_autoptr(GBytes) bytes = file_read(path, 16 * 1024 * 1024, NULL, cancellable, error);
  return bytes != NULL ? trust_list_parse(bytes, error) : NULL;
}

gboolean
migrate_confirm(const MigrateRun *run, const char *message, const char *detail, GError **error)
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
migrate_start_anew(Migration *migration)
{
  static const char *const names[] = {MIGRATE_STATE_FILE, MIGRATE_NEW_LIST, MIGRATE_OLD_LIST};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = migrate_path(migration, names[i]);
    g_unlink(path);
  }
  for (guint i = 0; i < MIGRATE_N_STEPS; i++) {
    clear_texts(&migration->steps[i]);
    migration->steps[i].state = MIGRATE_TO_DO;
  }
  g_hash_table_remove_all(migration->restarted);
  remember_state(migration);
}

const GPtrArray *
migrate_get_tokens(const Migration *migration)
{
  return migration->tokens;
}

void
migrate_begin_judgement(Migration *migration, JudgeRule rule)
{
  g_ptr_array_set_size(migration->findings, 0);
  consent_free(migration->consent);
  migration->consent = consent_copy(migration->setup->consent);
  if (rule != JUDGE_N_RULES)
    consent_accept_rule(migration->consent, rule);
}

const Consent *
migrate_get_consent(const Migration *migration)
{
  return migration->consent;
}

const GPtrArray *
migrate_get_findings(const Migration *migration)
{
  return migration->findings;
}

const ListDifference *
migrate_get_difference(const Migration *migration)
{
  return migration->difference;
}

/* A push that was interrupted may have reached some nodes, so that signing is enough. */
gboolean
migrate_can_go_back(const Migration *migration)
{
  return migration->steps[MIGRATE_SIGN].state == MIGRATE_DONE;
}

char *
migrate_describe_back(void)
{
  g_autofree char *steps = cluster_services_next_steps(0);
  return g_strdup_printf("%s\n%s", steps, _(HISTORY_OLDER_LIST));
}

gboolean
migrate_go_back(Migration *migration, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                GError **error)
{
  const MigrateRun run = {prompt, progress, cancellable};
  if (!migrate_can_go_back(migration)) {
    g_set_error_literal(
        error, CTL_ERROR, CTL_ERROR_USAGE,
        _("No list was pushed by a migration of this publisher, so there is nothing to take back"));
    return FALSE;
  }
  g_autoptr(FileLock) lock = begin_work(migration, cancellable, error);
  if (lock == NULL)
    return FALSE;
  g_autoptr(TrustList) list = migrate_load_list(migration, MIGRATE_OLD_LIST, cancellable, error);
  migrate_begin_judgement(migration, JUDGE_PHONES_REJECT); /* to go back is to overrule what phones hold */
  if (list == NULL || !migrate_push_list(migration, list, &run, error))
    return FALSE;
  migrate_start_anew(migration);
  return TRUE;
}
