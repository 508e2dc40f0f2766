/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what is told of phones: those of app/trustlist/signed-file.h. */
#include "app/cli/output/signed-file-report.h"

#include "app/base/error.h"
#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/list-json.h"
#include "app/cli/output/output.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/digest.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/show.h"

#include <glib/gi18n.h>

static void
add_text(NamedLines *lines, const char *name, TlvReader value)
{
  g_autofree char *text = trust_list_safe_text(value);
  named_lines_add(lines, name, text);
}

static void
add_content(NamedLines *lines, const SignedFile *file)
{
  gsize len = signed_file_get_content(file).len;
  g_autofree char *text = g_strdup_printf(
      signed_file_is_encrypted(file) ? ngettext("%u byte, encrypted", "%u bytes, encrypted", (guint)len)
                                     : ngettext("%u byte", "%u bytes", (guint)len),
      (guint)len);
  named_lines_add(lines, _("Content"), text);
}

void
signed_file_print(const SignedFile *file)
{
  const TrustListHeader *header = signed_file_get_header(file);
  g_autofree char *serial = serial_to_text(header->signer_serial.data, header->signer_serial.len);
  g_autofree char *date = trust_list_date_text(header->timestamp);
  const char *digest = digest_get_name(header->digest);
  g_autoptr(NamedLines) lines = named_lines_new();
  add_text(lines, _("File"), header->filename);
  add_content(lines, file);
  add_text(lines, _("Signer"), header->signer_name);
  add_text(lines, _("Issuer"), header->signer_ca_name);
  named_lines_add(lines, C_("number", "Serial"), serial);
  named_lines_add(lines, _("Signed on"), date);
  named_lines_add(lines, _("Digest"), digest != NULL ? digest : _("of a kind that no phone knows"));
  g_autofree char *text = named_lines_to_text(lines, "", 11);
  command_print(text);
}

void
signed_file_check_print(const SignedFileCheck *check)
{
  if (check->verdict != SIGNED_FILE_TRUSTED)
    return;
  g_autofree char *label = record_dup_label(trust_list_get_record(check->list, check->record));
  command_print_line(trust_list_is_itl(check->list)
                         ? _("The signature is right; phones find the signer in the ITL, record %u, %s.\n")
                         : _("The signature is right; phones find the signer in the CTL, record %u, %s.\n"),
                     check->record + 1, label);
}

void
json_add_signed_file(JsonBuilder *builder, const SignedFile *file)
{
  const TrustListHeader *header = signed_file_get_header(file);
  json_add_string(builder, "kind", "signed file");
  json_add_boolean(builder, "encrypted", signed_file_is_encrypted(file));
  json_add_int(builder, "content_offset", header->len);
  json_add_int(builder, "content_length", (gint64)signed_file_get_content(file).len);
  json_add_header(builder, header);
}

void
json_add_signed_file_check(JsonBuilder *builder, const SignedFileCheck *check, const TrustList *ctl)
{
  g_autoptr(GError) why = NULL;
  signed_file_check_to_error(check, NULL, &why);
  json_add_string(builder, "verdict", signed_file_verdict_get_word(check->verdict));
  json_add_string(builder, "list",
                  check->list == NULL  ? NULL
                  : check->list == ctl ? "phone-ctl"
                                       : "phone-itl");
  json_add_record_number(builder, "record", check->record);
  json_add_string(builder, "reason", why != NULL ? why->message : NULL);
}

/* TVS is the third place where phones look; those without Security by Default do not. */
static void
refuse_unknown(const SignedFileCheck *check, GError **error)
{
  if (check->other == NULL) {
    g_set_error_literal(
        error, CTL_ERROR, CTL_ERROR_REJECTED,
        _("the signer is in no list given here; phones with Security by Default ask TVS then, "
          "which was not asked, others find nobody who vouches for the file"));
    return;
  }
  g_autofree char *label = record_dup_label(trust_list_get_record(check->other, check->other_record));
  g_set_error(error, CTL_ERROR, CTL_ERROR_REJECTED,
              trust_list_is_itl(check->other)
                  ? _("the ITL has the signer in record %u, %s, but phones look for CCM+TFTP; phones with "
                      "Security by Default ask TVS then, which was not asked, others find nobody who "
                      "vouches for the file")
                  : _("the CTL has the signer in record %u, %s, but phones look for CCM+TFTP; phones with "
                      "Security by Default ask TVS then, which was not asked, others find nobody who "
                      "vouches for the file"),
              check->other_record + 1, label);
}

gboolean
signed_file_check_to_error(const SignedFileCheck *check, const char *name, GError **error)
{
  if (check->verdict == SIGNED_FILE_TRUSTED)
    return TRUE;
  if (check->verdict == SIGNED_FILE_UNKNOWN)
    refuse_unknown(check, error);
  else if (error != NULL)
    *error = g_error_copy(check->why);
  if (name != NULL)
    g_prefix_error(error, _("%s: "), name);
  return FALSE;
}
