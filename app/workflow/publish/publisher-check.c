/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/publish/publisher-check.h"
#include "app/publisher/sftp/sftp-session.h"
#include "app/workflow/publish/publish-private.h"

#include "app/base/error.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/certificate-facts.h"

#include <glib/gi18n.h>

/* The name admins know the signer by. */
static char *
signer_name(const TrustList *list, guint index)
{
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(trust_list_get_record(list, index));
  if (certificate == NULL)
    return trust_list_safe_text(trust_list_get_header(list)->signer_name);
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
  return g_steal_pointer(&facts->subject_short);
}

static char *
describe_signature(const TrustList *list, gboolean *good)
{
  g_autoptr(GError) fault = NULL;
  guint index = 0;
  *good = trust_list_verify(list, &index, &fault);
  if (g_error_matches(fault, CTL_ERROR, CTL_ERROR_NOT_CHECKED))
    return g_strconcat(fault->message, ".", NULL);
  if (!*good)
    return g_strdup_printf(_("It does not verify: %s."), fault->message);
  g_autofree char *name = signer_name(list, index);
  return g_strdup_printf(_("It was signed by %s, and it verifies."), name);
}

static char *
describe(const char *path, GBytes *bytes, gboolean *good)
{
  *good = TRUE;
  if (bytes == NULL)
    return g_strdup_printf(_("The connection works. There is no list yet: %s does not exist."), path);
  g_autoptr(GError) damage = NULL;
  g_autoptr(TrustList) list = trust_list_parse(bytes, &damage);
  *good = list != NULL;
  g_autofree char *facts =
      list != NULL ? describe_signature(list, good) : g_strconcat(damage->message, ".", NULL);
  guint len = (guint)g_bytes_get_size(bytes);
  /* TRANSLATORS: the last %s is a sentence about the list. */
  return g_strdup_printf(ngettext("The connection works. The list there has %u byte. %s",
                                  "The connection works. The list there has %u bytes. %s", len),
                         len, facts);
}

static gboolean
read_held(const PublishRequest *request, GBytes **bytes, CtlPrompt *prompt, const Progress *progress,
          GCancellable *cancellable, GError **error)
{
  g_autoptr(PublisherSession) session =
      publisher_session_open(request->address, request->login, prompt, progress, cancellable, error);
  return session != NULL &&
         publisher_fetch_file(session, TRUST_LIST_MAX_LEN, bytes, NULL, progress, cancellable, error);
}

char *
publisher_check(const PublishRequest *request, gboolean *good, CtlPrompt *prompt, const Progress *progress,
                GCancellable *cancellable, GError **error)
{
  *good = FALSE;
  g_autoptr(GBytes) bytes = NULL;
  gboolean done = request->address->way == DELIVER_BY_SFTP
                      ? read_held(request, &bytes, prompt, progress, cancellable, error)
                      : publish_read_served(request, &bytes, cancellable, error);
  if (!done)
    return NULL;
  return describe(request->address->path, bytes, good);
}
