/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/trustlist/signed-file.h"

#include "app/base/error.h"
#include "app/trustlist/function.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

#include <glib/gi18n.h>
#include <string.h>

struct _SignedFile {
  GBytes *bytes;
  TrustListHeader header;
  TlvReader content;
};

static gboolean
text_ends_with(TlvReader text, const char *suffix)
{
  gsize len = strlen(suffix);
  return text.len >= len && g_ascii_strncasecmp((const char *)text.data + text.len - len, suffix, len) == 0;
}

static gboolean
is_signed_name(TlvReader name)
{
  return text_ends_with(name, ".sgn") || text_ends_with(name, ".sha512");
}

TlvReader
signed_file_find_name(GBytes *bytes)
{
  TlvReader rest = {0};
  rest.data = g_bytes_get_data(bytes, &rest.len);
  Tlv tlv = {0};
  guint16 declared = 0;
  TlvReader name = {NULL, 0};
  gboolean found = rest.len == 0 || *rest.data != HEADER_VERSION;
  while (!found && list_header_next(&rest, &tlv, &declared)) {
    found = tlv.tag == HEADER_FILENAME;
    if (found)
      name = name_bytes_to_text(tlv.value);
  }
  return is_signed_name(name) ? name : (TlvReader){NULL, 0};
}

static void
damaged(GError **error, const char *what)
{
  g_set_error(error, CTL_ERROR, CTL_ERROR_DAMAGED, _("The signed file is damaged: %s"), what);
}

SignedFile *
signed_file_parse(GBytes *bytes, GError **error)
{
  g_autoptr(SignedFile) file = g_atomic_rc_box_new0(SignedFile);
  const char *why = NULL;
  file->bytes = g_bytes_ref(bytes);
  file->content.data = g_bytes_get_data(bytes, &file->content.len);
  if (file->content.len > SIGNED_FILE_MAX_LEN)
    damaged(error, _("the file is larger than any that this program reads"));
  else if (!list_header_read(&file->header, &file->content, &why))
    damaged(error, why);
  else if (!is_signed_name(file->header.filename))
    damaged(error, _("its name in the header is not that of a signed file"));
  else
    return g_steal_pointer(&file);
  return NULL;
}

SignedFile *
signed_file_ref(SignedFile *file)
{
  return g_atomic_rc_box_acquire(file);
}

static void
signed_file_clear(gpointer data)
{
  SignedFile *file = data;
  g_bytes_unref(file->bytes);
}

void
signed_file_unref(SignedFile *file)
{
  g_atomic_rc_box_release_full(file, signed_file_clear);
}

const TrustListHeader *
signed_file_get_header(const SignedFile *file)
{
  return &file->header;
}

TlvReader
signed_file_get_content(const SignedFile *file)
{
  return file->content;
}

gboolean
signed_file_is_encrypted(const SignedFile *file)
{
  return text_ends_with(file->header.filename, ".enc.sgn");
}

void
signed_file_check_clear(SignedFileCheck *check)
{
  g_clear_error(&check->why);
}

/* The records of HELD that the header names; those with the function that signs files go to INDICES, the
 * first of the others to CHECK. */
static void
find_signers(const SignedFile *file, const TrustList *held, GArray *indices, SignedFileCheck *check)
{
  for (guint i = 0; i < trust_list_get_n_records(held); i++) {
    const TrustListRecord *record = trust_list_get_record(held, i);
    if (!list_header_names(&file->header, record))
      continue;
    if (trust_list_record_get_function(record) == FUNCTION_CCM_TFTP) {
      g_array_append_val(indices, i);
    } else if (check->other == NULL) {
      check->other = held;
      check->other_record = i;
    }
  }
}

/* TRUE when HELD decides: its record fits. One that does not is kept, if it is the first. */
static gboolean
look_up(const SignedFile *file, const TrustList *held, SignedFileCheck *check)
{
  guint found = RECORD_NONE;
  g_autoptr(GError) why = NULL;
  g_autoptr(GArray) indices = g_array_new(FALSE, FALSE, sizeof(guint));
  find_signers(file, held, indices, check);
  if (indices->len == 0)
    return FALSE;
  gboolean fits =
      signature_verify_by_records(&file->header, SIGNED_FILE, held,
                                  (const guint *)(gconstpointer)indices->data, indices->len, &found, &why);
  if (!fits && check->why != NULL)
    return FALSE;
  g_clear_error(&check->why);
  check->why = g_steal_pointer(&why);
  check->list = held;
  check->record = found;
  check->verdict = fits                                                            ? SIGNED_FILE_TRUSTED
                   : g_error_matches(check->why, CTL_ERROR, CTL_ERROR_NOT_CHECKED) ? SIGNED_FILE_NOT_CHECKED
                                                                                   : SIGNED_FILE_WRONG;
  return fits;
}

void
signed_file_check(const SignedFile *file, const TrustList *ctl, const TrustList *itl, SignedFileCheck *check)
{
  *check =
      (SignedFileCheck){.verdict = SIGNED_FILE_UNKNOWN, .record = RECORD_NONE, .other_record = RECORD_NONE};
  if (ctl == NULL || !look_up(file, ctl, check))
    if (itl != NULL)
      look_up(file, itl, check);
}

const char *
signed_file_verdict_get_word(SignedFileVerdict verdict)
{
  static const char *const words[] = {
      [SIGNED_FILE_TRUSTED] = "trusted",
      [SIGNED_FILE_WRONG] = "wrong",
      [SIGNED_FILE_NOT_CHECKED] = "not-checked",
      [SIGNED_FILE_UNKNOWN] = "unknown",
  };
  return words[verdict];
}
