/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which record does a person mean? */
#include "app/workflow/list/draft-private.h"

#include "app/base/error.h"
#include "app/trustlist/record-identity.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"

#include <glib/gi18n.h>
#include <string.h>

/* Old lists count from 1; the number stays the same while other records are removed. */
gboolean
draft_find_number(const ListDraft *draft, guint64 number, guint *index)
{
  for (guint i = 0; i < list_draft_get_n_records(draft); i++)
    if (list_draft_get_old_number(draft, i) == number) {
      *index = i;
      return TRUE;
    }
  return FALSE;
}

static gboolean
find_by_number(const ListDraft *draft, const char *spec, guint *index)
{
  guint64 number = 0;
  return g_ascii_string_to_unsigned(spec, 10, 1, TRUST_LIST_MAX_RECORDS, &number, NULL) &&
         draft_find_number(draft, number, index);
}

static gboolean
has_serial(const TrustListRecord *record, const char *spec)
{
  g_autofree char *text = record_dup_serial(record);
  if (text == NULL || *text == '\0')
    return FALSE;
  if (g_ascii_strcasecmp(text, spec) == 0)
    return TRUE;
  g_auto(GStrv) pairs = g_strsplit(text, ":", -1);
  g_autofree char *digits = g_strjoinv("", pairs);
  return g_ascii_strcasecmp(digits, spec) == 0;
}

/* The CN of a subject text of either style, without quotes and padding blanks. */
static char *
common_name(const char *subject)
{
  if (g_ascii_strncasecmp(subject, "CN=", 3) != 0)
    return NULL;
  const char *value = subject + 3;
  const char *end = *value == '"' ? strchr(++value, '"') : strpbrk(value, ";,");
  char *name = end != NULL ? g_strndup(value, (gsize)(end - value)) : g_strdup(value);
  return g_strchomp(name);
}

static gboolean
has_name(const TrustListRecord *record, const char *spec)
{
  g_autofree char *host = trust_list_safe_text(trust_list_record_get_text(record, RECORD_DNS_NAME));
  g_autofree char *subject = trust_list_safe_text(trust_list_record_get_text(record, RECORD_SUBJECT_NAME));
  g_autofree char *name = common_name(subject);
  return (*host != '\0' && g_ascii_strcasecmp(host, spec) == 0) ||
         (name != NULL && g_ascii_strcasecmp(name, spec) == 0);
}

static void
refuse_several(const ListDraft *draft, const GArray *found, const char *spec, GError **error)
{
  GString *numbers = g_string_new(NULL);
  for (guint i = 0; i < found->len; i++) {
    guint number = list_draft_get_old_number(draft, g_array_index(found, guint, i));
    g_string_append_printf(numbers, "%s%u", i == 0 ? "" : i + 1 < found->len ? ", " : _(" and "), number);
  }
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("\"%s\" means records %s; name one by its number"), spec,
              numbers->str);
  g_string_free(numbers, TRUE);
}

gboolean
list_draft_find(const ListDraft *draft, const char *spec, guint *index, GError **error)
{
  if (find_by_number(draft, spec, index))
    return TRUE;
  g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < list_draft_get_n_records(draft); i++) {
    TrustListRecord record = list_draft_get_record(draft, i);
    if (has_serial(&record, spec) || has_name(&record, spec))
      g_array_append_val(found, i);
  }
  if (found->len == 1) {
    *index = g_array_index(found, guint, 0);
    return TRUE;
  }
  if (found->len > 1)
    refuse_several(draft, found, spec, error);
  else
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("The list has no record \"%s\""), spec);
  return FALSE;
}
