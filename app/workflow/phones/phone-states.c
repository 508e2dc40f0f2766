/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what phones do: those of app/trustlist/acceptance.c. */
#include "app/workflow/phones/phone-states.h"

#include <glib/gi18n.h>

static const struct {
  const char *word;
  const char *words;
  gboolean ctl;
  gboolean itl;
} holdings[] = {
    {"nothing", N_("Phones that hold no list"), FALSE, FALSE},
    {"itl", N_("Phones that hold this ITL only"), FALSE, TRUE},
    {"ctl", N_("Phones that hold this CTL only"), TRUE, FALSE},
    {"both", N_("Phones that hold this CTL and this ITL"), TRUE, TRUE},
};

/* TRANSLATORS: follows "Phones that hold this CTL only:" and "those", as "without Security by Default ..."
 * does. */
static const char *const with_words = N_("with Security by Default");
/* Where the models stand: TN118893, requirements; SG14 (see acceptance.h for the names). */
static const char *const without_words =
    N_("without Security by Default (see Unified Reporting > Unified CM Phone Feature List)");

static void
add_states(GArray *states, const PhoneQuestion *question, gsize holding)
{
  gboolean ctl = holdings[holding].ctl;
  gboolean itl = holdings[holding].itl;
  const char *words = _(holdings[holding].words);
  for (int sbd = 1; sbd >= 0; sbd--) {
    PhoneState state = {
        .word = holdings[holding].word,
        .holding = words,
        .kind = sbd ? _(with_words) : _(without_words),
        .phone = {ctl ? question->ctl : NULL, itl ? question->itl : NULL, sbd},
        .given = ctl == (question->ctl != NULL) && itl == (question->itl != NULL),
    };
    state.acceptance = acceptance_judge(question->file, &state.phone);
    g_array_append_val(states, state);
  }
}

GArray *
phone_states_judge(const PhoneQuestion *question)
{
  GArray *states = g_array_new(FALSE, FALSE, sizeof(PhoneState));
  for (gsize i = 0; i < G_N_ELEMENTS(holdings); i++)
    if ((!holdings[i].ctl || question->ctl != NULL) && (!holdings[i].itl || question->itl != NULL))
      add_states(states, question, i);
  return states;
}

static const PhoneState *
state_at(const GArray *states, guint index)
{
  return &g_array_index(states, PhoneState, index);
}

/* The reasons have their sources in acceptance.c. */
static char *
describe_verdict(AcceptanceVerdict verdict, const char *who, const char *why)
{
  switch (verdict) {
  case ACCEPTANCE_ACCEPTED:
    /* TRANSLATORS: the first %s is "all", "with Security by Default" or "without Security by Default ...",
     * said of phones, the second is the reason; also in "%s ask TVS: %s" and the like. */
    return g_strdup_printf(_("%s take it: %s"), who, why);
  case ACCEPTANCE_ASKS_TVS:
    return g_strdup_printf(_("%s ask TVS: %s"), who, why);
  case ACCEPTANCE_REJECTED:
    return g_strdup_printf(_("%s REJECT it: %s"), who, why);
  case ACCEPTANCE_IGNORED:
    return g_strdup_printf(_("%s do not ask for it: %s"), who, why);
  case ACCEPTANCE_NOT_KNOWN:
    return g_strdup_printf(_("%s: not known: %s"), who, why);
  }
  return NULL;
}

static gboolean
same_acceptance(const Acceptance *a, const Acceptance *b)
{
  return a->verdict == b->verdict && a->reason == b->reason && a->list == b->list && a->record == b->record;
}

static void
phone_line_free(gpointer data)
{
  PhoneLine *line = data;
  g_free(line->text);
  g_free(line);
}

static void
add_line(GPtrArray *lines, const PhoneState *state, const char *who, const PhoneQuestion *question)
{
  PhoneLine *line = g_new0(PhoneLine, 1);
  g_autofree char *why = acceptance_to_text(&state->acceptance, question->file, &state->phone);
  line->holding = state->holding;
  line->verdict = state->acceptance.verdict;
  line->text = describe_verdict(line->verdict, who, why);
  g_ptr_array_add(lines, line);
}

/* The two kinds of a holding are one line when they are alike. */
GPtrArray *
phone_states_describe(const GArray *states, const PhoneQuestion *question)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func(phone_line_free);
  for (guint i = 0; i + 1 < states->len; i += 2) {
    const PhoneState *with = state_at(states, i);
    const PhoneState *without = state_at(states, i + 1);
    gboolean alike = same_acceptance(&with->acceptance, &without->acceptance);
    add_line(lines, with, alike ? C_("phones", "all") : with->kind, question);
    if (!alike)
      add_line(lines, without, without->kind, question);
  }
  return lines;
}

GPtrArray *
phone_states_collect_advice(const GArray *states, const PhoneQuestion *question)
{
  GPtrArray *told = g_ptr_array_new();
  for (guint i = 0; i < states->len; i++) {
    const char *advice = acceptance_get_advice(&state_at(states, i)->acceptance, question->file);
    if (advice != NULL && !g_ptr_array_find_with_equal_func(told, advice, g_str_equal, NULL))
      g_ptr_array_add(told, (gpointer)advice);
  }
  return told;
}

const char *
phone_states_find_rejection(const GArray *states)
{
  for (guint i = 0; i < states->len; i++)
    if (state_at(states, i)->given && state_at(states, i)->acceptance.verdict == ACCEPTANCE_REJECTED)
      return state_at(states, i)->kind;
  return NULL;
}
