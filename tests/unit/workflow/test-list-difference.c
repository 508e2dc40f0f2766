/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is different between two lists, as a window puts it together. */
#include "draft-steps.h"

#include "app/workflow/list/list-difference.h"

#include <string.h>

/* The groups of the lines, a letter each. */
static char *
groups_of(const ListDifference *difference)
{
  static const char letters[] = {[DIFFERENCE_ADDED] = 'a',
                                 [DIFFERENCE_REMOVED] = 'r',
                                 [DIFFERENCE_CHANGED] = 'c',
                                 [DIFFERENCE_LIST] = 'l'};
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < difference->lines->len; i++) {
    const DifferenceLine *line = g_ptr_array_index(difference->lines, i);
    g_string_append_c(text, letters[line->group]);
    g_assert_true((line->record == NULL) == (line->group == DIFFERENCE_LIST));
  }
  return g_strdup(text->str);
}

static void
expect(const ListDifference *difference, const char *summary, const char *groups)
{
  g_autofree char *found = groups_of(difference);
  g_assert_cmpstr(difference->summary, ==, summary);
  g_assert_cmpstr(found, ==, groups);
}

#define CCM(server, address)                                                                                 \
  {                                                                                                          \
    .function = FUNCTION_CCM_TFTP, .identity = sample_server(server), .host = address                        \
  }

static void
test_same(void)
{
  g_autoptr(TrustList) list = sample_token_list(0);
  g_autoptr(ListDifference) difference = list_difference_of_lists(list, list);
  expect(difference, "Both lists are the same, byte for byte.", "");
}

/* Other bytes, and yet no other record. */
static void
test_signed_again(void)
{
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(TrustList) new = sample_token_list(1);
  g_autoptr(ListDifference) difference = list_difference_of_lists(old, new);
  expect(difference, "The records are the same; other parts of the list are not.", "l");
  const DifferenceLine *line = g_ptr_array_index(difference->lines, 0);
  g_assert_true(g_str_has_prefix(line->text, "The signer changed: SAST-ADN0054f509"));
}

static void
test_lines(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(TrustList) new =
      craft(&header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
            CCM(SERVER_CALLMANAGER, "10.48.47.153"),
            {.function = FUNCTION_CAPF, .identity = sample_server(SERVER_STRANGER), .host = "10.48.47.153"},
            CCM(SERVER_TVS, "10.1.2.3"));
  g_autoptr(ListDifference) difference = list_difference_of_lists(old, new);
  expect(difference, "1 record added, 1 removed, 1 changed.", "arc");
  static const struct {
    const char *record;
    const char *text;
  } wanted[] = {{"Record 5, CCM+TFTP 10.1.2.3", "added (serial 4A)"},
                {"Record 5 of the old list, CCM+TFTP 10.48.47.154", "removed"},
                {"Record 4, CAPF 10.48.47.153", "the certificate was renewed (serial "}};
  for (guint i = 0; i < difference->lines->len; i++) {
    const DifferenceLine *line = g_ptr_array_index(difference->lines, i);
    g_assert_cmpstr(line->record, ==, wanted[i].record);
    g_assert_true(g_str_has_prefix(line->text, wanted[i].text));
  }
}

/* The first of the counts names what is counted. */
static void
test_counts(void)
{
  static const struct {
    DraftStep steps[6];
    const char *summary;
    const char *groups;
  } cases[] = {
      {{STEPS_END}, "No record was changed; the list only gets a new signature.", ""},
      {{REMOVE(4)}, "1 record removed.", "r"},
      {{REMOVE(4), REMOVE(3)}, "2 records removed.", "rr"},
      {{NON_SECURE}, "2 records changed.", "cc"},
      {{REMOVE(3), NON_SECURE}, "1 record removed, 2 changed.", "rcc"},
      {{ADD_SERVER(FUNCTION_TFTP, "10.0.0.1", SERVER_STRANGER),
        ADD_SERVER(FUNCTION_TFTP, "10.0.0.2", SERVER_TVS)},
       "2 records added.",
       "aa"},
      {{ADD_SERVER(FUNCTION_CAPF, "10.48.47.153", SERVER_STRANGER)}, "1 record changed.", "c"},
  };
  g_autoptr(TrustList) old = sample_token_list(0);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(ListDraft) draft = draft_from_steps(old, cases[i].steps);
    g_autoptr(GError) error = NULL;
    g_autoptr(ListDifference) difference = list_difference_of_draft(draft, &error);
    g_assert_no_error(error);
    expect(difference, cases[i].summary, cases[i].groups);
  }
}

/* One that was changed in two ways counts once. */
static void
test_changed_twice(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) old = craft(&header, {.identity = sample_token(0)},
                                   CCM(SERVER_CALLMANAGER, "10.0.0.1"), CCM(SERVER_SUBSCRIBER, "10.0.0.2"));
  g_autoptr(TrustList) new = craft(&header, {.identity = sample_token(0)},
                                   {.function = FUNCTION_TFTP,
                                    .identity = sample_server(SERVER_CALLMANAGER),
                                    .host = "10.0.0.1",
                                    .extra_tag = 99},
                                   CCM(SERVER_SUBSCRIBER, "10.0.0.2"));
  g_autoptr(ListDifference) difference = list_difference_of_lists(old, new);
  expect(difference, "1 record changed.", "cc");
}

/* The order is that of the records, and known before the signature. */
static void
test_order(void)
{
  const DraftStep steps[] = {REMOVE(0), ADD_TOKEN(0), STEPS_END};
  g_autoptr(TrustList) old = sample_list(sample_token(0), sample_token(1), sample_token(0), DIGEST_SHA1);
  g_autoptr(ListDraft) draft = draft_from_steps(old, steps);
  g_autoptr(ListDifference) difference = list_difference_of_draft(draft, NULL);
  expect(difference, "The records are the same; other parts of the list are not.", "l");
}

static void
test_new_list(void)
{
  g_autoptr(ListDraft) draft = list_draft_new(NULL);
  g_autoptr(GError) error = NULL;
  g_assert_null(list_difference_of_draft(draft, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
}

/* --- of a document --- */

static void
test_document(void)
{
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(TrustList) again = sample_token_list(1);
  g_autoptr(ListDocument) document = list_document_new_kept("", trust_list_get_bytes(old), -1);
  g_autoptr(ListDifference) untouched = list_difference_of_document(document, NULL);
  expect(untouched, "Both lists are the same, byte for byte.", "");
  g_assert_true(list_document_remove(document, 4, NULL));
  g_autoptr(ListDifference) changed = list_difference_of_document(document, NULL);
  expect(changed, "1 record removed.", "r");
  list_document_set_signed(document, again);
  g_autoptr(ListDifference) signed_again = list_difference_of_document(document, NULL);
  expect(signed_again, "The records are the same; other parts of the list are not.", "l");
}

static void
test_from_another_list(void)
{
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(TrustList) other = sample_token_list(1);
  g_autoptr(ListDocument) document = list_document_new_kept("", trust_list_get_bytes(old), -1);
  g_autoptr(ListDifference) whole = list_difference_from_list(other, document, NULL);
  expect(whole, "The records are the same; other parts of the list are not.", "l");
  g_assert_true(list_document_remove(document, 4, NULL));
  g_autoptr(ListDifference) changed = list_difference_from_list(other, document, NULL);
  expect(changed, "1 record removed.", "r"); /* the signer is not known yet */
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/list-difference/same", test_same);
  g_test_add_func("/list-difference/signed-again", test_signed_again);
  g_test_add_func("/list-difference/lines", test_lines);
  g_test_add_func("/list-difference/counts", test_counts);
  g_test_add_func("/list-difference/changed-twice", test_changed_twice);
  g_test_add_func("/list-difference/order", test_order);
  g_test_add_func("/list-difference/new-list", test_new_list);
  g_test_add_func("/list-difference/document", test_document);
  g_test_add_func("/list-difference/from-another-list", test_from_another_list);
  return g_test_run();
}
