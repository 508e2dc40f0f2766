/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What phones do, situation by situation, as the administrators' documents say: each row has its source.
 * Where they say it only of something near it the row is deduced, where they are silent it is not known, and
 * the sentence that a person reads says so.
 *
 * SBD: "Communications Manager Security By Default and ITL Operation and Troubleshooting"; TN118893: "CUCM
 * Mixed Mode with Tokenless CTL"; REGEN: "CUCM Certificate Regeneration/Renewal Process"; SG12, SG14:
 * Security Guides 12.5 and 14; TN214231: "Regenerate Certificates in UCM"; P88: the 8800's administration
 * guide. */
#include "app/workflow/judge/judge-node.h"
#include "situation-lists.h"

#include <string.h>

/* What TVS says of the signer. */
#define NOT_ASKED PUBLISH_TVS_NOT_ASKED
#define KNOWS PUBLISH_TVS_VOUCHES
#define KNOWS_NOT PUBLISH_TVS_UNKNOWN
#define SILENT PUBLISH_TVS_FAILED

typedef struct {
  SituationList ctl, itl; /* what the phone holds */
  gboolean sbd;           /* it has Security by Default */
  SituationList file;     /* what it is offered */
  PublishTvsVerdict tvs;
  const char *verdict; /* "accepted", ... */
  const char
      *words; /* in the sentence; "deduced" and "not known" in no other row than those that have them here */
} Situation;

#define TAKES "accepted"
#define KEEPS "rejected"
#define ASKS "asks-tvs"
#define IGNORES "ignored"
#define NOT_KNOWN "not-known"

/* TN118893, its log of TVS: the token is not in the certificate store, and is found in the CTL of the node.
 * No document says whether the upload is needed then; an ITL has no part in it. */
#define NO_NOW "TVS does not know it; not known: whether TVS knows it once the new list is on that node"

static const Situation nothing_held[] = {
    /* SBD, the phone verifies, first state: it takes the next CTL or ITL blindly. */
    {NO_LIST, NO_LIST, TRUE, TOKENS_9, NOT_ASKED, TAKES, "holds no list takes the first one"},
    {NO_LIST, NO_LIST, TRUE, TOKENLESS_12, NOT_ASKED, TAKES, "holds no list takes the first one"},
    {NO_LIST, NO_LIST, TRUE, ITL_8, NOT_ASKED, TAKES, "holds no list takes the first one"},
    {NO_LIST, NO_LIST, TRUE, ITL_12, NOT_ASKED, TAKES, "holds no list takes the first one"},
    /* TN118893, requirements, note: without Security by Default it works again when the CTL was deleted. */
    {NO_LIST, NO_LIST, FALSE, TOKENS_12, NOT_ASKED, TAKES, "holds no list takes the first one"},
    /* SBD, background: ITL files are a part of Security by Default. */
    {NO_LIST, NO_LIST, FALSE, ITL_12, NOT_ASKED, IGNORES, "does not ask for ITL files"},
    /* SBD, first state, says nothing of a wrong signature. */
    {NO_LIST, NO_LIST, TRUE, TOKENS_CHANGED, NOT_ASKED, NOT_KNOWN, "not known"},
    /* SG14, Default Security: an ITL over 64 KB does not load, phones fail to register. */
    {NO_LIST, NO_LIST, TRUE, ITL_OVER_64_KB, NOT_ASKED, KEEPS, "phones load no ITL over 65536"},
    /* SBD, can I disable SBD?, first state: an emptied ITL is none. */
    {NO_LIST, ITL_EMPTIED, TRUE, ITL_8, NOT_ASKED, TAKES, "the ITL is emptied"},
    {NO_LIST, ITL_EMPTIED, TRUE, OTHER_TOKENS, NOT_ASKED, TAKES, "the ITL is emptied"},
    /* SG14, rollback: the sections of TVS and TFTP are what is empty. */
    {NO_LIST, ITL_EMPTIED_SAST, TRUE, ITL_12, NOT_ASKED, TAKES, "the ITL is emptied"},
};

static const Situation ctl_held[] = {
    /* SBD, third state: verified by the CTL; TN118893: SAST records sign. */
    {TOKENS_9, NO_LIST, TRUE, TOKENS_9_AGAIN, NOT_ASKED, TAKES,
     "record 1 of the CTL it holds, SAST SAST-ADN0054f509"},
    {TOKENS_9, NO_LIST, FALSE, TOKENS_9_AGAIN, NOT_ASKED, TAKES, "record 1 of the CTL it holds"},
    {TOKENS_EMPTIED, NO_LIST, TRUE, TOKENS_9_AGAIN, NOT_ASKED, TAKES, "record 1 of the CTL it holds"},
    /* SBD, authentication of downloads: the hashes have to match. */
    {TOKENS_9, NO_LIST, TRUE, TOKENS_FORGED, KNOWS, KEEPS, "but the signature is wrong with its key"},
    /* TN118893, from tokenless to tokens: TVS is asked; SBD, TVS: by the ITL's record, and this phone has no
       ITL. */
    {TOKENLESS_10, NO_LIST, TRUE, TOKENS_9, NOT_ASKED, ASKS, "not known: whether it can ask without an ITL"},
    {TOKENLESS_10, NO_LIST, TRUE, TOKENS_9, KNOWS, NOT_KNOWN,
     "whether a phone without an ITL can ask it is not known"},
    {TOKENLESS_10, NO_LIST, TRUE, TOKENS_9, KNOWS_NOT, KEEPS, NO_NOW},
    {TOKENLESS_10, NO_LIST, TRUE, TOKENS_9, SILENT, ASKS, "it is not known what TVS says"},
    /* TN118893, requirements, note: without TVS the new signer is refused until the CTL is deleted. */
    {TOKENLESS_10, NO_LIST, FALSE, TOKENS_9, KNOWS, KEEPS, "without Security by Default it cannot ask TVS"},
    {TOKENLESS_10, NO_LIST, FALSE, TOKENLESS_10_RENEWED, KNOWS, KEEPS, "it cannot ask TVS"},
    {TOKENS_9, NO_LIST, FALSE, OTHER_TOKENS, KNOWS, KEEPS, "it cannot ask TVS"},
    /* SG12, from tokens to tokenless: first a token list of 12.0 or later has to be on every phone. */
    {TOKENS_9, NO_LIST, FALSE, TOKENLESS_12, NOT_ASKED, KEEPS, "it cannot ask TVS"},
    {TOKENS_12, NO_LIST, FALSE, TOKENLESS_12, NOT_ASKED, TAKES,
     "record 3 of the CTL it holds, SAST ITLRECOVERY"},
    {TOKENS_12, NO_LIST, FALSE, TOKENLESS_10, NOT_ASKED, TAKES,
     "record 4 of the CTL it holds, SAST cucm-1051-a-pub"},
    {TOKENS_9, NO_LIST, FALSE, TOKENLESS_10, NOT_ASKED, KEEPS, "it cannot ask TVS"},
    /* SBD, second state: an ITL only by the CTL's CCM+TFTP. */
    {TOKENS_9, NO_LIST, TRUE, ITL_8, NOT_ASKED, TAKES, "record 3 of the CTL it holds, CCM+TFTP"},
    {TOKENS_12, NO_LIST, TRUE, ITL_8, NOT_ASKED, TAKES, "record 5 of the CTL it holds, CCM+TFTP"},
    {TOKENLESS_10, NO_LIST, TRUE, ITL_8, NOT_ASKED, TAKES, "record 2 of the CTL it holds, CCM+TFTP"},
    {TOKENS_9, NO_LIST, TRUE, ITL_8_RENEWED, KNOWS, KEEPS, "asks no TVS about an ITL"},
    {TOKENS_EMPTIED, NO_LIST, TRUE, ITL_8, KNOWS, KEEPS, "asks no TVS about an ITL"},
    /* The same, of a token list from before 11.5: it has no ITLRecovery (SG12, table of signers). */
    {TOKENS_9, NO_LIST, TRUE, ITL_12, KNOWS, KEEPS, "asks no TVS about an ITL"},
    {TOKENS_12, NO_LIST, TRUE, ITL_12_RENEWED, KNOWS, KEEPS, "asks no TVS about an ITL"},
    /* TN214231 and SG14: ITLRecovery signs, and SAST is the role for it; deduced, since the second state says
     * CCM+TFTP. */
    {TOKENS_12, NO_LIST, TRUE, ITL_12, NOT_ASKED, TAKES,
     "deduced: the signer is record 3 of the CTL it holds, SAST"},
    {TOKENLESS_12, NO_LIST, TRUE, ITL_12, NOT_ASKED, TAKES,
     "deduced: the signer is record 1 of the CTL it holds"},
    {TOKENS_12, NO_LIST, FALSE, ITL_12, NOT_ASKED, IGNORES, "does not ask for ITL files"},
};

static const Situation itl_held[] = {
    /* SBD, regeneration, steps 1 to 4. */
    {NO_LIST, ITL_8, TRUE, ITL_8, NOT_ASKED, TAKES, "of the ITL it holds"},
    {NO_LIST, ITL_8, TRUE, ITL_8_RENEWED, KNOWS, TAKES, "TVS knows it"},
    {NO_LIST, ITL_8, TRUE, ITL_8_RENEWED, KNOWS_NOT, KEEPS, "TVS does not know it"},
    /* P88, status messages: the update fails and the earlier list stays; what TVS would say nobody knows
       here. */
    {NO_LIST, ITL_8, TRUE, ITL_8_RENEWED, SILENT, ASKS, "it is not known what TVS says"},
    /* TN214231: from 12.0 on ITLRecovery signs, so that a new CallManager certificate is nothing new. */
    {NO_LIST, ITL_12, TRUE, ITL_12_NEW_CALLMANAGER, KNOWS_NOT, TAKES,
     "record 1 of the ITL it holds, SAST ITLRECOVERY"},
    /* SBD, overview of TVS: what neither list can verify TVS is asked about. An upgrade to 12.0, and a new
     * ITLRecovery. */
    {NO_LIST, ITL_8, TRUE, ITL_12, KNOWS, TAKES, "TVS knows it"},
    {NO_LIST, ITL_12, TRUE, ITL_12_RENEWED, KNOWS, TAKES, "TVS knows it"},
    {NO_LIST, ITL_12, TRUE, ITL_12_RENEWED, NOT_ASKED, ASKS, "it asks TVS (record 3 of the ITL it holds"},
    {NO_LIST, ITL_8, TRUE, OTHER_TOKENS, KNOWS, TAKES, "TVS knows it"},
    {NO_LIST, ITL_12, TRUE, TOKENS_12, KNOWS_NOT, KEEPS, NO_NOW},
    /* TN118893, from non-secure to mixed mode: phones with an ITL only get a CTL that its signer signs. */
    {NO_LIST, ITL_8, TRUE, TOKENLESS_10, NOT_ASKED, TAKES, "record 1 of the ITL it holds, SAST"},
    {NO_LIST, ITL_12, TRUE, TOKENLESS_12, NOT_ASKED, TAKES, "record 1 of the ITL it holds, SAST ITLRECOVERY"},
    /* SBD, TVS: its certificate is checked with the ITL's TVS record; deduced: with none nobody can be asked.
     */
    {NO_LIST, ITL_WITHOUT_TVS, TRUE, ITL_8_RENEWED, KNOWS, KEEPS,
     "deduced: no list that the phone holds knows"},
    /* SBD, background: a phone without Security by Default keeps no ITL, so that it holds nothing. */
    {NO_LIST, ITL_8, FALSE, TOKENS_9, NOT_ASKED, TAKES, "keeps no ITL"},
};

static const Situation both_held[] = {
    /* TN118893, from tokenless to tokens: after the upload TVS trusts the token. */
    {TOKENLESS_10, ITL_8, TRUE, TOKENS_9, KNOWS, TAKES, "TVS knows it"},
    {TOKENLESS_10, ITL_8, TRUE, TOKENS_9, KNOWS_NOT, KEEPS, NO_NOW},
    {TOKENLESS_10, ITL_8, TRUE, TOKENS_9, SILENT, ASKS, "a phone that gets no answer keeps its list"},
    {TOKENLESS_10, ITL_8, FALSE, TOKENS_9, KNOWS, KEEPS, "it cannot ask TVS"},
    {TOKENLESS_12, ITL_12, TRUE, TOKENS_12, KNOWS, TAKES, "TVS knows it"},
    /* TN118893, regeneration of certificates of a tokenless list; requirements, note, without TVS. */
    {TOKENLESS_10, ITL_8, TRUE, TOKENLESS_10_RENEWED, KNOWS, TAKES, "TVS knows it"},
    {TOKENLESS_10, ITL_8, FALSE, TOKENLESS_10_RENEWED, KNOWS, KEEPS, "it cannot ask TVS"},
    /* SBD, change of host names: with a token of the list it cannot be broken for good, even without TVS:
     * first the CTL, then by it the ITL. REGEN: with one of the original tokens. */
    {TOKENS_9, ITL_8, TRUE, TOKENS_9_RENEWED, SILENT, TAKES, "record 1 of the CTL it holds"},
    {TOKENS_9_RENEWED, ITL_8, TRUE, ITL_8_RENEWED, SILENT, TAKES, "record 3 of the CTL it holds, CCM+TFTP"},
    /* SBD, third state: CTL, ITL or TVS. The ITL of 12.0 has ITLRecovery, the CTL of before has not. */
    {TOKENS_9, ITL_12, TRUE, TOKENLESS_12, SILENT, TAKES, "record 1 of the ITL it holds, SAST ITLRECOVERY"},
    {TOKENS_9, ITL_8, TRUE, TOKENLESS_12, KNOWS, TAKES, "TVS knows it"},
    {TOKENS_9, ITL_8, TRUE, TOKENLESS_10, SILENT, TAKES, "record 1 of the ITL it holds, SAST"},
    {TOKENS_9, ITL_8, TRUE, ITL_12, KNOWS_NOT, KEEPS, "TVS does not know it"},
    /* Both lists have the signer: the ITL's record is the one that is documented. */
    {TOKENS_12, ITL_12, TRUE, ITL_12, NOT_ASKED, TAKES, "record 1 of the ITL it holds, SAST ITLRECOVERY"},
    /* Deduced: the signature is not the signer's, whatever TVS says of him. */
    {TOKENLESS_10, ITL_8, TRUE, TOKENS_CHANGED, KNOWS, KEEPS, "deduced: the signature is wrong"},
    {TOKENS_12, ITL_12, TRUE, ITL_OVER_64_KB, NOT_ASKED, KEEPS, "phones load no ITL over 65536"}, /* SG14 */
    /* SBD, first state, can be read either way of a phone with a CTL and an emptied ITL. */
    {TOKENLESS_10, ITL_EMPTIED, TRUE, OTHER_TOKENS, KNOWS, NOT_KNOWN, "not known"},
    {TOKENLESS_10, ITL_EMPTIED_SAST, TRUE, OTHER_TOKENS, KNOWS, NOT_KNOWN, "not known"},
    {TOKENS_9, ITL_EMPTIED_SAST, TRUE, ITL_12, KNOWS, NOT_KNOWN, "not known"},
    /* In either reading it takes what the CTL verifies. */
    {TOKENS_9, ITL_EMPTIED_SAST, TRUE, TOKENS_9_AGAIN, NOT_ASKED, TAKES, "record 1 of the CTL it holds"},
    {TOKENS_9, ITL_EMPTIED, TRUE, ITL_8, NOT_ASKED, TAKES, "record 3 of the CTL it holds, CCM+TFTP"},
};

static const char *
tvs_words(PublishTvsVerdict tvs)
{
  switch (tvs) {
  case KNOWS:
    return "TVS knows it";
  case KNOWS_NOT:
    return "TVS does not know it";
  case SILENT:
    return "TVS could not be asked";
  default:
    return NULL;
  }
}

/* TEXT says WORD only where the row says so. */
static gboolean
says_no_more(const char *text, const Situation *situation, const char *word)
{
  return strstr(text, word) == NULL || strstr(situation->words, word) != NULL || situation->tvs == SILENT;
}

static void
check(const Situation *situation)
{
  const Phone phone = {situation_list(situation->ctl), situation_list(situation->itl), situation->sbd};
  const PublishTvsAnswer answer = {.verdict = situation->tvs, .text = tvs_words(situation->tvs)};
  g_autoptr(JudgedPhones) phones =
      judge_phones_in_state("Phones", &phone, situation_list(situation->file), &answer);
  const char *verdict = acceptance_verdict_get_word(phones->verdict);
  g_test_message("holds %d and %d, is offered %d: %s: %s", situation->ctl, situation->itl, situation->file,
                 verdict, phones->text);
  g_assert_cmpstr(verdict, ==, situation->verdict);
  g_assert_nonnull(strstr(phones->text, situation->words));
  g_assert_true(says_no_more(phones->text, situation, "deduced"));
  g_assert_true(says_no_more(phones->text, situation, "not known"));
}

typedef struct {
  const Situation *situations;
  gsize n;
} Table;

static void
test_table(gconstpointer data)
{
  const Table *table = data;
  for (gsize i = 0; i < table->n; i++)
    check(&table->situations[i]);
}

int
main(int argc, char **argv)
{
  static const Table tables[] = {
      {nothing_held, G_N_ELEMENTS(nothing_held)},
      {ctl_held, G_N_ELEMENTS(ctl_held)},
      {itl_held, G_N_ELEMENTS(itl_held)},
      {both_held, G_N_ELEMENTS(both_held)},
  };
  static const char *const paths[] = {"/situations/nothing", "/situations/ctl", "/situations/itl",
                                      "/situations/both"};
  g_test_init(&argc, &argv, NULL);
  situation_lists_make();
  for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
    g_test_add_data_func(paths[i], &tables[i], test_table);
  int status = g_test_run();
  situation_lists_free();
  return status;
}
