/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: OS Administration shows the tomcat certificate: TN214231; a certificate in the answer of show cert
 * own: OUT. */
#include "app/workflow/publish/web-vouch.h"

#include "app/publisher/cli/platform-cli.h"
#include "app/publisher/ssh/known-host-look.h"
#include "app/publisher/tls/tls-certificate.h"
#include "app/trustlist/certificate.h"
#include "app/workflow/publish/served-confirmed.h"

#include <string.h>

static gboolean
ask_unit(GPtrArray *fingerprints, PlatformCli *cli, const char *command, GCancellable *cancellable,
         GError **error)
{
  g_autofree char *text = NULL;
  if (!platform_cli_ask(cli, command, &text, cancellable, error))
    return FALSE;
  g_autoptr(GBytes) answer = text != NULL ? g_bytes_new(text, strlen(text)) : NULL;
  g_autoptr(X509) certificate = answer != NULL ? certificate_from_file_contents(answer, command, NULL) : NULL;
  if (certificate != NULL)
    g_ptr_array_add(fingerprints, tls_certificate_fingerprint(certificate, G_CHECKSUM_SHA256));
  return TRUE;
}

static gboolean
ask(GPtrArray *fingerprints, const PublisherAddress *cli_address, const PublisherLogin *login,
    CtlPrompt *prompt, GCancellable *cancellable, GError **error)
{
  static const char *const commands[] = {"show cert own tomcat", "show cert own tomcat-ECDSA"};
  g_autoptr(PlatformCli) cli = platform_cli_open(cli_address, login, prompt, NULL, cancellable, error);
  for (gsize i = 0; cli != NULL && i < G_N_ELEMENTS(commands); i++)
    if (!ask_unit(fingerprints, cli, commands[i], cancellable, error))
      return FALSE;
  return cli != NULL;
}

gboolean
web_vouch_by_cli(GPtrArray *fingerprints, const PublisherAddress *address, const PublisherLogin *login,
                 CtlPrompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autoptr(PublisherAddress) cli_address = publisher_address_copy(address);
  g_autoptr(GError) why = NULL;
  publisher_address_set_way(cli_address, DELIVER_BY_SFTP);
  if (!known_host_is_there(cli_address, login) ||
      ask(fingerprints, cli_address, login, prompt, cancellable, &why) || !served_error_is_final(why))
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}
