/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/token-certificate.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/trustlist/name-text.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>

static gboolean
signed_itself(X509 *certificate)
{
  return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
}

X509 *
token_certificate_read(const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) contents = file_read(path, CERTIFICATE_MAX_LEN, NULL, cancellable, error);
  g_autoptr(X509) certificate =
      contents != NULL ? certificate_from_file_contents(contents, path, error) : NULL;
  if (certificate == NULL || !signed_itself(certificate))
    return g_steal_pointer(&certificate);
  g_autofree char *name = name_text_from_subject(certificate, NAME_STYLE_SERVER);
  g_set_error(
      error, CTL_ERROR, CTL_ERROR_USAGE,
      _("%s: the certificate signed itself, so it is no token's but a server's, %s; add it as a server"),
      path, name);
  return NULL;
}

gboolean
token_certificates_read(const char *const *paths, GPtrArray **certificates, GCancellable *cancellable,
                        GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)X509_free);
  *certificates = NULL;
  for (const char *const *path = paths; path != NULL && *path != NULL; path++) {
    X509 *certificate = token_certificate_read(*path, cancellable, error);
    if (certificate == NULL)
      return FALSE;
    g_ptr_array_add(all, certificate);
  }
  if (paths != NULL)
    *certificates = g_steal_pointer(&all);
  return TRUE;
}
