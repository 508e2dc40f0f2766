/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "Will phones accept it?", answered for a person: by the lists that phones hold, and by TVS. */
#include "app/workflow/phones/phone-check.h"
#include "sample-cluster.h"
#include "sample-home.h"

typedef struct {
  AddressBookEntry *entry;
  TrustList *list, *other, *tokenless, *itl;
  PhoneCheckRequest request;
  PhoneCheck *check; /* of the last ask() */
  GError *error;
  char *folder;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer unused)
{
  sample_home_empty();
  sample_cluster_reset();
  fixture->entry = sample_entry();
  fixture->list = sample_token_list(1);
  fixture->other = sample_token_list(0);
  fixture->tokenless = sample_tokenless_list(SERVER_CALLMANAGER);
  fixture->itl = sample_itl(SERVER_CALLMANAGER, sample_server(SERVER_TVS), FALSE);
  fixture->request = (PhoneCheckRequest){.list = fixture->list};
  fixture->folder = g_strdup(g_get_user_cache_dir());
  g_assert_cmpint(g_mkdir_with_parents(fixture->folder, 0700), ==, 0);
}

static void
tear_down(Fixture *fixture, gconstpointer unused)
{
  g_clear_error(&fixture->error);
  g_clear_pointer(&fixture->check, phone_check_free);
  address_book_entry_free(fixture->entry);
  trust_list_unref(fixture->list);
  trust_list_unref(fixture->other);
  trust_list_unref(fixture->tokenless);
  trust_list_unref(fixture->itl);
  g_free(fixture->folder);
}

/* LIST as a file. The caller frees its name. */
static char *
save(const Fixture *fixture, const char *name, const TrustList *list)
{
  char *path = g_build_filename(fixture->folder, name, NULL);
  GBytes *bytes = trust_list_get_bytes(list);
  g_assert_true(
      g_file_set_contents(path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), NULL));
  return path;
}

static gboolean
ask(Fixture *fixture)
{
  g_clear_error(&fixture->error);
  g_clear_pointer(&fixture->check, phone_check_free);
  fixture->check = phone_check_run(&fixture->request, NULL, NULL, &fixture->error);
  return fixture->check != NULL;
}

static void
expect_summary(Fixture *fixture, const char *wanted)
{
  g_assert_true(ask(fixture));
  g_assert_cmpstr(fixture->check->summary, ==, wanted);
}

static void
test_nothing_is_held(Fixture *fixture, gconstpointer unused)
{
  expect_summary(fixture,
                 "Phones that hold no list take this one. Choose the CTL that your phones hold to know "
                 "what they do.");
  g_assert_null(fixture->check->tvs);
  g_assert_cmpuint(fixture->check->lines->len, ==, 1);
  const PhoneLine *line = g_ptr_array_index(fixture->check->lines, 0);
  g_assert_cmpstr(line->holding, ==, "Phones that hold no list");
  g_assert_true(sample_says(line->text, "all take it: "));
  g_assert_cmpuint(fixture->check->advice->len, ==, 0);
}

static void
test_update_with_the_other_token(Fixture *fixture, gconstpointer unused)
{
  fixture->request.replaced = fixture->other;
  expect_summary(fixture, "Yes. Phones will take this list.");
  g_autofree char *path = save(fixture, "CTLFile.tlv", fixture->other);
  fixture->request.replaced = NULL;
  fixture->request.ctl_path = path;
  expect_summary(fixture, "Yes. Phones will take this list.");
  g_assert_cmpuint(fixture->check->advice->len, ==, 0);
}

static void
test_changed_after_signing(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(TrustList) broken = sample_break(fixture->list);
  fixture->request.list = broken;
  fixture->request.replaced = fixture->other;
  expect_summary(fixture, "No. Phones will keep the list that they hold.");
  g_assert_cmpuint(fixture->check->advice->len, >, 0);
}

/* The migration: TVS decides, and old phones say no. */
static void
test_from_tokenless_to_tokens(Fixture *fixture, gconstpointer unused)
{
  fixture->request.replaced = fixture->tokenless;
  expect_summary(fixture,
                 "It depends on TVS, which phones will ask about the signer. Choose the publisher to ask it "
                 "now. Phones without Security by Default will keep the list that they hold.");
  g_assert_cmpuint(fixture->check->lines->len, ==, 3);
  const PhoneLine *with = g_ptr_array_index(fixture->check->lines, 1);
  const PhoneLine *without = g_ptr_array_index(fixture->check->lines, 2);
  g_assert_cmpstr(with->holding, ==, "Phones that hold this CTL only");
  g_assert_cmpint(with->verdict, ==, ACCEPTANCE_ASKS_TVS);
  g_assert_true(sample_says(with->text, "with Security by Default ask TVS: "));
  g_assert_cmpint(without->verdict, ==, ACCEPTANCE_REJECTED);
  g_assert_true(sample_says(
      without->text,
      "without Security by Default (see Unified Reporting > Unified CM Phone Feature List) REJECT it: "));
  g_autofree char *advice = sample_join(fixture->check->advice);
  g_assert_true(sample_says(advice, "Phone-SAST-trust"));
}

/* What was settled by TVS is no longer advised. */
static void
test_tvs(Fixture *fixture, gconstpointer unused)
{
  fixture->request.replaced = fixture->tokenless;
  fixture->request.entry = fixture->entry;
  sample_tvs("pub", SERVER_CALLMANAGER);
  expect_summary(fixture,
                 "No. Phones that ask TVS will keep the list that they hold, since TVS does not know the "
                 "signer as a System Administrator Security Token. Phones without Security by Default "
                 "will keep the list that they hold.");
  g_assert_cmpstr(fixture->check->tvs, ==, "TVS on pub does not know its certificate.");
  guint n_before = fixture->check->advice->len;
  sample_upload("pub", 1);
  expect_summary(fixture,
                 "Phones that can ask TVS will take this list, since TVS knows its signer. Phones without "
                 "Security by Default will keep the list that they hold.");
  g_assert_cmpuint(fixture->check->advice->len, <, n_before);
  fake_fail("tvs pub:2445", CTL_ERROR_UNREACHABLE, "nobody is there");
  expect_summary(fixture,
                 "Nobody can say: phones will ask TVS about the signer, and TVS could not be asked now. "
                 "Phones without Security by Default will keep the list that they hold.");
  g_assert_cmpstr(fixture->check->tvs, ==, "TVS on pub could not be asked (nobody is there).");
}

static void
test_tvs_with_old_tls(Fixture *fixture, gconstpointer unused)
{
  fixture->entry->cluster->old_algorithms = OLD_TLS;
  fixture->request.replaced = fixture->tokenless;
  fixture->request.entry = fixture->entry;
  sample_tvs("pub", SERVER_CALLMANAGER);
  sample_upload("pub", 1);
  fake_tls("pub", 2445, sample_server(SERVER_TVS)->certificate, "TLS 1.0");
  g_assert_true(ask(fixture));
  g_assert_cmpstr(fixture->check->tvs, ==,
                  "TVS on pub knows its certificate as that of a System Administrator Security Token. The "
                  "connection to TVS on pub uses old algorithms (TLS 1.0).");
}

/* Phones without Security by Default keep no ITL. */
static void
test_itl(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = save(fixture, "ITLFile.tlv", fixture->itl);
  fixture->request.itl_path = path;
  expect_summary(fixture,
                 "It depends on TVS, which phones will ask about the signer. Choose the publisher to ask it "
                 "now.");
  fixture->request.list = fixture->tokenless;
  expect_summary(fixture, "Yes. Phones will take this list.");
  fixture->request.replaced = fixture->list;
  expect_summary(fixture,
                 "Only phones with Security by Default will take this list; the others keep the one that "
                 "they hold.");
}

/* TVS brings the ITL that the cluster serves, when the list that phones hold vouches for it. The list that is
 * asked about does not: it would be asked about itself. */
static void
test_itl_of_the_cluster(Fixture *fixture, gconstpointer unused)
{
  sample_tvs("pub", SERVER_CALLMANAGER);
  fixture->request.list = fixture->tokenless;
  fixture->request.entry = fixture->entry;
  g_assert_true(ask(fixture));
  g_assert_cmpstr(
      fixture->check->tvs, ==,
      "TVS on pub could not be asked (it is not known which list phones hold, so nothing says who "
      "TVS is).");
  g_assert_cmpuint(fake_count("*"), ==, 0);
  fixture->request.replaced = fixture->list;
  g_assert_true(ask(fixture));
  g_assert_cmpstr(fixture->check->tvs, ==, "TVS on pub does not know its certificate.");
  g_assert_cmpuint(fixture->check->lines->len, >, 3); /* also of phones with that ITL */
  g_assert_cmpuint(fake_count("http://pub:6970/ITLFile.tlv"), ==, 1);
}

/* The ITL that the administrator names says who TVS is. */
static void
test_tvs_by_a_named_itl(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = save(fixture, "ITLFile.tlv", fixture->itl);
  sample_tvs("pub", SERVER_STRANGER);
  sample_upload("pub", 1);
  fixture->request.entry = fixture->entry;
  fixture->request.replaced = fixture->tokenless;
  g_assert_true(ask(fixture));
  g_assert_true(
      sample_says(fixture->check->tvs, "TVS on pub could not be asked (the ITL that is served, which "));
  fixture->request.itl_path = path;
  g_assert_true(ask(fixture));
  g_assert_true(sample_says(fixture->check->tvs, "TVS on pub knows its certificate as that of a System "));
}

static void
test_mixed_up(Fixture *fixture, gconstpointer unused)
{
  g_autofree char *ctl = save(fixture, "CTLFile.tlv", fixture->other);
  g_autofree char *itl = save(fixture, "ITLFile.tlv", fixture->itl);
  fixture->request.itl_path = ctl;
  g_assert_false(ask(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_true(sample_says(fixture->error->message, "is a CTL; give it as the CTL that phones hold"));
  fixture->request.itl_path = NULL;
  fixture->request.ctl_path = itl;
  g_assert_false(ask(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_true(sample_says(fixture->error->message, "is an ITL; give it as the ITL that phones hold"));
  fixture->request.ctl_path = "/nowhere/CTLFile.tlv";
  g_assert_false(ask(fixture));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_FILE);
}

static void
test_cancelled(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  fixture->request.entry = fixture->entry;
  g_cancellable_cancel(cancellable);
  g_assert_null(phone_check_run(&fixture->request, NULL, cancellable, &fixture->error));
  g_assert_error(fixture->error, CTL_ERROR, CTL_ERROR_CANCELLED);
}

/* --- the states of phones --- */

/* "both=asks-tvs": what phones in each state do, with and without Security by Default; a star before those
 * that hold all that is given. */
static void
expect_states(const PhoneQuestion *question, const char *wanted, const char *rejection)
{
  g_autoptr(GArray) states = phone_states_judge(question);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < states->len; i++) {
    const PhoneState *state = &g_array_index(states, PhoneState, i);
    g_string_append_printf(text, "%s%s%s=%s", i > 0 ? " " : "", state->given ? "*" : "", state->word,
                           acceptance_verdict_get_word(state->acceptance.verdict));
    g_assert_true(state->phone.security_by_default == (i % 2 == 0));
  }
  g_assert_cmpstr(text->str, ==, wanted);
  const char *found = phone_states_find_rejection(states);
  if (rejection == NULL)
    g_assert_null(found);
  else
    g_assert_true(sample_says(found, rejection));
}

static void
test_states(Fixture *fixture, gconstpointer unused)
{
  const PhoneQuestion none = {.file = fixture->list};
  const PhoneQuestion ctl = {.file = fixture->list, .ctl = fixture->other};
  const PhoneQuestion both = {.file = fixture->list, .ctl = fixture->tokenless, .itl = fixture->itl};
  const PhoneQuestion back = {.file = fixture->tokenless, .ctl = fixture->list, .itl = fixture->itl};
  const PhoneQuestion new_itl = {.file = fixture->itl, .ctl = fixture->list};
  expect_states(&none, "*nothing=accepted *nothing=accepted", NULL);
  expect_states(&ctl, "nothing=accepted nothing=accepted *ctl=accepted *ctl=accepted", NULL);
  expect_states(&both,
                "nothing=accepted nothing=accepted itl=asks-tvs itl=accepted ctl=asks-tvs ctl=rejected "
                "*both=asks-tvs *both=rejected",
                "without Security by Default");
  expect_states(&back,
                "nothing=accepted nothing=accepted itl=accepted itl=accepted ctl=asks-tvs ctl=rejected "
                "*both=accepted *both=rejected",
                "without Security by Default");
  expect_states(&new_itl, "nothing=accepted nothing=ignored *ctl=accepted *ctl=ignored", NULL);
}

static void
test_state_words(Fixture *fixture, gconstpointer unused)
{
  const PhoneQuestion question = {.file = fixture->itl, .ctl = fixture->list};
  g_autoptr(GArray) states = phone_states_judge(&question);
  g_autoptr(GPtrArray) lines = phone_states_describe(states, &question);
  g_assert_cmpuint(lines->len, ==, 4);
  g_assert_true(sample_says(((PhoneLine *)lines->pdata[1])->text, " do not ask for it: "));
  g_autoptr(GPtrArray) advice = phone_states_collect_advice(states, &question);
  g_assert_cmpuint(advice->len, ==, 0);
}

/* --- before it is signed --- */

static void
expect_signers(ListDraft *draft, const char *words)
{
  g_autofree char *text = phone_check_describe_signers(draft);
  g_assert_true(sample_says(text, words));
}

static void
test_signers(Fixture *fixture, gconstpointer unused)
{
  g_autoptr(ListDraft) fresh = list_draft_new(NULL);
  g_autoptr(ListDraft) update = list_draft_new(fixture->other);
  g_autoptr(ListDraft) migration = list_draft_new(fixture->tokenless);
  expect_signers(fresh, "Phones that hold no list will take it from any signer");
  expect_signers(update, "will take it when one of these signs it: SAST-ADN0054f509, SAST-ADN008580ef.");
  g_assert_true(list_draft_remove(update, 0, NULL));
  expect_signers(update, "will take it when one of these signs it: SAST-ADN008580ef.");
  g_assert_true(list_draft_add_token(migration, sample_token(0)->certificate, NULL));
  g_assert_true(list_draft_remove(migration, 0, NULL));
  expect_signers(migration, "none of its tokens is in the list that it replaces: phones will ask TVS");
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func)(Fixture *, gconstpointer);
  } tests[] = {
      {"/phone-check/nothing-is-held", test_nothing_is_held},
      {"/phone-check/update-with-the-other-token", test_update_with_the_other_token},
      {"/phone-check/changed-after-signing", test_changed_after_signing},
      {"/phone-check/from-tokenless-to-tokens", test_from_tokenless_to_tokens},
      {"/phone-check/tvs", test_tvs},
      {"/phone-check/tvs-with-old-tls", test_tvs_with_old_tls},
      {"/phone-check/itl", test_itl},
      {"/phone-check/itl-of-the-cluster", test_itl_of_the_cluster},
      {"/phone-check/tvs-by-a-named-itl", test_tvs_by_a_named_itl},
      {"/phone-check/mixed-up", test_mixed_up},
      {"/phone-check/cancelled", test_cancelled},
      {"/phone-check/states", test_states},
      {"/phone-check/state-words", test_state_words},
      {"/phone-check/signers", test_signers},
  };
  sample_home_init(&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return sample_home_run();
}
