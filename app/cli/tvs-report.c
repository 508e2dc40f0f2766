/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: TN118893, its logs of TVS and of a phone that asks it, and "Security By Default". That the upload
 * reaches other nodes within 30 minutes: TN210541. */
#include "app/cli/tvs-report.h"

#include "app/base/error.h"
#include "app/cli/output/json-output.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/function.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>

gboolean
host_port_parse(const char *text, guint default_port, char **host, guint *port, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(GSocketConnectable) address = g_network_address_parse(text, (guint16)default_port, &cause);
  GNetworkAddress *parsed = (GNetworkAddress *)address;
  if (address == NULL || *g_network_address_get_hostname(parsed) == '\0' ||
      g_network_address_get_port(parsed) == 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s is no HOST or HOST:PORT"), text);
    return FALSE;
  }
  *host = g_strdup(g_network_address_get_hostname(parsed));
  *port = g_network_address_get_port(parsed);
  return TRUE;
}

void
tvs_report_clear(TvsReport *report)
{
  g_clear_pointer(&report->host, g_free);
  tvs_check_clear(&report->check);
}

/* What OPTIONS name, else HELD, an ITL that was named too; *IDENTITY stays NULL where there is neither. */
static gboolean
read_identity(TvsIdentity **identity, const TvsOptions *options, const TrustList *held,
              GCancellable *cancellable, GError **error)
{
  if (options->certificate == NULL && held == NULL)
    return TRUE;
  *identity = options->certificate != NULL
                  ? tvs_identity_new_from_file(options->certificate, cancellable, error)
                  : tvs_identity_new_from_named_itl(held, error);
  return *identity != NULL;
}

gboolean
tvs_report_ask(CommandContext *context, const TvsOptions *options, const TrustList *list,
               const TrustList *itl, TvsReport *report, GError **error)
{
  g_autoptr(TvsIdentity) identity = NULL;
  if (!host_port_parse(options->server, TVS_PORT, &report->host, &report->port, error) ||
      !read_identity(&identity, options, itl, context->cancellable, error))
    return FALSE;
  TvsCheckRequest request = {
      .target = {.host = report->host,
                 .port = report->port,
                 .old_algorithms = (context->options.old_algorithms & OLD_TLS) != 0},
      .identity = identity,
  };
  if (!tvs_check_signer(list, &request, &report->check, &context->progress, context->cancellable, error))
    return FALSE;
  if (report->check.old_algorithms != NULL)
    command_note(_("Warning: the connection to TVS on %s uses old algorithms (%s)."), report->host,
                 report->check.old_algorithms);
  return TRUE;
}

/* "SAST, TFTP". The caller frees it. */
static char *
role_names(const TvsAnswer *answer)
{
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < answer->n_roles; i++) {
    const char *name = function_get_name(answer->roles[i]);
    g_string_append(names, i > 0 ? ", " : "");
    if (name != NULL)
      g_string_append(names, name);
    else
      g_string_append_printf(names, "%u", answer->roles[i]);
  }
  return g_string_free(names, FALSE);
}

void
tvs_report_print(const TvsReport *report)
{
  const TvsAnswer *answer = &report->check.answer;
  g_autofree char *names = role_names(answer);
  const char *roles = *names != '\0' ? names : C_("roles", "(none)");
  if (!answer->trusted)
    command_print_line(
        _("TVS on %s: the signer's certificate is not trusted; phones that ask reject the list\n"),
        report->host);
  else if (report->check.accepts_signer)
    command_print_line(_("TVS on %s: the signer's certificate is trusted, with the roles %s; phones that "
                         "ask take the list\n"),
                       report->host, roles);
  else
    command_print_line(_("TVS on %s: the signer's certificate is trusted, with the roles %s; phones that "
                         "ask reject the list\n"),
                       report->host, roles);
}

void
tvs_report_add_json(const TvsReport *report, JsonBuilder *builder)
{
  const TvsAnswer *answer = &report->check.answer;
  json_builder_set_member_name(builder, "tvs");
  json_builder_begin_object(builder);
  json_add_string(builder, "host", report->host);
  json_add_int(builder, "port", report->port);
  json_add_boolean(builder, "trusted", answer->trusted);
  json_builder_set_member_name(builder, "roles");
  json_builder_begin_array(builder);
  for (guint i = 0; i < answer->n_roles; i++)
    json_builder_add_int_value(builder, answer->roles[i]);
  json_builder_end_array(builder);
  json_add_int(builder, "ttl_s", answer->ttl_s);
  json_add_boolean(builder, "accepts_signer", report->check.accepts_signer);
  json_add_string(builder, "old_algorithms", report->check.old_algorithms);
  json_builder_end_object(builder);
}

gboolean
tvs_report_check(const TvsReport *report, const char *path, GError **error)
{
  if (report->check.accepts_signer)
    return TRUE;
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_REJECTED,
      report->check.answer.trusted
          ? _("%s: TVS on %s does not know the signer's certificate as a System Administrator Security "
              "Token, although it trusts it")
          : _("%s: TVS on %s does not know the signer's certificate as a System Administrator Security "
              "Token; upload it on the publisher as Phone-SAST-trust, other nodes get it within 30 minutes"),
      path, report->host);
  return FALSE;
}
