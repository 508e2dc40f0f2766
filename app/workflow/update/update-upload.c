/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The upload of the tokens' certificates, where the job does it. */
#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/tokens/export.h"
#include "app/workflow/update/update-private.h"

#include <glib/gi18n.h>

static void
add_upload(Update *update, X509 *certificate)
{
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
  g_autofree char *file_name = export_file_name_for(facts->subject_short, EXPORT_DER);
  g_ptr_array_add(update->uploads, sast_certificate_new(certificate, facts->subject_short, file_name));
}

/* One that failed is no upload. */
static gboolean
was_sent(const Update *update)
{
  for (guint i = 0; i < update->uploads->len; i++)
    if (!((const SastCertificate *)g_ptr_array_index(update->uploads, i))->sent)
      return FALSE;
  return update->uploads->len > 0;
}

gboolean
update_upload(Update *update, const GPtrArray *certificates, const SastAnswer *answer, gboolean *sent,
              const UpdateRun *run, GError **error)
{
  const UpdateSetup *setup = update->setup;
  const PublisherAddress *cli = g_ptr_array_index(update->cli_nodes, 0);
  const SastUpload upload = {
      .entry = setup->entry, .user = cli->user, .login = setup->login, .warnings = setup->warnings};
  if (!setup->upload || was_sent(update))
    return TRUE;
  g_ptr_array_set_size(update->uploads, 0);
  for (guint i = 0; i < certificates->len; i++)
    if (!sast_answer_knows(answer, 0, i))
      add_upload(update, g_ptr_array_index(certificates, i));
  *sent = update->uploads->len > 0;
  return !*sent ||
         sast_upload_send(&upload, update->uploads, run->prompt, run->progress, run->cancellable, error);
}

static GPtrArray *
list_missing_hosts(const Update *update, guint certificate, const SastAnswer *answer)
{
  const GPtrArray *nodes = update->nodes;
  GPtrArray *missing = g_ptr_array_new_with_free_func(g_free);
  for (guint node = 0; node < nodes->len; node++)
    if (!sast_answer_knows(answer, node, certificate))
      g_ptr_array_add(missing, g_strdup(((const PublisherAddress *)g_ptr_array_index(nodes, node))->host));
  return missing;
}

static SastCertificate *
find_upload(const Update *update, const X509 *certificate)
{
  for (guint i = 0; i < update->uploads->len; i++) {
    SastCertificate *upload = g_ptr_array_index(update->uploads, i);
    if (X509_cmp(upload->certificate, certificate) == 0)
      return upload;
  }
  return NULL;
}

void
update_tell_uploads(Update *update, const GPtrArray *certificates, const SastAnswer *answer, GString *found)
{
  for (guint i = 0; i < certificates->len; i++) {
    SastCertificate *upload = find_upload(update, g_ptr_array_index(certificates, i));
    if (upload == NULL)
      continue;
    sast_certificate_take_answer(upload, list_missing_hosts(update, i, answer),
                                 sast_answer_knows(answer, 0, i));
    g_autofree char *text = sast_certificate_describe(upload);
    /* TRANSLATORS: a sentence after another one. */
    g_string_append_printf(found, _(" %s."), text);
  }
}
