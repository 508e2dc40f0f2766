/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: HTTP serves the files of TFTP: TN200119. */
#include "app/workflow/publish/served-read.h"

#include "app/base/error.h"
#include "app/publisher/web/url-fetch.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>
#include <string.h>

#define HTTP_PORT 6970
#define TFTP_PORT 69
#define SERVED_TIMEOUT_S 5 /* TFTP of a node without it says nothing at all */

/* Where phones ask for it. What SFTP calls the folder of TFTP is another matter. */
static char *
dup_name(const PublisherAddress *address)
{
  return address->way == DELIVER_BY_SFTP ? g_path_get_basename(address->path)
                                         : g_strdup(address->path + strspn(address->path, "/"));
}

static gboolean
read_by(const ServedFile *file, const char *scheme, guint port, GBytes **contents, GCancellable *cancellable,
        GError **error)
{
  const char *host = file->address->host;
  g_autofree char *name = dup_name(file->address);
  gint64 mtime = -1;
  g_autofree char *subject = g_strdup_printf(_("Node %s"), host);
  g_autofree char *url = g_strdup_printf(strchr(host, ':') != NULL ? "%s://[%s]:%u/%s" : "%s://%s:%u/%s",
                                         scheme, host, port, name);
  return url_fetch(url, subject, TRUST_LIST_MAX_LEN, SERVED_TIMEOUT_S, contents, &mtime, cancellable, error);
}

gboolean
served_file_read(const ServedFile *file, GBytes **contents, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) by_http = NULL;
  g_autoptr(GError) by_tftp = NULL;
  *contents = NULL;
  if (read_by(file, "http", file->http_port != 0 ? file->http_port : HTTP_PORT, contents, cancellable,
              &by_http))
    return TRUE;
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  if (!g_error_matches(by_http, CTL_ERROR, CTL_ERROR_DAMAGED) &&
      read_by(file, "tftp", file->tftp_port != 0 ? file->tftp_port : TFTP_PORT, contents, cancellable,
              &by_tftp))
    return TRUE;
  if (by_tftp == NULL)
    g_propagate_error(error, g_steal_pointer(&by_http));
  else if (!ctl_cancelled(cancellable, error))
    g_set_error(error, CTL_ERROR, CTL_ERROR_UNREACHABLE,
                _("Node %s: what it serves to phones cannot be read: %s; %s"), file->address->host,
                by_http->message, by_tftp->message);
  return FALSE;
}
