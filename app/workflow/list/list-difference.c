/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/list-difference.h"

#include "app/base/error.h"
#include "app/trustlist/compare.h"

#include <glib/gi18n.h>

static void
difference_line_free(gpointer data)
{
  DifferenceLine *line = data;
  g_free(line->record);
  g_free(line->text);
  g_free(line);
}

void
list_difference_free(ListDifference *difference)
{
  g_free(difference->summary);
  g_ptr_array_unref(difference->lines);
  g_free(difference);
}

static DifferenceGroup
group_of(ListChangeKind kind)
{
  switch (kind) {
  case LIST_CHANGE_RECORD_ADDED:
    return DIFFERENCE_ADDED;
  case LIST_CHANGE_RECORD_REMOVED:
    return DIFFERENCE_REMOVED;
  case LIST_CHANGE_CERTIFICATE_RENEWED:
  case LIST_CHANGE_CERTIFICATE_REMOVED:
  case LIST_CHANGE_CERTIFICATE_ADDED:
  case LIST_CHANGE_ADDRESS:
  case LIST_CHANGE_FUNCTION:
  case LIST_CHANGE_DETAILS:
    return DIFFERENCE_CHANGED;
  default:
    return DIFFERENCE_LIST;
  }
}

/* What a list without a signature cannot say yet. */
static gboolean
comes_with_signature(ListChangeKind kind)
{
  return group_of(kind) == DIFFERENCE_LIST && kind != LIST_CHANGE_ORDER;
}

/* In words: "1 record added, 2 removed, 1 changed". */
static char *
describe_count(DifferenceGroup group, guint n, gboolean first)
{
  if (group == DIFFERENCE_ADDED)
    return g_strdup_printf(ngettext("%u record added", "%u records added", n), n);
  if (group == DIFFERENCE_REMOVED)
    return g_strdup_printf(first ? ngettext("%u record removed", "%u records removed", n)
                                 : ngettext("%u removed", "%u removed", n),
                           n);
  return g_strdup_printf(first ? ngettext("%u record changed", "%u records changed", n)
                               : ngettext("%u changed", "%u changed", n),
                         n);
}

/* A record that has changed in two ways has two lines. */
static guint
count_records(const GPtrArray *lines, DifferenceGroup group)
{
  guint n = 0;
  const char *last = NULL;
  for (guint i = 0; i < lines->len; i++) {
    const DifferenceLine *line = g_ptr_array_index(lines, i);
    if (line->group != group || (last != NULL && g_strcmp0(last, line->record) == 0))
      continue;
    last = line->record;
    n++;
  }
  return n;
}

static char *
summarize(const GPtrArray *lines, gboolean with_signature)
{
  static const DifferenceGroup groups[] = {DIFFERENCE_ADDED, DIFFERENCE_REMOVED, DIFFERENCE_CHANGED};
  g_autoptr(GString) text = g_string_new(NULL);
  if (lines->len == 0)
    return g_strdup(with_signature ? _("Both lists are the same, byte for byte.")
                                   : _("No record was changed; the list only gets a new signature."));
  for (gsize i = 0; i < G_N_ELEMENTS(groups); i++) {
    guint n = count_records(lines, groups[i]);
    g_autofree char *words = n > 0 ? describe_count(groups[i], n, text->len == 0) : NULL;
    if (words != NULL)
      g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", words);
  }
  if (text->len == 0)
    return g_strdup(_("The records are the same; other parts of the list are not."));
  return g_strdup_printf("%s.", text->str);
}

static void
add_group(ListDifference *difference, const ListComparison *comparison, DifferenceGroup group,
          gboolean with_signature)
{
  for (guint i = 0; i < comparison->changes->len; i++) {
    const ListChange *change = g_ptr_array_index(comparison->changes, i);
    if (group_of(change->kind) != group || (!with_signature && comes_with_signature(change->kind)))
      continue;
    DifferenceLine *line = g_new0(DifferenceLine, 1);
    line->group = group;
    line->record = list_change_dup_record(comparison, change);
    line->text = list_change_dup_what(comparison, change);
    g_ptr_array_add(difference->lines, line);
  }
}

static ListDifference *
difference_new(TrustList *old_list, TrustList *new_list, gboolean with_signature)
{
  g_autoptr(ListComparison) comparison = trust_list_compare(old_list, new_list);
  ListDifference *difference = g_new0(ListDifference, 1);
  difference->lines = g_ptr_array_new_with_free_func(difference_line_free);
  for (guint group = 0; group < DIFFERENCE_N_GROUPS; group++)
    add_group(difference, comparison, (DifferenceGroup)group, with_signature);
  difference->summary = summarize(difference->lines, with_signature);
  return difference;
}

ListDifference *
list_difference_of_lists(TrustList *old_list, TrustList *new_list)
{
  return difference_new(old_list, new_list, TRUE);
}

ListDifference *
list_difference_of_draft(const ListDraft *draft, GError **error)
{
  TrustList *old_list = list_draft_get_old(draft);
  if (old_list == NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("A new list replaces none that it could be compared with"));
    return NULL;
  }
  g_autoptr(TrustList) preview = list_draft_preview(draft, error);
  return preview != NULL ? difference_new(old_list, preview, FALSE) : NULL;
}

ListDifference *
list_difference_of_document(const ListDocument *document, GError **error)
{
  const ListDraft *draft = list_document_get_draft(document);
  TrustList *old_list = list_draft_get_old(draft);
  TrustList *signed_as = list_document_get_signed(document);
  return old_list != NULL && signed_as != NULL ? list_difference_of_lists(old_list, signed_as)
                                               : list_difference_of_draft(draft, error);
}

ListDifference *
list_difference_from_list(TrustList *old_list, const ListDocument *document, GError **error)
{
  TrustList *signed_as = list_document_get_signed(document);
  if (signed_as != NULL)
    return list_difference_of_lists(old_list, signed_as);
  g_autoptr(TrustList) preview = list_draft_preview(list_document_get_draft(document), error);
  return preview != NULL ? difference_new(old_list, preview, FALSE) : NULL;
}
