/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/settings/address.h"

#include "app/base/error.h"
#include "app/base/text.h"

#include <glib/gi18n.h>
#include <string.h>

#define DEFAULT_PATH "/CTLFile.tlv"
#define HOME_PREFIX "/~/"

static gboolean
check_user(const char *user, const char *password, GError **error)
{
  if (password != NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("The address of a publisher must not hold a password, since others can see it"));
    return FALSE;
  }
  if (user == NULL || *user == '\0') {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("The address of a publisher needs a user, as in sftp://user@host/path/CTLFile.tlv"));
    return FALSE;
  }
  if (text_is_plain(user))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("The user of a publisher's address holds a control character"));
  return FALSE;
}

static gboolean
check_host(const char *host, int port, GError **error)
{
  if (host == NULL || *host == '\0') {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("The address of a publisher needs a host, as in sftp://user@host/path/CTLFile.tlv"));
    return FALSE;
  }
  if (!text_is_plain(host) || strpbrk(host, " ,/@[]") != NULL || *host == '-') {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("The host of a publisher's address is no host name"));
    return FALSE;
  }
  if (port != 0)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("The port of publisher %s has to be between 1 and 65535"),
              host);
  return FALSE;
}

static gboolean
check_path(const char *path, GError **error)
{
  const char *name = strrchr(path, '/');
  if (name == NULL || name[1] == '\0') {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("The address of a publisher has to name a file, as in sftp://user@host/path/CTLFile.tlv"));
    return FALSE;
  }
  if (g_str_equal(name, "/.") || g_str_equal(name, "/..") || g_str_equal(path, "/~")) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("The path %s of a publisher's address names a folder, not a file"), path);
    return FALSE;
  }
  if (text_is_plain(path))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("The path of a publisher's address holds a control character"));
  return FALSE;
}

gboolean
publisher_address_check_place(DeliveryWay way, const char *path, GError **error)
{
  if (way == DELIVER_BY_SFTP || (*path == '/' && strchr(path + 1, '/') == NULL))
    return TRUE;
  g_autofree char *shown = text_for_people(path);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("Phones do not ask for %s, so a list is not put there by OS Administration or by hand; give "
                "/CTLFile.tlv"),
              shown);
  return FALSE;
}

/* A URL taken apart. g_uri_parse() would do, but takes ".." out of the path: /~/../x would become /x. */
typedef struct {
  char *scheme, *user, *password, *parameters, *host, *path, *query, *fragment;
  int port;
} UrlParts;

static void
url_parts_clear(UrlParts *parts)
{
  g_free(parts->scheme);
  g_free(parts->user);
  g_free(parts->password);
  g_free(parts->parameters);
  g_free(parts->host);
  g_free(parts->path);
  g_free(parts->query);
  g_free(parts->fragment);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(UrlParts, url_parts_clear)

/* GLib's own message is not shown: of sftp://user:pass/word@host it would quote the password. */
static gboolean
split(const char *url, UrlParts *parts, GError **error)
{
  if (g_uri_split_with_user(url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_HAS_AUTH_PARAMS, &parts->scheme,
                            &parts->user, &parts->password, &parts->parameters, &parts->host, &parts->port,
                            &parts->path, &parts->query, &parts->fragment, NULL) &&
      parts->scheme != NULL)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("The address of a publisher has to look like sftp://user@host:22/path/CTLFile.tlv"));
  return FALSE;
}

static gboolean
find_way(const char *scheme, DeliveryWay *way)
{
  for (DeliveryWay known = DELIVER_BY_SFTP; known <= DELIVER_BY_HAND; known++) {
    *way = known;
    if (g_ascii_strcasecmp(delivery_way_get_scheme(known), scheme) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_scheme(const UrlParts *parts, DeliveryWay *way, GError **error)
{
  if (!find_way(parts->scheme, way)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("The address of a publisher has to begin with sftp:// or https://"));
    return FALSE;
  }
  if (parts->query == NULL && parts->fragment == NULL && parts->parameters == NULL)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("The address of a publisher cannot hold '?', '#' or ';'; write %%3F, %%23 or %%3B"));
  return FALSE;
}

PublisherAddress *
publisher_address_parse(const char *url, GError **error)
{
  g_auto(UrlParts) parts = {.port = -1};
  DeliveryWay way = DELIVER_BY_SFTP;
  if (!split(url, &parts, error) || !check_scheme(&parts, &way, error) ||
      !check_user(parts.user, parts.password, error) || !check_host(parts.host, parts.port, error) ||
      !check_path(parts.path, error) || !publisher_address_check_place(way, parts.path, error))
    return NULL;

  const char *path = parts.path;
  if (g_str_has_prefix(path, HOME_PREFIX))
    path += strlen(HOME_PREFIX) + strspn(path + strlen(HOME_PREFIX), "/");
  PublisherAddress *address = g_new0(PublisherAddress, 1);
  address->way = way;
  address->user = g_strdup(parts.user);
  address->host = g_ascii_strdown(parts.host, -1);
  address->port = parts.port > 0 ? (guint)parts.port : delivery_way_get_port(way);
  address->path = g_strdup(path);
  return address;
}

gboolean
publisher_address_is_url(const char *text, DeliveryWay *way)
{
  DeliveryWay found = DELIVER_BY_SFTP;
  const char *end = strstr(text, "://");
  g_autofree char *scheme = end != NULL ? g_strndup(text, (gsize)(end - text)) : NULL;
  gboolean is_url = scheme != NULL && find_way(scheme, &found);
  if (is_url && way != NULL)
    *way = found;
  return is_url;
}

/* [USER@]HOST as a URL. */
static char *
complete(DeliveryWay way, const char *text, const char *user)
{
  const char *at = strrchr(text, '@');
  const char *host = at != NULL ? at + 1 : text;
  g_autofree char *named = at != NULL ? g_strndup(text, (gsize)(at - text)) : g_strdup(user);
  return g_uri_join_with_user(G_URI_FLAGS_NONE, delivery_way_get_scheme(way), named, NULL, NULL, host, -1,
                              DEFAULT_PATH, NULL, NULL);
}

PublisherAddress *
publisher_address_parse_for(DeliveryWay way, const char *text, const char *user, GError **error)
{
  if (way == DELIVER_BY_SFTP || strstr(text, "://") != NULL) {
    g_autoptr(PublisherAddress) address = publisher_address_parse(text, error);
    if (address == NULL || address->way == way)
      return g_steal_pointer(&address);
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s is no address for the way \"%s\""), text,
                delivery_way_get_word(way));
    return NULL;
  }
  g_autofree char *url = complete(way, text, user);
  return publisher_address_parse(url, error);
}

void
publisher_address_set_way(PublisherAddress *address, DeliveryWay way)
{
  if (address->way == way)
    return;
  if (address->way == DELIVER_BY_SFTP)
    address->ssh_port = address->port;
  gboolean is_ssh = way == DELIVER_BY_SFTP && address->ssh_port != 0;
  address->way = way;
  address->port = is_ssh ? address->ssh_port : delivery_way_get_port(way);
  if (way == DELIVER_BY_SFTP)
    return;
  g_free(address->path);
  address->path = g_strdup(DEFAULT_PATH);
}

PublisherAddress *
publisher_address_copy(const PublisherAddress *address)
{
  PublisherAddress *copy = g_new0(PublisherAddress, 1);
  copy->way = address->way;
  copy->user = g_strdup(address->user);
  copy->host = g_strdup(address->host);
  copy->port = address->port;
  copy->ssh_port = address->ssh_port;
  copy->path = g_strdup(address->path);
  return copy;
}

PublisherAddress *
publisher_address_beside(const PublisherAddress *address, const char *name)
{
  PublisherAddress *other = publisher_address_copy(address);
  const char *slash = strrchr(address->path, '/');
  int folder_len = slash != NULL ? (int)(slash - address->path) + 1 : 0;
  g_free(other->path);
  other->path = g_strdup_printf("%.*s%s", folder_len, address->path, name);
  return other;
}

void
publisher_address_free(PublisherAddress *address)
{
  if (address == NULL)
    return;
  g_free(address->user);
  g_free(address->host);
  g_free(address->path);
  g_free(address);
}

char *
publisher_address_to_url(const PublisherAddress *address)
{
  g_autofree char *path = NULL;
  if (address->path[0] == '/')
    path = g_strdup(address->path);
  else
    path = g_strconcat(HOME_PREFIX, address->path, NULL);
  int port = address->port == delivery_way_get_port(address->way) ? -1 : (int)address->port;
  return g_uri_join_with_user(G_URI_FLAGS_NONE, delivery_way_get_scheme(address->way), address->user, NULL,
                              NULL, address->host, port, path, NULL, NULL);
}
