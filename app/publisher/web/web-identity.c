/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source: OS Administration shows the node's tomcat certificate, self-signed unless it was replaced:
 * TN214231. */
#include "app/publisher/web/web-identity.h"

#include "app/base/error.h"
#include "app/base/fingerprint.h"
#include "app/base/text.h"
#include "app/base/x509-name.h"
#include "app/publisher/tls/tls-certificate.h"
#include "app/publisher/web/known-web.h"

#include <glib/gi18n.h>

/* What a server shows. */
typedef struct {
  const char *host;
  X509 *certificate;
  char *name, *sha1, *sha256, *pin;
} Shown;

static void
shown_clear(Shown *shown)
{
  X509_free(shown->certificate);
  g_free(shown->name);
  g_free(shown->sha1);
  g_free(shown->sha256);
  g_free(shown->pin);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shown, shown_clear)

static char *
dup_name(X509 *certificate)
{
  g_autofree char *name = x509_name_dup_value(X509_get_subject_name(certificate), NID_commonName, NULL);
  return text_for_people(name);
}

static gboolean
look(Shown *shown, const PublisherAddress *address, const PublisherLogin *login, GPtrArray *warnings,
     GCancellable *cancellable, GError **error)
{
  const TlsTarget target = {.host = address->host,
                            .port = address->port,
                            .timeout_ms = login->timeout_ms,
                            .old_algorithms = login->old_tls};
  shown->host = address->host;
  g_autoptr(TlsConnection) connection = tls_connection_open(&target, &shown->certificate, cancellable, error);
  if (connection == NULL)
    return FALSE;
  shown->name = dup_name(shown->certificate);
  shown->sha1 = tls_certificate_fingerprint(shown->certificate, G_CHECKSUM_SHA1);
  shown->sha256 = tls_certificate_fingerprint(shown->certificate, G_CHECKSUM_SHA256);
  shown->pin = tls_certificate_dup_pin(shown->certificate);
  const char *old = tls_connection_get_old_algorithms(connection);
  if (old != NULL && warnings != NULL)
    g_ptr_array_add(warnings,
                    g_strdup_printf(_("The connection to OS Administration of %s uses old algorithms (%s)"),
                                    address->host, old));
  return TRUE;
}

static gboolean
is_given(const Shown *shown, const char *const *given)
{
  return fingerprint_is_among(FINGERPRINT_CERTIFICATE, shown->sha1, given) ||
         fingerprint_is_among(FINGERPRINT_CERTIFICATE, shown->sha256, given);
}

static gboolean
ask_person(const Shown *shown, gboolean *yes, CtlPrompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autofree char *where = g_strdup_printf(_("OS Administration on %s"), shown->host);
  g_autofree char *message = /* TRANSLATORS: a question; the question mark is added. */
      g_strdup_printf(_("Is this the certificate of %s"), where);
  g_autofree char *detail = g_strdup_printf(_("It shows %s, which is not known yet.\nSHA-1 %s\nSHA-256 %s"),
                                            shown->name, shown->sha1, shown->sha256);
  const char *const fingerprints[] = {shown->sha1, shown->sha256, NULL};
  const PromptQuestion question = {.kind = PROMPT_CERTIFICATE,
                                   .subject = where,
                                   .message = message,
                                   .detail = detail,
                                   .fingerprints = fingerprints};
  return prompt_confirm(prompt, &question, yes, cancellable, error);
}

/* *YES when the node itself says over another way that it is its certificate. */
static gboolean
ask_node(const Shown *shown, gboolean *yes, const PublisherAddress *address, const PublisherLogin *login,
         WebVouch vouch, CtlPrompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) fingerprints = g_ptr_array_new_null_terminated(2, g_free, TRUE);
  if (vouch == NULL)
    return TRUE;
  if (!vouch(fingerprints, address, login, prompt, cancellable, error))
    return FALSE;
  *yes = is_given(shown, (const char *const *)fingerprints->pdata);
  return TRUE;
}

static gboolean
confirm(const Shown *shown, const PublisherAddress *address, const PublisherLogin *login, WebVouch vouch,
        CtlPrompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) why = NULL;
  gboolean yes = is_given(shown, login->web_certificates);
  if (!yes && !ask_node(shown, &yes, address, login, vouch, prompt, cancellable, error))
    return FALSE;
  if (yes)
    return TRUE;
  gboolean asked = ask_person(shown, &yes, prompt, cancellable, &why);
  if (yes)
    return TRUE;
  if (asked)
    g_set_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN,
                _("Node %s: the certificate of OS Administration, SHA-256 %s, was not confirmed"),
                shown->host, shown->sha256);
  else if (g_error_matches(why, CTL_ERROR, CTL_ERROR_USAGE))
    g_set_error(error, CTL_ERROR, CTL_ERROR_HOST_KEY_UNKNOWN,
                _("Node %s: the certificate of OS Administration, SHA-256 %s, is not known: %s"), shown->host,
                shown->sha256, why->message);
  else
    g_propagate_error(error, g_steal_pointer(&why));
  return FALSE;
}

static gboolean
judge(const Shown *shown, const char *known, const PublisherAddress *address, const char *path,
      GError **error)
{
  if (g_str_equal(known, shown->pin))
    return TRUE;
  g_autofree char *group = known_web_group(address);
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_HOST_KEY_CHANGED,
      _("Node %s: the certificate of OS Administration has changed: it has the public key %s now, but "
        "[%s] of %s expects %s"),
      shown->host, shown->pin, group, path, known);
  return FALSE;
}

char *
web_identity_check(const PublisherAddress *address, const PublisherLogin *login, GPtrArray *warnings,
                   WebVouch vouch, CtlPrompt *prompt, GCancellable *cancellable, GError **error)
{
  g_autofree char *path =
      login->own_known_web != NULL ? g_strdup(login->own_known_web) : known_web_default_path();
  g_autofree char *known = NULL;
  g_auto(Shown) shown = {0};
  if (!known_web_find(path, address, &known, error) ||
      !look(&shown, address, login, warnings, cancellable, error))
    return NULL;
  gboolean good = known != NULL ? judge(&shown, known, address, path, error)
                                : confirm(&shown, address, login, vouch, prompt, cancellable, error) &&
                                      known_web_add(path, address, shown.pin, cancellable, error);
  return good ? g_steal_pointer(&shown.pin) : NULL;
}
