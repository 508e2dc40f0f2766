/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/cluster/own-certificates.h"

#include "app/publisher/cli/platform-cli-answers.h"

#include <string.h>

static const char *const WORDS[OWN_N_UNITS] = {
    [OWN_CALLMANAGER] = "CallManager",
    [OWN_CALLMANAGER_ECDSA] = "CallManager-ECDSA",
    [OWN_CAPF] = "CAPF",
    [OWN_ITLRECOVERY] = "ITLRecovery",
    [OWN_TVS] = "TVS",
};

void
own_certificates_clear(OwnCertificates *own)
{
  for (guint unit = 0; unit < OWN_N_UNITS; unit++)
    g_clear_pointer(&own->units[unit].certificate, X509_free);
}

const char *
own_unit_get_word(OwnUnit unit)
{
  return WORDS[unit];
}

/* LISTED tells of all units that the node has. */
static void
note_absent(OwnCertificates *own, const GPtrArray *listed)
{
  for (guint unit = 0; unit < OWN_N_UNITS; unit++) {
    gboolean there = FALSE;
    for (guint i = 0; i < listed->len; i++)
      there |= g_str_equal(((const PlatformTrustEntry *)g_ptr_array_index(listed, i))->store, WORDS[unit]);
    own->units[unit].knowledge = there ? OWN_UNKNOWN : OWN_ABSENT;
  }
}

static gboolean
ask_which(OwnCertificates *own, PlatformCli *cli, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = NULL;
  if (!platform_cli_ask(cli, "show cert list own", &text, cancellable, error))
    return FALSE;
  g_autoptr(GPtrArray) listed = platform_cli_parse_trust(text != NULL ? text : "");
  if (listed->len > 0)
    note_absent(own, listed);
  return TRUE;
}

static gboolean
ask_unit(OwnCertificate *own, const char *word, PlatformCli *cli, GCancellable *cancellable, GError **error)
{
  g_autofree char *command = g_strconcat("show cert own ", word, NULL);
  g_autofree char *text = NULL;
  if (!platform_cli_ask(cli, command, &text, cancellable, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  g_autoptr(GBytes) dump = g_bytes_new(text, strlen(text));
  own->certificate = certificate_from_file_contents(dump, command, NULL);
  own->knowledge = own->certificate != NULL ? OWN_KNOWN : OWN_UNKNOWN;
  return TRUE;
}

gboolean
own_certificates_ask(OwnCertificates *own, PlatformCli *cli, GCancellable *cancellable, GError **error)
{
  if (!ask_which(own, cli, cancellable, error))
    return FALSE;
  for (guint unit = 0; unit < OWN_N_UNITS; unit++)
    if (own->units[unit].knowledge != OWN_ABSENT &&
        !ask_unit(&own->units[unit], WORDS[unit], cli, cancellable, error))
      return FALSE;
  return TRUE;
}
