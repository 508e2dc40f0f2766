/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/show.h"

#include "app/base/error.h"
#include "app/base/text.h"
#include "app/trustlist/function.h"
#include "app/trustlist/show-entry.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

#include <time.h>

char *
trust_list_safe_text(TlvReader text)
{
  return text_for_people_from(text.data, text.len);
}

static void
append_table_head(GString *out)
{
  g_string_append(out, "BYTEPOS\tTAG\t\tLENGTH\tVALUE\n-------\t---\t\t------\t-----\n");
}

static void
append_header(GString *out, const TrustList *list)
{
  const TrustListHeader *header = trust_list_get_header(list);
  const char *kind = trust_list_is_itl(list) ? "ITL" : "CTL";
  g_string_append_printf(
      out, "\nParse %s File\n----------------\n\nVersion:\t%u.%u\nHeaderLength:\t%u (BYTES)\n\n", kind,
      header->version[0], header->version[1], header->len);
  append_table_head(out);
  TlvReader rest = {0};
  rest.data = g_bytes_get_data(trust_list_get_bytes(list), NULL);
  rest.len = header->len;
  Tlv tlv = {0};
  guint16 declared = 0;
  while (list_header_next(&rest, &tlv, &declared))
    if (tlv.tag != HEADER_PADDING && tlv.tag != HEADER_VERSION && tlv.tag != HEADER_LENGTH)
      show_header_entry(out, &tlv, declared);
}

static void
append_record(GString *out, const TrustList *list, guint index, guint signer)
{
  const TrustListRecord *record = trust_list_get_record(list, index);
  const char *kind = trust_list_is_itl(list) ? "ITL" : "CTL";
  g_string_append_printf(out, "\n%s Record #:%u\n----\n", kind, index + 1);
  append_table_head(out);
  TlvReader rest = record->bytes;
  Tlv tlv = {0};
  while (tlv_reader_next(&rest, &tlv))
    show_record_entry(out, &tlv);
  if (trust_list_record_get_function(record) == FUNCTION_SAST)
    g_string_append_printf(out, "This etoken was %sused to sign the %s file.\n",
                           trust_list_record_did_sign(list, record, signer) ? "" : "not ", kind);
}

char *
trust_list_date_text(gint64 time)
{
  static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  time_t seconds = (time_t)time;
  struct tm tm = {0};
  if (localtime_r(&seconds, &tm) == NULL)
    return g_strdup("an unknown date");
  return g_strdup_printf("%s %s %02d %02d:%02d:%02d %s %d", days[tm.tm_wday], months[tm.tm_mon], tm.tm_mday,
                         tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_zone, tm.tm_year + 1900);
}

static void
append_file_facts(GString *out, GBytes *bytes, const char *kind, gint64 modified)
{
  g_autofree char *md5 = g_compute_checksum_for_bytes(G_CHECKSUM_MD5, bytes);
  g_autofree char *sha1 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, bytes);
  g_string_append_printf(out, "The checksum value of the %s file:\n%s(MD5)\n%s(SHA1)\n\n", kind, md5, sha1);
  g_string_append_printf(out, "Length of %s file: %" G_GSIZE_FORMAT "\n", kind, g_bytes_get_size(bytes));
  if (modified < 0)
    return;
  g_autofree char *date = trust_list_date_text(modified);
  g_string_append_printf(out, "The %s File was last modified on %s\n", kind, date);
}

/* Not CUCM's words: it can always check. */
static void
append_not_checked(GString *out, const char *kind)
{
  g_string_append_printf(out, "The signature of the %s file cannot be checked here.\n", kind);
}

static void
append_failure(GString *out, gboolean itl)
{
  g_string_append_printf(out, "Verification of the %s file failed.\n%s\n", itl ? "ITL" : "CTL",
                         itl ? "Error parsing the ITL file!!" : "Error parsing the CTL File.");
}

char *
trust_list_show(const TrustList *list, gint64 modified)
{
  GString *out = g_string_new(NULL);
  guint signer = RECORD_NONE;
  gboolean itl = trust_list_is_itl(list);
  g_autoptr(GError) why = NULL;
  gboolean verified = trust_list_verify(list, &signer, &why);
  const char *kind = itl ? "ITL" : "CTL";
  append_file_facts(out, trust_list_get_bytes(list), kind,
                    modified >= 0 ? modified : trust_list_get_header(list)->timestamp);
  append_header(out, list);
  for (guint i = 0; i < trust_list_get_n_records(list); i++)
    append_record(out, list, i, signer);
  g_string_append_c(out, '\n');
  if (verified)
    g_string_append_printf(out, "The %s file was verified successfully.\n", kind);
  else if (g_error_matches(why, CTL_ERROR, CTL_ERROR_NOT_CHECKED))
    append_not_checked(out, kind);
  else
    append_failure(out, itl);
  return g_string_free(out, FALSE);
}

char *
trust_list_show_damaged(GBytes *bytes, const char *name, gint64 modified)
{
  GString *out = g_string_new(NULL);
  gboolean itl = trust_list_bytes_are_itl(bytes, name);
  append_file_facts(out, bytes, itl ? "ITL" : "CTL", modified);
  g_string_append_c(out, '\n');
  append_failure(out, itl);
  return g_string_free(out, FALSE);
}
