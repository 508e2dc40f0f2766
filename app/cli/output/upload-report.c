/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/output/upload-report.h"

#include "app/cli/output/json-output.h"
#include "app/workflow/publish/sast-upload.h"

void
json_add_uploads(JsonBuilder *builder, const GPtrArray *certificates)
{
  json_builder_set_member_name(builder, "uploads");
  json_builder_begin_array(builder);
  for (guint i = 0; i < certificates->len; i++) {
    const SastCertificate *certificate = g_ptr_array_index(certificates, i);
    g_autofree char *text = sast_certificate_describe(certificate);
    json_builder_begin_object(builder);
    json_add_string(builder, "token", certificate->name);
    json_add_string(builder, "state", sast_state_get_word(certificate->state));
    json_add_boolean(builder, "sent", certificate->sent);
    json_add_string(builder, "said", certificate->said);
    json_add_texts(builder, "missing", certificate->missing);
    json_add_texts(builder, "listed", certificate->listed);
    json_add_string(builder, "text", text);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}
