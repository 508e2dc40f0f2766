/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Source of what the answer of TVS proves: TN118893, whose log of TVS shows it looking a token up in the
 * certificate store and then in the CTL of its own node. */
#include "app/workflow/publish/sast-certificate.h"

#include "app/workflow/tokens/export.h"

#include <glib/gi18n.h>

static const char *const WORDS[] = {
    [SAST_NOT_UPLOADED] = "not-uploaded",
    [SAST_REFUSED] = "refused",
    [SAST_UPLOADED] = "uploaded",
    [SAST_KNOWN] = "known",
};

const char *
sast_state_get_word(SastState state)
{
  return WORDS[state];
}

SastCertificate *
sast_certificate_new(X509 *certificate, const char *name)
{
  SastCertificate *made = g_new0(SastCertificate, 1);
  X509_up_ref(certificate);
  made->certificate = certificate;
  made->name = g_strdup(name);
  made->file_name = export_file_name_for(name, EXPORT_DER);
  made->missing = g_ptr_array_new_with_free_func(g_free);
  made->listed = g_ptr_array_new_with_free_func(g_free);
  return made;
}

void
sast_certificate_free(SastCertificate *certificate)
{
  X509_free(certificate->certificate);
  g_free(certificate->name);
  g_free(certificate->file_name);
  g_free(certificate->said);
  g_ptr_array_unref(certificate->missing);
  g_ptr_array_unref(certificate->listed);
  g_free(certificate);
}

GPtrArray *
sast_certificates_new(void)
{
  return g_ptr_array_new_with_free_func((GDestroyNotify)sast_certificate_free);
}

GPtrArray *
sast_certificates_of_tokens(const GPtrArray *tokens)
{
  GPtrArray *certificates = sast_certificates_new();
  for (guint i = 0; i < tokens->len; i++) {
    const Token *token = g_ptr_array_index(tokens, i);
    g_ptr_array_add(certificates,
                    sast_certificate_new(token_get_certificate(token), token_get_certificate_name(token)));
  }
  return certificates;
}

gboolean
sast_certificates_have_state(const GPtrArray *certificates, SastState state)
{
  for (guint i = 0; i < certificates->len; i++)
    if (((const SastCertificate *)g_ptr_array_index(certificates, i))->state == state)
      return TRUE;
  return FALSE;
}

void
sast_certificate_take_answer(SastCertificate *certificate, GPtrArray *missing, gboolean is_there)
{
  g_ptr_array_unref(certificate->missing);
  certificate->missing = missing;
  if (missing->len == 0 && certificate->listed->len == 0)
    certificate->state = SAST_KNOWN;
  else if (certificate->is_no && missing->len > 0)
    certificate->state = SAST_REFUSED;
  else
    certificate->state = certificate->sent || is_there ? SAST_UPLOADED : SAST_NOT_UPLOADED;
}

/* --- texts --- */

static char *
join(const GPtrArray *hosts)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < hosts->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", (const char *)g_ptr_array_index(hosts, i));
  return g_strdup(text->str);
}

static char *
describe_uploaded(const SastCertificate *certificate)
{
  const char *name = certificate->name;
  g_autofree char *missing = join(certificate->missing);
  g_autofree char *listed = join(certificate->listed);
  if (certificate->missing->len == 0)
    return g_strdup_printf(_("%s is known to TVS on every node, which proves nothing: a list with this token "
                             "lies, or may lie, on %s already, and TVS may know it from there. Look at the "
                             "certificates of OS Administration"),
                           name, listed);
  if (certificate->is_unsure)
    return g_strdup_printf(_("%s was sent, no whole answer came; not yet known to TVS on %s"), name, missing);
  return g_strdup_printf(certificate->sent ? _("%s was uploaded; not yet known to TVS on %s")
                                           : _("%s was uploaded before; not yet known to TVS on %s"),
                         name, missing);
}

static char *
describe_known(const SastCertificate *certificate)
{
  return g_strdup_printf(
      certificate->sent && !certificate->is_no
          ? _("%s was uploaded, and TVS on every node knows it as a System Administrator Security Token")
          : _("TVS on every node knows %s as a System Administrator Security Token already"),
      certificate->name);
}

/* With the page's no, when TVS knows it all the same. */
static char *
add_no(char *text, const SastCertificate *certificate)
{
  g_autofree char *owned = text;
  const char *said = certificate->said != NULL ? certificate->said : "-";
  return certificate->is_no
             ? g_strdup_printf(_("%s. OS Administration did not take it now (it says: %s)"), text, said)
             : g_steal_pointer(&owned);
}

char *
sast_certificate_describe(const SastCertificate *certificate)
{
  const char *said = certificate->said != NULL ? certificate->said : "-";
  switch (certificate->state) {
  case SAST_REFUSED:
    return g_strdup_printf(_("%s was refused by OS Administration (it says: %s)"), certificate->name, said);
  case SAST_UPLOADED:
    return add_no(describe_uploaded(certificate), certificate);
  case SAST_KNOWN:
    return add_no(describe_known(certificate), certificate);
  case SAST_NOT_UPLOADED:
    break;
  }
  return g_strdup_printf(_("%s was not uploaded"), certificate->name);
}
