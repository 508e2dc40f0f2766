/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which record of a list a person means. */
#include "draft-steps.h"

#define NONE G_MAXUINT

static const struct {
  const char *spec;
  guint index; /* in the old list, or NONE */
  const char *words;
} cases[] = {
    {"1", 0, NULL},
    {"5", 4, NULL},
    {"0", NONE, "The list has no record \"0\""},
    {"6", NONE, "The list has no record \"6\""},
    {"-1", NONE, "The list has no record"},
    {"nonsense", NONE, "The list has no record \"nonsense\""},
    {"", NONE, "The list has no record \"\""},
    {"SAST-ADN008580ef", 1, NULL},
    {"sast-adn008580EF", 1, NULL},
    {"cucm-1051-a-sub1", 4, NULL},
    {"10.48.47.154", 4, NULL},
    {"10.48.47.153", NONE, "means records 3 and 4; name one by its number"},
    {"6B:EB:FD:CD:CD:8C:A2:77:CB:2F:D1:D1:83:A6:0E:72", 4, NULL},
    {"6bebfdcdcd8ca277cb2fd1d183a60e72", 4, NULL},
    {"83e9080000005545af31", 1, NULL},
    {"83:E9:08", NONE, "The list has no record"},
    {"IPCBU", NONE, "The list has no record"},
};

static void
expect(const ListDraft *draft, const char *spec, guint wanted, const char *words)
{
  g_autoptr(GError) error = NULL;
  guint index = NONE;
  g_assert_true(list_draft_find(draft, spec, &index, &error) == (wanted != NONE));
  g_assert_cmpuint(index, ==, wanted);
  if (wanted != NONE)
    return;
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_assert_true(sample_says(error->message, words));
}

static void
test_names(void)
{
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = list_draft_new(old);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    expect(draft, cases[i].spec, cases[i].index, cases[i].words);
}

/* Numbers are those of the old list, whatever was removed before; what was added has none. */
static void
test_numbers_stay(void)
{
  const DraftStep steps[] = {REMOVE(2), ADD_SERVER(FUNCTION_TFTP, "10.1.1.1", SERVER_STRANGER), STEPS_END};
  g_autoptr(TrustList) old = sample_token_list(0);
  g_autoptr(ListDraft) draft = draft_from_steps(old, steps);
  expect(draft, "3", NONE, "The list has no record \"3\"");
  expect(draft, "5", 3, NULL);
  expect(draft, "6", NONE, "The list has no record \"6\"");
  expect(draft, "10.1.1.1", 4, NULL);
  expect(draft, "10.48.47.153", 2, NULL); /* one is left */
}

/* Three of a name are told one after the other. */
static void
test_many(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  const Identity *server = sample_server(SERVER_CAPF);
  g_autoptr(TrustList) old = craft(&header, {.identity = sample_token(0)},
                                   {.function = FUNCTION_CAPF, .identity = server, .host = "10.0.0.1"},
                                   {.function = FUNCTION_CAPF, .identity = server, .host = "10.0.0.2"},
                                   {.function = FUNCTION_CAPF, .identity = server, .host = "10.0.0.3"});
  g_autoptr(ListDraft) draft = list_draft_new(old);
  expect(draft, "CAPF-e41e7d87", NONE, "\"CAPF-e41e7d87\" means records 2, 3 and 4; name one by its number");
}

/* A record of a cluster in non-secure mode has a host and nothing else; a strange subject has no CN. */
static void
test_poor_records(void)
{
  CraftHeader header = {.signer = sample_token(0), .style = NAME_STYLE_TOKEN};
  g_autoptr(TrustList) old =
      craft(&header, {.identity = sample_token(0)}, {.function = FUNCTION_CCM_TFTP, .host = "10.0.0.1"},
            {.function = FUNCTION_CAPF, .identity = sample_server(SERVER_CAPF), .subject = "OU=x;CN=CAPF"},
            {.function = FUNCTION_CAPF, .identity = sample_server(SERVER_TVS), .subject = "CN=alone"});
  g_autoptr(ListDraft) draft = list_draft_new(old);
  expect(draft, "10.0.0.1", 1, NULL);
  expect(draft, "CAPF", NONE, "The list has no record \"CAPF\"");
  expect(draft, "alone", 3, NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/draft-find/names", test_names);
  g_test_add_func("/draft-find/numbers-stay", test_numbers_stay);
  g_test_add_func("/draft-find/many", test_many);
  g_test_add_func("/draft-find/poor-records", test_poor_records);
  return g_test_run();
}
