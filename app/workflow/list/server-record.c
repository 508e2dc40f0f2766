/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/server-record.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/base/host.h"
#include "app/trustlist/name-text.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/token-issuer.h"

#include <glib/gi18n.h>
#include <string.h>

void
server_record_free(ServerRecord *record)
{
  g_free(record->host);
  g_clear_error(&record->no_address);
  g_clear_pointer(&record->certificate, X509_free);
  g_free(record);
}

static gboolean
copy_ipv4(GInetAddress *address, guint8 out[4])
{
  if (g_inet_address_get_family(address) != G_SOCKET_FAMILY_IPV4)
    return FALSE;
  memcpy(out, g_inet_address_to_bytes(address), 4);
  return TRUE;
}

/* A name may have no address here, and yet be known to the list. */
static gboolean
look_up_name(ServerRecord *record, GCancellable *cancellable, GError **error)
{
  g_autoptr(GResolver) resolver = g_resolver_get_default();
  g_autoptr(GError) why = NULL;
  GList *found = g_resolver_lookup_by_name_with_flags(
      resolver, record->host, G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY, cancellable, &why);
  gboolean ok = found != NULL && copy_ipv4(found->data, record->address);
  g_resolver_free_addresses(found);
  if (!ok && ctl_cancelled(cancellable, error))
    return FALSE;
  if (!ok)
    g_set_error(&record->no_address, CTL_ERROR, CTL_ERROR_UNREACHABLE,
                _("Server %s: the name has no IPv4 address here (%s); give the dotted address instead"),
                record->host, why != NULL ? why->message : _("none found"));
  return TRUE;
}

/* The record has room for one IPv4 address, so that is what a name must have. */
static gboolean
look_up(ServerRecord *record, GCancellable *cancellable, GError **error)
{
  g_autoptr(GInetAddress) literal = g_inet_address_new_from_string(record->host);
  if (literal == NULL)
    return look_up_name(record, cancellable, error);
  if (copy_ipv4(literal, record->address))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("Server %s: a trust list has room for an IPv4 address only"), record->host);
  return FALSE;
}

/* Source of who issues the certificates of eTokens: token-issuer.h. */
static gboolean
check_certificate(const char *host, X509 *certificate, GError **error)
{
  if (!token_issuer_issued(certificate))
    return TRUE;
  g_autofree char *name = name_text_from_subject(certificate, NAME_STYLE_TOKEN);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("Server %s: the certificate is that of an eToken, %s; add it as a token, from its file"),
              host, name);
  return FALSE;
}

static gboolean
check_host(const char *host, GError **error)
{
  if (*host == '\0') {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("The server's host is missing; give its IPv4 address or its name"));
    return FALSE;
  }
  if (strlen(host) <= HOST_MAX_LEN)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("The server's host is longer than %d bytes"),
              HOST_MAX_LEN);
  return FALSE;
}

ServerRecord *
server_record_new_with_certificate(ListFunction function, const char *host, X509 *certificate,
                                   GCancellable *cancellable, GError **error)
{
  if (!check_host(host, error) || !check_certificate(host, certificate, error))
    return NULL;
  g_autoptr(ServerRecord) record = g_new0(ServerRecord, 1);
  record->function = function;
  record->host = host_without_brackets(host);
  X509_up_ref(certificate);
  record->certificate = certificate;
  return look_up(record, cancellable, error) ? g_steal_pointer(&record) : NULL;
}

ServerRecord *
server_record_new(ListFunction function, const char *host, const char *certificate_path,
                  GCancellable *cancellable, GError **error)
{
  if (!check_host(host, error))
    return NULL;
  g_autoptr(GBytes) contents = file_read(certificate_path, CERTIFICATE_MAX_LEN, NULL, cancellable, error);
  g_autoptr(X509) certificate =
      contents != NULL ? certificate_from_file_contents(contents, certificate_path, error) : NULL;
  return certificate != NULL
             ? server_record_new_with_certificate(function, host, certificate, cancellable, error)
             : NULL;
}

ServerRecord *
server_record_from_text(const char *text, GCancellable *cancellable, GError **error)
{
  g_auto(GStrv) parts = g_strsplit(text, ",", 3);
  ListFunction function = FUNCTION_SAST;
  if (g_strv_length(parts) != 3 || *parts[1] == '\0' || *parts[2] == '\0') {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("Server \"%s\" is not FUNCTION,HOST,CERTFILE"), text);
    return NULL;
  }
  if (!function_from_name(parts[0], &function) || function == FUNCTION_TVS) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("Server \"%s\": the function is none of %s"), text,
                FUNCTION_SERVER_NAMES);
    return NULL;
  }
  return server_record_new(function, parts[1], parts[2], cancellable, error);
}
