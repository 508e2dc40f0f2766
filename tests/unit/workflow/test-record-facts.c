/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is told of the records of a list, and of what is done to them. */
#include "draft-steps.h"

#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/list/record-facts.h"

#include <string.h>

/* For tests that do not look at the validity. */
#define ANY_TIME 0

/* --- the records of a draft --- */

/* "number function host name remark validity" of each row, a line each. */
static char *
describe(const GPtrArray *rows)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < rows->len; i++) {
    const RecordFacts *facts = g_ptr_array_index(rows, i);
    g_string_append_printf(text, "%s|%s|%s|%s|%s%s\n", facts->number, facts->function, facts->host,
                           facts->name, facts->remark, facts->change ? "|changed" : "");
  }
  return g_strdup(text->str);
}

static const DraftStep SOME_CHANGES[] = {REMOVE(4), ADD_SERVER(FUNCTION_TFTP, "10.1.2.3", SERVER_STRANGER),
                                         ADD_SERVER(FUNCTION_CAPF, "10.48.47.153", SERVER_SUBSCRIBER),
                                         STEPS_END};

static void
test_rows(void)
{
  g_autoptr(TrustList) old = sample_token_list(1);
  g_autoptr(ListDraft) kept = list_draft_new(old);
  g_autoptr(GPtrArray) rows = record_facts_for_draft(kept, old, ANY_TIME);
  g_autofree char *text = describe(rows);
  g_assert_cmpstr(text, ==,
                  "1|SAST||SAST-ADN0054f509|\n"
                  "2|SAST||SAST-ADN008580ef|signed this list\n"
                  "3|CCM+TFTP|10.48.47.153|cucm-1051-a-pub|\n"
                  "4|CAPF|10.48.47.153|CAPF-e41e7d87|\n"
                  "5|CCM+TFTP|10.48.47.154|cucm-1051-a-sub1|\n");
  const RecordFacts *first = g_ptr_array_index(rows, 0);
  g_assert_cmpstr(first->issuer, ==, "Cisco Manufacturing CA");
  g_assert_cmpstr(first->serial, ==, "3C:F9:27:00:00:00:AF:A2:DA:45");
}

static void
test_changed_rows(void)
{
  g_autoptr(TrustList) old = sample_token_list(1);
  g_autoptr(ListDraft) draft = draft_from_steps(old, SOME_CHANGES);
  g_autoptr(GPtrArray) rows = record_facts_for_draft(draft, NULL, ANY_TIME);
  g_autofree char *text = describe(rows);
  g_assert_cmpstr(text, ==,
                  "1|SAST||SAST-ADN0054f509|\n"
                  "2|SAST||SAST-ADN008580ef|\n"
                  "3|CCM+TFTP|10.48.47.153|cucm-1051-a-pub|\n"
                  "4|CAPF|10.48.47.153|cucm-1051-a-sub1|replaced|changed\n"
                  "5|TFTP|10.1.2.3|stranger|added|changed\n");
  g_autoptr(GPtrArray) review = record_facts_for_review(draft, ANY_TIME);
  g_autofree char *reviewed = describe(review);
  g_autofree char *with_removed =
      g_strconcat(text, "|CCM+TFTP|10.48.47.154|cucm-1051-a-sub1|removed|changed\n", NULL);
  g_assert_cmpstr(reviewed, ==, with_removed);
}

/* In a new list all is new, and nothing is said of it. */
static void
test_new_rows(void)
{
  const DraftStep steps[] = {ADD_TOKEN(0), STEPS_END};
  g_autoptr(ListDraft) draft = draft_from_steps(NULL, steps);
  g_autoptr(GPtrArray) rows = record_facts_for_review(draft, ANY_TIME);
  g_autofree char *text = describe(rows);
  g_assert_cmpstr(text, ==, "1|SAST||SAST-ADN0054f509|\n");
}

/* Signed and replaced: both are said. */
static void
test_two_remarks(void)
{
  const DraftStep steps[] = {REMOVE(1), ADD_TOKEN(1), STEPS_END};
  g_autoptr(TrustList) old = sample_token_list(1);
  g_autoptr(ListDraft) draft = draft_from_steps(old, steps);
  g_autoptr(GPtrArray) rows = record_facts_for_draft(draft, old, ANY_TIME);
  RecordFacts *last = g_ptr_array_index(rows, 4);
  g_assert_cmpstr(last->remark, ==, "signed this list, added");
  record_facts_set_mark(last, "1 error", "Error: wrong.");
  g_assert_cmpstr(last->remark, ==, "1 error, signed this list, added");
  g_assert_cmpstr(last->findings, ==, "Error: wrong.");
  RecordFacts *first = g_ptr_array_index(rows, 0);
  record_facts_set_mark(first, "2 warnings", "Warning: a.");
  record_facts_set_mark(first, "1 error", "Error: b.");
  g_assert_cmpstr(first->remark, ==, "1 error, 2 warnings");
  g_assert_cmpstr(first->findings, ==, "Error: b.");
}

/* The last day, or the phrase that warns. */
static void
test_validity_of_rows(void)
{
  g_autoptr(TrustList) old = sample_token_list(1);
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autoptr(CertificateFacts) certificate =
      certificate_facts_new(sample_token(0)->certificate, NAME_STYLE_TOKEN);
  g_autofree char *end = certificate_date_text(certificate->not_after);
  g_autofree char *expired = g_strdup_printf("expired on %s", end);
  for (gint64 past = 0; past < 2; past++) {
    gint64 now = past ? certificate->not_after + 1 : certificate->not_before;
    g_autoptr(GPtrArray) rows = record_facts_for_draft(draft, NULL, now);
    const RecordFacts *facts = g_ptr_array_index(rows, 0);
    g_assert_true(facts->warn == (past != 0));
    g_assert_cmpstr(facts->validity, ==, past ? expired : end);
  }
}

static TrustList *
strange_list(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  return craft(&header, {.identity = sample_token(0)}, {.function = FUNCTION_CCM_TFTP, .host = "10.0.0.1"},
               {.function = 99, .identity = sample_server(SERVER_CAPF), .certificate = "nonsense"});
}

static void
test_poor_rows(void)
{
  g_autoptr(TrustList) old = strange_list();
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autoptr(GPtrArray) rows = record_facts_for_draft(draft, NULL, ANY_TIME);
  const RecordFacts *emptied = g_ptr_array_index(rows, 1);
  g_assert_cmpstr(emptied->name, ==, "");
  g_assert_cmpstr(emptied->serial, ==, "");
  g_assert_cmpstr(emptied->validity, ==, "no certificate");
  const RecordFacts *strange = g_ptr_array_index(rows, 2);
  g_assert_cmpstr(strange->function, ==, "number 99");
  g_assert_true(g_str_has_prefix(strange->name, "CN=CAPF-e41e7d87;"));
  g_assert_cmpstr(strange->validity, ==, "no certificate");
}

/* --- sentences about changes --- */

static void
test_summary(void)
{
  static const struct {
    gboolean is_new;
    DraftStep steps[6];
    const char *wanted;
  } cases[] = {
      {TRUE, {STEPS_END}, "A new list with 0 records."},
      {TRUE, {ADD_TOKEN(0)}, "A new list with 1 record."},
      {FALSE, {STEPS_END}, "5 records, the same as in the list that it replaces."},
      {FALSE, {REMOVE(4)}, "4 records. Against the list that it replaces: 1 removed, 4 as before."},
      {FALSE,
       {REMOVE(4), REMOVE(0), ADD_SERVER(FUNCTION_TFTP, "10.1.2.3", SERVER_STRANGER),
        ADD_SERVER(FUNCTION_CAPF, "10.48.47.153", SERVER_SUBSCRIBER)},
       "4 records. Against the list that it replaces: 1 added, 1 replaced, 2 removed, 2 as before."},
      {FALSE, {NON_SECURE}, "5 records. Against the list that it replaces: 2 replaced, 3 as before."},
  };
  g_autoptr(TrustList) old = sample_token_list(1);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(ListDraft) draft = draft_from_steps(cases[i].is_new ? NULL : old, cases[i].steps);
    g_autofree char *summary = record_facts_summary(draft);
    g_assert_cmpstr(summary, ==, cases[i].wanted);
  }
}

static void
test_removal(void)
{
  static const struct {
    guint index;
    const char *question;
    const char *meaning;
  } cases[] = {
      {0, "Remove record 1, SAST SAST-ADN0054f509?",
       "Once phones hold the new list, it no longer vouches for what SAST-ADN0054f509 signs; phones that can "
       "ask "
       "TVS do so. To revoke a lost token, delete its certificate from Phone-SAST-trust as well."},
      {3, "Remove record 4, CAPF CAPF-e41e7d87?",
       "Once phones hold the new list, they no longer trust CAPF-e41e7d87 (10.48.47.153) for CAPF."},
      {5, "Remove record 6, TFTP stranger?",
       "Once phones hold the new list, they no longer trust stranger (no host) for TFTP."},
  };
  const DraftStep steps[] = {ADD_SERVER(FUNCTION_TFTP, "", SERVER_STRANGER), STEPS_END};
  g_autoptr(TrustList) old = sample_token_list(1);
  g_autoptr(ListDraft) draft = draft_from_steps(old, steps);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *question = record_facts_ask_removal(draft, cases[i].index);
    g_autofree char *meaning = record_facts_describe_removal(draft, cases[i].index);
    g_assert_cmpstr(question, ==, cases[i].question);
    g_assert_cmpstr(meaning, ==, cases[i].meaning);
  }
}

/* --- all that is known of one record --- */

/* "label: text" of each fact, with "!" after the text for one in digits of fixed width. */
static char *
join_facts(const ListDraft *draft, guint index, gint64 now)
{
  g_autoptr(GPtrArray) facts = record_facts_list(draft, index, now);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < facts->len; i++) {
    const RecordFact *fact = g_ptr_array_index(facts, i);
    g_string_append_printf(text, "%s: %s%s\n", fact->label, fact->text, fact->fixed_width ? "!" : "");
  }
  return g_strdup(text->str);
}

/* The parts that depend on the key made for this run. */
static char *
expect_certificate(guint index, const char *validity)
{
  g_autoptr(CertificateFacts) facts =
      certificate_facts_new(sample_server(index)->certificate, NAME_STYLE_SERVER);
  g_autofree char *start = certificate_date_text(facts->not_before);
  g_autofree char *end = certificate_date_text(facts->not_after);
  return g_strdup_printf("Valid: %s to %s%s\nKey: RSA 1024\nSHA-1 fingerprint: %s!\n", start, end, validity,
                         facts->sha1);
}

static void
test_all_facts(void)
{
  g_autoptr(TrustList) old = sample_token_list(1);
  g_autoptr(ListDraft) draft = draft_from_steps(old, SOME_CHANGES);
  gint64 now = g_get_real_time() / G_USEC_PER_SEC + 3600;
  g_autofree char *pub = join_facts(draft, 2, now);
  g_autofree char *certificate = expect_certificate(SERVER_CALLMANAGER, "");
  g_autofree char *wanted =
      g_strconcat("Function: CCM+TFTP\nHost: 10.48.47.153\nIP address: 10.48.47.153\n"
                  "Subject: CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL\n"
                  "Issuer: CN=cucm-1051-a-pub;OU=TAC;O=Cisco;L=Krakow;ST=Malopolska;C=PL\n"
                  "Serial number: 70:CA:F6:4E:09:07:51:B9:DF:22:F4:9F:75:4F:C5:BB!\n"
                  "Origin: record 3 of the old list, unchanged\nLength: ",
                  NULL);
  g_assert_true(g_str_has_prefix(pub, wanted));
  g_assert_true(g_str_has_suffix(pub, certificate));
  g_autofree char *replaced = join_facts(draft, 3, now);
  g_assert_true(sample_says(replaced, "Origin: takes the place of record 4 of the old list\n"));
  g_autofree char *added = join_facts(draft, 4, now);
  g_assert_true(sample_says(added, "Origin: added to this list\n"));
}

static void
test_facts_of_poor_records(void)
{
  g_autoptr(TrustList) old = strange_list();
  g_autoptr(ListDraft) draft = list_draft_new(old);
  g_autofree char *token = join_facts(draft, 0, 0); /* in 1970 */
  g_assert_true(sample_says(token, "Function: System Administrator Security Token (SAST)\n"));
  g_assert_null(strstr(token, "Host:"));
  g_assert_null(strstr(token, "IP address:")); /* 0.0.0.0 */
  g_assert_true(sample_says(token, " (not valid before "));
  g_autofree char *emptied = join_facts(draft, 1, 0);
  g_assert_cmpstr(emptied, ==,
                  "Function: CCM+TFTP\nHost: 10.0.0.1\nIP address: 10.0.0.1\n"
                  "Origin: record 2 of the old list, unchanged\nLength: 29 bytes\n"
                  "Certificate: none in this record\n");
  g_autofree char *strange = join_facts(draft, 2, 0);
  g_assert_true(g_str_has_prefix(strange, "Function: number 99\n"));
}

static void
test_facts_of_a_new_record(void)
{
  const DraftStep steps[] = {ADD_TOKEN(0), STEPS_END};
  g_autoptr(ListDraft) draft = draft_from_steps(NULL, steps);
  g_autofree char *text = join_facts(draft, 0, ANY_TIME);
  g_assert_null(strstr(text, "Origin:"));
}

int
main(int argc, char **argv)
{
  g_setenv("TZ", "UTC", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/record-facts/rows", test_rows);
  g_test_add_func("/record-facts/rows/changed", test_changed_rows);
  g_test_add_func("/record-facts/rows/new", test_new_rows);
  g_test_add_func("/record-facts/rows/two-remarks", test_two_remarks);
  g_test_add_func("/record-facts/rows/validity", test_validity_of_rows);
  g_test_add_func("/record-facts/rows/poor", test_poor_rows);
  g_test_add_func("/record-facts/summary", test_summary);
  g_test_add_func("/record-facts/removal", test_removal);
  g_test_add_func("/record-facts/list", test_all_facts);
  g_test_add_func("/record-facts/list/poor", test_facts_of_poor_records);
  g_test_add_func("/record-facts/list/new", test_facts_of_a_new_record);
  return g_test_run();
}
