/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/phone-report.h"

#include "app/cli/command.h"
#include "app/cli/json-output.h"
#include "app/trustlist/record-identity.h"

/* The states in the order in which they are told: the most common question comes last, next to the advice. */
static const struct {
  const char *word;
  const char *words;
  gboolean ctl;
  gboolean itl;
} holdings[] = {
    {"nothing", "Phones that hold no list", FALSE, FALSE},
    {"itl", "Phones that hold this ITL only", FALSE, TRUE},
    {"ctl", "Phones that hold this CTL only", TRUE, FALSE},
    {"both", "Phones that hold this CTL and this ITL", TRUE, TRUE},
};

static const char *const with_words = "with Security by Default";
static const char *const without_words =
    "without Security by Default (7940, 7960, Jabber, many TelePresence devices)";

/* One phone, in a state that the given lists allow. */
typedef struct {
  gsize holding;
  Phone phone;
  gboolean given; /* it holds all the lists that were given */
  Acceptance acceptance;
} PhoneCase;

#define MAX_CASES (G_N_ELEMENTS(holdings) * 2)

static gsize
judge_all(const PhoneReport *report, PhoneCase *cases)
{
  gsize n = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(holdings); i++) {
    if ((holdings[i].ctl && report->ctl == NULL) || (holdings[i].itl && report->itl == NULL))
      continue;
    for (int sbd = 1; sbd >= 0; sbd--) {
      PhoneCase *item = &cases[n++];
      item->holding = i;
      item->phone.ctl = holdings[i].ctl ? report->ctl : NULL;
      item->phone.itl = holdings[i].itl ? report->itl : NULL;
      item->phone.security_by_default = sbd;
      item->given = holdings[i].ctl == (report->ctl != NULL) && holdings[i].itl == (report->itl != NULL);
      item->acceptance = acceptance_judge(report->file, &item->phone);
    }
  }
  return n;
}

static const char *
verdict_words(AcceptanceVerdict verdict)
{
  switch (verdict) {
  case ACCEPTANCE_ACCEPTED:
    return "take it";
  case ACCEPTANCE_ASKS_TVS:
    return "ask TVS";
  case ACCEPTANCE_REJECTED:
    return "REJECT it";
  case ACCEPTANCE_IGNORED:
    return "do not ask for it";
  }
  return NULL;
}

static gboolean
same_acceptance(const Acceptance *a, const Acceptance *b)
{
  return a->verdict == b->verdict && a->reason == b->reason && a->list == b->list && a->record == b->record;
}

/* The two cases of a state, as one line when they are alike. */
static void
print_state(const PhoneReport *report, const PhoneCase *cases)
{
  gboolean alike = same_acceptance(&cases[0].acceptance, &cases[1].acceptance);
  command_print(holdings[cases[0].holding].words);
  command_print(":\n");
  for (gsize i = 0; i < (alike ? 1 : 2); i++) {
    const PhoneCase *item = &cases[i];
    g_autofree char *why = acceptance_to_text(&item->acceptance, report->file, &item->phone);
    g_autofree char *line = g_strdup_printf("  %s %s: %s.\n",
                                            alike                             ? "all"
                                            : item->phone.security_by_default ? with_words
                                                                              : without_words,
                                            verdict_words(item->acceptance.verdict), why);
    command_print(line);
  }
}

/* Each piece of advice once. */
static void
print_advice(const PhoneReport *report, const PhoneCase *cases, gsize n)
{
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  for (gsize i = 0; i < n; i++) {
    const char *advice = acceptance_get_advice(&cases[i].acceptance, report->file);
    if (advice == NULL || !g_hash_table_add(told, (gpointer)advice))
      continue;
    g_autofree char *line =
        g_strdup_printf("%s  %s.\n", g_hash_table_size(told) == 1 ? "What to do:\n" : "", advice);
    command_print(line);
  }
}

void
phone_report_print(const PhoneReport *report)
{
  PhoneCase cases[MAX_CASES] = {0};
  gsize n = judge_all(report, cases);
  for (gsize i = 0; i < n; i += 2)
    print_state(report, &cases[i]);
  print_advice(report, cases, n);
}

static void
add_deciding_record(JsonBuilder *builder, const PhoneReport *report, const PhoneCase *item)
{
  static const char *const lists[] = {
      [ACCEPTANCE_LIST_FILE] = "file",
      [ACCEPTANCE_LIST_CTL] = "phone-ctl",
      [ACCEPTANCE_LIST_ITL] = "phone-itl",
  };
  const TrustListRecord *record = acceptance_get_record(&item->acceptance, report->file, &item->phone);
  json_builder_set_member_name(builder, "decided_by");
  if (record == NULL) {
    json_builder_add_null_value(builder);
    return;
  }
  g_autofree char *label = record_dup_label(record);
  json_builder_begin_object(builder);
  json_add_string(builder, "list", lists[item->acceptance.list]);
  json_add_record_number(builder, "record", item->acceptance.record);
  json_add_string(builder, "label", label);
  json_builder_end_object(builder);
}

static void
add_case(JsonBuilder *builder, const PhoneReport *report, const PhoneCase *item)
{
  g_autofree char *why = acceptance_to_text(&item->acceptance, report->file, &item->phone);
  json_builder_begin_object(builder);
  json_add_string(builder, "holds", holdings[item->holding].word);
  json_add_boolean(builder, "security_by_default", item->phone.security_by_default);
  json_add_boolean(builder, "given", item->given);
  json_add_string(builder, "verdict", acceptance_verdict_get_word(item->acceptance.verdict));
  json_add_string(builder, "reason", acceptance_reason_get_word(item->acceptance.reason));
  json_add_string(builder, "text", why);
  json_add_string(builder, "advice", acceptance_get_advice(&item->acceptance, report->file));
  add_deciding_record(builder, report, item);
  json_builder_end_object(builder);
}

void
phone_report_add_json(const PhoneReport *report, JsonBuilder *builder)
{
  PhoneCase cases[MAX_CASES] = {0};
  gsize n = judge_all(report, cases);
  json_builder_set_member_name(builder, "phones");
  json_builder_begin_array(builder);
  for (gsize i = 0; i < n; i++)
    add_case(builder, report, &cases[i]);
  json_builder_end_array(builder);
}

const char *
phone_report_find_rejection(const PhoneReport *report)
{
  PhoneCase cases[MAX_CASES] = {0};
  gsize n = judge_all(report, cases);
  for (gsize i = 0; i < n; i++)
    if (cases[i].given && cases[i].acceptance.verdict == ACCEPTANCE_REJECTED)
      return cases[i].phone.security_by_default ? with_words : without_words;
  return NULL;
}
