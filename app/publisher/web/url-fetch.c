/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/web/url-fetch.h"

#include "app/base/child.h"
#include "app/base/error.h"
#include "app/base/file-time.h"
#include "app/base/process.h"
#include "app/base/text.h"
#include "app/publisher/web/url-helper/status.h"

#include <glib/gi18n.h>
#include <string.h>

#define HELPER "etoken-ctl-url-helper"
#define EXIT_MS 2000 /* how long the helper may take to end when it has closed its output */

static Child *
start(const char *url, gsize max_len, guint timeout_s, int *out, int *err, GError **error)
{
  g_autofree char *helper = process_libexec_path(HELPER);
  g_autofree char *len = g_strdup_printf("%" G_GSIZE_FORMAT, max_len);
  g_autofree char *timeout = g_strdup_printf("%u", timeout_s);
  const char *const argv[] = {helper, url, len, timeout, NULL};
  g_autoptr(GError) why = NULL;
  Child *child = child_start(argv, -1, G_SPAWN_DEFAULT, out, err, &why);
  if (child == NULL)
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("The program %s cannot be started: %s"), helper,
                why->message);
  return child;
}

/* The first line of OUTPUT is the time, the rest the file. */
static GBytes *
split(GBytes *output, gint64 *mtime)
{
  gsize len = 0;
  const char *text = g_bytes_get_data(output, &len);
  const char *end = len > 0 ? memchr(text, '\n', len) : NULL;
  if (end == NULL)
    return NULL;
  g_autofree char *line = g_strndup(text, (gsize)(end - text));
  gsize head_len = (gsize)(end + 1 - text);
  *mtime = file_time_check(g_ascii_strtoll(line, NULL, 10));
  return g_bytes_new_from_bytes(output, head_len, len - head_len);
}

/* Why nobody could be asked, or NULL. */
static const char *
name_obstacle(int status)
{
  switch (status) {
  case URL_HELPER_UNKNOWN_HOST:
    return _("the host name is not known");
  case URL_HELPER_NO_SERVICE:
    return _("no such service answers there");
  case URL_HELPER_TIMED_OUT:
    return _("the server does not answer in time");
  case URL_HELPER_CUT_OFF:
    return _("the connection broke before the file was complete");
  default:
    return NULL;
  }
}

/* SAID is what the helper wrote. */
static char *
name_failure(int status, GBytes *said)
{
  gsize len = 0;
  const char *text = g_bytes_get_data(said, &len);
  g_autofree char *words = text_for_people_from(text, len);
  if (status == URL_HELPER_WEB_PAGE)
    return g_strdup(_("the server answered with a web page, not a list"));
  if (status == URL_HELPER_ELSEWHERE)
    return g_strdup_printf(
        _("the server answered with a web page, not a list: it sends elsewhere (status %s), "
          "which is not followed"),
        words);
  if (status == URL_HELPER_DENIED)
    return g_strdup(_("the server denies access to it"));
  if (status == URL_HELPER_TFTP)
    return g_strdup(_("the server refuses it with a TFTP error that does not tell the reason"));
  if (status == URL_HELPER_REFUSED)
    return g_strdup_printf(_("the server answers with status %s"), words);
  return *words != '\0' ? g_steal_pointer(&words) : g_strdup(_("the helper program failed"));
}

static void
set_error(GError **error, int status, const char *subject, const char *url, gsize max_len, GBytes *said)
{
  const char *obstacle = name_obstacle(status);
  g_autofree char *failure = name_failure(status, said);
  if (status == URL_HELPER_TOO_LARGE)
    g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("%s: %s is larger than %zu bytes"), subject, url,
                max_len);
  else
    g_set_error(error, CTL_ERROR, obstacle != NULL ? CTL_ERROR_UNREACHABLE : CTL_ERROR_REMOTE,
                _("%s: %s cannot be fetched: %s"), subject, url, obstacle != NULL ? obstacle : failure);
}

gboolean
url_fetch(const char *url, const char *subject, gsize max_len, guint timeout_s, GBytes **contents,
          gint64 *mtime, GCancellable *cancellable, GError **error)
{
  *contents = NULL;
  *mtime = -1;
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  int out = -1;
  int err = -1;
  g_autoptr(Child) child = start(url, max_len, timeout_s, &out, &err, error);
  if (child == NULL)
    return FALSE;
  g_autoptr(GBytes) output = NULL;
  g_autoptr(GBytes) said = NULL;
  if (!child_read(out, err, &output, &said, cancellable, error))
    return FALSE;
  int status = child_wait(child, EXIT_MS) ? child_get_exit_status(child) : URL_HELPER_FAILED;
  if (status == URL_HELPER_NOT_FOUND)
    return TRUE;
  if (status == URL_HELPER_DONE)
    *contents = split(output, mtime);
  if (*contents == NULL)
    set_error(error, status, subject, url, max_len, said);
  return *contents != NULL;
}
