/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with the list in a window, and where it is said. */
#include "draft-steps.h"

#include "app/workflow/list/list-findings.h"

#include <string.h>

/* When all is valid. */
static gint64
now(void)
{
  return g_get_real_time() / G_USEC_PER_SEC;
}

static ListDocument *
document_of(const TrustList *list)
{
  return list_document_new_kept("", trust_list_get_bytes(list), -1);
}

/* "rule" or "rule@record" of each, with blanks between. */
static char *
describe(const GPtrArray *findings)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "", finding->rule->id);
    if (finding->record != RECORD_NONE)
      g_string_append_printf(text, "@%u", finding->record + 1);
  }
  return g_strdup(text->str);
}

static void
expect(const ListDocument *document, const char *wanted)
{
  g_autoptr(GPtrArray) findings = list_findings_of_document(document, now());
  g_autofree char *text = describe(findings);
  g_assert_cmpstr(text, ==, wanted);
}

static void
test_good(void)
{
  g_autoptr(TrustList) list = sample_token_list(0);
  g_autoptr(ListDocument) document = document_of(list);
  expect(document, "");
}

/* A list of three with a wrong subject, signed in two hours by a token that is not in it. */
static ListDocument *
strange_document(void)
{
  CraftHeader header = {
      .signer = sample_token(1), .style = NAME_STYLE_TOKEN, .timestamp = (guint32)now() + 7200};
  g_autoptr(TrustList) list = craft(
      &header, {.identity = sample_token(0)},
      {.function = FUNCTION_CCM_TFTP, .identity = sample_server(SERVER_CALLMANAGER), .host = "10.0.0.1"},
      {.function = FUNCTION_CAPF,
       .identity = sample_server(SERVER_CAPF),
       .host = "10.0.0.1",
       .subject = "CN=other"});
  return document_of(list);
}

/* Of a signed list all. */
static void
test_signed(void)
{
  g_autoptr(ListDocument) document = strange_document();
  expect(document, "signer-not-in-list timestamp-in-future too-few-tokens subject-mismatch@3");
  g_autoptr(GPtrArray) findings = list_findings_of_document(document, now());
  g_autofree char *of_list = list_findings_describe_list(findings);
  g_assert_true(sample_says(of_list, "Error: "));
  g_assert_null(strstr(of_list, "CN=other")); /* that is said of its record */
}

/* Of a changed one the records, and that the list they come from does not verify: the signature is yet to
 * come. */
static void
test_changed(void)
{
  g_autoptr(ListDocument) document = strange_document();
  g_assert_true(list_document_remove(document, 1, NULL));
  expect(document,
         "source-not-verified too-few-tokens server-without-tftp server-without-tftp@2 subject-mismatch@2");
  g_assert_true(list_document_remove(document, 1, NULL));
  expect(document, "source-not-verified too-few-tokens server-without-tftp no-capf");
}

static void
test_nothing_to_say(void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("no list", 7);
  g_autoptr(ListDocument) damaged = list_document_new_kept("", bytes, -1);
  g_autoptr(ListDocument) new = list_document_new();
  expect(damaged, "");
  expect(new, "");
}

/* The file's name is that of the document. */
static void
test_name_of_file(void)
{
  g_autoptr(TrustList) list = sample_token_list(0);
  g_autoptr(ListDocument) document = document_of(list);
  list_document_set_saved(document, "/x/ITLFile.tlv", -1);
  expect(document, "filename-role");
}

static void
test_wrong_signature(void)
{
  g_autoptr(TrustList) good = sample_token_list(1);
  g_autoptr(TrustList) list = sample_break(good);
  g_autoptr(ListDocument) document = document_of(list);
  expect(document, "signature-wrong@2 address-mismatch@5"); /* of the byte that was changed */
}

/* --- where it is said --- */

static void
test_sentences(void)
{
  g_autoptr(TrustList) list = sample_token_list(0);
  g_autoptr(ListDocument) document = document_of(list);
  g_autoptr(GPtrArray) none = list_findings_of_document(document, now());
  g_assert_null(list_findings_describe_list(none));
  g_assert_true(list_document_make_non_secure(document, NULL));
  g_assert_true(list_document_remove(document, 3, NULL));
  g_autoptr(GPtrArray) findings = list_findings_of_document(document, now());
  g_autofree char *text = list_findings_describe_list(findings);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, 2);
  g_assert_true(g_str_has_prefix(lines[1], "Warning: The list has no CAPF record"));
  g_assert_true(g_str_has_prefix(lines[0], "Note: This is the list of a cluster in non-secure mode"));
  for (guint i = 0; i < 2; i++)
    g_assert_true(g_str_has_suffix(lines[i], "."));
}

/* The worst is enough in a row; the details have all of it. */
static void
test_marks(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  const Identity *capf = sample_server(SERVER_CAPF);
  g_autoptr(TrustList) list = craft(
      &header, {.identity = sample_token(0)}, {.identity = sample_token(1)},
      {.function = FUNCTION_CAPF, .identity = capf, .host = "10.9.9.9"},
      {.function = FUNCTION_CAPF, .identity = capf, .host = "10.9.9.8", .subject = "CN=a", .issuer = "CN=b"});
  g_autoptr(ListDocument) document = document_of(list);
  g_autoptr(GPtrArray) findings = list_findings_of_document(document, now());
  g_autoptr(GPtrArray) rows = record_facts_for_draft(list_document_get_draft(document), list, now());
  list_findings_mark(findings, rows);
  static const char *const remarks[] = {"signed this list", "", "1 warning", "2 errors"};
  for (guint i = 0; i < rows->len; i++) {
    const RecordFacts *facts = g_ptr_array_index(rows, i);
    g_assert_cmpstr(facts->remark, ==, remarks[i]);
    g_assert_true((facts->findings != NULL) == (i >= 2));
  }
  const RecordFacts *lonely = g_ptr_array_index(rows, 2);
  g_assert_cmpstr(lonely->findings, ==,
                  "Warning: 10.9.9.9 has a CAPF record but none as CCM+TFTP, so phones may not trust it as a "
                  "call manager.");
  const RecordFacts *worst = g_ptr_array_index(rows, 3);
  g_auto(GStrv) lines = g_strsplit(worst->findings, "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, 3); /* and the warning */
}

static void
test_details(void)
{
  g_autoptr(TrustList) good = sample_token_list(1);
  g_autoptr(TrustList) list = sample_break(good);
  g_autoptr(ListDocument) document = document_of(list);
  g_autoptr(GPtrArray) findings = list_findings_of_document(document, now());
  g_autoptr(GPtrArray) first = list_findings_for_record(findings, 0);
  g_autoptr(GPtrArray) second = list_findings_for_record(findings, 1);
  g_assert_cmpuint(first->len, ==, 0);
  g_assert_cmpuint(second->len, ==, 1);
  const RecordFact *fact = g_ptr_array_index(second, 0);
  g_assert_cmpstr(fact->label, ==, "Error");
  g_assert_true(g_str_has_suffix(fact->text, "."));
}

/* Two nodes with the same to say. */
static void
test_each_once(void)
{
  g_autoptr(GPtrArray) findings = findings_new();
  for (guint i = 0; i < 2; i++) {
    findings_add(findings, JUDGE_TVS_VOUCHES, g_strdup("TVS knows it"), NULL);
    findings_add(findings, JUDGE_RELEASE_NOT_KNOWN, g_strdup("Not known"), NULL);
    findings_add(findings, JUDGE_NODE_LOST, g_strdup_printf("Node %u", i), "add it");
  }
  g_autofree char *text = findings_describe(findings);
  g_assert_cmpstr(text, ==, "Warning: TVS knows it.\nError: Node 0.\nError: Node 1.");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/list-findings/good", test_good);
  g_test_add_func("/list-findings/signed", test_signed);
  g_test_add_func("/list-findings/changed", test_changed);
  g_test_add_func("/list-findings/nothing-to-say", test_nothing_to_say);
  g_test_add_func("/list-findings/name-of-file", test_name_of_file);
  g_test_add_func("/list-findings/wrong-signature", test_wrong_signature);
  g_test_add_func("/list-findings/sentences", test_sentences);
  g_test_add_func("/list-findings/marks", test_marks);
  g_test_add_func("/list-findings/details", test_details);
  g_test_add_func("/list-findings/each-once", test_each_once);
  return g_test_run();
}
