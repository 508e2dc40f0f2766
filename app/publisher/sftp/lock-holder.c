/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/lock-holder.h"

#include "app/base/clock.h"
#include "app/base/error.h"
#include "app/base/file-time.h"
#include "app/publisher/sftp/remote-file.h"
#include "app/publisher/ssh/remote-error.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#define MAX_LEN 1024 /* of a lock file; ours have a quarter of it */
#define MAX_OWNER_LEN 120
#define ID_LEN 16

#define OWNER "owner: "
#define TIME "time: "

/* --- what is written --- */

char *
lock_holder_new_text(GError **error)
{
  guint8 id[ID_LEN] = {0};
  g_autoptr(GDateTime) now = clock_dup_utc();
  g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
  if (ssh_get_random(id, ID_LEN, 0) != 1) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The system gives no random numbers"));
    return NULL;
  }
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(
      text, OWNER "%.100s@%.100s\nprogram: %.50s, process %d\n" TIME "%s\nid: ", g_get_user_name(),
      g_get_host_name(), g_get_prgname() != NULL ? g_get_prgname() : "etoken-ctl", (int)getpid(), time);
  for (guint i = 0; i < ID_LEN; i++)
    g_string_append_printf(text, "%02x", id[i]);
  g_string_append_c(text, '\n');
  return g_strdup(text->str);
}

/* --- what is read --- */

void
lock_holder_free(LockHolder *holder)
{
  if (holder == NULL)
    return;
  g_free(holder->text);
  g_free(holder->owner);
  g_free(holder);
}

/* The rest of the line that begins with NAME, or NULL. */
static char *
find_line(const char *text, const char *name)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (g_str_has_prefix(*line, name))
      return g_strdup(*line + strlen(name));
  return NULL;
}

static void
parse(LockHolder *holder)
{
  g_autofree char *owner = find_line(holder->text, OWNER);
  g_autofree char *time = find_line(holder->text, TIME);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
  g_autoptr(GDateTime) since = time != NULL ? g_date_time_new_from_iso8601(time, utc) : NULL;
  if (owner != NULL && *owner != '\0' && strlen(owner) <= MAX_OWNER_LEN) {
    g_free(holder->owner);
    holder->owner = remote_text(owner);
  }
  if (since != NULL)
    holder->since = file_time_check(g_date_time_to_unix(since));
}

/* Its beginning; empty when it cannot be read, which is no failure. */
static char *
read_text(PublisherSession *session, const char *path)
{
  g_autofree char *text = g_malloc0(MAX_LEN + 1);
  g_autoptr(RemoteFile) file = remote_file_open(session, path, path, O_RDONLY, 0, NULL);
  gsize n = 0;
  if (file != NULL)
    remote_file_read(file, (guint8 *)text, MAX_LEN, &n, NULL);
  text[n] = '\0';
  return g_steal_pointer(&text);
}

LockHolder *
lock_holder_read(PublisherSession *session, const char *path, GError **error)
{
  g_autoptr(SftpAttributes) attributes = NULL;
  if (!remote_file_look(session, path, &attributes, error) || attributes == NULL)
    return NULL;
  g_autoptr(LockHolder) holder = g_new0(LockHolder, 1);
  holder->mtime = remote_file_time(attributes);
  holder->since = holder->mtime;
  if ((attributes->flags & SSH_FILEXFER_ATTR_UIDGID) != 0)
    holder->owner = g_strdup_printf(_("the user with the number %u"), attributes->uid);
  holder->text = read_text(session, path);
  parse(holder);
  return g_steal_pointer(&holder);
}

/* --- for people --- */

gint64
lock_holder_get_age(const LockHolder *holder, gint64 server_time)
{
  if (server_time >= 0 && holder->mtime >= 0)
    return MAX(server_time - holder->mtime, 0);
  return holder->since >= 0 ? MAX(clock_unix_time() - holder->since, 0) : -1;
}

static char *
age_to_text(gint64 seconds)
{
  guint minutes = (guint)MIN(seconds / 60, (gint64)G_MAXUINT);
  if (seconds < 60)
    return g_strdup_printf(ngettext("%u second", "%u seconds", (gulong)seconds), (guint)seconds);
  if (minutes < 120)
    return g_strdup_printf(ngettext("%u minute", "%u minutes", minutes), minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf(ngettext("%u hour", "%u hours", minutes / 60), minutes / 60);
  return g_strdup_printf(ngettext("%u day", "%u days", minutes / 1440), minutes / 1440);
}

char *
lock_holder_describe(const LockHolder *holder, gint64 server_time)
{
  const char *owner = holder->owner != NULL ? holder->owner : _("somebody unknown");
  g_autofree char *since = holder->since >= 0 ? file_time_to_text(holder->since) : NULL;
  gint64 age_s = lock_holder_get_age(holder, server_time);
  if (since == NULL || age_s < 0)
    return g_strdup(owner);
  g_autofree char *age = age_to_text(age_s);
  /* TRANSLATORS: who holds a lock, since when, and for how long: "alice@desk since 2026-11-30 02:15:32 UTC
   * (for 3 minutes)" */
  return g_strdup_printf(_("%s since %s (for %s)"), owner, since, age);
}
