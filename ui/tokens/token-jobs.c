/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/tokens/token-jobs.h"

#include "app/base/error.h"
#include "app/workflow/tokens/token-jobs.h"
#include "ui/widgets/keep-password.h"

#include <glib/gi18n.h>

gpointer
token_load_run(const JobContext *context, GError **error)
{
  progress_step(context->progress, "%s", _("Looking for tokens"));
  return token_list_load(NULL, 0, context->cancellable, error);
}

gpointer
password_job_run(const JobContext *context, GError **error)
{
  Token *token = context->input;
  if (!token_password_change(token, context->prompt, context->progress, context->cancellable, error))
    return NULL;
  return token_ref(token);
}

void
export_input_free(ExportInput *input)
{
  g_ptr_array_unref(input->tokens);
  g_clear_pointer(&input->entry, address_book_entry_free);
  g_free(input->folder);
  g_free(input);
}

void
export_result_free(ExportResult *result)
{
  g_ptr_array_unref(result->conflicts);
  g_ptr_array_unref(result->files);
  g_clear_pointer(&result->uploads, g_ptr_array_unref);
  g_ptr_array_unref(result->warnings);
  g_free(result);
}

/* Whoever has ticked it has said yes. */
static gboolean
upload(ExportResult *result, const JobContext *context, GError **error)
{
  const ExportInput *input = context->input;
  if (input->entry == NULL)
    return TRUE;
  g_autoptr(SharedPassword) password = shared_password_new(); /* asked for once: the CLI has the same users */
  PublisherLogin login = address_book_entry_get_login(input->entry);
  login.shared_password = password;
  const SastUpload job = {.entry = input->entry,
                          .login = &login,
                          .old_tls = login.old_tls,
                          .confirmed = TRUE,
                          .warnings = result->warnings};
  result->uploads = sast_certificates_of_tokens(input->tokens);
  gboolean done =
      sast_upload_run(&job, result->uploads, context->prompt, context->progress, context->cancellable, error);
  keep_password_as_wanted(context, input->entry);
  return done;
}

gpointer
export_job_run(const JobContext *context, GError **error)
{
  const ExportInput *input = context->input;
  g_autoptr(ExportResult) result = g_new0(ExportResult, 1);
  result->files = g_ptr_array_new_with_free_func(g_free);
  result->warnings = g_ptr_array_new_with_free_func(g_free);
  result->conflicts = export_find_conflicts(input->tokens, input->format, input->folder);
  if (result->conflicts->len > 0 && !input->force)
    return g_steal_pointer(&result);
  g_ptr_array_set_size(result->conflicts, 0);
  for (guint i = 0; i < input->tokens->len; i++) {
    char *path = NULL;
    gboolean written = FALSE;
    if (ctl_cancelled(context->cancellable, error) ||
        !export_certificate(g_ptr_array_index(input->tokens, i), input->format, input->folder, input->force,
                            FALSE, &path, &written, error))
      return NULL;
    g_ptr_array_add(result->files, path);
  }
  return upload(result, context, error) ? g_steal_pointer(&result) : NULL;
}
