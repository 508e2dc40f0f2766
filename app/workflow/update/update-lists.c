/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lists that a job keeps between two runs: the one of before, and the one that it has made. */
#include "app/workflow/update/update-private.h"

#include "app/base/error.h"
#include "app/base/file.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define MAX_LIST_LEN (16 * 1024 * 1024)

/* Where the checksum of the list NAME is. */
static char **
checksum_of(Update *update, const char *name)
{
  return g_str_equal(name, UPDATE_OLD_LIST) ? &update->old_sha256 : &update->new_sha256;
}

static void
set_checksum(Update *update, const char *name, char *sha256)
{
  char **checksum = checksum_of(update, name);
  g_free(*checksum);
  *checksum = sha256;
}

/* What earlier versions have written has none. */
static gboolean
check(const Update *update, const char *name, const char *path, GBytes *bytes, GError **error)
{
  const char *known = *checksum_of((Update *)update, name);
  g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  if (known == NULL || g_str_equal(sha256, known))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED,
              _("The file %s is not the list that the job has put there (SHA-256 %s instead of %s): it was "
                "changed or damaged since. Put that list there again, or remove the folder to begin anew"),
              path, sha256, known);
  return FALSE;
}

/* A list is put beside the one of before, and in its place when the state tells its checksum: until then the
 * state is that of the other one. */
static char *
path_of_next(const Update *update, const char *name)
{
  g_autofree char *path = update_path(update, name);
  return g_strconcat(path, ".next", NULL);
}

static gboolean
is_known(const Update *update, const char *name, GBytes *bytes)
{
  const char *known = *checksum_of((Update *)update, name);
  g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  return known != NULL && g_str_equal(sha256, known);
}

/* NULL: there is none, or it is not the one that the state tells of. */
static GBytes *
read_next(const Update *update, const char *name)
{
  g_autofree char *path = path_of_next(update, name);
  g_autoptr(GBytes) bytes = file_read(path, MAX_LIST_LEN, NULL, NULL, NULL);
  return bytes != NULL && is_known(update, name, bytes) ? g_steal_pointer(&bytes) : NULL;
}

TrustList *
update_load_list(const Update *update, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = update_path(update, name);
  g_autoptr(GBytes) next = read_next(update, name);
  if (next != NULL)
    return trust_list_parse(next, error);
  g_autoptr(GBytes) bytes = file_read(path, MAX_LIST_LEN, NULL, cancellable, error);
  return bytes != NULL && check(update, name, path, bytes, error) ? trust_list_parse(bytes, error) : NULL;
}

gboolean
update_keep_list(Update *update, const char *name, const TrustList *list, GError **error)
{
  g_autofree char *path = path_of_next(update, name);
  GBytes *bytes = trust_list_get_bytes(list);
  if (!file_replace(path, bytes, error))
    return FALSE;
  set_checksum(update, name, g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes));
  return TRUE;
}

void
update_drop_list(Update *update, const char *name)
{
  g_autofree char *path = update_path(update, name);
  g_autofree char *next = path_of_next(update, name);
  g_unlink(path);
  g_unlink(next);
  set_checksum(update, name, NULL);
}

void
update_forget_before(Update *update)
{
  update->has_before = FALSE;
  update->is_first = FALSE;
  set_checksum(update, UPDATE_OLD_LIST, NULL);
}

/* What is there of a run that was killed before it came to the state goes. */
static void
settle(const Update *update, const char *name)
{
  g_autofree char *path = update_path(update, name);
  g_autofree char *next_path = path_of_next(update, name);
  g_autoptr(GBytes) next = read_next(update, name);
  if (next != NULL)
    g_rename(next_path, path);
  else
    g_unlink(next_path);
}

void
update_settle_lists(Update *update)
{
  settle(update, UPDATE_OLD_LIST);
  settle(update, UPDATE_NEW_LIST);
  if (!update->has_before && update->old_sha256 == NULL)
    update_drop_list(update, UPDATE_OLD_LIST);
}
