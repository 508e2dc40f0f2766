/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/export-upload.h"

#include "app/base/error.h"
#include "app/base/fingerprint.h"
#include "app/cli/output/upload-report.h"
#include "app/workflow/publish/sast-upload.h"
#include "app/workflow/tokens/export.h"

#include <glib/gi18n.h>

AddressBookEntry *
export_upload_find(const ExportUploadOptions *options, GError **error)
{
  for (char **given = options->fingerprints; given != NULL && *given != NULL; given++)
    if (!fingerprint_check(FINGERPRINT_CERTIFICATE, *given, error))
      return NULL;
  AddressBookEntry *entry = command_find_entry(options->publisher, error);
  if (entry == NULL || options->fingerprints == NULL)
    return entry;
  g_strfreev(entry->cluster->web_certificates);
  entry->cluster->web_certificates = g_strdupv(options->fingerprints);
  return entry;
}

static void
print_each(const GPtrArray *certificates)
{
  for (guint i = 0; i < certificates->len; i++) {
    g_autofree char *text = sast_certificate_describe(g_ptr_array_index(certificates, i));
    command_print_line("%s.", text);
  }
}

/* TRUE when TVS on a node has yet to know one that was uploaded. */
static gboolean
is_awaited(const GPtrArray *certificates)
{
  for (guint i = 0; i < certificates->len; i++) {
    const SastCertificate *certificate = g_ptr_array_index(certificates, i);
    if (certificate->state == SAST_UPLOADED && certificate->missing->len > 0)
      return TRUE;
  }
  return FALSE;
}

/* What is left to do. */
static void
note_rest(const GPtrArray *certificates)
{
  if (sast_certificates_have_state(certificates, SAST_REFUSED) ||
      sast_certificates_have_state(certificates, SAST_NOT_UPLOADED))
    command_note("%s.", _(EXPORT_UPLOAD_HINT));
  if (is_awaited(certificates)) /* TN210541, change notification: 1800 s at the latest */
    command_note(_("Other nodes get the certificates within 30 minutes; the same command asks TVS again."));
}

static gboolean
check_refused(const AddressBookEntry *entry, const GPtrArray *certificates, GError **error)
{
  if (!sast_certificates_have_state(certificates, SAST_REFUSED))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_REMOTE, _("OS Administration of %s did not take every certificate"),
              entry->address->host);
  return FALSE;
}

gboolean
export_upload_run(CommandContext *context, const ExportUploadOptions *options, AddressBookEntry *entry,
                  const GPtrArray *tokens, JsonBuilder *json, GError **error)
{
  g_autoptr(CtlPrompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  if (prompt == NULL)
    return FALSE;
  g_autoptr(GPtrArray) certificates = sast_certificates_of_tokens(tokens);
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  const PublisherLogin login = command_get_login(context, entry);
  const SastUpload upload = {.entry = entry,
                             .user = options->cli_user,
                             .login = &login,
                             .old_tls = login.old_tls,
                             .wait_s = options->wait_s,
                             .warnings = warnings};
  gboolean done =
      sast_upload_run(&upload, certificates, prompt, &context->progress, context->cancellable, error) &&
      check_refused(entry, certificates, error);
  if (context->options.json)
    json_add_uploads(json, certificates);
  else
    print_each(certificates);
  command_note_warnings(warnings);
  note_rest(certificates);
  context->answer_is_no = done && sast_certificates_have_state(certificates, SAST_UPLOADED);
  return done;
}
