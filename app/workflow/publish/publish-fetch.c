/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/publish-fetch.h"
#include "app/publisher/sftp/sftp-session.h"

#include "app/base/error.h"
#include "app/publisher/web/url-fetch.h"
#include "app/trustlist/tags.h"
#include "app/workflow/publish/publish-private.h"
#include "app/workflow/publish/served-confirmed.h"

#include <glib/gi18n.h>
#include <string.h>

#define DEFAULT_TIMEOUT_S 30
#define MAC_LEN 12

static const char *const METHOD_WORDS[] = {
    [FETCH_BY_SFTP] = "sftp", [FETCH_BY_TFTP] = "tftp", [FETCH_BY_HTTP] = "http"};

gboolean
fetch_method_parse(const char *word, FetchMethod *method)
{
  for (FetchMethod known = FETCH_BY_SFTP; known <= FETCH_BY_HTTP; known++) {
    *method = known;
    if (g_ascii_strcasecmp(METHOD_WORDS[known], word) == 0)
      return TRUE;
  }
  return FALSE;
}

void
fetched_list_free(FetchedList *fetched)
{
  if (fetched == NULL)
    return;
  g_clear_pointer(&fetched->bytes, g_bytes_unref);
  g_free(fetched->url);
  g_free(fetched);
}

/* "00:1b:d4-c6.0a0b" as 001BD4C60A0B. */
static char *
normalize_mac(const char *mac, GError **error)
{
  g_autoptr(GString) digits = g_string_new(NULL);
  gboolean good = TRUE;
  for (const char *p = mac; *p != '\0'; p++) {
    if (g_ascii_isxdigit(*p))
      g_string_append_c(digits, g_ascii_toupper(*p));
    else
      good = good && strchr(":-.", *p) != NULL;
  }
  if (good && digits->len == MAC_LEN)
    return g_strdup(digits->str);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("\"%s\" is no MAC address; it has twelve hex digits"),
              mac);
  return NULL;
}

/* The names to ask for, in this order. By SFTP the usual name is the one of the publisher's path. */
static char **
list_names(const FetchRequest *request, const char *usual, GError **error)
{
  const char *kind = request->itl ? "ITL" : "CTL";
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();
  if (request->mac != NULL) {
    g_autofree char *mac = normalize_mac(request->mac, error);
    if (mac == NULL)
      return NULL;
    g_autofree char *own = g_strdup_printf("%sSEP%s.tlv", kind, mac);
    g_strv_builder_add(names, own);
  }
  g_autofree char *common = g_strconcat(kind, "File.tlv", NULL);
  g_strv_builder_add(names, usual != NULL && !request->itl ? usual : common);
  return g_strv_builder_end(names);
}

static PublisherAddress *
find_node(const FetchRequest *request, GError **error)
{
  for (guint i = 0; i < address_book_entry_get_n_nodes(request->entry); i++) {
    NodeRole role = NODE_PUBLISHER;
    g_autoptr(PublisherAddress) address = address_book_entry_dup_node(request->entry, i, &role);
    if (request->node == NULL || g_ascii_strcasecmp(request->node, address->host) == 0 ||
        g_ascii_strcasecmp(request->node, node_role_get_word(role)) == 0)
      return g_steal_pointer(&address);
  }
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("There is no node %s; a node is named by its host or role"), request->node);
  return NULL;
}

/* --- SFTP --- */

static gboolean
fetch_one_by_sftp(const FetchRequest *request, const PublisherAddress *address, FetchedList *fetched,
                  GPtrArray *warnings, CtlPrompt *prompt, const Progress *progress, GCancellable *cancellable,
                  GError **error)
{
  PublisherLogin login =
      request->login != NULL ? *request->login : address_book_entry_get_login(request->entry);
  g_autoptr(PublisherSession) session =
      publisher_session_open(address, &login, prompt, progress, cancellable, error);
  if (session == NULL)
    return FALSE;
  gboolean done = publisher_fetch_file(session, TRUST_LIST_MAX_LEN, &fetched->bytes, &fetched->modified,
                                       progress, cancellable, error);
  publish_copy_warnings(session, warnings);
  return done;
}

/* As good as by SFTP, for a node without. */
static gboolean
fetch_one_confirmed(const FetchRequest *request, const PublisherAddress *address, FetchedList *fetched,
                    GPtrArray *warnings, CtlPrompt *prompt, const Progress *progress,
                    GCancellable *cancellable, GError **error)
{
  const ClusterSettings *cluster = request->entry->cluster;
  const ServedFile file = {
      .address = address, .http_port = cluster->http_port, .tftp_port = cluster->tftp_port};
  PublisherLogin login =
      request->login != NULL ? *request->login : address_book_entry_get_login(request->entry);
  fetched->modified = -1;
  return served_file_read_confirmed(&file, &login, &fetched->bytes, warnings, prompt, progress, cancellable,
                                    error);
}

static gboolean
fetch_one_over_ssh(const FetchRequest *request, const PublisherAddress *address, FetchedList *fetched,
                   GPtrArray *warnings, CtlPrompt *prompt, const Progress *progress,
                   GCancellable *cancellable, GError **error)
{
  return (address->way == DELIVER_BY_SFTP ? fetch_one_by_sftp : fetch_one_confirmed)(
      request, address, fetched, warnings, prompt, progress, cancellable, error);
}

/* --- TFTP and HTTP --- */

static char *
service_url(const FetchRequest *request, const PublisherAddress *address, const char *name)
{
  const ClusterSettings *cluster = request->entry->cluster;
  guint port = request->method == FETCH_BY_TFTP ? cluster->tftp_port : cluster->http_port;
  return g_strdup_printf(strchr(address->host, ':') != NULL ? "%s://[%s]:%u/%s" : "%s://%s:%u/%s",
                         METHOD_WORDS[request->method], address->host, port, name);
}

static gboolean
fetch_one_by_url(const FetchRequest *request, const PublisherAddress *address, FetchedList *fetched,
                 const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autofree char *subject = g_strdup_printf(_("Node %s"), address->host);
  progress_step(progress, _("Fetching %s"), fetched->url);
  return url_fetch(fetched->url, subject, TRUST_LIST_MAX_LEN,
                   request->timeout_s > 0 ? request->timeout_s : DEFAULT_TIMEOUT_S, &fetched->bytes,
                   &fetched->modified, cancellable, error);
}

static void
set_missing(const PublisherAddress *address, char **names, GError **error)
{
  g_autofree char *all = g_strjoinv(_(" or "), names);
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("Publisher %s has no file %s"), address->host, all);
}

FetchedList *
publish_fetch_list(const FetchRequest *request, gboolean dry_run, GPtrArray *warnings, CtlPrompt *prompt,
                   const Progress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr(FetchedList) fetched = g_new0(FetchedList, 1);
  g_autoptr(PublisherAddress) address = find_node(request, error);
  gboolean sftp = request->method == FETCH_BY_SFTP;
  g_autofree char *usual = address != NULL && sftp ? g_path_get_basename(address->path) : NULL;
  g_auto(GStrv) names = address != NULL ? list_names(request, usual, error) : NULL;
  for (char **name = names; name != NULL && *name != NULL && fetched->bytes == NULL; name++) {
    g_autoptr(PublisherAddress) file = publisher_address_beside(address, *name);
    g_free(fetched->url);
    fetched->url = sftp ? publisher_address_to_url(file) : service_url(request, file, *name);
    if (sftp ? !fetch_one_over_ssh(request, file, fetched, warnings, prompt, progress, cancellable, error)
             : !fetch_one_by_url(request, file, fetched, progress, cancellable, error))
      return NULL;
  }
  if (names == NULL)
    return NULL;
  if (fetched->bytes == NULL) {
    set_missing(address, names, error);
    return NULL;
  }
  if (!dry_run)
    publish_record_fetch(fetched->bytes, request->entry->name, fetched->url, warnings);
  return g_steal_pointer(&fetched);
}
