/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is kept of a job between two runs of the program. */
#include "app/workflow/update/update-private.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/base/key-file.h"
#include "app/trustlist/certificate.h"

#include <glib/gi18n.h>

#define GROUP UPDATE_STATE_GROUP
#define MAX_STATE_LEN (1024 * 1024)

/* The commands that run a job of this kind. */
static const char *const KIND_WORDS[] = {[UPDATE_TO_PLAN] = "update", [UPDATE_MIGRATE] = "migrate"};

static gboolean
read_done(GKeyFile *file, UpdateStepId id)
{
  g_autofree char *state = g_key_file_get_string(file, GROUP, update_step_get_word(id), NULL);
  return g_strcmp0(state, update_state_get_word(UPDATE_DONE)) == 0;
}

static void
read_step(GKeyFile *file, UpdateStep *step)
{
  const char *word = update_step_get_word(step->id);
  g_autofree char *key = g_strconcat(word, "-found", NULL);
  step->state = read_done(file, step->id) ? UPDATE_DONE : UPDATE_TO_DO;
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

static void
read_awaited(Update *update, GKeyFile *file)
{
  g_auto(GStrv) hosts = g_key_file_get_string_list(file, GROUP, "awaited", NULL, NULL);
  for (char **host = hosts; host != NULL && *host != NULL; host++)
    g_hash_table_add(update->awaited, g_strdup(*host));
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

static gboolean
read_all_done(GKeyFile *file)
{
  for (guint i = 0; i < UPDATE_N_STEPS; i++)
    if (!read_done(file, (UpdateStepId)i))
      return FALSE;
  return TRUE;
}

/* Version 0.1 wrote few of the keys: there, what is missing follows from whether the list was signed. */
static gboolean
read_flag(GKeyFile *file, const char *key)
{
  return g_key_file_has_key(file, GROUP, key, NULL) ? g_key_file_get_boolean(file, GROUP, key, NULL)
                                                    : read_done(file, UPDATE_SIGN);
}

static void
read_state(Update *update, GKeyFile *file)
{
  for (guint i = 0; i < UPDATE_N_STEPS; i++)
    read_step(file, &update->steps[i]);
  gboolean all_done = read_all_done(file);
  if (!all_done) { /* else nothing is owed any more */
    read_restarted(update, file);
    read_awaited(update, file);
  }
  update->replaced = !all_done && read_flag(file, "replaced");
  update->has_before = read_flag(file, "has-before");
  update->is_first = read_flag(file, "first");
  update->replaceable = g_key_file_get_string_list(file, GROUP, "replaceable", NULL, NULL);
  update->read = g_key_file_get_string_list(file, GROUP, "read", NULL, NULL);
  update->others = g_key_file_get_string_list(file, GROUP, "others", NULL, NULL);
  update->old_sha256 = g_key_file_get_string(file, GROUP, "old-sha256", NULL);
  update->new_sha256 = g_key_file_get_string(file, GROUP, "new-sha256", NULL);
  update->begun = !all_done && read_flag(file, "begun");
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
  const AddressBookEntry *entry = update->setup->entry;
  const char *name = entry->name != NULL ? entry->name : entry->address->host;
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

void
update_remember_state(Update *update)
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

gboolean
update_load_state(Update *update, GError **error)
{
  g_autofree char *path = update_path(update, UPDATE_STATE_FILE);
  g_autoptr(GKeyFile) file = key_file_load(path, error);
  if (file == NULL)
    return FALSE;
  read_state(update, file);
  if (!check_kind(update, file, error))
    return FALSE;
  check_wish(update, file);
  update_remember_state(update);
  return TRUE;
}

static GKeyFile *
load_of(const AddressBookEntry *entry)
{
  g_autofree char *folder = update_find_folder(entry);
  g_autofree char *path = g_build_filename(folder, UPDATE_STATE_FILE, NULL);
  return key_file_load(path, NULL);
}

gboolean
update_find_unfinished(const AddressBookEntry *entry, UpdateKind *kind)
{
  g_autoptr(GKeyFile) file = load_of(entry);
  if (file == NULL || read_all_done(file) || !read_flag(file, "begun"))
    return FALSE;
  *kind = read_kind(file);
  return TRUE;
}

UpdateWish *
update_state_read_wish(const AddressBookEntry *entry)
{
  g_autoptr(GKeyFile) file = load_of(entry);
  return file != NULL ? update_wish_read(file, GROUP) : update_wish_new();
}

/* Nothing for NULL. */
static void
write_words(GKeyFile *file, const char *key, char **words)
{
  if (words != NULL)
    g_key_file_set_string_list(file, GROUP, key, (const char *const *)words, g_strv_length(words));
}

static void
write_checksums(const Update *update, GKeyFile *file)
{
  if (update->old_sha256 != NULL)
    g_key_file_set_string(file, GROUP, "old-sha256", update->old_sha256);
  if (update->new_sha256 != NULL)
    g_key_file_set_string(file, GROUP, "new-sha256", update->new_sha256);
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

static void
write_awaited(const Update *update, GKeyFile *file)
{
  guint n = 0;
  g_autofree const char **hosts = (const char **)g_hash_table_get_keys_as_array(update->awaited, &n);
  g_key_file_set_string_list(file, GROUP, "awaited", hosts, n);
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
    g_key_file_set_string(file, GROUP, update_step_get_word(step->id), update_state_get_word(step->state));
    if (step->state == UPDATE_DONE && step->found != NULL)
      g_key_file_set_string(file, GROUP, key, step->found);
  }
  write_restarted(update, file);
  write_awaited(update, file);
  write_checksums(update, file);
  g_autofree char *wish = describe_wish(update->setup);
  g_autofree char *publisher = update_describe_publisher(update->setup->entry->address);
  g_key_file_set_string(file, GROUP, "publisher", publisher);
  g_key_file_set_string(file, GROUP, "kind", KIND_WORDS[update->setup->kind]);
  g_key_file_set_string(file, GROUP, "for", wish);
  update_wish_write(update->setup, file, GROUP);
  g_key_file_set_boolean(file, GROUP, "replaced", update->replaced);
  g_key_file_set_boolean(file, GROUP, "has-before", update->has_before);
  g_key_file_set_boolean(file, GROUP, "first", update->is_first);
  g_key_file_set_boolean(file, GROUP, "begun", update->begun);
  write_words(file, "others", update->others);
  write_words(file, "replaceable", update->replaceable);
  write_words(file, "read", update->read);
  g_autofree char *path = update_path(update, UPDATE_STATE_FILE);
  gboolean stored = key_file_store(path, file, error);
  update_remember_state(update);
  if (stored)
    update_settle_lists(update);
  return stored;
}
